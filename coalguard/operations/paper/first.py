"""The slip of the first weighing: what it shows, sent to a printer or rendered to a file.

It is a receipt: it has no number, takes none from a grant, and its prints are neither counted nor kept; what stands in
the journal is the weighing. It is printed while its truck waits for the second weight, and never afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coalguard.domain.findings import Finding, refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry
from coalguard.domain.offset import NO_OFFSET, Offset
from coalguard.domain.printout import Printout
from coalguard.domain.roles import Duty
from coalguard.domain.visit import State
from coalguard.operations.paper.attempt import Outcome, find_printer, sent_to
from coalguard.operations.paper.page import Medium, Rendered, kept
from coalguard.operations.paper.press import render_first_slip
from coalguard.operations.paper.source import weighed
from coalguard.operations.station import Actor, Station, entitle, parse_path
from coalguard.printing.content import FirstSlipContent, PrintMark
from coalguard.printing.size import ROLL_80
from coalguard.sentences.vocabulary import VOCABULARIES
from coalguard.store.people import person_name
from coalguard.store.reader import Reader
from coalguard.store.settings import load_settings, station_name_then
from coalguard.store.slips import slip_of
from coalguard.store.visits import load_visit, opening, weighings_of

if TYPE_CHECKING:
    from coalguard.printing.paper import Rendered as RenderedPaper

_TITLE = "first-weighing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSlip:
    """A stay that was weighed once; the printer by name, or the one for these slips."""

    visit: str
    printer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderSlip:
    """A stay that was weighed once; as what, and where to."""

    visit: str
    path: str
    medium: Medium = Medium.PDF


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    """What came of it; where it failed, the finding says why, and the weight stands all the same."""

    visit: EntryKey
    plate: str
    weighing: EntryKey
    code: str
    printer: str
    outcome: Outcome
    findings: tuple[Finding, ...]


def print_slip(station: Station, actor: Actor, request: PrintSlip) -> SlipPrinted:
    """Send the slip of a first weighing to a printer.

    Raises Refused `slip.not_due` unless one weight stands and the other is to come, or as `find_printer` does.
    """
    entitle(actor, Duty.PRINT)
    reader = station.store.read()
    printer = find_printer(reader, request.printer, Printout.FIRST_SLIP)
    weighing = _first(reader, request.visit)
    content = _content(reader, weighing)
    made = _made(reader, content, printer.offset)
    failed = sent_to(printer, made, f"{_TITLE}-{weighing.key.seq}", Printout.FIRST_SLIP.value)
    return SlipPrinted(
        EntryKey.parse(weighing.fact.says["visit"]),
        content.plate,
        weighing.key,
        content.code,
        printer.name,
        Outcome.FAILED if failed else Outcome.SENT,
        (failed,) if failed else (),
    )


def render_slip(station: Station, actor: Actor, request: RenderSlip) -> Rendered:
    """Render the slip of a first weighing to a file. Raises Refused `slip.not_due`."""
    entitle(actor, Duty.READ)
    path = parse_path("path", request.path)
    reader = station.store.read()
    made = _made(reader, _content(reader, _first(reader, request.visit)))
    return kept(made, path, request.medium, 1, ROLL_80)


def _first(reader: Reader, visit: str) -> Entry:
    """The only weighing of a stay that waits for the other one."""
    stay = load_visit(reader, visit)
    if stay.state is not State.HALF_WEIGHED:
        raise refuse("slip.not_due", plate=stay.plate, visit_state=str(stay.state))
    (key,) = weighings_of(reader, stay).values()
    return reader.entry(key)


def _made(reader: Reader, content: FirstSlipContent, offset: Offset = NO_OFFSET) -> "RenderedPaper":
    return render_first_slip(content, PrintMark(demo=bool(load_settings(reader, "station")[0]["demo"])), offset)


def _content(reader: Reader, weighing: Entry) -> FirstSlipContent:
    says: Mapping[str, Any] = weighing.fact.says
    stay = load_visit(reader, says["visit"])
    opened, shown = opening(reader, stay), weighed(weighing)
    if shown is None:
        raise ValueError(says["visit"])  # a weighing was given
    set_by = says.get("set_by", "")
    scale = reader.entry(EntryKey.parse(set_by)).fact.says if set_by else {}
    return FirstSlipContent(
        place=station_name_then(reader, weighing.key),
        plate=stay.plate,
        step=says["step"],
        weighed=shown,
        code=slip_of(reader, weighing.key),
        direction=VOCABULARIES["purpose"][stay.purpose],
        coal=opened["coal"],
        scale=says["scale"],
        scale_number=scale.get("serial", ""),
        driver=person_name(reader, opened["driver"]),
        weigher=person_name(reader, str(weighing.by or "")),
        clock_trusted=weighing.moment.trusted,
    )
