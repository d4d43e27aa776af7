"""Results and errors as JSON: one rule for all values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from coalguard.domain.errors import MachineError, UsageError
from coalguard.domain.findings import Finding, Refused, Severity, fail, warn
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.domain.plate import Plate
from coalguard.domain.roles import Role
from coalguard.doors.answer import render, render_error, write
from coalguard.doors.request import RequestError
from coalguard.resources import words

CHINESE = words("zh")
KEY = EntryKey("9f31c2d4a5b6e708", 1, 17)


@dataclass(frozen=True, slots=True)
class Inner:
    """Something inside a result."""

    net: Mass


@dataclass(frozen=True, slots=True)
class Outer:
    """A result of every kind of field."""

    id: EntryKey
    price: Price
    amount: Money | None
    inner: tuple[Inner, ...]
    stock: Mapping[str, Mass]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("甘", "甘"),
        (Mass(32_420), 32_420),
        (Money(-5), -5),
        (Price(120_000), 120_000),
        (Decimal("12.00"), "12.00"),
        (Decimal("1E+3"), "1000"),
        (datetime(2026, 1, 14, 10, 20, tzinfo=UTC), "2026-01-14T18:20:00+08:00"),
        (date(2026, 1, 14), "2026-01-14"),
        (Severity.WARN, "warn"),
        (KEY, "9f31c2d4a5b6e708-1-17"),
        (DocumentNumber("LX01", "260114", 32), "LX01-260114-0032"),
        (Plate("甘N8F326"), "甘N8F326"),
        (b"\x02+", "022b"),
        ((1, Mass(2)), [1, 2]),
        (frozenset({Role.LEAD, Role.CLERK}), ["clerk", "lead"]),
        ({Role.LEAD: Decimal("0.10")}, {"lead": "0.10"}),
    ],
)
def test_a_value_is_rendered_by_its_type(value: object, shown: Any) -> None:
    assert render(value, CHINESE) == shown


def test_a_result_is_an_object_with_units_in_its_names() -> None:
    result = Outer(KEY, Price(120_000), None, (Inner(Mass(20)),), {"A": Mass(1)})
    assert render(result, CHINESE) == {
        "id": str(KEY),
        "price_fen_per_t": 120_000,
        "amount_fen": None,
        "inner": [{"net_kg": 20}],
        "stock_kg": {"A": 1},
    }


def test_a_finding_carries_its_sentence() -> None:
    shown = render(fail("mass.malformed", value="x"), CHINESE)
    assert (shown["code"], shown["severity"], shown["facts"]) == ("mass.malformed", "fail", {"value": "x"})
    assert shown["text"]


def test_a_fact_of_a_strange_type_is_still_json() -> None:
    strange: Any = {"value": Decimal("1.0"), "role": Role.LEAD}
    assert render(Finding("mass.malformed", strange), CHINESE)["facts"] == {"value": "1.0", "role": "lead"}


@pytest.mark.parametrize("value", [1.5, object(), Inner])
def test_what_no_rule_covers_is_no_answer(value: object) -> None:
    with pytest.raises(TypeError):
        render(value, CHINESE)


def test_an_error_shows_every_reason_and_speaks_the_first_failing_one() -> None:
    refused = Refused([warn("mass.malformed", value="1"), fail("number.malformed", value="LX0")])
    shown = render_error(refused, CHINESE)
    assert shown["code"] == "number.malformed"
    assert [one["code"] for one in shown["findings"]] == ["mass.malformed", "number.malformed"]
    assert shown["text"] == shown["findings"][1]["text"]


def test_an_error_without_findings_is_its_own_finding() -> None:
    for error in (MachineError("store.in_use"), UsageError("id.malformed", value="x")):
        shown = render_error(error, CHINESE)
        assert [one["code"] for one in shown["findings"]] == [error.code] == [shown["code"]]


def test_a_malformed_request_speaks_its_reason() -> None:
    shown = render_error(RequestError([fail("request.missing_field", field="do")]), CHINESE)
    assert shown["code"] == "request.malformed"
    assert shown["text"] == shown["findings"][0]["text"]


def test_an_answer_is_one_line_of_utf_8() -> None:
    written = write({"text": "马·哈\n𠮷", "file": "\udcff"})
    assert b"\n" not in written
    assert json.loads(written) == {"text": "马·哈\n𠮷", "file": "\udcff"}
    assert "马·哈".encode() in written
