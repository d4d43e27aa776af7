"""What the page 质检 says and decides, as values: the verdict as it is typed, the bars, the bases by their letters.

Nothing of windows or of the store is known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from coalguard.domain.assay import Basis, Item
from coalguard.domain.quality import Judged, Limit, Verdict
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _, word

BASIS_KEYS: Final = {"a": Basis.AD, "d": Basis.D, "f": Basis.DAF, "r": Basis.AR}
"""One letter chooses the basis of the value that is being typed."""

INDICATORS: Final = ((Item.VOLATILE, Basis.DAF), (Item.SULFUR, Basis.D), (Item.ASH, Basis.D))
OTHERS: Final = (
    (Item.MOISTURE, Basis.AD),
    (Item.TOTAL_MOISTURE, Basis.AR),
    (Item.FIXED_CARBON, Basis.DAF),
    (Item.CALORIFIC, Basis.AR),
)
NAMES: Final = {
    Item.VOLATILE: N_("挥发分 %"),
    Item.SULFUR: N_("全硫 %"),
    Item.ASH: N_("灰分 %"),
    Item.MOISTURE: N_("内水 Mad %"),
    Item.TOTAL_MOISTURE: N_("全水 Mt %"),
    Item.FIXED_CARBON: N_("固定碳 %"),
    Item.CALORIFIC: N_("低位热值 MJ/kg"),
}
_SYMBOLS: Final = {
    Item.VOLATILE: "V",
    Item.SULFUR: "St,",
    Item.ASH: "A",
    Item.FIXED_CARBON: "FC",
}
_BAR: Final = Decimal(4) / 3
"""A bar shows values up to four thirds of the limit (`ux.md` §6.5)."""

TONES: Final = {Verdict.PASS: Tone.OK, Verdict.BORDERLINE: Tone.WARN, Verdict.FAIL: Tone.FAIL}


def symbol(item: Item, basis: Basis) -> str:
    """How a value is called on a laboratory's paper, e.g. Vdaf; empty where the item has one basis only."""
    return f"{_SYMBOLS[item]}{basis.value}" if item in _SYMBOLS else ""


def basis_note(item: Item, basis: Basis) -> str:
    """The basis of a value in words, with its symbol."""
    return f"{symbol(item, basis)} {word('basis', basis.value)}" if item in _SYMBOLS else ""


def split_letter(typed: str) -> tuple[str, Basis | None]:
    """What was typed without its letters, and the basis that the last of them stands for."""
    chosen = [BASIS_KEYS[letter] for letter in typed.lower() if letter in BASIS_KEYS]
    return "".join(letter for letter in typed if not letter.isalpha()), chosen[-1] if chosen else None


@dataclass(frozen=True, slots=True)
class Bar:
    """One indicator against its limit: shares of the bar's length, and what is said of it."""

    tone: Tone = Tone.OFF
    share: float = 0.0
    limit_share: float = 0.75
    value: str = ""
    limit: str = ""
    result: str = ""
    distance: str = ""


