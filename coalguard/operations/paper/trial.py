"""Trial: a page with a ruler, so that a printer is known to work before a paper depends on it. It is no paper."""

from dataclasses import dataclass

from coalguard.devices.spooler import spool
from coalguard.domain.offset import Offset, spelled
from coalguard.domain.printout import Stock
from coalguard.domain.roles import Duty
from coalguard.operations.paper.attempt import find_printer
from coalguard.operations.paper.press import ruled_page
from coalguard.operations.station import Actor, Station, entitle
from coalguard.printing.size import A5, FANFOLD_FORM, ROLL_80
from coalguard.store.settings import load_settings

_SIZES = {Stock.FANFOLD: FANFOLD_FORM, Stock.A5: A5, Stock.ROLL: ROLL_80}
_TITLE = "test-page"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintTrial:
    """The printer by name, and the paper to try out: by default what lies in it, and fan-fold where nobody said."""

    printer: str
    size: Stock | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """The printer that took the page, and where it stands."""

    printer: str
    target: str


def print_trial(station: Station, actor: Actor, request: PrintTrial) -> Tried:
    """Send a test page. Raises Refused `printer.unknown`, MachineError `printer.failed`; nothing is kept of it."""
    entitle(actor, Duty.PRINT)
    reader = station.store.read()
    printer = find_printer(reader, request.printer)
    named = (str(load_settings(reader, "station")[0]["name"]), printer.name, _moved(printer.offset))
    size = _SIZES[request.size or printer.stock or Stock.FANFOLD]
    page = ruled_page(size, named, station.store.now().at, printer.offset)
    spool(printer.kind, printer.target).send(page, _TITLE)
    return Tried(printer.name, printer.target)


def _moved(offset: Offset) -> str:
    return f"偏移 X {spelled(offset.x)} Y {spelled(offset.y)} mm"
