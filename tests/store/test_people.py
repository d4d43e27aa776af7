"""People: found by id, login, document or name; PINs that wait after five wrong ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.registry import Buyer, BuyerKind, IdentityPaper, PaperKind
from coalguard.domain.roles import Role
from coalguard.store.people import (
    keep_driver,
    load_buyer,
    load_member,
    load_staff,
    person_name,
    prove_pin,
    same_buyer,
)
from tests.market import Market, open_market

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    with open_market(tmp_path) as opened:
        yield opened


def test_the_founder_holds_what_nobody_else_holds(market: Market) -> None:
    founder, lead = load_staff(market.station.store.read())

    assert (founder.founder, founder.own_roles) == (True, frozenset({Role.ADMIN}))
    assert founder.roles == frozenset(Role) - {Role.LEAD}
    assert lead.roles == {Role.LEAD}


def test_a_member_is_called_by_login_or_id(market: Market) -> None:
    reader = market.station.store.read()
    lead = load_member(reader, "lead")

    assert load_member(reader, str(lead.key)) == lead
    with pytest.raises(Refused) as refused:
        load_member(reader, "nobody")
    assert refused.value.code == "staff.unknown"


def test_a_buyer_is_found_again_by_the_document(market: Market) -> None:
    reader = market.station.store.read()
    key, buyer = load_buyer(reader, market.buyer)
    stranger = Buyer(BuyerKind.PERSON, "某", IdentityPaper(PaperKind.ID_CARD, "440524188001010014"))
    unnamed = Buyer(BuyerKind.PERSON, "某", IdentityPaper(PaperKind.NONE, "", "遗失"))

    assert (str(key), buyer.name) == (market.buyer, "马演示")
    assert same_buyer(reader, buyer) == key
    assert same_buyer(reader, stranger) is None
    assert same_buyer(reader, unnamed) is None
    with pytest.raises(Refused) as refused:
        load_buyer(reader, market.supplier)
    assert refused.value.code == "buyer.unknown"


def test_a_driver_is_kept_once_and_named_by_the_id(market: Market) -> None:
    with market.station.store.begin() as act:
        first, again, nobody = keep_driver(act, "司机甲"), keep_driver(act, " 司机甲 "), keep_driver(act, " ")

    reader = market.station.store.read()
    assert (first, nobody) == (again, "")
    assert (person_name(reader, first), person_name(reader, "")) == ("司机甲", "")


def test_five_wrong_pins_make_all_wait_and_a_right_one_starts_anew(market: Market) -> None:
    store = market.station.store
    lead = load_member(store.read(), "lead").key
    for failures in range(1, 5):
        with pytest.raises(Refused) as wrong:
            prove_pin(store, lead, "0000", NOW)
        assert (wrong.value.code, wrong.value.facts["failures"]) == ("pin.wrong", failures)
    with pytest.raises(Refused) as fifth:
        prove_pin(store, lead, "0000", NOW)
    assert (fifth.value.code, fifth.value.facts["seconds"]) == ("pin.wait", 30)

    with pytest.raises(Refused) as waiting:
        prove_pin(store, lead, "1234", NOW + timedelta(seconds=10))
    assert (waiting.value.code, waiting.value.facts["seconds"]) == ("pin.wait", 20)

    prove_pin(store, lead, "1234", NOW + timedelta(seconds=30))
    prove_pin(store, lead, "1234", NOW + timedelta(seconds=31))
    with pytest.raises(Refused) as first_again:
        prove_pin(store, lead, "0000", NOW + timedelta(seconds=32))
    assert first_again.value.facts["failures"] == 1


def test_who_has_no_pin_is_told(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        prove_pin(market.station.store, market.clerk.key, "1234", NOW)

    assert refused.value.code == "pin.none"