def bar(limit: Limit, judged: Judged | None) -> Bar:
    """The bar of a limit, empty until its value can be judged."""
    sign = "≤" if limit.operator == "<=" else limit.operator
    said_limit = _("限值 {sign} {limit}").format(sign=sign, limit=f"{limit.limit.normalize():f}")
    if judged is None:
        return Bar(limit=said_limit)
    full = limit.limit * _BAR
    distance = abs(judged.value - judged.limit)
    tone = Tone.WARN if judged.borderline else Tone.OK if judged.holds else Tone.FAIL
    below = _("低于限值 {distance}") if distance else _("等于限值")
    words = (_("临界"), _("修约后合格")) if judged.borderline else (_("合格"), below)
    result, text = words if judged.holds else (_("超限"), _("高出限值 {distance}"))
    return Bar(
        tone,
        float(min(judged.value / full, Decimal(1))) if full else 0.0,
        float(limit.limit / full) if full else 0.0,
        f"{judged.value:f}",
        said_limit,
        result,
        text.format(distance=f"{distance:f}"),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict as the panel shows it."""

    tone: Tone
    title: str
    sentence: str


def shown(verdict: Verdict | None, judged: Sequence[Judged], filled: int) -> Shown:
    """The verdict while it is typed: until every indicator stands, only a failing one is a verdict."""
    wanted = len(INDICATORS)
    if verdict is None or (verdict is not Verdict.FAIL and filled < wanted):
        title = _("待录入 {filled} / {wanted}").format(filled=filled, wanted=wanted)
        return Shown(Tone.OFF, title, _("填齐三项指标后判定"))
    return Shown(TONES.get(verdict, Tone.WARN), word("verdict", verdict.value), _reason(verdict, judged))


def _reason(verdict: Verdict, judged: Sequence[Judged]) -> str:
    if verdict is Verdict.CANNOT_JUDGE:
        return _("缺的数见下方说明")
    for one in judged:
        if not one.holds:
            facts = {"item": word("item", one.item.value), "value": f"{one.value:f}"}
            return _("{item} {value} % 超限 {distance}").format(**facts, distance=f"{abs(one.value - one.limit):f}")
    close = next((one for one in judged if one.borderline), None)
    if close is not None:
        return _("{item}修约后等于限值").format(item=word("item", close.item.value))
    return _("三项指标都在限值以内")


def arithmetic_lines(judged: Iterable[Judged]) -> tuple[str, ...]:
    """How each value was reached that is not the paper's own."""
    reached = (one for one in judged if one.arithmetic != f"{one.value}")
    return tuple(f"{symbol(one.item, one.basis)} = {one.arithmetic}" for one in reached)


def limits_line(limits: Iterable[Limit]) -> str:
    """The limits in one line."""
    signs = {"<=": "≤", ">=": "≥"}
    return "　".join(
        f"{word('item', one.item.value)} {signs.get(one.operator, one.operator)} {one.limit.normalize():f} %"
        for one in limits
    )


def consequences(verdict: Verdict | None, lot: str, loads: int) -> tuple[str, ...]:
    """What saving does, before it is done."""
    if verdict is None:
        return ()
    if verdict is Verdict.FAIL:
        frozen = _("冻结批次 {lot}（{loads} 车），不能销售").format(lot=lot, loads=loads) if lot else ""
        kept = _("报告和判定一起存入，不能修改")
        return (frozen, kept) if lot else (kept, _("凭这份报告入库的批次会冻结"))
    if verdict is Verdict.CANNOT_JUDGE:
        return (_("报告存入，结论是不能判定"), _("凭这份报告入库的批次不能销售"))
    proved = _("批次 {lot} 补上质检报告").format(lot=lot) if lot else _("入库时可以选用这份报告")
    return (proved, _("报告和判定一起存入，不能修改"))


class Point(Protocol):
    """A report's value against its limit."""

    @property
    def day(self) -> str:
        """The day of the report."""

    @property
    def value(self) -> Decimal:
        """As it was judged."""

    @property
    def limit(self) -> Decimal:
        """The limit of that day."""

    @property
    def holds(self) -> bool:
        """Whether it was kept."""


def heights(points: Sequence[Point]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How high values and limits stand in a chart, from 0 to 1; a tenth is kept free below the lowest."""
    values, limits = [point.value for point in points], [point.limit for point in points]
    low, high = min((*values, *limits), default=Decimal(0)), max((*values, *limits), default=Decimal(0))
    span = (high - low) or Decimal(1)
    low, span = low - span / 10, span * Decimal("1.1")
    return tuple(float((one - low) / span) for one in values), tuple(float((one - low) / span) for one in limits)


def course_line(points: Sequence[Point]) -> str:
    """The chart in words."""
    told = (f"{point.day[5:]} {point.value:f} " + (_("合格") if point.holds else _("超限")) for point in points)
    return "，".join(told)
