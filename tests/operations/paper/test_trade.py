"""What the papers of a market show: everything as it was when the paper was written, and nothing of it later."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from coalguard.domain.assay import Basis, Item
from coalguard.domain.identity import CHINA
from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.domain.quality import Verdict
from coalguard.domain.registry import BuyerKind
from coalguard.domain.registry import PaperKind as DocumentKind
from coalguard.domain.weighing import Origin
from coalguard.operations import form, register, setup, visit, weighing
from coalguard.operations.paper.content import content_of
from coalguard.operations.paper.source import Source
from coalguard.printing.content import Content, FormContent, SettlementContent, TicketContent
from coalguard.store.dossier import load_dossier
from coalguard.trust.keyring import Keyring, TrustedKey
from coalguard.trust.paper import open_paper, parse_code
from tests import market as at
from tests.market import LEAD, Market, open_market
from tests.stations import HandClock

SCALE = setup.SetScale(
    name="1号磅",
    port="socket://127.0.0.1:9",
    protocol="xk3190-tf0",
    serial="SCS-80-01",
    verified_until="2099-06-30",
)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """A market with a scale, at noon of 14 January 2026."""
    with open_market(tmp_path, clock=HandClock()) as market:
        setup.set_scale(market.station, market.clerk, SCALE)
        yield market
        market.station.desk.close()


def shown(market: Market, number: object) -> Content:
    reader = market.station.store.read()
    return content_of(Source(market.station, reader, load_dossier(reader, str(number))))


def sold(market: Market, **more: str) -> form.Issued:
    """A sale to a person, driven by 司机演示, paid by transfer."""
    lot = at.receive(market).lot
    begun = visit.BeginSale(plate="甘N12345", coal=at.COAL, driver="司机演示")
    of = str(visit.begin_sale(market.station, market.clerk, begun).visit)
    at.weigh(market, of, weighing.Pass.TARE, 5_000)
    at.weigh(market, of, weighing.Pass.GROSS, 15_000)
    terms = {"buyer": market.buyer, "payment": "转账", "invoice": "0123", "notes": "分两次卸", **more}
    request = form.IssueForm(visit=of, lot=lot, price_fen_per_t=86_000, **terms)
    return form.issue(market.station, market.clerk, request)


def test_a_form_shows_buyer_coal_report_weights_money_and_truck(market: Market) -> None:
    issued = sold(market)
    content = cast("FormContent", shown(market, issued.number))
    assert (content.number, content.issuer, content.plate) == (issued.number, "演示market", "甘N12345")
    assert (content.buyer, content.id_number, content.phone) == ("马演示", "622901188001010017", "13800000000")
    assert (content.agent, content.credit_code, content.purpose, content.carrier) == ("", "", "", "")
    assert content.address == "临夏市枹罕镇示例村1号"
    assert (content.coal, content.lot, content.report, content.laboratory) == (
        at.COAL,
        issued.lot,
        "R-1",
        "演示检测所",
    )
    assert (content.reported_on, content.verdict) == (date(2026, 1, 3), Verdict.PASS)
    assert (content.net, content.price.fen_per_t, content.amount.fen) == (Mass(10_000), 86_000, 860_000)
    assert (content.driver, content.destination) == ("司机演示", "临夏市枹罕镇")
    assert content.valid_until.astimezone(CHINA).isoformat() == "2026-01-15T00:00:00+08:00"
    assert (content.clerk, content.weigher, content.hotline) == ("admin", "admin", "12315")
    assert content.clock_trusted


def test_the_three_values_stand_in_their_order_on_the_basis_of_their_limits(market: Market) -> None:
    tested = cast("FormContent", shown(market, sold(market).number)).tested
    assert [(one.item, one.basis, one.value, one.limit) for one in tested] == [
        (Item.VOLATILE, Basis.DAF, Decimal("9.81"), Decimal("12.00")),
        (Item.SULFUR, Basis.D, Decimal("0.47"), Decimal("1.00")),
        (Item.ASH, Basis.D, Decimal("18.70"), Decimal("30.00")),
    ]


def test_each_part_of_a_form_has_a_code_that_names_it_and_is_good(market: Market) -> None:
    issued = sold(market)
    content = cast("FormContent", shown(market, issued.number))
    signer = market.station.store.signer
    own = TrustedKey(signer.public, "LX01", "演示市场", content.issued_at, own=True)
    read = [open_paper(parse_code("".join(code)), Keyring([own])).fields for code in content.proof.codes.values()]
    assert [fields.part for fields in read] == [0, 1, 2, 3, 4, 5]
    assert {(fields.prefix, fields.serial, fields.plate, fields.net_kg) for fields in read} == {
        ("LX01", 1, "甘N12345", 10_000)
    }
    assert content.proof.check_code.replace("-", "") == issued.check_code
    assert "".join(content.proof.codes[0]) == issued.code


def test_a_weight_that_was_typed_says_so_with_its_own_moment(market: Market) -> None:
    content = cast("FormContent", shown(market, sold(market).number))
    assert [(one.mass.kg, one.origin) for one in (content.gross, content.tare)] == [
        (15_000, Origin.TYPED),
        (5_000, Origin.TYPED),
    ]


def test_a_unit_shows_its_agent_and_its_code(market: Market) -> None:
    document = register.Document(kind=DocumentKind.ID_CARD, number="622901188001010025")
    unit = register.RegisterBuyer(
        kind=BuyerKind.UNIT,
        name="演示小学",
        uscc="12622901MB0000000X",
        agent=register.AgentFields(name="王演示", document=document, phone="13900000000"),
        town="折桥镇",
        address="临夏市折桥镇演示路2号",
        purpose="取暖",
    )
    buyer = str(register.register_buyer(market.station, market.clerk, unit).id)
    content = cast("FormContent", shown(market, sold(market, buyer=buyer).number))
    assert (content.buyer, content.agent, content.credit_code) == ("演示小学", "王演示", "12622901MB0000000X")
    assert (content.id_number, content.phone, content.purpose) == ("622901188001010025", "13900000000", "取暖")
    assert content.address == "临夏市折桥镇演示路2号"


def test_a_paper_shows_people_as_they_were_when_it_was_written(market: Market) -> None:
    issued = sold(market)
    before = shown(market, issued.number)
    document = register.Document(kind=DocumentKind.ID_CARD, number="622901188001010017")
    change = register.ChangeBuyer(
        buyer=market.buyer, kind=BuyerKind.PERSON, name="马改名", document=document, phone="13911111111", town="枹罕镇"
    )
    register.change_buyer(market.station, market.clerk, change)
    says = {"staff": str(market.clerk.key), "roles": ["admin"], "active": True}
    with market.station.store.begin() as act:
        act.append(Fact("staff.changed", says), person={"name": "新名字", "login": "admin"})
    assert shown(market, issued.number) == before
    again = cast("FormContent", shown(market, at.sell(market, issued.lot, plate="甘N54321").number))
    assert (again.buyer, again.phone, again.clerk) == ("马改名", "13911111111", "新名字")


def test_a_ticket_of_a_sale_shows_the_scale_the_way_out_and_who_stands_for_it(market: Market) -> None:
    issued = sold(market)
    content = cast("TicketContent", shown(market, issued.ticket))
    assert (content.place, content.scale, content.scale_number) == ("演示market", "1号磅", "SCS-80-01")
    assert content.verified_until == date(2099, 6, 30)
    assert (content.direction, content.consignor, content.consignee) == ("销售", "演示market", "马演示")
    assert (content.form_number, content.lot, content.driver) == (str(issued.number), issued.lot, "司机演示")
    assert (content.remark, content.approved_by) == ("分两次卸　仪表送检", "演示lead")
    assert (content.net, content.weigher, [part.no for part in content.parts]) == (Mass(10_000), "admin", [1, 2, 3])


def test_a_ticket_of_a_delivery_shows_the_supplier_and_the_lot(market: Market) -> None:
    received = at.receive(market)
    content = cast("TicketContent", shown(market, received.ticket))
    assert (content.direction, content.consignor, content.consignee) == ("进煤", "演示煤矿", "演示market")
    assert (content.form_number, content.lot, content.coal) == ("", received.lot, at.COAL)
    assert (content.driver, content.net) == ("司机演示", received.net)


def test_a_scale_that_was_set_up_anew_leaves_old_tickets_as_they_were(market: Market) -> None:
    number = at.receive(market).ticket
    before = shown(market, number)
    again = setup.SetScale(name="1号磅", port=SCALE.port, protocol=SCALE.protocol, serial="SCS-80-02")
    setup.set_scale(market.station, market.clerk, again)
    assert shown(market, number) == before


def test_a_settlement_shows_what_was_agreed(market: Market) -> None:
    issued = sold(market)
    content = cast("SettlementContent", shown(market, issued.settlement))
    assert (content.seller, content.form_number, content.buyer) == ("演示market", str(issued.number), "马演示")
    assert (content.net, content.price.fen_per_t, content.amount.fen) == (Mass(10_000), 86_000, 860_000)
    assert (content.payment, content.invoice, content.cashier, content.paid) == ("转账", "0123", "admin", None)
    assert list(content.proof.codes) == [0]


def test_papers_of_one_stay_know_which_of_them_belong_together(market: Market) -> None:
    first = sold(market)
    void = form.VoidForm(number=str(first.number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, void)
    second = form.reissue(market.station, market.clerk, form.ReissueForm(number=str(first.number)))
    tickets = [cast("TicketContent", shown(market, one.ticket)) for one in (first, second)]
    assert [ticket.form_number for ticket in tickets] == [str(first.number), str(second.number)]


def test_a_paper_written_while_the_clock_was_not_to_be_trusted_says_so(market: Market) -> None:
    clock = cast("HandClock", market.station.clock)
    clock.at = clock.at.replace(hour=9)  # a jump: the machine's own time stands still
    issued = sold(market)
    contents = [shown(market, one) for one in (issued.number, issued.ticket, issued.settlement)]
    assert [content.clock_trusted for content in contents] == [False, False, False]


def test_a_hotline_that_was_set_stands_on_the_form(market: Market) -> None:
    setup.set_station(market.station, market.clerk, setup.SetStation(hotline="0930-6212345"))
    assert cast("FormContent", shown(market, sold(market).number)).hotline == "0930-6212345"


@pytest.mark.parametrize(("code", "name"), [("999999", "999999"), ("", ""), ("622901", "临夏市")])
def test_a_place_that_the_table_does_not_know_is_shown_by_its_code(market: Market, code: str, name: str) -> None:
    reader = market.station.store.read()
    dossier = load_dossier(reader, str(at.receive(market).ticket))
    assert Source(market.station, reader, dossier).division(code) == name


def test_a_form_without_both_weights_is_a_fault_of_the_program(market: Market) -> None:
    issued = sold(market)
    reader = market.station.store.read()
    says = {**load_dossier(reader, str(issued.number)).says, "weighings": {}}
    with market.station.store.begin() as act:
        number = act.issue(PaperKind.FORM, "form.issued", says).number
    with pytest.raises(ValueError, match=str(number)):
        shown(market, number)
