"""An attempt: each kind of paper goes to its own printer, on what lies in it; one that no printer can take waits."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from coalguard.devices.spooler import FolderSpool
from coalguard.domain.findings import Refused
from coalguard.domain.numbering import PaperKind
from coalguard.domain.printout import Printout, Stock
from coalguard.operations import form, setup, shift
from coalguard.operations.paper import attempt, list_unprinted, print_closing, print_paper, print_trial, render_paper
from coalguard.operations.paper.attempt import ListUnprinted, Outcome, Printed, PrintPaper, check_reason
from coalguard.operations.paper.closing import PrintClosing
from coalguard.operations.paper.page import RenderPaper
from coalguard.operations.paper.trial import PrintTrial
from coalguard.operations.session import log_in
from tests import market as at
from tests.market import Market
from tests.printing.reading import is_moved, text_of
from tests.stations import bodies


@pytest.fixture
def issued(market: Market) -> form.Issued:
    """A form with its ticket and settlement."""
    return at.sell(market, at.receive(market).lot)


def place(market: Market, tmp_path: Path, name: str, **more: Any) -> None:
    """Set a printer up, with a folder of its own."""
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    request = setup.SetPrinter(name=name, kind=setup.PrinterKind.FOLDER, target=str(folder), **more)
    setup.set_printer(market.station, market.clerk, request)


def send(market: Market, number: object, **more: Any) -> Printed:
    """Print a paper."""
    return print_paper(market.station, market.clerk, PrintPaper(number=str(number), **more))


def attempts(market: Market) -> list[Any]:
    """What the attempts say."""
    read = (json.loads(body) for body in bodies(market.station).values())
    return [body["says"] for body in read if body["kind"] == "paper.printed"]


def test_each_paper_comes_out_of_its_own_printer_on_what_lies_in_it(
    market: Market, issued: form.Issued, tmp_path: Path
) -> None:
    place(market, tmp_path, "针打", stock=Stock.FANFOLD)
    place(market, tmp_path, "热敏", stock=Stock.ROLL, papers=(Printout.TICKET,))
    for number in (issued.number, issued.ticket, issued.settlement):
        assert send(market, number).outcome is Outcome.SENT
    assert [len(list((tmp_path / name).iterdir())) for name in ("针打", "热敏")] == [1, 2]
    assert [one["size"] for one in attempts(market)] == ["fanfold-form", "roll-80", "roll-80"]
    assert send(market, issued.ticket, printer="针打").printer == "针打"
    with pytest.raises(Refused) as refused:
        send(market, issued.number, printer="热敏")
    assert refused.value.code == "paper.size_unknown"


def test_a_paper_that_no_printer_can_take_waits_and_comes_out_later(
    market: Market, issued: form.Issued, tmp_path: Path
) -> None:
    place(market, tmp_path, "热敏", stock=Stock.ROLL)
    failed = send(market, issued.number)
    (finding,) = failed.findings
    assert (failed.outcome, failed.printer, finding.code) == (Outcome.FAILED, "", "printer.nowhere")
    (offered,) = list_unprinted(market.station, market.clerk, ListUnprinted()).papers
    assert (offered.kind, offered.printer, offered.fault) == (PaperKind.FORM, "", "nowhere")
    assert attempts(market)[-1]["printer"] == ""
    place(market, tmp_path, "针打", stock=Stock.FANFOLD)
    assert send(market, issued.number).outcome is Outcome.SENT
    assert list_unprinted(market.station, market.clerk, ListUnprinted()).papers == ()


def test_a_closing_sheet_goes_to_its_printer_or_waits(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "针打", stock=Stock.FANFOLD)
    assert shift.show_shift(market.station, market.clerk, shift.ShowShift()).printers == ()
    shift.close_shift(market.station, market.clerk, shift.CloseShift())
    failed = print_closing(market.station, market.clerk, PrintClosing())
    assert (failed.outcome, failed.findings[0].code, failed.findings[0].facts["printout"]) == (
        Outcome.FAILED,
        "printer.nowhere",
        "closing",
    )
    place(market, tmp_path, "a")
    place(market, tmp_path, "热敏", stock=Stock.ROLL)
    assert shift.show_shift(market.station, market.clerk, shift.ShowShift()).printers == ("热敏", "a")
    assert print_closing(market.station, market.clerk, PrintClosing()).printer == "热敏"


def test_what_a_printer_prints_is_moved_by_its_offset_and_a_file_is_not(
    market: Market, issued: form.Issued, tmp_path: Path
) -> None:
    place(market, tmp_path, "热敏", stock=Stock.ROLL)
    for name, printout in ((str(issued.settlement), "plain"), (str(issued.settlement), "again")):
        render_paper(market.station, market.clerk, RenderPaper(number=name, path=str(tmp_path / f"{printout}.pdf")))
        place(market, tmp_path, "热敏", stock=Stock.ROLL, offset_x_mm="-0.5", offset_y_mm="2")
    plain = (tmp_path / "plain.pdf").read_bytes()
    assert plain == (tmp_path / "again.pdf").read_bytes()
    assert send(market, issued.settlement).outcome is Outcome.SENT
    (sent,) = (tmp_path / "热敏").iterdir()
    assert is_moved(plain, sent.read_bytes(), -0.5, 2.0)
    assert print_trial(market.station, market.clerk, PrintTrial(printer="热敏")).printer == "热敏"
    assert "偏移 X -0.5 Y 2.0 mm" in text_of((tmp_path / "热敏" / "test-page.pdf").read_bytes())


def test_a_reason_names_nobodys_number() -> None:
    assert [finding.code for finding in check_reason("13800000000 要的")] == ["notes.personal"]


class PowerCutError(BaseException):
    """The lights go out."""


class Falling(FolderSpool):
    """A folder that takes its job over just before the power fails."""

    def send(self, job: bytes, title: str) -> None:
        """Keep the job, and come to an end."""
        super().send(job, title)
        raise PowerCutError


def fall(monkeypatch: pytest.MonkeyPatch, printing: Callable[[], object]) -> None:
    """Have the power fail when what is printed lies in its tray."""
    with monkeypatch.context() as cut:
        cut.setattr(attempt, "spool", lambda _, target: Falling(Path(target)))
        with pytest.raises(PowerCutError):
            printing()


def test_a_paper_that_may_have_come_out_when_the_power_failed_is_no_second_original(
    market: Market, issued: form.Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(market, tmp_path, "针打")
    fall(monkeypatch, lambda: send(market, issued.number))
    log_in(market.station, "lead")
    waiting = list_unprinted(market.station, market.clerk, ListUnprinted()).papers
    assert [(one.number, one.fault) for one in waiting] == [(str(issued.number), "interrupted")]
    assert send(market, issued.number).copy == 2
    assert [one["copy"] for one in attempts(market)] == [1, 2]
    assert not list_unprinted(market.station, market.clerk, ListUnprinted()).papers


def test_an_attempt_that_was_broken_off_is_told_with_the_next_one_too(
    market: Market, issued: form.Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(market, tmp_path, "针打")
    fall(monkeypatch, lambda: send(market, issued.number))
    assert (send(market, issued.ticket).copy, send(market, issued.number).copy) == (1, 2)
    assert [one["fault"] for one in attempts(market)] == ["interrupted", "", ""]


def test_of_two_who_print_at_once_the_second_prints_the_second_copy(
    market: Market, issued: form.Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(market, tmp_path, "针打")
    both_there, sent = Barrier(2, timeout=0.5), FolderSpool.send

    def send_late(spool: FolderSpool, job: bytes, title: str) -> None:
        with suppress(BrokenBarrierError):  # nobody else comes while one of them prints
            both_there.wait()
        sent(spool, job, title)

    monkeypatch.setattr(FolderSpool, "send", send_late)
    with ThreadPoolExecutor(2) as desks:
        both = [desks.submit(send, market, issued.number) for _ in range(2)]
    assert sorted(one.result().copy for one in both) == [1, 2]
    assert [(one["copy"], one["fault"]) for one in attempts(market)] == [(1, ""), (2, "")]


def test_a_closing_sheet_that_may_have_come_out_counts(
    market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(market, tmp_path, "热敏", stock=Stock.ROLL)
    shift.close_shift(market.station, market.clerk, shift.CloseShift())
    fall(monkeypatch, lambda: print_closing(market.station, market.clerk, PrintClosing()))
    assert print_closing(market.station, market.clerk, PrintClosing()).copy == 2
