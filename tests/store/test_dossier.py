"""Dossier: what stands behind a paper, as it was when the paper was written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.operations import form
from coalguard.store.dossier import (
    buyer_then,
    companion,
    load_dossier,
    name_then,
    opening_of,
    redeemed_by,
    scale_then,
    shift_then,
    weighings_behind,
)
from coalguard.store.reader import Reader
from tests import market as at
from tests.market import LEAD, Market, open_market
from tests.stations import HandClock


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market at noon."""
    with open_market(tmp_path, clock=HandClock()) as market:
        yield market


@pytest.fixture
def reader(market: Market) -> Reader:
    """A reader of its store."""
    return market.station.store.read()


def test_a_paper_is_found_by_prefix_and_serial(market: Market, reader: Reader) -> None:
    received = at.receive(market)
    found = load_dossier(reader, f"gb01-200101-{received.ticket.serial:04d}")
    assert (found.number, found.kind, found.voided) == (received.ticket, PaperKind.TICKET, False)
    assert [paper.kind for paper in found.companions] == [PaperKind.TICKET, PaperKind.INBOUND]
    assert opening_of(reader, found)["purpose"] == "inbound"
    assert sorted(weighings_behind(reader, found)) == ["gross", "tare"]


@pytest.mark.parametrize(("number", "code"), [("GB01-260114-0099", "paper.unknown"), ("GB", "number.malformed")])
def test_what_is_no_paper_here_is_refused(market: Market, reader: Reader, number: str, code: str) -> None:
    assert market.station.store.read() is reader
    with pytest.raises(Refused) as refused:
        load_dossier(reader, number)
    assert refused.value.code == code


def test_papers_of_one_act_find_each_other_and_void_is_known(market: Market, reader: Reader) -> None:
    first = at.sell(market, at.receive(market).lot)
    request = form.VoidForm(number=str(first.number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, request)
    second = form.reissue(market.station, market.clerk, form.ReissueForm(number=str(first.number)))
    for issued, voided in ((first, True), (second, False)):
        ticket, sheet = (load_dossier(reader, str(number)) for number in (issued.ticket, issued.number))
        assert (ticket.voided, sheet.voided) == (voided, voided)
        of_ticket, of_form = companion(reader, ticket, PaperKind.FORM), companion(reader, sheet, PaperKind.SETTLEMENT)
        assert of_ticket is not None
        assert of_form is not None
        assert (of_ticket.fact.document, of_form.fact.document) == (str(issued.number), str(issued.settlement))
        assert companion(reader, sheet, PaperKind.TICKET) is None


def test_people_are_read_as_they_were_and_nobody_is_nobody(market: Market, reader: Reader) -> None:
    before = load_dossier(reader, str(at.receive(market).ticket))
    says = {"buyer": market.buyer, "kind": "person", "town": "622901", "purpose": "", "document": "id_card"}
    with market.station.store.begin() as act:
        act.append(Fact("buyer.changed", says), person={"name": "马改名", "document_number": "622901188001010017"})
    after = load_dossier(reader, str(at.receive(market, plate="甘N00001").ticket))
    assert [buyer_then(reader, market.buyer, one).name for one in (before, after)] == ["马演示", "马改名"]
    assert [name_then(reader, who, before) for who in (market.buyer, "", None, market.supplier)] == [
        "马演示",
        "",
        "",
        "",
    ]
    with pytest.raises(Refused) as refused:
        buyer_then(reader, market.supplier, before)
    assert refused.value.code == "buyer.unknown"


def test_somebody_whose_row_was_erased_has_no_name(market: Market, reader: Reader) -> None:
    dossier = load_dossier(reader, str(at.receive(market).ticket))
    with market.station.store.maintenance() as connection:
        connection.execute("DELETE FROM persons WHERE seq = ?", (int(market.buyer.rpartition("-")[2]),))
    assert name_then(reader, market.buyer, dossier) == ""
    assert buyer_then(reader, market.buyer, dossier).name == ""


def test_a_weight_typed_for_no_scale_has_none_behind_it(market: Market, reader: Reader) -> None:
    dossier = load_dossier(reader, str(at.receive(market).ticket))
    assert [scale_then(reader, one) for one in weighings_behind(reader, dossier).values()] == [{}, {}]


def test_the_shift_of_a_paper_is_the_one_it_was_written_in(market: Market, reader: Reader) -> None:
    dossier = load_dossier(reader, str(at.receive(market).ticket))
    with market.station.store.begin() as act:
        act.append(Fact("shift.opened", {"lead": market.buyer}))
    shift = shift_then(reader, dossier)
    assert shift is not None
    assert (shift.holder, shift.opened_at) == ("admin", market.station.clock.now())
    assert not redeemed_by(reader, dossier)


def test_a_paper_written_before_any_shift_has_none(market: Market, reader: Reader) -> None:
    dossier = load_dossier(reader, str(at.receive(market).ticket))
    with market.station.store.maintenance() as connection:
        connection.execute("DELETE FROM shifts")
    assert shift_then(reader, dossier) is None
