"""Papers by number and by entry: forms and what became of them, their codes, their uses, the grants."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.form import FormState
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.operations import form
from coalguard.store.keys import load_keyring
from coalguard.store.papers import (
    entry_hash_of,
    find_form,
    form_at,
    load_address,
    load_code,
    load_form,
    load_grants,
    papers_of,
    redeemed_at,
    replaced_by,
)
from coalguard.store.shown import load_typed
from coalguard.trust.chain import check_code
from coalguard.trust.keyring import Keyring
from coalguard.trust.paper import open_paper, parse_code
from tests import market as at
from tests.market import LEAD, Market, open_market
from tests.neighbours import hear, neighbour

NUMBER = DocumentNumber("LX02", "260114", 32)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    with open_market(tmp_path) as market:
        yield market


@pytest.fixture
def sold(market: Market) -> form.Issued:
    """A form that was sold."""
    return at.sell(market, at.receive(market).lot)


def test_a_form_is_found_by_number_whatever_the_date_and_by_its_entry(market: Market, sold: form.Issued) -> None:
    reader = market.station.store.read()
    found = load_form(reader, str(sold.number))
    assert find_form(reader, f"LX01-200101-{sold.number.serial:04d}") == found
    assert form_at(reader, found.key) == found
    assert (found.number, found.kept, found.hash) == (
        str(sold.number),
        FormState.ISSUED,
        entry_hash_of(reader, found.key),
    )
    assert check_code(found.hash) == sold.check_code


def test_an_entry_that_is_no_form_or_is_not_here_is_none(market: Market) -> None:
    reader = market.station.store.read()
    assert form_at(reader, market.clerk.key) is None
    assert form_at(reader, EntryKey("0" * 16, 1, 1)) is None
    assert find_form(reader, str(NUMBER)) is None
    with pytest.raises(Refused, match=r"form\.unknown"):
        load_form(reader, str(NUMBER))


def test_the_code_of_every_paper_opens_with_the_own_key(market: Market, sold: form.Issued) -> None:
    reader = market.station.store.read()
    keyring: Keyring = load_keyring(reader)
    held = load_form(reader, str(sold.number))
    papers = papers_of(reader, held.visit)
    assert [paper.kind for paper in papers] == [PaperKind.TICKET, PaperKind.FORM, PaperKind.SETTLEMENT]
    opened = {paper.kind: open_paper(parse_code(load_code(reader, paper.key)), keyring).fields for paper in papers}
    assert {kind: fields.kind for kind, fields in opened.items()} == {kind: kind for kind in opened}
    assert [fields.serial for fields in opened.values()] == [DocumentNumber.parse(one.number).serial for one in papers]
    assert load_code(reader, held.key) == sold.code


def test_an_entry_that_is_not_here_has_no_code(market: Market) -> None:
    with pytest.raises(Refused, match=r"id\.unknown"):
        load_code(market.station.store.read(), EntryKey("0" * 16, 1, 1))


@pytest.mark.parametrize(
    ("used", "by", "asked", "found"),
    [
        ("", "", "", False),
        (str(NUMBER), "", "", True),
        (str(NUMBER), "", "65b60673", True),
        (str(NUMBER), "65b60673", "", True),
        (str(NUMBER), "65b60673", "65b60673", True),
        (str(NUMBER), "65b60673", "9f31c2d4", False),
        ("LX02-251231-0032", "", "", True),
        ("LX02-260114-10032", "", "", False),
        ("LX20-260114-0032", "", "", False),
    ],
)
def test_a_use_is_known_by_number_and_by_whose_code_it_was(
    market: Market,
    used: str,
    by: str,
    asked: str,
    found: bool,  # noqa: FBT001 -- a column
) -> None:
    if used:
        says = {"form": used, "key_id": by, "issued": "", "visit": str(market.clerk.key)}
        with market.station.store.begin() as act:
            act.append(Fact("form.redeemed", says))
    assert bool(redeemed_at(market.station.store.read(), NUMBER, asked)) is found


def test_a_form_knows_what_took_its_place(market: Market, sold: form.Issued) -> None:
    void = form.VoidForm(number=str(sold.number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, void)
    again = form.reissue(market.station, market.clerk, form.ReissueForm(number=str(sold.number)))
    reader = market.station.store.read()
    assert (replaced_by(reader, str(sold.number)), replaced_by(reader, str(again.number))) == (str(again.number), "")


def test_every_kind_of_paper_has_a_grant(market: Market) -> None:
    grants = load_grants(market.station.store.read())
    assert {grant.kind for grant in grants} == set(PaperKind)
    assert all(grant.valid and grant.first == 1 for grant in grants)


# --- what the city sends ----------------------------------------------------------------------------------------------


def test_a_form_that_a_gate_elsewhere_used_is_used(market: Market, sold: form.Issued) -> None:
    gate, store = neighbour(3), market.station.store
    gate.write("form.redeemed", {"form": str(sold.number), "key_id": ""})
    hear(store, gate)
    found = load_form(store.read(), str(sold.number))
    assert (found.kept, found.state(found.valid_until)) == (FormState.REDEEMED, FormState.REDEEMED)
    with pytest.raises(Refused) as refused:
        form.void(
            market.station, market.clerk, form.VoidForm(number=found.number, reason="打错", parts_back=5, second=LEAD)
        )
    assert refused.value.code == "form.redeemed"


@pytest.mark.parametrize(
    ("address", "stands"),
    [("HTTPS://CITY.EXAMPLE/V/", "HTTPS://CITY.EXAMPLE/V/"), ("", "CG1:"), ("https://city/", "CG1:")],
)
def test_a_code_begins_with_the_citys_address_once_there_is_one(
    market: Market, sold: form.Issued, address: str, stands: str
) -> None:
    store = market.station.store
    says = {"city": "", "url": "", "feed": "", "station": "LX01", "address": address, "fingerprint": ""}
    with store.begin() as act:
        act.append(Fact("server.enrolled", says))
    key = load_form(store.read(), str(sold.number)).key
    code = load_code(store.read(), key)
    assert (load_address(store.read()), code.startswith(stands)) == (stands, True)
    assert parse_code(code) == parse_code(sold.code)
    later = at.sell(market, at.receive(market).lot, plate="甘N54321")
    assert later.code.startswith(stands)


def test_a_paper_under_another_key_uses_up_no_number_of_ours(market: Market) -> None:
    sold = at.sell(market, at.receive(market).lot)
    gate = neighbour(2)
    gate.write("form.redeemed", {"form": str(sold.number), "key_id": "65b60673"})
    hear(market.station.store, gate)
    reader = market.station.store.read()

    assert load_form(reader, str(sold.number)).kept is FormState.ISSUED
    assert load_typed(reader, str(sold.number), market.station.store.now().at, confirmed=True).state == "issued"
