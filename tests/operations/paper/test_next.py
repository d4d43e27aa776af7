"""Next: a paper that was to be printed right behind its save and never was is offered at the next start, once."""

from pathlib import Path

import pytest

from coalguard.domain.findings import Finding
from coalguard.domain.printout import Printout
from coalguard.operations import form, setup, shift
from coalguard.operations.paper import list_unprinted, print_closing, print_paper, then_print
from coalguard.operations.paper.attempt import ListUnprinted, Outcome, PrintPaper, Unprinted
from coalguard.operations.paper.closing import PrintClosing
from coalguard.operations.session import findings_at_start, log_in
from coalguard.store.recovery import Recovered
from coalguard.store.wanted import LEFT, PAPER, SHEET
from tests import market as at
from tests.market import Market

SALE = (Printout.FORM, Printout.TICKET, Printout.SETTLEMENT)


@pytest.fixture
def tray(market: Market, tmp_path: Path) -> Path:
    """Where a printer puts its papers."""
    folder = tmp_path / "tray"
    folder.mkdir()
    setup.set_printer(
        market.station,
        market.clerk,
        setup.SetPrinter(name="针打", kind=setup.PrinterKind.FOLDER, target=str(folder)),
    )
    return folder


def sell(market: Market, *printouts: Printout) -> form.Issued:
    """Issue a form whose papers are printed next, as far as they are named."""
    lot = at.receive(market).lot
    stay = at.load_up(market)
    request = form.IssueForm(visit=stay, buyer=market.buyer, lot=lot, price_fen_per_t=86_000)
    return then_print(form.issue, *printouts)(market.station, market.clerk, request)


def started(market: Market) -> list[Finding]:
    """What the next start tells."""
    log_in(market.station, "admin")
    return list(findings_at_start(market.station, Recovered()))


def offered(market: Market) -> tuple[Unprinted, ...]:
    return list_unprinted(market.station, market.clerk, ListUnprinted()).papers


def marked(market: Market, sort: str = PAPER) -> int:
    return len(market.station.store.read().rows(LEFT, sort))


def test_a_sale_whose_papers_never_went_to_the_printer_is_offered_at_the_next_start(market: Market, tray: Path) -> None:
    issued = sell(market, *SALE)
    assert (marked(market), offered(market)) == (3, ())

    (told,) = started(market)

    numbers = [str(number) for number in (issued.ticket, issued.number, issued.settlement)]
    assert (told.code, told.facts) == ("paper.unprinted", {"count": 3, "numbers": ",".join(numbers)})
    assert {one.fault for one in offered(market)} == {"unsent"}
    printed = [print_paper(market.station, market.clerk, PrintPaper(number=number)) for number in numbers]
    assert [(one.outcome, one.copy) for one in printed] == [(Outcome.SENT, 1)] * 3
    assert len(list(tray.iterdir())) == 3
    assert (started(market), offered(market)) == ([], ())


def test_who_says_nothing_of_printing_is_told_nothing(market: Market, tray: Path) -> None:
    assert tray.exists()
    sell(market)
    assert (marked(market), started(market), offered(market)) == (0, [], ())


def test_each_attempt_takes_its_own_mark_away_whatever_comes_of_it(market: Market, tray: Path) -> None:
    issued = sell(market, *SALE)
    print_paper(market.station, market.clerk, PrintPaper(number=str(issued.number)))
    assert marked(market) == 2
    tray.rename(tray.with_name("gone"))
    print_paper(market.station, market.clerk, PrintPaper(number=str(issued.ticket)))
    assert marked(market) == 1
    started(market)
    assert {one.number: one.fault for one in offered(market)} == {
        str(issued.ticket): "folder_missing",
        str(issued.settlement): "unsent",
    }


def test_a_form_that_is_void_by_the_next_start_is_not_offered(market: Market) -> None:
    issued = sell(market, *SALE)
    request = form.VoidForm(number=str(issued.number), reason="打错", parts_back=5, second=at.LEAD)
    form.void(market.station, market.clerk, request)
    assert (started(market), offered(market), marked(market)) == ([], (), 0)


def test_a_closing_sheet_that_was_not_printed_is_told_until_it_is(market: Market, tray: Path) -> None:
    then_print(shift.close_shift, Printout.CLOSING)(market.station, market.clerk, shift.CloseShift())
    for _ in range(2):
        assert [one.code for one in started(market)].count("shift.sheet_unprinted") == 1
    tray.rename(tray.with_name("gone"))
    assert print_closing(market.station, market.clerk, PrintClosing()).outcome is Outcome.FAILED
    assert [one.code for one in started(market)] == ["shift.sheet_unprinted"]
    tray.with_name("gone").rename(tray)
    assert print_closing(market.station, market.clerk, PrintClosing()).outcome is Outcome.SENT
    assert (started(market), marked(market, SHEET)) == ([], 0)
