"""A form as it is shown: what is known of it besides what it says, and whether a pass uses it up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.operations import keys
from coalguard.store.papers import load_form
from coalguard.store.shown import load_paper, load_scanned, load_typed
from coalguard.store.store import Store
from coalguard.trust.chain import DeviceSigner, check_code
from coalguard.trust.claim import claim_of
from coalguard.trust.light import Typed, parse_shown
from coalguard.trust.paper import sign_paper
from tests import market as at
from tests.abroad import NOON, Abroad
from tests.market import Market, open_market
from tests.neighbours import FORM, City, Neighbour, code_of, hear, neighbour, pin
from tests.stations import HandClock

ABROAD, CLOCK = Abroad(), HandClock()
NUMBER = "LX02-260114-0032"


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market that trusts another one."""
    with open_market(tmp_path, clock=CLOCK) as market:
        keys.import_keys(market.station, market.clerk, keys.ImportKeys(text=ABROAD.bundle()))
        yield market


def scanned(text: str) -> bytes:
    code = parse_shown(text)
    assert isinstance(code, bytes)
    return code


def redeem(market: Market, number: str, key_id: str) -> None:
    says = {"form": number, "key_id": key_id, "issued": "", "visit": str(market.clerk.key)}
    with market.station.store.begin() as act:
        act.append(Fact("form.redeemed", says))


def test_an_own_form_is_shown_with_its_record_by_code_and_by_number(market: Market) -> None:
    issued, reader = at.sell(market, at.receive(market).lot), market.station.store.read()
    by_code = load_paper(reader, scanned(issued.code), CLOCK.at)
    by_number = load_paper(reader, Typed(str(issued.number), issued.check_code), CLOCK.at)
    for shown in (by_code, by_number):
        assert shown.held == load_form(reader, str(issued.number))
        assert (shown.number, shown.plate, shown.kind) == (str(issued.number), "甘N12345", PaperKind.FORM)
        assert (shown.state, shown.against, shown.redeemable) == ("issued", (), True)
    assert (by_code.key_id, by_code.confirmed) == (market.station.store.signer.key_id, None)
    assert (by_number.key_id, by_number.confirmed, by_number.proved) == ("", True, None)


def test_an_own_code_with_other_words_than_its_record_is_found_out(market: Market) -> None:
    issued, store = at.sell(market, at.receive(market).lot), market.station.store
    form = load_form(store.read(), str(issued.number))
    other = claim_of(store.read().entry(form.key), b"\0" * 32)
    shown = load_scanned(store.read(), sign_paper(other, store.signer), CLOCK.at)
    assert [one.code for one in shown.against] == ["paper.record_differs"]


def test_a_number_is_confirmed_only_where_its_record_is_held(market: Market) -> None:
    shown = load_paper(market.station.store.read(), Typed(NUMBER, "7KQ4M2XD"), CLOCK.at)
    assert (shown.confirmed, shown.held, shown.state, shown.plate) == (None, None, "", "")


@pytest.mark.parametrize(("typed_date", "held"), [("200101", True), ("260114", True)])
def test_the_number_is_the_one_that_was_printed(market: Market, typed_date: str, held: bool) -> None:  # noqa: FBT001 -- a column
    issued, reader = at.sell(market, at.receive(market).lot), market.station.store.read()
    shown = load_typed(reader, f"LX01-{typed_date}-{issued.number.serial:04d}", CLOCK.at, confirmed=None)
    assert (shown.number == str(issued.number), shown.held is not None) == (held, held)


def test_a_paper_of_another_kind_says_so(market: Market) -> None:
    shown = load_scanned(
        market.station.store.read(), scanned(ABROAD.paper(kind=PaperKind.TICKET, prefix="GB02")), CLOCK.at
    )
    assert (shown.kind, shown.held) == (PaperKind.TICKET, None)


@pytest.mark.parametrize(
    ("code", "number", "state", "redeemable"),
    [
        (ABROAD.paper(), NUMBER, "issued", True),
        (ABROAD.paper(valid_until=NOON), NUMBER, "expired", True),
        (ABROAD.paper(valid_until=None), NUMBER, "issued", True),
        (Abroad(signer=DeviceSigner(bytes(32))).paper(), NUMBER, "", True),
        (f"CG1:{int(ABROAD.paper()[4:]) ^ 1}", NUMBER, "", False),
        (f"CG1:{2 << (8 * 112)}", "", "", False),
    ],
)
def test_a_pass_uses_up_what_has_a_number_of_its_own(
    market: Market,
    code: str,
    number: str,
    state: str,
    redeemable: bool,  # noqa: FBT001 -- a column
) -> None:
    shown = load_scanned(market.station.store.read(), scanned(code), CLOCK.at)
    assert (shown.number, shown.state, shown.redeemable, shown.held) == (number, state, redeemable, None)
    assert (shown.kind is None) == (not number)


