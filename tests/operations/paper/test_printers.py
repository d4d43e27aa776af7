"""Printers: each says how it is, by its own name, and nothing is printed."""

from pathlib import Path

from coalguard.domain.printout import PrinterState
from coalguard.operations import setup
from coalguard.operations.paper.printers import PrinterShown, ShowPrinters, show_printers
from tests.market import Market


def test_every_printer_is_asked_by_name(market: Market, tmp_path: Path) -> None:
    for name in ("针打", "热敏"):
        (tmp_path / name).mkdir()
        request = setup.SetPrinter(name=name, kind=setup.PrinterKind.FOLDER, target=str(tmp_path / name))
        setup.set_printer(market.station, market.clerk, request)
    (tmp_path / "热敏").rmdir()
    shown = show_printers(market.station, market.clerk, ShowPrinters()).printers
    assert shown == (PrinterShown("热敏", PrinterState.GONE), PrinterShown("针打", PrinterState.READY))
    assert list((tmp_path / "针打").iterdir()) == []


def test_where_there_is_no_printer_none_is_shown(market: Market) -> None:
    assert show_printers(market.station, market.clerk, ShowPrinters()).printers == ()
