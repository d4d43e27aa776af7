"""The closing sheet of a shift: what it shows, sent to a printer or rendered to a file.

It has no number; it is asked for by its shift, or as that of the shift that ended last. Each attempt to print it is an
entry as with any paper. Paper is never translated; its sentences are the Chinese sources.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coalguard.domain.findings import Finding, fail, refuse_if_any
from coalguard.domain.identity import DocumentNumber, EntryKey, tidy_line
from coalguard.domain.journal import Fact, Json
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.domain.numbering import kind_of
from coalguard.domain.offset import NO_OFFSET, Offset
from coalguard.domain.printout import Printout
from coalguard.domain.roles import Duty
from coalguard.domain.shift import Changes, LeftOpen, listed, parse_left, waited_minutes
from coalguard.operations.paper.attempt import REASON_FROM, Outcome, check_reason, find_printer, keep_attempt, sent_to
from coalguard.operations.paper.page import Medium, Rendered, kept
from coalguard.operations.paper.press import render_closing as render_sheet
from coalguard.operations.station import Actor, Station, entitle, parse_path
from coalguard.printing.content import ClosingContent, NumberLine, PrintMark
from coalguard.printing.size import ROLL_80
from coalguard.resources import SOURCE_LANGUAGE, words
from coalguard.sentences import say
from coalguard.sentences.vocabulary import VOCABULARIES
from coalguard.store.closing import EndedShift, load_ended, seal_of
from coalguard.store.dossier import name_at
from coalguard.store.prints import begin_attempt, one_attempt
from coalguard.store.reader import Reader
from coalguard.store.settings import load_settings, station_name_then
from coalguard.trust.chain import check_code
from coalguard.trust.sealcode import render_seal

if TYPE_CHECKING:
    from coalguard.printing.paper import Rendered as RenderedPaper

_GATE = "checkpoint"
_SELLING = frozenset({"market", "outlet"})
_TITLE = "closing-sheet"
_PRINTED = "shift.printed"
_HALF = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintClosing:
    """A shift that has ended, or the one that ended last; the printer by name, or the one for closing sheets."""

    shift: str = ""
    printer: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderClosing:
    """A shift that has ended, or the one that ended last; as what, and where to."""

    path: str
    shift: str = ""
    medium: Medium = Medium.PDF


@dataclass(frozen=True, slots=True)
class ClosingPrinted:
    """An attempt as it was kept; where it failed, the finding says why, and the shift is over all the same."""

    shift: EntryKey
    printer: str
    copy: int
    outcome: Outcome
    findings: tuple[Finding, ...]


def print_closing(station: Station, actor: Actor, request: PrintClosing) -> ClosingPrinted:
    """Send a closing sheet to a printer and keep the attempt, whatever came of it."""
    entitle(actor, Duty.PRINT)
    with one_attempt(station.store):
        return _print(station, actor, request)


def _print(station: Station, actor: Actor, request: PrintClosing) -> ClosingPrinted:
    reader = station.store.read()
    printer, ended = find_printer(reader, request.printer, Printout.CLOSING), load_ended(reader, request.shift)
    copy, reason = ended.printed + 1, tidy_line(request.reason)
    needed = [fail("shift.print_reason_needed", copy=copy)] if copy >= REASON_FROM and not reason else []
    refuse_if_any([*needed, *check_reason(reason)])
    title = f"{_TITLE}-{ended.ending.key.seq}-{copy}"
    made = _made(reader, ended, copy, reason, printer.offset)
    says: dict[str, Json] = {
        "shift": str(ended.key),
        "printer": str(printer.set_by or ""),
        "medium": "pdf",
        "size": ROLL_80.name,
        "copy": copy,
        "reason": reason,
    }
    begin_attempt(station.store, _PRINTED, says)
    failed = sent_to(printer, made, title, Printout.CLOSING.value)
    outcome = keep_attempt(station, actor, Fact(_PRINTED, says), failed)
    return ClosingPrinted(ended.key, printer.name, copy, outcome, (failed,) if failed else ())


def render_closing(station: Station, actor: Actor, request: RenderClosing) -> Rendered:
    """Render a closing sheet to a file, as it was printed the last time; nothing is counted."""
    entitle(actor, Duty.READ)
    path = parse_path("path", request.path)
    reader = station.store.read()
    ended = load_ended(reader, request.shift)
    copy = max(1, ended.printed)
    return kept(_made(reader, ended, copy, ended.print_reason), path, request.medium, copy, ROLL_80)


def _made(reader: Reader, ended: EndedShift, copy: int, reason: str, offset: Offset = NO_OFFSET) -> "RenderedPaper":
    demo = bool(load_settings(reader, "station")[0]["demo"])
    return render_sheet(content_of(reader, ended), PrintMark(copy=copy, reason=reason, demo=demo), offset)


# --- what it shows ---------------------------------------------------------------------------------------------------


def content_of(reader: Reader, ended: EndedShift) -> ClosingContent:
    """What a closing sheet shows; of an entry of the first days, what that told."""
    says, setting, seal = ended.says, load_settings(reader, "station")[0], seal_of(reader, ended)
    totals: Mapping[str, Any] = says.get("totals", {})
    code = check_code(seal.head) if seal else ""
    sells = setting["kind"] in _SELLING
    return ClosingContent(
        station=station_name_then(reader, ended.ending.key),
        opened_at=ended.opened_at,
        ended_at=ended.ending.moment.at,
        **_people(reader, ended),
        figures=tuple(_figures(totals, setting["kind"])),
        ties=bool(says.get("ties", False)),
        numbers=tuple(_line(run) for run in totals.get("numbers", ())),
        voided=tuple(says.get("voided", ())),
        left=tuple(_left(parse_left(says.get("left", {})), ended.ending.moment.at)),
        due=Money(totals.get("amount_fen", 0)) if sells else None,
        cash=Money(says["cash_fen"]) if says.get("cash_fen") is not None else None,
        paper_left=says.get("paper_left"),
        notes=says.get("notes", ""),
        changes=Changes(**says.get("changes", {})),
        seal=render_seal(seal) if seal else None,
        sealed_seq=seal.seq if seal else None,
        check_code=f"{code[:_HALF]}-{code[_HALF:]}",
        clock_trusted=ended.ending.moment.trusted,
    )


def _people(reader: Reader, ended: EndedShift) -> dict[str, str]:
    """Who held the desk and who took it; where somebody gave in the holder's place, who that was, and why."""
    says, by = ended.says, ended.ending.by
    stood_in = says.get("second", "") or (by if by != ended.holder else "")
    return {
        "holder": name_at(reader, ended.holder, ended.ending.key),
        "receiver": name_at(reader, says.get("to", ""), ended.ending.key),
        "given_by": name_at(reader, stood_in, ended.ending.key),
        "reason": says.get("reason", ""),
    }


