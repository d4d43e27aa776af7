"""A sale is a form with its ticket and settlement, or nothing; corrections are void and issue again."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.form import FormState
from coalguard.domain.identity import CHINA, EntryKey, day_of
from coalguard.domain.registry import SupplierKind
from coalguard.operations import form, ledger, register, shift, visit
from coalguard.operations.station import Second
from coalguard.operations.weighing import Pass
from coalguard.store.form import FormSheet
from coalguard.trust.chain import check_code
from tests import market as at
from tests.market import LEAD, Market
from tests.stations import HandClock, bodies


def void(market: Market, number: str, *, reason: str = "打错", second: Second = LEAD) -> FormSheet:
    request = form.VoidForm(number=number, reason=reason, parts_back=5, second=second)
    return form.void(market.station, market.clerk, request)


def find(market: Market, number: str) -> FormSheet:
    return form.find(market.station, market.clerk, form.FindForm(number=number))


def said(market: Market, kind: str) -> list[Any]:
    """What the entries of a kind say, in order."""
    read = map(json.loads, bodies(market.station).values())
    return [body["says"] for body in read if body["kind"] == kind]


def stock(market: Market) -> int:
    return ledger.read_book(market.station, market.clerk, ledger.ReadBook()).stock_kg


def test_a_form_comes_with_ticket_settlement_five_parts_and_a_check_code(market: Market) -> None:
    lot = at.receive(market).lot

    issued = at.sell(market, lot)

    assert [issued.number.prefix, issued.ticket.prefix, issued.settlement.prefix] == ["LX01", "GB01", "JS01"]
    assert (issued.gross.kg, issued.tare.kg, issued.net.kg) == (15_000, 5_000, 10_000)
    assert issued.amount.fen == 860_000
    assert [part.no for part in issued.parts] == [1, 2, 3, 4, 5]
    assert issued.check_code == check_code(
        market.station.store.read().value("SELECT hash FROM entries ORDER BY seq DESC LIMIT 1 OFFSET 1")
    )
    assert stock(market) == 24_140


def test_sale_ticket_form_and_settlement_are_written_in_this_order_in_one_act(market: Market) -> None:
    lot = at.receive(market).lot
    of = at.load_up(market)
    rung: list[tuple[str, ...]] = []
    market.station.store.listen(lambda appended: rung.append(tuple(entry.kind for entry in appended)))

    form.issue(
        market.station, market.clerk, form.IssueForm(visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=86_000)
    )

    assert rung == [("sale.recorded", "ticket.issued", "form.issued", "settlement.issued")]


def test_buyer_and_money_stand_in_the_sale_alone_and_nobodys_name_anywhere(market: Market) -> None:
    at.sell(market, at.receive(market).lot)

    for body in bodies(market.station).values():
        told = json.loads(body)
        if told["kind"] != "sale.recorded":
            assert "price_fen_per_t" not in told["says"] or told["says"]["price_fen_per_t"] is None
            assert market.buyer not in json.dumps(told["says"])
        assert not any(
            secret in body for secret in ("马演示", "司机演示", "622901188001010017", "13800000000", "示例村")
        )


def test_every_reason_against_a_sale_is_told_at_once(market: Market) -> None:
    lot = at.receive(market, 20_000, report="").lot
    of = at.load_up(market, 30_000)

    with pytest.raises(Refused) as refused:
        form.issue(market.station, market.clerk, form.IssueForm(visit=of, lot=lot))

    assert [finding.code for finding in refused.value.findings if finding.severity == "fail"] == [
        "sale.missing",
        "sale.missing",
        "lot.incomplete",
        "stock.insufficient",
    ]


def test_what_was_said_at_the_gate_need_not_be_said_again(market: Market) -> None:
    lot = at.receive(market).lot
    request = visit.BeginSale(
        plate="甘N12345", coal=at.COAL, driver="司机演示", buyer=market.buyer, lot=lot, price_fen_per_t=90_000
    )
    of = str(visit.begin_sale(market.station, market.clerk, request).visit)
    at.weigh(market, of, Pass.TARE, 5_000)
    at.weigh(market, of, Pass.GROSS, 6_000)

    issued = form.issue(market.station, market.clerk, form.IssueForm(visit=of))

    assert issued.amount.fen == 90_000
    assert find(market, str(issued.number)).buyer_name == "马演示"


def test_an_overloaded_truck_does_not_leave_the_market(market: Market) -> None:
    lot = at.receive(market, 60_000).lot
    register.register_vehicle(market.station, market.clerk, register.RegisterVehicle(plate="甘N12345", axles=2))

    with pytest.raises(Refused) as refused:
        at.sell(market, lot, 20_000)

    assert refused.value.code == "vehicle.overload"
    assert refused.value.facts["over_kg"] == 7_000


def test_a_price_has_an_end(market: Market) -> None:
    lot, of = at.receive(market).lot, at.load_up(market)
    dear = form.IssueForm(visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=(1 << 63) - 1)

    with pytest.raises(Refused) as refused:
        form.issue(market.station, market.clerk, dear)

    assert (refused.value.code, refused.value.facts["limit_fen"]) == ("sale.price_too_high", 10_000_000)


@pytest.mark.parametrize("price", [0, -1])
def test_a_price_is_above_zero(market: Market, price: int) -> None:
    lot = at.receive(market).lot
    of = at.load_up(market)

    with pytest.raises(Refused) as refused:
        form.issue(
            market.station, market.clerk, form.IssueForm(visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=price)
        )

    assert refused.value.code == "sale.price"


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("soon", "date.malformed"),
        ("2020-01-01T00:00:00+08:00", "form.valid_until"),
        ("2099-01-01T00:00:00", "form.valid_until"),
        ("2099-01-01T00:00:00+08:00", "form.valid_until"),
        ("0001-01-01T00:00:00+08:00", "date.malformed"),
        ("9999-12-31T23:00:00-08:00", "date.malformed"),
    ],
)
def test_a_form_is_valid_until_an_instant_to_come(market: Market, until: str, code: str) -> None:
    lot = at.receive(market).lot
    of = at.load_up(market)
    request = form.IssueForm(visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=1, valid_until=until)

    with pytest.raises(Refused) as refused:
        form.issue(market.station, market.clerk, request)

    assert refused.value.code == code


def test_validity_is_asked_for_or_ends_with_the_day(market: Market) -> None:
    lot = at.receive(market).lot
    today = day_of(market.station.store.now().at)

    issued = at.sell(market, lot)
    of = at.load_up(market, 1_000)
    longer = form.issue(
        market.station,
        market.clerk,
        form.IssueForm(
            visit=of,
            buyer=market.buyer,
            lot=lot,
            price_fen_per_t=1,
            valid_until=f"{today + timedelta(days=3)}T12:34:56+08:00",
            destination="南龙镇",
        ),
    )

    assert day_of(issued.valid_until) == today + timedelta(days=1)
    assert longer.valid_until.astimezone(CHINA).isoformat() == f"{today + timedelta(days=3)}T12:00:00+08:00"


def test_a_void_form_gives_its_coal_back_and_keeps_its_number(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)

    sheet = void(market, str(issued.number))

    assert sheet.state is FormState.VOID
    assert stock(market) == 34_140
    assert find(market, str(issued.number)).state is FormState.VOID


def test_a_void_form_is_issued_again_under_the_next_number(market: Market) -> None:
    lot = at.receive(market).lot
    first = at.sell(market, lot)
    void(market, str(first.number))

    again = form.reissue(
        market.station, market.clerk, form.ReissueForm(number=str(first.number), price_fen_per_t=80_000)
    )

    assert again.number.serial == first.number.serial + 1
    assert (again.net, again.amount.fen) == (first.net, 800_000)
    assert find(market, str(first.number)).replaced_by == str(again.number)
    assert find(market, str(again.number)).replaces == str(first.number)
    assert find(market, str(again.number)).settlement != find(market, str(first.number)).settlement
    assert stock(market) == 24_140


def test_a_form_issued_again_says_what_it_said(market: Market) -> None:
    lot, of = at.receive(market).lot, at.load_up(market)
    today = day_of(market.station.store.now().at)
    terms = form.IssueForm(
        visit=of,
        buyer=market.buyer,
        lot=lot,
        price_fen_per_t=86_000,
        driver="司机演示",
        valid_until=f"{today + timedelta(days=3)}T12:00:00+08:00",
        payment="现金",
        invoice="25622000000000000001",
        notes="过磅后补票",
    )
    first = form.issue(market.station, market.clerk, terms)
    void(market, str(first.number))

    again = form.reissue(market.station, market.clerk, form.ReissueForm(number=str(first.number)))

    assert again.valid_until == first.valid_until
    old, new = said(market, "sale.recorded")
    assert {name: new[name] for name in ("payment", "invoice", "notes")} == {
        "payment": "现金",
        "invoice": "25622000000000000001",
        "notes": "过磅后补票",
    }
    assert new["buyer"] == old["buyer"]
    old, new = said(market, "form.issued")
    assert new["driver"] == old["driver"] != ""


def test_a_form_issued_again_after_its_time_is_valid_for_the_day(tmp_path: Path) -> None:
    clock = HandClock()
    with at.open_market(tmp_path, clock=clock) as market:
        first = at.sell(market, at.receive(market).lot)
        void(market, str(first.number))
        clock.wait(hours=24)

        again = form.reissue(market.station, market.clerk, form.ReissueForm(number=str(first.number)))

        assert again.valid_until == first.valid_until + timedelta(days=1)


def test_only_a_void_form_is_issued_again(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)

    with pytest.raises(Refused) as refused:
        form.reissue(market.station, market.clerk, form.ReissueForm(number=str(issued.number)))

    assert refused.value.code == "form.not_void"


def test_a_void_stands_on_the_sheet_of_a_shift(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)
    shift.close_shift(market.station, market.clerk, shift.CloseShift())

    with pytest.raises(Refused) as refused:
        void(market, str(issued.number))
    assert refused.value.code == "shift.none_open"

    shift.open_shift(market.station, market.clerk, shift.OpenShift())
    void(market, str(issued.number))
    assert shift.close_shift(market.station, market.clerk, shift.CloseShift()).voided == (str(issued.number),)


def test_a_void_needs_a_reason_and_happens_once(market: Market) -> None:
    number = str(at.sell(market, at.receive(market).lot).number)

    with pytest.raises(Refused) as unexplained:
        void(market, number, reason=" ")
    void(market, number)
    with pytest.raises(Refused) as twice:
        void(market, number)

    assert (unexplained.value.code, twice.value.code) == ("form.reason_missing", "form.void")


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (Second(login="admin", pin="1234"), "pin.none"),
        (Second(login="lead", pin="9999"), "pin.wrong"),
        (Second(login="nobody", pin="1234"), "staff.unknown"),
    ],
)
def test_a_void_needs_a_second_person_who_is_one(market: Market, second: Second, code: str) -> None:
    number = str(at.sell(market, at.receive(market).lot).number)

    with pytest.raises(Refused) as refused:
        void(market, number, second=second)

    assert refused.value.code == code
    assert find(market, number).state is FormState.ISSUED


@pytest.mark.parametrize(("number", "code"), [("LX01-260114-9999", "form.unknown"), ("LX01/32", "number.malformed")])
def test_a_number_that_is_none_of_ours_is_refused(market: Market, number: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        find(market, number)

    assert refused.value.code == code


def test_prefix_and_serial_find_a_form_whatever_the_date(market: Market) -> None:
    issued = at.sell(market, at.receive(market).lot)

    assert find(market, f"lx01-200101-{issued.number.serial:04d}").number == str(issued.number)


def test_an_unknown_buyer_lot_or_place_is_refused(market: Market) -> None:
    lot = at.receive(market).lot
    of = at.load_up(market)
    supplier = register.RegisterSupplier(name="演示二矿", kind=SupplierKind.MINE)
    other = str(register.register_supplier(market.station, market.clerk, supplier).id)
    wrong = {
        "buyer.unknown": form.IssueForm(visit=of, buyer=other, lot=lot, price_fen_per_t=1),
        "lot.unknown": form.IssueForm(visit=of, buyer=market.buyer, lot="260101A77", price_fen_per_t=1),
        "division.unknown": form.IssueForm(
            visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=1, destination="火星"
        ),
        "visit.unknown": form.IssueForm(visit=other, buyer=market.buyer, lot=lot, price_fen_per_t=1),
        "id.unknown": form.IssueForm(
            visit=str(EntryKey("0" * 16, 1, 1)), buyer=market.buyer, lot=lot, price_fen_per_t=1
        ),
    }
    for code, request in wrong.items():
        with pytest.raises(Refused) as refused:
            form.issue(market.station, market.clerk, request)
        assert refused.value.code == code


def test_a_truck_that_brought_coal_buys_none_on_the_same_visit(market: Market) -> None:
    lot = at.receive(market).lot
    of = at.arrive(market)
    at.weigh(market, of, Pass.GROSS, 40_000)
    at.weigh(market, of, Pass.TARE, 15_000)

    with pytest.raises(Refused) as refused:
        form.issue(
            market.station, market.clerk, form.IssueForm(visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=1)
        )

    assert refused.value.code == "visit.step_not_allowed"


@pytest.mark.parametrize(("driver", "named"), [(None, True), ("", False)])
def test_the_driver_of_the_arrival_drives_unless_it_is_said_that_nobody_does(
    market: Market, driver: str | None, *, named: bool
) -> None:
    lot = at.receive(market).lot
    began = visit.BeginSale(plate="甘N12345", coal=at.COAL, driver="司机演示")
    of = str(visit.begin_sale(market.station, market.clerk, began).visit)
    at.weigh(market, of, Pass.TARE, 5_000)
    at.weigh(market, of, Pass.GROSS, 6_000)
    terms = form.IssueForm(visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=86_000, driver=driver)
    form.issue(market.station, market.clerk, terms)
    (issued,) = said(market, "form.issued")
    assert bool(issued["driver"]) is named
