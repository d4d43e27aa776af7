"""What the city can say of a paper: genuine or not, by the record, and how the form stands."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from coalguard.domain.form import FormState
from coalguard.domain.journal import parse_body
from coalguard.domain.numbering import PaperKind
from coalguard.server.lookup import Found, Genuineness, look_up, masked_plate
from coalguard.server.tables import devices
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.claim import claim_of
from coalguard.trust.packing import PaperFields
from coalguard.trust.paper import render_code, sign_paper
from tests.server.stations import ON_SQLITE
from tests.server.towns import Town
from tests.server.writers import NOON, Writer

FORM: Mapping[str, Any] = {
    "plate": "甘N8F326",
    "coal": "无烟2号",
    "coal_code": 1,
    "gross_kg": 47_820,
    "tare_kg": 15_400,
    "net_kg": 32_420,
    "verdict": "pass",
    "driver": "",
    "values": [
        {"item": "volatile", "basis": "daf", "value": "7.98", "limit": "12.00"},
        {"item": "sulfur", "basis": "d", "value": "0.47", "limit": "1.00"},
        {"item": "ash", "basis": "d", "value": "31.70", "limit": "30.00"},
    ],
    "destination": "622901101",
    "valid_until": "2026-01-14T16:00:00.000Z",
}


def issued(writer: Writer, number: str = "LX01-260114-0032", kind: str = "form.issued", **changes: Any) -> PaperFields:
    """A paper is written; the fields of its code."""
    key = writer.write(kind, {**FORM, **changes}, doc=number)
    last = writer.entries[-1]
    return claim_of(parse_body(key, last.body), last.hash)


def digits(fields: PaperFields, signer: DeviceSigner) -> str:
    """The number in the code."""
    return render_code(sign_paper(fields, signer))[1]


def found(town: Town, scanned: str, **later: float) -> Found:
    """What the city says some time after noon."""
    with town.database.read() as connection:
        return look_up(connection, scanned, NOON + timedelta(**later))


@pytest.fixture
def writer(town: Town) -> Writer:
    """An enrolled market."""
    made = Writer("LX01")
    town.enrol(made)
    return made


def test_a_form_that_the_city_has_on_record_is_shown_as_it_was_judged(town: Town, writer: Writer) -> None:
    code = digits(issued(writer), writer.signer)
    town.push(writer)
    told = found(town, code)
    assert (told.genuineness, told.number, told.signed_by) == (Genuineness.GENUINE, "LX01-260114-0032", "演示LX01")
    sheet = told.sheet
    assert sheet is not None
    assert (sheet.station, sheet.station_name, sheet.coal, sheet.net_kg) == ("LX01", "演示LX01", "无烟2号", 32_420)
    assert (sheet.state, sheet.verdict, sheet.plate) == (FormState.ISSUED, "pass", "甘N**326")
    assert sheet.heard_until == NOON
    assert [(one.item, one.basis, one.value, one.limit, one.holds) for one in sheet.values] == [
        ("volatile", "daf", Decimal("7.98"), Decimal("12.00"), True),
        ("sulfur", "d", Decimal("0.47"), Decimal("1.00"), True),
        ("ash", "d", Decimal("31.70"), Decimal("30.00"), False),
    ]


@ON_SQLITE
def test_a_form_whose_record_has_not_arrived_is_told_apart(town: Town, writer: Writer) -> None:
    told = found(town, digits(issued(writer), writer.signer))
    assert told.genuineness is Genuineness.UNHEARD
    assert told.sheet is not None
    assert (told.sheet.heard_until, told.sheet.coal) == (None, "无烟2号")
    assert [(one.basis, one.limit) for one in told.sheet.values] == [
        ("daf", Decimal("12.00")),
        ("d", Decimal("1.00")),
        ("d", Decimal("30.00")),
    ]


@ON_SQLITE
def test_how_a_form_stands(town: Town, writer: Writer) -> None:
    codes = [digits(issued(writer, f"LX01-260114-{serial:04d}"), writer.signer) for serial in (1, 2, 3)]
    writer.write("form.redeemed", {"form": "LX01-260114-0001", "plate": "甘N8F326"})
    writer.write("form.voided", {"form": "LX01-260114-0002"})
    town.push(writer)
    town.say("station.published", code="LX01", name="城北煤炭市场", kind="market")
    states = []
    for code in codes:
        sheet = found(town, code, hours=12).sheet
        assert sheet is not None
        states.append((sheet.state, sheet.used_at, sheet.used_where))
    assert states == [
        (FormState.REDEEMED, NOON, "城北煤炭市场"),
        (FormState.VOID, None, ""),
        (FormState.EXPIRED, None, ""),
    ]


@ON_SQLITE
def test_what_is_not_genuine_is_told_by_its_reason(town: Town, writer: Writer) -> None:
    stranger = Writer("LX01")
    fields = issued(writer)
    code = digits(fields, writer.signer)
    last = str((int(code[-1]) + 1) % 10)
    assert found(town, code[:-1] + last).genuineness is Genuineness.SIGNATURE_WRONG
    assert found(town, digits(fields, stranger.signer)).genuineness is Genuineness.KEY_UNKNOWN
    assert (
        found(town, digits(issued(writer, "LX02-260114-0001"), writer.signer)).genuineness is Genuineness.NUMBER_FOREIGN
    )
    assert found(town, "123").genuineness is Genuineness.NOT_OURS
    assert found(town, "无").genuineness is Genuineness.NOT_OURS
    later = int(code) + (1 << 8 * 112)
    assert found(town, str(later)).genuineness is Genuineness.VERSION_UNKNOWN
    for told in (found(town, code[:-1] + last), found(town, digits(fields, stranger.signer))):
        assert told.sheet is None


@ON_SQLITE
def test_a_paper_that_says_other_than_its_record_is_not_genuine(town: Town, writer: Writer) -> None:
    issued(writer)
    town.push(writer)
    twin = writer.back_to(0)
    other = digits(issued(twin, net_kg=1), writer.signer)
    assert found(town, other).genuineness is Genuineness.RECORD_DIFFERS


@ON_SQLITE
def test_a_paper_over_an_entry_that_is_no_paper_is_not_genuine(town: Town, writer: Writer) -> None:
    fields = issued(writer.back_to(0))
    writer.write("weighing.captured", {"kg": 1})
    town.push(writer)
    assert found(town, digits(fields, writer.signer)).genuineness is Genuineness.RECORD_DIFFERS
    poisoned = Writer("LX03")
    town.enrol(poisoned)
    code = digits(issued(poisoned.back_to(0), "LX03-260114-0001"), poisoned.signer)
    poisoned.write_bytes(b"{}")
    town.push(poisoned)
    assert found(town, code).genuineness is Genuineness.RECORD_DIFFERS


@ON_SQLITE
def test_what_a_lost_key_signed_before_stands_and_after_does_not(town: Town, writer: Writer) -> None:
    codes = [digits(issued(writer, f"LX01-260114-{serial:04d}"), writer.signer) for serial in (1, 2)]
    town.push(writer)
    with town.database.begin() as connection:
        lost = devices.update().where(devices.c.device == writer.device)
        connection.execute(lost.values(status="revoked", revoked_epoch=1, revoked_seq=2))
    assert [found(town, code).genuineness for code in codes] == [Genuineness.GENUINE, Genuineness.KEY_REVOKED]


@ON_SQLITE
def test_another_paper_is_shown_without_state_and_values(town: Town, writer: Writer) -> None:
    code = digits(issued(writer, "GB01-260114-0007", "ticket.issued"), writer.signer)
    town.push(writer)
    sheet = found(town, code).sheet
    assert sheet is not None
    assert (sheet.kind, sheet.state, sheet.values, sheet.verdict) == (PaperKind.TICKET, None, (), "")


@ON_SQLITE
def test_a_form_without_values_shows_none(town: Town, writer: Writer) -> None:
    code = digits(
        issued(writer, values=[], verdict="", coal="", coal_code=0, plate="其他:演示", valid_until=""), writer.signer
    )
    sheet = found(town, code).sheet
    assert sheet is not None
    assert (sheet.values, sheet.plate, sheet.state, sheet.coal) == ((), "", FormState.ISSUED, "")


@pytest.mark.parametrize(
    ("plate", "shown"),
    [("甘N8F326", "甘N**326"), ("甘ND12345", "甘N***345"), ("甘N1234挂", "甘N**34挂"), ("无牌:1", ""), ("", "")],
)
def test_of_a_plate_only_what_compares_it_is_shown(plate: str, shown: str) -> None:
    assert masked_plate(plate) == shown