def _figures(totals: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """What the shift did, as its kind of station counts it."""
    told = {name: count for name, count in totals.items() if isinstance(count, int)}.get

    def count(name: str) -> int:
        return told(name) or 0

    if kind == _GATE:
        trucks = sum(map(count, ("passed", "turned_back", "handed_over")))
        yield "过煤车", f"{trucks} 辆"
        for word, name in (("放行", "passed"), ("劝返", "turned_back"), ("查扣移交", "handed_over")):
            yield word, f"{count(name)} 辆"
        yield "五联单核销", f"{count('redeemed')} 张"
        yield "非煤车辆", f"{count('not_coal')} 辆"
    elif kind in _SELLING:
        yield "过磅", f"{count('weighings')} 次，手录 {count('manual_weighings')} 次"
        yield "五联单", f"{count('forms')} 张，作废 {count('voids')} 张"
        yield "进煤", f"{count('receipts')} 车，{Mass(count('in_kg')).tonnes} t"
        yield "销煤", f"{count('sales')} 车，{Mass(count('out_kg')).tonnes} t"


def _line(run: Mapping[str, Any]) -> NumberLine:
    first, last = DocumentNumber.parse(run["first"]), DocumentNumber.parse(run["last"])
    paper = VOCABULARIES["kind"][kind_of(first.prefix)]
    return NumberLine(
        paper, first.prefix, first.serial, last.serial, run["used"], run.get("void", 0), run.get("left", 0)
    )


def _left(left: LeftOpen, ended_at: datetime) -> Iterator[str]:
    """What is handed on, a sentence each; of trucks how long the longest has stood there."""
    chinese = words(SOURCE_LANGUAGE)
    since = {"shift.open_weighings": left.weighing_since, "shift.queue": left.queued_since}
    for finding in listed(left):
        at = since.get(finding.code)
        yield say(finding, chinese) + (f"最久 {waited_minutes(at, ended_at)} 分钟。" if at else "")
