"""Requests: every fault of a line is told with its place, and nothing is turned into anything else."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.doors.request import LONGEST_LINE, RequestError, parse_fields, parse_request, unknown_command
from coalguard.resources import words
from coalguard.sentences import say


class Kind(StrEnum):
    """Two kinds."""

    MINE = "mine"
    TRADER = "trader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A second person."""

    login: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Every type that requests use."""

    name: str
    kind: Kind = Kind.MINE
    declared_kg: int | None = None
    done: bool = False
    from_: str = ""
    second: Second | None = None
    values: tuple[Second, ...] = ()
    officers: tuple[str, str] | None = None
    notes: Mapping[str, str | int] | None = None
    either: int | bool | None = None


def faults(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Code and field of every finding."""
    with pytest.raises(RequestError) as caught:
        parse_fields(fields, Asked)
    assert caught.value.code == "request.malformed"
    return [(finding.code, str(finding.facts["field"])) for finding in caught.value.findings]


def reasons(line: bytes) -> list[str]:
    """Every finding about a line."""
    with pytest.raises(RequestError) as caught:
        parse_request(line)
    return [finding.code for finding in caught.value.findings]


def test_a_request_has_an_id_a_command_and_fields() -> None:
    request = parse_request('{"id": 7, "do": "yard.register", "name": "东场"}'.encode())
    assert (request.id, request.do, request.fields) == (7, "yard.register", {"name": "东场"})


@pytest.mark.parametrize(
    ("line", "fault", "at"),
    [
        (b"{'do': 'about'}", "keys", 2),
        (b'{"do": "about",}', "comma", 16),
        (b'{"do": "about"} {}', "surplus", 18),
        (b'{"do": "about"', "cut_off", 14),
        (b'{"do": about}', "spelling", 8),
        (rb'{"do": "about", "x": "\q"}', "escape", 25),
    ],
)
def test_a_line_that_is_no_json_is_told_where_in_our_own_words(line: bytes, fault: str, at: int) -> None:
    with pytest.raises(RequestError) as refused:
        parse_request(line)
    (finding,) = refused.value.findings
    assert finding.facts == {"json_fault": fault, "at": at}
    assert "byte" not in say(finding, words("zh"))
    assert fault not in say(finding, words("zh")), "each has its word"


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (b"nope", ["request.not_json"]),
        (b"{", ["request.not_json"]),
        (b'{"do": "about"} {}', ["request.not_json"]),
        (b'{"do": "about", "x": NaN}', ["request.not_json"]),
        (b'{"do": "about", "x": 1e999}', ["request.number_range"]),
        (rb'{"do": "about", "x": "\ud800"}', ["request.not_json"]),
        (b"{'do': 'about'}", ["request.not_json"]),
        (b"[" * 100_000, ["request.too_deep"]),
        (b'{"do": "ab\xffout"}', ["request.not_utf8"]),
        ('{"do": "about"}'.encode("utf-16"), ["request.not_utf8"]),
        (b"[]", ["request.not_object"]),
        (b"7", ["request.not_object"]),
        (b"null", ["request.not_object"]),
        (b"{}", ["request.missing_field"]),
        (b'{"do": ""}', ["request.missing_field"]),
        (b'{"do": null}', ["request.missing_field"]),
        (b'{"do": 7}', ["request.wrong_type"]),
        (b'{"do": "about", "id": 1.5}', ["request.wrong_type"]),
        (b'{"do": "about", "id": true}', ["request.wrong_type"]),
        (b'{"id": [], "do": {}}', ["request.wrong_type", "request.wrong_type"]),
        (b'{"do": "about", "id": 99999999999999999999}', ["request.wrong_type"]),
        (b'"' + b"x" * LONGEST_LINE + b'"', ["request.too_long"]),
    ],
)
def test_a_malformed_line_is_told_why(line: bytes, codes: list[str]) -> None:
    assert reasons(line) == codes


def test_the_longest_line_is_read() -> None:
    filling = LONGEST_LINE - len('{"do": "about", "x": ""}')
    assert parse_request(b'{"do": "about", "x": "' + b"x" * filling + b'"}').do == "about"


