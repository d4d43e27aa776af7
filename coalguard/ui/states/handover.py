"""What the page 交班 shows and takes, as values: the shift in figures, what is handed on, counts as they are typed.

Nothing of windows or of the store is known here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from coalguard.domain.findings import Finding
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.domain.numbering import kind_of
from coalguard.domain.plate import spaced
from coalguard.domain.shift import Changes, LeftOpen, waited_minutes
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _, said, word

GATE: Final = "checkpoint"
SELLING: Final = frozenset({"market", "outlet"})
LATE_MINUTES: Final = 10
"""From here on a wait is amber (`ux.md` §6.2)."""
_YUAN: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_COUNT: Final = re.compile(r"[0-9]{1,6}")
_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the shift, its unit, what it counts; coloured where it asks to be looked at."""

    value: str
    label: str
    unit: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Item:
    """A line of what is handed on: a shape, what it is, and which ones, softer."""

    icon: str
    text: str
    note: str = ""
    tone: Tone = Tone.PLAIN


def figures(kind: str, totals: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The shift in six figures: trucks at a gate, coal and money where it is sold, nothing at the city's desk."""
    if kind == GATE:
        return tuple(_at_a_gate(totals))
    return tuple(_where_coal_is_sold(totals)) if kind in SELLING else ()


def _at_a_gate(totals: Mapping[str, Any]) -> Iterator[Figure]:
    passed, turned_back, detained = (int(totals[name]) for name in ("passed", "turned_back", "handed_over"))
    yield Figure(str(passed + turned_back + detained), _("过煤车"))
    yield Figure(str(passed), _("放行"), tone=_seen(passed, Tone.OK))
    yield Figure(str(turned_back), _("劝返"), tone=_seen(turned_back, Tone.WARN))
    yield Figure(str(detained), _("查扣"), tone=_seen(detained, Tone.FAIL))
    yield Figure(str(totals["redeemed"]), _("五联单核销"))
    yield Figure(str(totals["not_coal"]), _("非煤"))


def _where_coal_is_sold(totals: Mapping[str, Any]) -> Iterator[Figure]:
    voids = int(totals["voids"])
    yield Figure(str(totals["weighings"]), _("过磅"))
    yield Figure(str(totals["forms"]), _("五联单"))
    yield Figure(str(voids), _("作废"), tone=_seen(voids, Tone.WARN))
    yield Figure(Mass(totals["in_kg"]).tonnes, _("进煤"), "t")
    yield Figure(Mass(totals["out_kg"]).tonnes, _("销煤"), "t")
    yield Figure(_grouped(Money(totals["amount_fen"])), _("售煤"), _("元"))


def _grouped(amount: Money) -> str:
    """An amount with its thousands set apart, taken apart from its fen; what was made void may exceed what was sold."""
    yuan, point, fen = amount.yuan.partition(".")
    return f"{int(yuan):,}{point}{fen}" if int(yuan) else amount.yuan


def _seen(count: int, tone: Tone) -> Tone:
    return tone if count else Tone.PLAIN


def handed_on(left: LeftOpen, now: datetime) -> tuple[Item, ...]:
    """What is open, for whoever takes the desk."""
    return tuple(_open(left, now))


def _open(left: LeftOpen, now: datetime) -> Iterator[Item]:
    if left.queue:
        yield _trucks("clock", _("排队中 {count} 辆"), left.queue, left.queued_since, now)
    if left.weighings:
        yield _trucks("scale", _("未完成过磅 {count} 辆"), left.weighings, left.weighing_since, now)
    if left.held_lots:
        text = _("冻结或待检 {count} 个批次").format(count=len(left.held_lots))
        yield Item("lock", text, _listed(left.held_lots), Tone.FAIL)
    if left.unprinted:
        text = _("{count} 张单据没有打印出来").format(count=len(left.unprinted))
        yield Item("printer", text, _listed(left.unprinted), Tone.WARN)
    if not (left.queue or left.weighings or left.held_lots or left.unprinted):
        yield Item("ok", _("没有未完的事"))


def _trucks(icon: str, text: str, plates: Sequence[str], since: datetime | None, now: datetime) -> Item:
    told, tone = text.format(count=len(plates)), Tone.PLAIN
    if since is not None:
        minutes = waited_minutes(since, now)
        told += _("，最久 {time}").format(time=_long(minutes))
        tone = Tone.WARN if minutes > LATE_MINUTES else Tone.PLAIN
    return Item(icon, told, _listed([spaced(plate) for plate in plates]), tone)


def _long(minutes: int) -> str:
    if minutes < _HOUR:
        return _("{minutes} 分").format(minutes=minutes)
    return _("{hours} 小时 {minutes} 分").format(hours=minutes // _HOUR, minutes=minutes % _HOUR)


def accounts(totals: Mapping[str, Any], voided: Sequence[str], changes: Changes) -> tuple[Item, ...]:
    """Every number that was taken, the forms that were made void, and how often a machine was set up otherwise."""
    lines = [_numbers(run) for run in totals["numbers"]]
    if voided:
        lines.append(Item("close", _("作废五联单 {count} 张").format(count=len(voided)), _listed(voided), Tone.WARN))
    told = _("参数修改 本班 {in_shift} 次，累计 {ever} 次").format(in_shift=changes.in_shift, ever=changes.ever)
    return (*lines, Item("gear", told, tone=_seen(changes.in_shift, Tone.WARN)))


def _numbers(run: Mapping[str, Any]) -> Item:
    first, last = DocumentNumber.parse(run["first"]), DocumentNumber.parse(run["last"])
    span = f"{first.serial:04d}" if first == last else f"{first.serial:04d}–{last.serial:04d}"
    text = _("{paper} {span}，{used} 张").format(
        paper=word("kind", kind_of(first.prefix).value), span=f"{first.prefix} {span}", used=run["used"]
    )
    if run["void"]:
        text += _("，作废 {void} 张").format(void=run["void"])
    return Item("file", text, _("余 {left}").format(left=f"{run['left']:,}"))


def differing(findings: Sequence[Finding]) -> tuple[Item, ...]:
    """What does not tie between papers and ledger."""
    return tuple(Item("fail", said(finding), tone=Tone.FAIL) for finding in findings)


def _listed(texts: Sequence[str]) -> str:
    return "、".join(texts)


# --- what is typed ---------------------------------------------------------------------------------------------------


def parse_yuan(text: str) -> int | None:
    """Cash as it is typed, in fen; None where nothing or no amount stands there."""
    match = _YUAN.fullmatch(text.strip().replace(",", ""))
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None


def parse_count(text: str) -> int | None:
    """A count as it is typed; None where nothing or no count stands there."""
    return int(text.strip()) if _COUNT.fullmatch(text.strip()) else None
