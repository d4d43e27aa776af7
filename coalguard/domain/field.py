"""Fields: values out of a document that a person wrote, and which of them does not fit, by which rule.

    take(rules, "standards", each(parse_standard), "list")
    -> UnfitError: standards[3].limits[1].basis, rule "basis", value "none"

So that whoever wrote the document is told the place, the value and the rule, never what a parser said of it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from coalguard.domain.errors import Fact

_SHOWN = 40
_UNFIT = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)

Told = TypeVar("Told")


class UnfitError(Exception):
    """A value that breaks a rule, or a field that is missing (rule "missing"); `path` leads to it."""

    def __init__(self, path: str, rule: str, value: object = None) -> None:
        """Keep the three."""
        super().__init__(path, rule)
        self.path, self.rule, self.value = path, rule, value

    @property
    def facts(self) -> dict[str, Fact]:
        """Place, rule and value, as a finding tells them."""
        value = None if self.value is None else str(self.value)[:_SHOWN]
        return {"where": self.path, "rule": self.rule, "value": value}

    def below(self, place: str) -> "UnfitError":
        """The same, seen from outside: behind a field or a place in a list."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        return UnfitError(f"{place}{joint}{self.path}", self.rule, self.value)


def take(document: object, name: str, parse: Callable[[Any], Told], rule: str) -> Told:
    """The value of a field; `rule` is what is said of one that can not be parsed. Raises UnfitError."""
    if not isinstance(document, Mapping):
        raise UnfitError("", "object", document)
    if name not in document:
        raise UnfitError(name, "missing")
    try:
        return parse(document[name])
    except UnfitError as error:
        raise error.below(name) from error
    except _UNFIT as error:
        raise UnfitError(name, rule, document[name]) from error


def each(parse: Callable[[Any], Told]) -> Callable[[object], tuple[Told, ...]]:
    """How a list is parsed, one after another. What it gives raises UnfitError."""

    def parse_all(value: object) -> tuple[Told, ...]:
        if not isinstance(value, list):
            raise UnfitError("", "list", value)
        return tuple(_placed(number, one) for number, one in enumerate(value))

    def _placed(number: int, value: object) -> Told:
        try:
            return parse(value)
        except UnfitError as error:
            raise error.below(f"[{number}]") from error

    return parse_all


def parse_line(value: object) -> str:
    """A text that is not empty. Raises TypeError, which `take` turns into the rule."""
    if not isinstance(value, str) or not value.strip():
        raise TypeError(value)
    return value


def parse_flag(value: object) -> bool:
    """A yes or a no, and nothing that counts as one of them. Raises TypeError, as `parse_line`."""
    if not isinstance(value, bool):
        raise TypeError(value)
    return value