@pytest.mark.parametrize(
    ("number", "by", "used"),
    [
        (NUMBER, ABROAD.signer.key_id, True),
        (NUMBER, "", True),
        ("LX02-251231-0032", ABROAD.signer.key_id, True),
        (NUMBER, "00000000", False),
        ("LX02-260114-0033", ABROAD.signer.key_id, False),
    ],
)
def test_a_use_is_remembered_by_number_and_by_whose_it_was(market: Market, number: str, by: str, used: bool) -> None:  # noqa: FBT001 -- a column
    redeem(market, number, by)
    shown = load_scanned(market.station.store.read(), scanned(ABROAD.paper()), CLOCK.at)
    assert (shown.state == "redeemed", shown.redeemable) == (used, not used)
    by_number = load_typed(market.station.store.read(), NUMBER, CLOCK.at, confirmed=None)
    assert (by_number.state == "redeemed") is ("0032" in number)


# --- what the city passed on ------------------------------------------------------------------------------------------


@pytest.fixture
def issuer() -> Neighbour:
    """A market elsewhere, whose form the city passed on."""
    issuer = Neighbour(ABROAD.signer, ABROAD.code, ABROAD.name)
    issuer.write("form.issued", FORM, NUMBER)
    return issuer


@pytest.fixture
def store(market: Market, issuer: Neighbour) -> Store:
    """The store of a market that knows its city, and by it the other one."""
    city, store = City(), market.station.store
    city.publish(issuer, neighbour(3), neighbour(5, "KK05", "演示五卡口"))
    pin(store, city)
    hear(store, city, issuer)
    return store


def test_a_form_that_was_only_heard_of_is_shown_with_its_record(store: Store, issuer: Neighbour) -> None:
    entry = issuer.written[0]
    by_code = load_paper(store.read(), scanned(code_of(issuer, entry)), CLOCK.at)
    by_number = load_paper(store.read(), Typed(NUMBER, check_code(entry.hash)), CLOCK.at)
    for shown in (by_code, by_number):
        assert (shown.held, shown.heard is not None, shown.answered) == (None, True, shown.heard)
        assert (shown.number, shown.plate, shown.state, shown.against) == (NUMBER, "甘N8F326", "issued", ())
        assert shown.redeemable
    assert by_number.confirmed
    wrong = load_paper(store.read(), Typed(NUMBER, "22222222"), CLOCK.at)
    assert [one.code for one in wrong.against] == ["form.check_code_wrong"]


def test_a_code_that_differs_from_what_was_heard_is_found_out(store: Store, issuer: Neighbour) -> None:
    entry = replace(issuer.written[0], body=issuer.written[0].body.replace(b"47820", b"47800"))
    shown = load_scanned(store.read(), scanned(code_of(issuer, entry)), CLOCK.at)
    assert [one.code for one in shown.against] == ["paper.record_differs"]


def test_a_form_that_its_station_made_void_is_void_here(store: Store, issuer: Neighbour) -> None:
    issuer.write("form.voided", {"form": NUMBER})
    hear(store, issuer)
    shown = load_scanned(store.read(), scanned(code_of(issuer, issuer.written[0])), CLOCK.at)
    assert [(one.code, one.facts["state"]) for one in shown.against] == [("form.not_valid", "void")]
    assert (shown.state, shown.redeemable) == ("void", False)


def test_a_form_that_a_gate_elsewhere_used_is_used(store: Store, issuer: Neighbour) -> None:
    gate = neighbour(3)
    gate.write("form.redeemed", {"form": NUMBER, "key_id": issuer.signer.key_id})
    hear(store, gate)
    shown = load_scanned(store.read(), scanned(code_of(issuer, issuer.written[0])), CLOCK.at)
    (found,) = shown.against
    assert (found.code, found.facts["redeemed_where"]) == ("form.used_before", "KK02 折桥卡口")
    assert (shown.state, shown.redeemable) == ("redeemed", False)


def test_two_uses_are_both_told_the_first_first(market: Market, store: Store) -> None:
    late = neighbour(5)
    late.at = CLOCK.at + timedelta(days=1)
    late.write("form.redeemed", {"form": NUMBER, "key_id": ""})
    hear(store, late)
    redeem(market, NUMBER, "")
    shown = load_typed(store.read(), NUMBER, CLOCK.at, confirmed=True)
    first, second = shown.against
    assert (first.facts["redeemed_where"], second.facts["again_where"]) == ("演示market", "KK05 演示五卡口")
    assert (first.code, second.code) == ("form.used_before", "form.used_twice")