def test_an_id_that_can_be_read_comes_back_with_the_refusal() -> None:
    with pytest.raises(RequestError) as caught:
        parse_request(b'{"id": "a7"}')
    assert caught.value.of == "a7"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [("request.missing_field", "name")]),
        ({"nam": "x"}, [("request.unknown_field", "nam"), ("request.missing_field", "name")]),
        ({"name": 7}, [("request.wrong_type", "name")]),
        ({"name": None}, [("request.wrong_type", "name")]),
        ({"name": "x", "kind": "minee"}, [("request.wrong_type", "kind")]),
        ({"name": "x", "kind": 3}, [("request.wrong_type", "kind")]),
        ({"name": "x", "declared_kg": 32.42}, [("request.not_whole", "declared_kg")]),
        ({"name": "x", "declared_kg": 32.0}, [("request.not_whole", "declared_kg")]),
        ({"name": "x", "declared_kg": "32420"}, [("request.wrong_type", "declared_kg")]),
        ({"name": "x", "declared_kg": True}, [("request.wrong_type", "declared_kg")]),
        ({"name": "x", "declared_kg": 1 << 63}, [("request.wrong_type", "declared_kg")]),
        ({"name": "x", "done": 1}, [("request.wrong_type", "done")]),
        ({"name": "x", "from_": "y"}, [("request.unknown_field", "from_")]),
        ({"name": "x", "second": "y"}, [("request.wrong_type", "second")]),
        ({"name": "x", "second": {"login": "a"}}, [("request.missing_field", "second.pin")]),
        ({"name": "x", "second": {"login": "a", "pin": 1}}, [("request.wrong_type", "second.pin")]),
        ({"name": "x", "values": {}}, [("request.wrong_type", "values")]),
        ({"name": "x", "values": [{"login": "a", "pin": "1"}, 3]}, [("request.wrong_type", "values[1]")]),
        ({"name": "x", "officers": ["a"]}, [("request.wrong_length", "officers")]),
        ({"name": "x", "officers": ["a", 2]}, [("request.wrong_type", "officers[1]")]),
        ({"name": "x", "notes": {"a": None}}, [("request.wrong_type", "notes.a")]),
        ({"name": "x", "notes": []}, [("request.wrong_type", "notes")]),
        ({"name": "x", "either": "y"}, [("request.wrong_type", "either")]),
    ],
)
def test_every_fault_of_a_field_is_told_with_its_place(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults(fields) == expected


def test_good_fields_become_the_request() -> None:
    fields = {
        "name": "x",
        "kind": "trader",
        "declared_kg": 32_420,
        "from": "2026-01-14",
        "second": {"login": "a", "pin": "1234"},
        "values": [{"login": "b", "pin": "4321"}],
        "officers": ["a", "b"],
        "notes": {"a": 1, "b": "c"},
        "either": True,
    }
    assert parse_fields(fields, Asked) == Asked(
        name="x",
        kind=Kind.TRADER,
        declared_kg=32_420,
        from_="2026-01-14",
        second=Second(login="a", pin="1234"),
        values=(Second(login="b", pin="4321"),),
        officers=("a", "b"),
        notes={"a": 1, "b": "c"},
        either=True,
    )


def test_a_slip_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(RequestError) as caught:
        parse_fields({"name": "x", "declared_k": 3}, Asked)
    assert caught.value.findings[0].facts["nearest"] == "declared_kg"
    assert unknown_command("yard.regster", ["yard.register", "about"]).facts["nearest"] == "yard.register"
    assert unknown_command("???", ["yard.register", "about"]).facts["nearest"] is None


@pytest.mark.parametrize(
    ("fields", "expected", "value"),
    [
        ({"name": ["x" * 99]}, "text", "[…]"),
        ({"name": {"x": 1}}, "text", "{…}"),
        ({"name": "x", "kind": "y" * 99}, "mine|trader", '"' + "y" * 38 + "…"),
        ({"name": "x", "either": "甲"}, "integer|true|false", '"甲"'),
        ({"name": "x", "second": {"login": "a", "pin": 246810}}, "text", "…"),
        ({"name": "x", "notes": 7}, "object", "7"),
        ({"name": "x", "values": 7}, "list", "7"),
    ],
)
def test_a_wrong_value_is_shown_short_and_a_secret_not_at_all(
    fields: dict[str, Any], expected: str, value: str
) -> None:
    with pytest.raises(RequestError) as caught:
        parse_fields(fields, Asked)
    assert (caught.value.findings[0].facts["expected"], caught.value.findings[0].facts["value"]) == (expected, value)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from([*Asked.__dataclass_fields__, "from", "x"])


@given(st.dictionaries(NAMES, JSON_VALUES, max_size=4))
def test_any_fields_are_taken_or_refused(fields: dict[str, Any]) -> None:
    with suppress(RequestError):
        assert parse_fields(fields, Asked).name == fields["name"]


@given(JSON_VALUES)
def test_any_json_is_a_request_or_refused(value: Any) -> None:
    with suppress(RequestError):
        assert parse_request(json.dumps(value).encode()).do == value["do"]
