"""What the server reads of an entry, and what it calls unreadable."""

import json
from typing import Any

import pytest
from msgspec import Raw

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import Fact, Moment, canonical, parse_body, render_body
from coalguard.server.reading import (
    DecisionSays,
    FormNamed,
    FormSays,
    GrantSays,
    Mention,
    concern_of,
    read_entry,
    station_of,
)
from coalguard.trust.chain import person_hash
from tests.server.writers import NOON, SALT

FORM = {"plate": "甘N8F326", "net_kg": 32_420, "valid_until": "2026-01-14T16:00:00.000Z"}
DECISION = {"plate": "甘N8F326", "decision": "pass", "reasons": [], "form": ""}
KEY = EntryKey("ab" * 8, 1, 1)
GOOD = json.loads(render_body(Fact("weighing.captured", {"kg": 1}), Moment(NOON), KEY))


def body(kind: str, says: Any, doc: str = "") -> bytes:
    """A body of this kind."""
    return render_body(Fact(kind, says, doc), Moment(NOON), None)


def test_a_form_is_read_with_its_number() -> None:
    told = read_entry(body("form.issued", {**FORM, "more": [1]}, "LX01-260114-0032"))
    assert told.kind == "form.issued"
    assert told.number == DocumentNumber("LX01", "260114", 32)
    assert told.says == FormSays("甘N8F326", 32_420, "2026-01-14T16:00:00.000Z")
    assert told.at == "2026-01-14T04:00:00.000Z"
    assert told.fault == ""


@pytest.mark.parametrize("kind", ["form.voided", "form.redeemed"])
def test_a_void_and_a_use_name_a_form(kind: str) -> None:
    told = read_entry(body(kind, {"form": "LX01-260114-0032"}))
    assert told.form == DocumentNumber("LX01", "260114", 32)
    assert told.says == FormNamed("LX01-260114-0032")


def test_a_decision_may_name_no_form() -> None:
    assert read_entry(body("inspection.decided", DECISION)).form is None
    told = read_entry(body("inspection.decided", {**DECISION, "form": "LX01-260114-0032"}))
    assert told.form == DocumentNumber("LX01", "260114", 32)
    assert isinstance(told.says, DecisionSays)


def test_a_slip_may_mention_a_form() -> None:
    told = read_entry(body("release.issued", {"form": "LX01-260114-0032"}, "CF02-260114-0001"))
    assert (told.form, told.number) == (DocumentNumber("LX01", "260114", 32), DocumentNumber("CF02", "260114", 1))
    assert isinstance(told.says, Mention)
    assert read_entry(body("release.issued", {}, "CF02-260114-0001")).form is None


def test_a_lease_is_read() -> None:
    says = {"kind": "form", "prefix": "LX01", "first": 1, "last": 5000, "origin": "server"}
    assert read_entry(body("grant.opened", says)).says == GrantSays("form", "LX01", 1, 5000)


def test_a_ticket_is_read_by_its_number_alone() -> None:
    told = read_entry(body("ticket.issued", {"net_kg": "whatever"}, "GB01-260114-0001"))
    assert (told.number, told.says, told.fault) == (DocumentNumber("GB01", "260114", 1), None, "")


def test_an_unknown_kind_is_opaque_whatever_it_says() -> None:
    told = read_entry(body("moon.landed", ["anything", {"form": 7}], "not a number"))
    assert (told.kind, told.number, told.form, told.says, told.fault) == ("moon.landed", None, None, None, "")


