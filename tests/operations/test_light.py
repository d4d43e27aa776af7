"""The light of a form by its code, or by number and check code: green only without any doubt."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Refused
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.operations import form, keys, light
from coalguard.operations.light import Checked, CheckForm, Genuine, Proved
from coalguard.operations.setup import StationKind
from coalguard.operations.station import load_books
from coalguard.store.cursors import Cursor, keep_cursors, keep_heard
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import Keyring
from tests import market as at
from tests.abroad import NOON, PLATE, Abroad
from tests.market import LEAD, Market
from tests.neighbours import FORM, City, Neighbour, code_of, hear, neighbour, pin
from tests.stations import HandClock, Manned, open_test_station

SOLD_TO = "甘N12345"
ABROAD, STRANGER = Abroad(), Abroad(signer=DeviceSigner(bytes(32)))
BOOKS = load_books()


def by_number(market: Market, number: str, code: str = "", plate: str = "") -> Checked:
    return light.check(market.station, market.clerk, CheckForm(number=number, check_code=code, plate=plate))


def by_code(market: Market | Manned, code: str, plate: str = "") -> Checked:
    actor = market.clerk if isinstance(market, Market) else market.admin
    return light.check(market.station, actor, CheckForm(code=code, plate=plate))


def told(checked: Checked | Proved) -> list[str]:
    return [reason.code for reason in checked.reasons]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def gate(tmp_path: Path, clock: HandClock) -> Iterator[Manned]:
    """A gate that has imported the key of the market elsewhere."""
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=clock) as gate:
        keys.import_keys(gate.station, gate.admin, keys.ImportKeys(text=ABROAD.bundle()))
        yield gate


# --- by the number ----------------------------------------------------------------------------------------------------


def test_a_form_held_here_with_its_code_and_plate_is_green(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)

    checked = by_number(market, str(issued.number).lower(), issued.check_code.lower(), SOLD_TO)

    assert (checked.light, checked.genuine, checked.reasons) == ("green", None, ())
    assert checked.claims is not None
    assert (checked.claims.net, checked.claims.state, checked.claims.station) == (issued.net, "issued", "")
    assert set(checked.knowledge.heard_until) == {"LX01"}
    assert checked.knowledge.trust_list_age_s == 0


@pytest.mark.parametrize(
    ("code", "plate", "lit", "reasons"),
    [
        ("", SOLD_TO, "amber", ["form.check_code_missing"]),
        ("right", "", "amber", ["plate.not_compared"]),
        ("AAAAAAAA", SOLD_TO, "red", ["form.check_code_wrong"]),
        ("right", "甘N99999", "red", ["plate.differs"]),
    ],
)
def test_any_doubt_takes_the_green_away(market: Market, code: str, plate: str, lit: str, reasons: list[str]) -> None:
    issued = at.sell(market, at.receive(market).lot)

    checked = by_number(market, str(issued.number), issued.check_code if code == "right" else code, plate)

    assert (checked.light, told(checked)) == (lit, reasons)


def test_a_void_form_is_red_by_number_and_by_code(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)
    request = form.VoidForm(number=str(issued.number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, request)

    for checked in (
        by_number(market, str(issued.number), issued.check_code, SOLD_TO),
        by_code(market, issued.code, SOLD_TO),
    ):
        assert (checked.light, told(checked)) == ("red", ["form.not_valid"])


def test_a_form_that_this_station_does_not_hold_is_amber_and_red_once_used_here(market: Market) -> None:
    number = "ZQ02-260114-0007"

    checked = by_number(market, number, "AAAAAAAA", SOLD_TO)
    assert (checked.light, checked.claims) == ("amber", None)
    with market.station.store.begin() as act:
        says = {"form": number, "issued": "", "visit": str(market.station.store.head.device) + "-1-1"}
        act.append(Fact("form.redeemed", says))

    assert told(by_number(market, number)) == ["form.no_record", "form.used_before"]
    assert by_number(market, number).light == "red"


@pytest.mark.parametrize("request_", [CheckForm(), CheckForm(code=" ", plate=PLATE)])
def test_something_has_to_be_shown(market: Market, request_: CheckForm) -> None:
    with pytest.raises(UsageError, match=r"form\.nothing_shown"):
        light.check(market.station, market.clerk, request_)


@pytest.mark.parametrize(
    ("number", "plate", "code"),
    [("LX01/32", "", "number.malformed"), ("LX01-260114-0001", "8F", "plate.length")],
)
def test_what_can_not_be_read_is_refused(market: Market, number: str, plate: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        by_number(market, number, plate=plate)
    assert refused.value.code == code


# --- by the code ------------------------------------------------------------------------------------------------------


def test_an_own_form_is_green_by_its_code_and_says_all_that_is_on_it(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)

    checked = by_code(market, issued.code, SOLD_TO)

    assert (checked.light, checked.genuine, checked.reasons) == ("green", Genuine.YES, ())
    claims = checked.claims
    assert claims is not None
    assert (claims.number, claims.kind, claims.part, claims.plate) == (str(issued.number), "form", 0, SOLD_TO)
    assert (claims.gross, claims.tare, claims.net) == (issued.gross, issued.tare, issued.net)
    assert (claims.coal, claims.verdict, claims.station, claims.state) == (at.COAL, "pass", "LX01", "issued")
    assert (claims.destination_name, claims.valid_until) == ("临夏市枹罕镇", issued.valid_until)
    assert form.find(market.station, market.clerk, form.FindForm(number=claims.number)).code == issued.code


def test_a_plate_that_the_code_has_no_room_for_is_known_where_the_record_is(market: Market) -> None:
    plate = "无牌:LZZ5EXSA0123"
    issued = at.sell(market, at.receive(market).lot, plate=plate)

    checked = by_code(market, issued.code, plate)

    assert (checked.light, checked.claims and checked.claims.plate) == ("green", plate)


def test_a_form_of_a_station_that_is_trusted_is_green_for_a_fortnight(gate: Manned, clock: HandClock) -> None:
    lasting = ABROAD.paper(valid_until=NOON + timedelta(days=60))
    fresh = by_code(gate, lasting, PLATE)
    assert (fresh.light, fresh.genuine, fresh.knowledge.trust_list_age_s) == ("green", "yes", 0)
    assert fresh.claims is not None
    assert (fresh.claims.station, fresh.claims.station_name) == ("LX02", "演示二市场")
    assert (fresh.claims.volatile, fresh.claims.sulfur, fresh.claims.ash) == (
        Decimal("7.98"),
        Decimal("0.47"),
        Decimal("18.70"),
    )

    clock.wait(hours=14 * 24)
    assert by_code(gate, lasting, PLATE).light == "green"
    clock.wait(hours=1)
    stale = by_code(gate, lasting, PLATE)
    assert (stale.light, stale.genuine, told(stale)) == ("amber", "yes", ["trust.stale"])
    assert stale.knowledge.trust_list_age_s == 337 * 3600

    keys.import_keys(gate.station, gate.admin, keys.ImportKeys(text=ABROAD.bundle()))
    assert by_code(gate, lasting, PLATE).light == "green"


CASES: dict[str, tuple[str, str, str, str, list[str]]] = {
    "another plate": (ABROAD.paper(), "甘N21587", "red", "yes", ["plate.differs"]),
    "no plate": (ABROAD.paper(), "", "amber", "yes", ["plate.not_compared"]),
    "a plate that does not pack": (ABROAD.paper(plate=""), PLATE, "amber", "yes", ["plate.not_compared"]),
    "run out": (ABROAD.paper(valid_until=NOON), PLATE, "red", "yes", ["form.not_valid"]),
    "a ticket": (
        ABROAD.paper(kind=PaperKind.TICKET, prefix="GB02"),
        PLATE,
        "amber",
        "yes",
        ["paper.not_form"],
    ),
    "another station's number": (ABROAD.paper(prefix="LX03"), PLATE, "red", "no", ["paper.prefix_foreign"]),
    "unknown key": (STRANGER.paper(), PLATE, "amber", "unknown_key", ["paper.key_unknown"]),
    "unknown key, another plate": (
        STRANGER.paper(),
        "甘N21587",
        "red",
        "unknown_key",
        ["paper.key_unknown", "plate.differs"],
    ),
    "no code of ours": ("https://example.cn/7", PLATE, "amber", "no", ["paper.not_ours"]),
    "too short": (ABROAD.paper()[:-9], PLATE, "amber", "no", ["paper.not_ours"]),
    "a later version": (f"CG1:{2 << (8 * 112)}", PLATE, "amber", "no", ["paper.version_unknown"]),
    "a bit flipped": (f"CG1:{int(ABROAD.paper()[4:]) ^ 1}", PLATE, "red", "no", ["paper.signature_wrong"]),
    "the number instead": ("LX02-260114-0032 7KQ4-M2XD", PLATE, "amber", "None", ["form.no_record"]),
}


@pytest.mark.parametrize(("code", "plate", "lit", "genuine", "reasons"), CASES.values(), ids=CASES)
def test_a_code_is_judged(gate: Manned, code: str, plate: str, lit: str, genuine: str, reasons: list[str]) -> None:
    checked = by_code(gate, code, plate)
    assert (checked.light, f"{checked.genuine}", told(checked)) == (lit, genuine, reasons)


def test_what_is_known_of_nobody_has_no_age(tmp_path: Path) -> None:
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=HandClock()) as lonely:
        checked = by_code(lonely, ABROAD.paper(), PLATE)
    assert (checked.light, checked.knowledge.trust_list_age_s) == ("amber", None)
    assert checked.claims is not None
    assert (checked.claims.number, checked.claims.station) == ("LX02-260114-0032", "")


def test_a_form_that_was_used_here_is_red(gate: Manned) -> None:
    says = {"form": "LX02-260114-0032", "key_id": ABROAD.signer.key_id, "issued": "", "visit": str(gate.admin.key)}
    with gate.station.store.begin() as act:
        act.append(Fact("form.redeemed", says))
    checked = by_code(gate, ABROAD.paper(), PLATE)
    assert (checked.light, told(checked)) == ("red", ["form.used_before"])
    assert checked.reasons[0].facts["redeemed_where"] == "演示checkpoint"
    assert checked.claims is not None
    assert checked.claims.state == "redeemed"


# --- without a store --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "genuine", "reasons", "number"),
    [
        (ABROAD.paper(), "yes", [], "LX02-260114-0032"),
        (ABROAD.paper(valid_until=NOON), "yes", [], "LX02-260114-0032"),
        (ABROAD.paper(kind=PaperKind.TICKET, prefix="GB02"), "yes", [], "GB02-260114-0032"),
        (ABROAD.paper(prefix="LX03"), "no", ["paper.prefix_foreign"], "LX03-260114-0032"),
        (STRANGER.paper(), "unknown_key", ["paper.key_unknown"], "LX02-260114-0032"),
        (f"CG1:{int(ABROAD.paper()[4:]) ^ 1}", "no", ["paper.signature_wrong"], "LX02-260114-0032"),
        ("LX02-260114-0032", "no", ["paper.not_ours"], None),
    ],
)
def test_a_code_proves_itself_by_keys_alone(code: str, genuine: str, reasons: list[str], number: Any) -> None:
    proved = light.prove(Keyring([ABROAD.key]), BOOKS, code, NOON + timedelta(days=400))
    assert (proved.genuine, told(proved)) == (genuine, reasons)
    assert (proved.fields.number if proved.fields else None) == number


# --- what the city passed on ------------------------------------------------------------------------------------------


def test_a_form_of_a_market_that_was_only_heard_of_is_judged_like_any(tmp_path: Path, clock: HandClock) -> None:
    city, issuer, other = City(), Neighbour(ABROAD.signer, "LX02", ABROAD.name), neighbour(3)
    city.publish(other)
    city.publish(issuer, kind="market")
    issued = issuer.write("form.issued", FORM, "LX02-260114-0032")
    code = code_of(issuer, issued)
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=clock) as gate:
        store = gate.station.store
        assert told(by_code(gate, code, PLATE)) == ["paper.key_unknown"]
        pin(store, city)
        hear(store, city, issuer)
        keep_heard(store, {"KK02": "2026-01-14T03:00:00.000Z"}, "s")
        keep_cursors(store, {Cursor.TRUST_AT: "2026-01-14T03:59:00.000Z"})
        checked = by_code(gate, code, PLATE)
        assert (checked.light, checked.genuine, checked.reasons) == ("green", Genuine.YES, ())
        assert checked.claims is not None
        assert (checked.claims.station, checked.claims.plate) == ("LX02", PLATE)
        assert checked.knowledge.heard_until["KK02"] == NOON - timedelta(hours=1)
        assert checked.knowledge.trust_list_age_s == int((clock.now() - NOON).total_seconds()) + 60
        other.write("form.redeemed", {"form": "LX02-260114-0032", "key_id": issuer.signer.key_id})
        hear(store, other)
        used = by_code(gate, code, PLATE)
        assert (used.light, told(used)) == ("red", ["form.used_before"])
        assert used.reasons[0].facts["redeemed_where"] == "KK02 折桥卡口"
