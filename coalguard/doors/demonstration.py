"""`demo`: a demonstration is built, or found where it lies, and told in a few lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from gettext import NullTranslations

from coalguard.domain.findings import refuse
from coalguard.domain.mass import Mass
from coalguard.doors.errand import Errand, Outcome
from coalguard.operations.demo.tally import DemoSummary, summary
from coalguard.operations.setup import StationKind


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where a demonstration lies, and what it holds."""

    folder: str
    kind: str
    summary: DemoSummary


def demo(errand: Errand) -> Outcome:
    """Build a demonstration, or find the one that is there. Raises Refused `store.not_demo` where a real store lies."""
    folder = str(errand.settings.folder)
    errand.program.build_demo(errand.settings, StationKind(errand.asked.kind))
    opening = errand.program.open_demo(errand.settings, lambda _: None)
    if opening is None:
        raise refuse("store.not_demo", folder=folder)
    try:
        held = summary(opening.station, opening.actor)
    finally:
        opening.close()
    return Outcome(Demonstration(folder, held.kind, held), _lines(held, folder, errand.words))


def _lines(held: DemoSummary, folder: str, words: NullTranslations) -> Iterator[str]:
    """The summary in the words of the trade: what a station of this kind does, whether it ties, who is there."""
    _ = words.gettext
    yield _("演示站 {code} {name}，{days} 天的记录，共 {entries} 条：").format(
        code=held.station, name=held.name, days=held.days, entries=held.entries
    )
    yield from _gate(held, words) if held.kind == StationKind.CHECKPOINT else _trade(held, words)
    yield (
        _("  账目从单据和台账两边各算一遍，结果一致。")
        if held.ties
        else _("  账目两边算出的结果不一致，请运行 verify。")
    )
    for one in held.staff:
        if one.pin:
            yield _("  {login}（{name}），PIN {pin}").format(login=one.login, name=one.name, pin=one.pin)
    yield _("演示站在 {folder}，不用登录就能打开。").format(folder=folder)


def _trade(held: DemoSummary, words: NullTranslations) -> Iterator[str]:
    """What came in, what lies there, what was sold."""
    _ = words.gettext
    yield _("  进煤 {receipts} 车 {tonnes} 吨，供煤单位 {suppliers} 家，批次 {lots} 个，其中 {held} 个暂不能售").format(
        receipts=held.receipts,
        tonnes=Mass(held.in_kg).tonnes,
        suppliers=held.suppliers,
        lots=held.lots,
        held=held.lots_held,
    )
    yield _("  售煤 {tonnes} 吨，五联单 {forms} 张，其中作废 {voids} 张").format(
        tonnes=Mass(held.out_kg).tonnes, forms=held.forms, voids=held.voids
    )
    yield _("  盘点调整 {counted} 吨，现存 {tonnes} 吨；过磅 {weighings} 次，其中手录 {manual} 次").format(
        counted=Mass(held.counted_kg).tonnes,
        tonnes=Mass(held.stock_kg).tonnes,
        weighings=held.weighings,
        manual=held.manual_weighings,
    )


def _gate(held: DemoSummary, words: NullTranslations) -> Iterator[str]:
    """How the trucks were decided upon."""
    decided = held.inspections
    yield words.gettext(
        "  查验 {total} 车：放行 {passed}，劝返 {turned_back}，移交 {handed_over}，非煤 {not_coal}"
    ).format(
        total=sum(decided.values()),
        passed=decided["pass"],
        turned_back=decided["turn_back"],
        handed_over=decided["detain"],
        not_coal=decided["not_coal"],
    )
    yield words.gettext("  过磅 {weighings} 次").format(weighings=held.weighings)
