"""Attempt: a paper sent to a printer. Each attempt is an entry, whether the paper came out or not (`journal.md` §5).

The paper was issued and committed before; an attempt that fails changes nothing of it and is offered again at the next
start. The first reprint asks for nothing, from the second on a reason stands on the paper (`ux.md` §7.6). A printer is
asked for by its name; a name that nobody set up is refused, and no other printer takes its place. Without a name each
kind of paper goes to its own printer (`domain.printout`); one that no printer can take waits as if it had failed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coalguard.devices.spooler import spool
from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Finding, Refused, Severity, fail, refuse, refuse_if_any, warn
from coalguard.domain.identity import DocumentNumber, EntryKey, has_control_characters, tidy_line
from coalguard.domain.journal import Fact, Json
from coalguard.domain.numbering import PaperKind
from coalguard.domain.offset import NO_OFFSET, Offset, offset_of
from coalguard.domain.printout import Printout, Stock
from coalguard.domain.roles import Duty
from coalguard.operations.paper.page import Ready, make_ready
from coalguard.operations.station import Actor, Station, entitle, personal_findings
from coalguard.store.dossier import load_dossier
from coalguard.store.fold.setup import SENT
from coalguard.store.prints import (
    FAILED,
    begin_attempt,
    copies_of,
    end_attempt,
    one_attempt,
    printer_set_by,
    unprinted,
)
from coalguard.store.reader import Reader
from coalguard.store.settings import load_route, load_settings

if TYPE_CHECKING:
    from coalguard.printing.paper import Rendered

REASON_FROM = 3
"""The print that needs a reason: the second reprint."""
LONGEST_REASON = 60

UNKNOWN = "unknown"
"""The fault of a queue that is not there (any more); every other is the machine's own word."""
NOWHERE = "nowhere"
"""The fault where there are printers and none of them prints this kind of paper."""


_PRINTED = "paper.printed"


class Outcome(StrEnum):
    """What came of an attempt."""

    SENT = SENT
    FAILED = FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPaper:
    """A paper by its number; the printer by name, or the one for this kind; one part, or as it is usually printed."""

    number: str
    printer: str = ""
    part: int | None = None
    size: Stock | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUnprinted:
    """Nothing to say: everything that did not come out is listed."""


@dataclass(frozen=True, slots=True)
class Printed:
    """An attempt as it was kept; where it failed, the finding says why, and the paper stands all the same."""

    number: DocumentNumber
    printer: str
    copy: int
    parts: tuple[int, ...]
    pages: int
    outcome: Outcome
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A paper whose latest print failed."""

    number: str
    kind: PaperKind
    printer: str
    fault: str
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class UnprintedPapers:
    """What is offered again, the oldest first."""

    papers: tuple[Unprinted, ...]


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer as it is set up, and the entry that says so; nameless where none prints this kind of paper."""

    name: str
    kind: str
    target: str
    set_by: EntryKey | None
    stock: Stock | None = None
    offset: Offset = NO_OFFSET


_NO_PRINTER = Printer("", "", "", None)


def print_paper(station: Station, actor: Actor, request: PrintPaper) -> Printed:
    """Send a paper to a printer and keep the attempt, whatever came of it."""
    entitle(actor, Duty.PRINT)
    with one_attempt(station.store):
        return _print(station, actor, request)


def _print(station: Station, actor: Actor, request: PrintPaper) -> Printed:
    reader = station.store.read()
    kind = load_dossier(reader, request.number).kind
    printer = find_printer(reader, request.printer, None if kind is PaperKind.INBOUND else Printout(kind.value))
    ready = make_ready(station, request.number, request.part, request.size or printer.stock)
    copy = copies_of(reader, ready.dossier.number, ready.parts) + 1
    reason = tidy_line(request.reason)
    refuse_if_any(_against(ready.dossier.number, copy, reason))
    made = ready.render(copy, reason, printer.offset)
    says: dict[str, Json] = {
        "paper": str(ready.dossier.number),
        "printer": str(printer.set_by or ""),
        "medium": "pdf",
        "size": ready.size.name,
        "parts": ready.parts,
        "copy": copy,
        "reason": reason,
    }
    begin_attempt(station.store, _PRINTED, says)
    failed = sent_to(printer, made, _title(ready, copy), kind.value)
    outcome = keep_attempt(station, actor, Fact(_PRINTED, says), failed)
    findings = (failed,) if failed else ()
    return Printed(ready.dossier.number, printer.name, copy, ready.parts, made.pages, outcome, findings)


