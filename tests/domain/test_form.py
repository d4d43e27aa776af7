"""The five-part form: its parts as data, its states, and when it may be made void."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from coalguard import resources
from coalguard.domain.errors import DamagedError
from coalguard.domain.form import FormState, end_of_day, parse_parts, state_at, voidable

NOW = datetime(2026, 1, 14, 12, 58, tzinfo=UTC)
NUMBER = "LX01-260114-0032"


def test_the_shipped_form_has_five_named_parts_with_holder_and_colour() -> None:
    parts = parse_parts(resources.path("forms/five-part-form.json").read_bytes())

    assert [part.no for part in parts] == [1, 2, 3, 4, 5]
    assert all(part.name and part.holder and part.colour for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        json.dumps({"parts": [{"no": 1}]}).encode(),
        json.dumps({"parts": [{"no": 1, "name": "a", "holder": "b", "colour": "c"}]}).encode(),
    ],
)
def test_parts_that_are_not_five_are_damage(text: bytes) -> None:
    with pytest.raises(DamagedError):
        parse_parts(text)


def test_a_form_is_valid_to_the_end_of_its_day_at_home() -> None:
    assert end_of_day(NOW) == datetime(2026, 1, 14, 16, 0, tzinfo=UTC)
    assert end_of_day(datetime(2026, 1, 14, 16, 30, tzinfo=UTC)) == datetime(2026, 1, 15, 16, 0, tzinfo=UTC)


def test_only_an_issued_form_expires() -> None:
    assert state_at(FormState.ISSUED, NOW, NOW - timedelta(seconds=1)) is FormState.ISSUED
    assert state_at(FormState.ISSUED, NOW, NOW) is FormState.EXPIRED
    assert state_at(FormState.REDEEMED, NOW, NOW) is FormState.REDEEMED
    assert state_at(FormState.VOID, NOW, NOW) is FormState.VOID


@pytest.mark.parametrize("state", [FormState.ISSUED, FormState.EXPIRED])
def test_a_form_is_made_void_before_a_gate_took_it(state: FormState) -> None:
    assert voidable(NUMBER, state, "打错", 5) == []


@pytest.mark.parametrize(
    ("state", "reason", "back", "codes"),
    [
        (FormState.REDEEMED, "打错", 5, ["form.redeemed"]),
        (FormState.VOID, "打错", 5, ["form.void"]),
        (FormState.ISSUED, " ", 5, ["form.reason_missing"]),
        (FormState.ISSUED, "打错", 6, ["form.parts_back"]),
        (FormState.VOID, "", -1, ["form.void", "form.reason_missing", "form.parts_back"]),
    ],
)
def test_every_reason_against_a_void_is_told_at_once(
    state: FormState, reason: str, back: int, codes: list[str]
) -> None:
    assert [finding.code for finding in voidable(NUMBER, state, reason, back)] == codes