@pytest.mark.parametrize(
    ("kind", "says", "doc"),
    [
        ("form.issued", FORM, ""),
        ("form.issued", FORM, "LX01-260114-1"),
        ("form.issued", {**FORM, "net_kg": "32420"}, "LX01-260114-0032"),
        ("form.issued", {**FORM, "net_kg": -1}, "LX01-260114-0032"),
        ("form.issued", {**FORM, "net_kg": 1 << 70}, "LX01-260114-0032"),
        ("form.issued", {**FORM, "valid_until": "tomorrow"}, "LX01-260114-0032"),
        ("form.issued", {"plate": "甘N8F326"}, "LX01-260114-0032"),
        ("form.issued", [], "LX01-260114-0032"),
        ("form.voided", {}, ""),
        ("form.redeemed", {"form": ""}, ""),
        ("form.redeemed", {"form": "LX01"}, ""),
        ("inspection.decided", {"plate": "甘N8F326"}, ""),
        ("inspection.decided", {**DECISION, "plate": "甘\0N8F326"}, ""),
        ("grant.opened", {"kind": "form", "prefix": "LX01\0", "first": 1, "last": 2}, ""),
        ("inspection.decided", {**DECISION, "reasons": "none"}, ""),
        ("inspection.decided", {**DECISION, "form": "x"}, ""),
        ("grant.opened", {"kind": "form", "prefix": "LX01", "first": 0, "last": 1}, ""),
        ("grant.opened", {"kind": "form", "prefix": "LX01", "first": 2, "last": 1}, ""),
        ("grant.opened", {"kind": "form", "prefix": "LX01", "first": 1, "last": 1 << 64}, ""),
        ("ticket.issued", {}, "GB01"),
    ],
)
def test_a_known_kind_that_can_not_be_read_keeps_its_kind(kind: str, says: Any, doc: str) -> None:
    told = read_entry(body(kind, says, doc))
    assert (told.kind, told.fault, told.number, told.form) == (kind, "says", None, None)


BAD_BODIES = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff",
    canonical({**GOOD, "more": 1}),
    canonical({key: value for key, value in GOOD.items() if key != "v"}),
    canonical({**GOOD, "at": "noon"}),
    canonical({**GOOD, "at": 7}),
    canonical({**GOOD, "by": "somebody"}),
    canonical({**GOOD, "files": 7}),
]


@pytest.mark.parametrize("content", BAD_BODIES)
def test_what_is_no_body_has_no_kind(content: bytes) -> None:
    with pytest.raises(CoalGuardError):
        parse_body(KEY, content)
    assert (read_entry(content).kind, read_entry(content).fault) == ("", "body")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": ""},
        {"kind": "a\0b"},
        {"kind": "x" * 101},
        {"kind": 7},
        {"doc": "a\0b"},
        {"doc": "x" * 101},
        {"doc": None},
        {"v": "1"},
        {"trusted": 1},
        {"files": [7]},
    ],
)
def test_a_body_is_read_by_its_types_and_by_what_a_column_takes(change: dict[str, Any]) -> None:
    assert read_entry(canonical({**GOOD, **change})).fault == "body"


def test_a_body_nested_without_end_is_no_body() -> None:
    assert read_entry(b'{"says":' + b"[" * 100_000).fault == "body"


def test_a_personal_row_has_to_be_the_one_that_is_named() -> None:
    row = b'{"name":"\xe6\xbc\x94\xe7\xa4\xba"}'
    named = body("driver.registered", {"person": person_hash(SALT, row).hex()})
    assert read_entry(named, (SALT, Raw(row))).fault == ""
    assert read_entry(named, (SALT, Raw(b"{}"))).fault == "person"
    assert read_entry(body("driver.registered", {}), (SALT, Raw(row))).fault == "person"
    assert read_entry(body("driver.registered", []), (SALT, Raw(row))).fault == "person"


def number(text: str) -> DocumentNumber:
    """A number."""
    return DocumentNumber.parse(text)


@pytest.mark.parametrize(
    ("text", "station"),
    [
        ("LX01-260114-0001", "LX01"),
        ("GB01-260114-0001", "LX01"),
        ("CF02-260114-0001", "KK02"),
        ("JS99-260114-0001", ""),
    ],
)
def test_a_number_belongs_to_the_station_of_its_digits(text: str, station: str) -> None:
    assert station_of(number(text), "LX01", {"02": "KK02"}) == station


def test_an_entry_is_about_the_paper_of_another_station_before_the_writers_own() -> None:
    form, slip = number("LX01-260114-0001"), number("CF02-260114-0001")
    assert concern_of(form, slip, "KK02", {}) == "LX01"
    assert concern_of(None, slip, "KK02", {}) == "KK02"
    assert concern_of(form, None, "LX01", {}) == "LX01"
    assert concern_of(None, None, "LX01", {}) == ""
