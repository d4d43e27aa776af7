"""The slip of a first weighing: printed while its truck waits, it calls up that very stay and nothing else."""

import shutil
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.mass import Mass
from coalguard.domain.printout import Stock
from coalguard.domain.visit import Purpose, State
from coalguard.operations import setup, visit, weighing
from coalguard.operations.paper import print_slip, render_slip
from coalguard.operations.paper.attempt import Outcome
from coalguard.operations.paper.first import PrintSlip, RenderSlip, SlipPrinted
from coalguard.operations.paper.page import Medium
from coalguard.operations.slip import FindSlip, FoundSlip, find
from coalguard.store.slips import slip_of
from coalguard.trust.slipcode import render_slip as code_of
from tests import market as at
from tests.market import Market, open_market
from tests.printing.reading import codes_of, page_of, squeezed, text_of
from tests.stations import bodies


@pytest.fixture
def tray(market: Market, tmp_path: Path) -> Path:
    """The folder of a printer that holds 80 mm paper."""
    folder = tmp_path / "tray"
    folder.mkdir()
    kept = setup.SetPrinter(name="热敏", kind=setup.PrinterKind.FOLDER, target=str(folder), stock=Stock.ROLL)
    setup.set_printer(market.station, market.clerk, kept)
    return folder


def half_weighed(market: Market, plate: str = at.PLATE) -> weighing.Weighed:
    """A truck that came empty to buy, weighed once."""
    begun = visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate=plate, coal=at.COAL, driver="马演示"))
    return at.weigh(market, str(begun.visit), weighing.Pass.TARE, 15_400)


def leave(market: Market, of: object) -> None:
    """The truck drives off."""
    visit.leave(market.station, market.clerk, visit.LeaveVisit(visit=str(of), reason="登记错误"))


def send(market: Market, of: object, **more: str) -> SlipPrinted:
    """Print a slip."""
    return print_slip(market.station, market.clerk, PrintSlip(visit=str(of), **more))


def scan(market: Market, code: str) -> FoundSlip:
    """A slip comes back."""
    return find(market.station, market.clerk, FindSlip(code=code))


def refusal(market: Market, code: str) -> tuple[str, dict[str, object]]:
    """Why a slip calls nothing up."""
    with pytest.raises(Refused) as refused:
        scan(market, code)
    return refused.value.code, dict(refused.value.facts)


# --- printed ----------------------------------------------------------------------------------------------------------


def test_what_is_printed_carries_the_weighing_and_a_code_that_calls_its_truck_up(market: Market, tray: Path) -> None:
    once = half_weighed(market)
    before = len(bodies(market.station))
    printed = send(market, once.visit)
    assert (printed.outcome, printed.printer, printed.plate) == (Outcome.SENT, "热敏", at.PLATE)
    assert len(bodies(market.station)) == before
    (file,) = tray.iterdir()
    said = squeezed(text_of(file.read_bytes()))
    for word in ("首磅条", "甘N·8F326", "手录皮重", "15.400t", "无烟2号", "方向销售", "司机马*示", "司磅员admin"):
        assert word in said
    assert "演示不作凭证" not in said
    (read,) = codes_of(page_of(file.read_bytes(), 203.2))
    assert read == ("Code128", printed.code)
    found = scan(market, printed.code)
    assert (found.visit, found.plate, found.purpose, found.state) == (
        once.visit,
        at.PLATE,
        Purpose.SALE,
        State.HALF_WEIGHED,
    )
    assert (found.weighing, found.step, found.weight) == (once.weighing, "tare", Mass(15_400))
    assert send(market, once.visit).code == printed.code