def keep_attempt(station: Station, actor: Actor, begun: Fact, failed: Finding | None) -> Outcome:
    """Keep what came of an attempt that `begin_attempt` marked."""
    outcome = Outcome.FAILED if failed else Outcome.SENT
    told = {**begun.says, "outcome": outcome.value, "fault": fault_of(failed) if failed else ""}
    with station.store.begin(by=actor.key) as act:
        act.append(replace(begun, says=told))
        end_attempt(station.store, told)
    return outcome


def list_unprinted(station: Station, actor: Actor, request: ListUnprinted) -> UnprintedPapers:
    """Every paper that is not void and whose latest print failed."""
    del request
    entitle(actor, Duty.READ)
    found = unprinted(station.store.read())
    return UnprintedPapers(tuple(Unprinted(one.number, one.kind, one.printer, one.fault, one.at) for one in found))


def find_printer(reader: Reader, name: str, printout: Printout | None = None) -> Printer:
    """The printer of this name; an empty name means the one for this kind of paper, or the only one.

    Where there are printers and none prints this kind, the one that is given back has no name.
    Raises Refused `printer.none`, `printer.several`, `printer.unknown` with the names there are.
    """
    known: Mapping[str, Mapping[str, Any]] = {says["name"]: says for says in load_settings(reader, "printer")}
    if not known:
        raise refuse("printer.none")
    goes = load_route(reader, printout) if printout is not None and not name else None
    rivals = goes.rivals if goes else () if name or len(known) == 1 else tuple(known)
    if rivals:
        raise refuse("printer.several", known="、".join(rivals))
    chosen = goes.printer if goes else name or next(iter(known))
    if not chosen:
        return _NO_PRINTER
    set_by = printer_set_by(reader, chosen)
    if set_by is None:
        raise refuse("printer.unknown", printer=chosen, known="、".join(known))
    says = known[chosen]
    stock = Stock(says["stock"]) if says.get("stock") else None
    return Printer(chosen, says["kind"], says["target"], set_by, stock, offset_of(says))


def _against(number: DocumentNumber, copy: int, reason: str) -> list[Finding]:
    if copy >= REASON_FROM and not reason:
        return [fail("paper.reason_needed", number=str(number), copy=copy)]
    return check_reason(reason)


def check_reason(reason: str) -> list[Finding]:
    """What speaks against a reason as it would stand on paper, and in an entry."""
    if len(reason) > LONGEST_REASON or has_control_characters(reason):
        return [fail("paper.reason_malformed", length=len(reason), limit=LONGEST_REASON)]
    return list(personal_findings({"reason": reason}))


def _title(ready: Ready, copy: int) -> str:
    """The name of the job: number and count, a part where it is one alone; nothing of any person."""
    return "-".join([str(ready.dossier.number), str(copy), *(f"part{part}" for part in ready.asked)])


def sent_to(printer: Printer, made: "Rendered", title: str, printout: str) -> Finding | None:
    """Send a file; what speaks against its having arrived, with the printer called as people call it."""
    if printer.set_by is None:
        return warn("printer.nowhere", printout=printout, printer_fault=NOWHERE)
    try:
        spool(printer.kind, printer.target).send(made.pdf, title)
    except (Refused, MachineError) as error:
        return Finding(error.code, {**error.facts, "printer": printer.name}, Severity.WARN)
    return None


def fault_of(failed: Finding) -> str:
    """Why an attempt failed, as its entry says it."""
    return str(failed.facts.get("printer_fault", UNKNOWN))
