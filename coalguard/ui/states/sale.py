"""What the page 过磅开单 says and decides, as values: the order of weighing, buyers, prices, validities.

Nothing of windows or of the store is known here; times are UTC+8 on the way out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from coalguard.domain.form import end_of_day
from coalguard.domain.identity import CHINA
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _

_FEN_PER_YUAN, _DECIMALS = 100, 2
_DIGITS: Final = 9


class Way(StrEnum):
    """In which order a truck that buys is weighed."""

    TARE_FIRST = "tare_first"
    GROSS_FIRST = "gross_first"

    @property
    def steps(self) -> tuple[str, str]:
        """The two weights in this order."""
        return ("tare", "gross") if self is Way.TARE_FIRST else ("gross", "tare")


def price_fen(text: str) -> int | None:
    """A price as typed, in fen a tonne: 860, 860.5, 860.00; None where it is no price above nothing."""
    yuan, point, rest = text.strip().partition(".")
    if not yuan.isascii() or not yuan.isdigit() or len(yuan) > _DIGITS or len(rest) > _DECIMALS:
        return None
    if point and not (rest.isascii() and rest.isdigit()):
        return None
    fen = int(yuan) * _FEN_PER_YUAN + int((rest or "0").ljust(_DECIMALS, "0"))
    return fen or None


def price_text(fen: int | None) -> str:
    """A price as a field shows it."""
    return Money(fen).yuan if fen is not None else ""


def amount_text(fen_per_t: int | None, net: Mass | None) -> str:
    """What the load costs, in yuan with thousands apart; empty while price or net are not known."""
    if fen_per_t is None or net is None:
        return ""
    yuan, _point, fen = Price(fen_per_t).of(net).yuan.partition(".")
    return f"{int(yuan):,}.{fen}"


@dataclass(frozen=True, slots=True)
class Validity:
    """Until when a form may be valid: what is said of it, and the instant; empty for the rule of the house."""

    value: str
    text: str


def validities(now: datetime) -> tuple[Validity, ...]:
    """The ends that are offered: today, tomorrow and the day after, at 24:00."""
    ends = [end_of_day(now + timedelta(days=days)) for days in range(3)]
    names = (N_("当日 24:00"), N_("次日 24:00"), N_("第三日 24:00"))
    return tuple(
        Validity(end.isoformat() if days else "", _(name))
        for days, (end, name) in enumerate(zip(ends, names, strict=True))
    )


def paper_kind(number: str) -> PaperKind:
    """Which paper a typed number is of: a passport begins with a letter and is shorter than an identity card's."""
    passport = number[:1].isalpha() and len(number) <= _DIGITS + 1
    return PaperKind.PASSPORT if passport else PaperKind.ID_CARD


PURPOSES: Final = (N_("居民取暖"), N_("居民取暖配送"), N_("单位取暖"), N_("餐饮用煤"), N_("农业生产"))

BUYER_KINDS: Final = (
    (BuyerKind.PERSON, N_("居民")),
    (BuyerKind.OUTLET, N_("网点")),
    (BuyerKind.UNIT, N_("单位")),
)

_OF_PERSON: Final = {"name": "agent", "document": "document", "phone": "phone"}
_OF_UNIT: Final = {
    "agent.name": "agent",
    "agent.document": "document",
    "agent.phone": "phone",
    "uscc": "credit_code",
    "document": "document",
}


def field_of(fact: str, kind: BuyerKind) -> str:
    """The field of the page at which a finding of the registration is shown."""
    known = _OF_PERSON if kind is BuyerKind.PERSON else _OF_UNIT
    return known.get(fact, fact)


def season_line(loads: int, taken: Mass, last_at: datetime | None, now: datetime) -> str:
    """What a known buyer took this heating season, and when the last time was."""
    if last_at is None:
        return _("已登记，还没有购煤记录")
    there = last_at.astimezone(CHINA)
    day = _("今日 {time}") if there.date() == now.astimezone(CHINA).date() else "{date} {time}"
    last = day.format(date=f"{there:%m-%d}", time=f"{there:%H:%M}")
    tonnes = f"{taken.kg / 1000:.2f}"
    return _("本采暖季已购 {loads} 车 {taken} t，上次{last}").format(loads=loads, taken=tonnes, last=last)


@dataclass(frozen=True, slots=True)
class PaperState:
    """One of the three papers of a sale: its word, how it stands, in which tone."""

    word: str
    text: str
    tone: Tone


PAPERS: Final = (N_("五联单"), N_("过磅单"), N_("结算单"))


def proof_line(number: str, papers: Sequence[PaperState]) -> str:
    """What stands until the next truck comes: the number, and whether all of it was sent to the printer."""
    if not papers:
        return _("已开具 {number} · 还没有设置打印机").format(number=number)
    if all(one.tone is Tone.OK for one in papers):
        return _("已开具 {number} · 5 联已送打印").format(number=number)
    return _("已开具 {number} · 正在打印").format(number=number)
