"""A value out of a document: taken, or named with its place, its rule and itself."""

from typing import Any

import pytest

from coalguard.domain.field import UnfitError, each, parse_flag, parse_line, take


def test_a_value_that_fits_is_given_back() -> None:
    assert take({"a": "x"}, "a", parse_line, "text") == "x"
    assert take({"a": [True, False]}, "a", each(parse_flag), "list") == (True, False)


@pytest.mark.parametrize(
    ("document", "where", "rule", "value"),
    [
        ([], "", "object", "[]"),
        ({}, "a", "missing", None),
        ({"a": 7}, "a", "list", "7"),
        ({"a": ["x" * 60]}, "a[0]", "object", "x" * 40),
        ({"a": [{"b": "x"}, {"b": " "}]}, "a[1].b", "text", " "),
        ({"a": [{}]}, "a[0].b", "missing", None),
    ],
)
def test_a_value_that_does_not_fit_is_named(document: Any, where: str, rule: str, value: str | None) -> None:
    with pytest.raises(UnfitError) as unfit:
        take(document, "a", each(lambda one: take(one, "b", parse_line, "text")), "list")
    assert unfit.value.facts == {"where": where, "rule": rule, "value": value}


@pytest.mark.parametrize("value", ["true", 1, None])
def test_nothing_counts_as_yes_or_no(value: object) -> None:
    with pytest.raises(TypeError):
        parse_flag(value)