def test_a_load_that_comes_in_has_one_too_with_the_scale_it_was_weighed_on(market: Market, tmp_path: Path) -> None:
    scale = setup.SetScale(name="1号磅", port="COM9", protocol="xk3190-tf0", serial="SCS-1")
    setup.set_scale(market.station, market.clerk, scale)
    of = at.arrive(market)
    at.weigh(market, of, weighing.Pass.GROSS, 48_260)
    path = tmp_path / "slip.png"
    made = render_slip(market.station, market.clerk, RenderSlip(visit=of, path=str(path), medium=Medium.PNG))
    assert (made.pages, made.copy, str(made.width_mm)) == (1, 1, "80.00")
    pdf = tmp_path / "slip.pdf"
    render_slip(market.station, market.clerk, RenderSlip(visit=of, path=str(pdf)))
    said = squeezed(text_of(pdf.read_bytes()))
    assert "磅号1号磅SCS-1" in said
    assert "方向进煤" in said
    assert "卸完煤空车上磅，称皮重" in said
    market.station.desk.close()


def test_a_slip_that_did_not_come_out_is_told_and_the_weight_stands(market: Market, tray: Path) -> None:
    once = half_weighed(market)
    shutil.rmtree(tray)
    failed = send(market, once.visit)
    assert (failed.outcome, failed.findings[0].code) == (Outcome.FAILED, "printer.failed")
    assert scan(market, failed.code).visit == once.visit


def test_without_a_printer_for_slips_it_does_not_come_out(market: Market, tmp_path: Path) -> None:
    once = half_weighed(market)
    kept = setup.SetPrinter(name="针打", kind=setup.PrinterKind.FOLDER, target=str(tmp_path))
    setup.set_printer(market.station, market.clerk, kept)
    assert send(market, once.visit).findings[0].code == "printer.nowhere"
    assert send(market, once.visit, printer="针打").outcome is Outcome.SENT


def test_a_slip_is_printed_only_while_the_second_weight_is_to_come(market: Market, tray: Path) -> None:
    begun = visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate=at.PLATE, coal=at.COAL))
    for of in (begun.visit, at.load_up(market)):
        with pytest.raises(Refused) as refused:
            send(market, of)
        assert refused.value.code == "slip.not_due"
    assert list(tray.iterdir()) == []


# --- scanned ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("tray")
def test_a_slip_of_a_stay_that_is_over_calls_up_no_other_stay_of_the_truck(market: Market) -> None:
    code = send(market, half_weighed(market).visit).code
    leave(market, scan(market, code).visit)
    again = half_weighed(market)
    assert refusal(market, code) == ("slip.over", {"plate": at.PLATE, "visit_state": "abandoned"})
    assert scan(market, send(market, again.visit).code).visit == again.visit


@pytest.mark.usefixtures("tray")
def test_a_slip_calls_its_truck_up_until_the_form_is_issued(market: Market) -> None:
    once = half_weighed(market)
    code = send(market, once.visit).code
    at.weigh(market, str(once.visit), weighing.Pass.GROSS, 25_400)
    assert scan(market, code).state is State.WEIGHED


@pytest.mark.usefixtures("tray")
def test_a_slip_of_a_weight_that_stands_no_longer_calls_nothing_up(market: Market) -> None:
    once = half_weighed(market)
    code = send(market, once.visit).code
    with market.station.store.begin() as act:
        act.append(market.station.store.read().entry(once.weighing).fact)
    assert refusal(market, code) == ("slip.replaced", {"plate": at.PLATE, "step": "tare"})


@pytest.mark.usefixtures("tray")
def test_codes_of_other_stations_and_of_other_entries_are_unknown(
    market: Market, tmp_path_factory: pytest.TempPathFactory
) -> None:
    once = half_weighed(market)
    code = send(market, once.visit).code
    with open_market(tmp_path_factory.mktemp("other")) as other:
        assert refusal(other, code) == ("slip.unknown", {})
    reader = market.station.store.read()
    assert refusal(market, slip_of(reader, once.visit)) == ("slip.unknown", {})
    assert refusal(market, code_of(once.weighing.seq, bytes(32))) == ("slip.unknown", {})
    assert refusal(market, "甘N8F326") == ("slip.malformed", {})


@pytest.mark.usefixtures("tray")
def test_a_slip_is_still_known_after_a_new_epoch(market: Market) -> None:
    once = half_weighed(market)
    code = send(market, once.visit).code
    with market.station.store.begin_epoch() as act:
        act.append(market.station.store.read().entry(once.visit).fact)
    assert scan(market, code).weighing == once.weighing
