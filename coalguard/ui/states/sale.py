"""What the page 过磅开单 says and decides, as values: standings and waits of the yard, steps, prices, validities.

Nothing of windows or of the store is known here; times are UTC+8 on the way out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from coalguard.domain.findings import Refused
from coalguard.domain.form import end_of_day
from coalguard.domain.identity import CHINA
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.domain.plate import HOME, parse_plate
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _

LONG_WAIT_S: Final = 2 * 60 * 60
"""Beyond this a truck that was weighed once is asked about (`ux.md` §6.3)."""
TAIL: Final = 4
_FEN_PER_YUAN, _DECIMALS = 100, 2
_DIGITS: Final = 9


class Way(StrEnum):
    """In which order a truck that buys is weighed."""

    TARE_FIRST = "tare_first"
    GROSS_FIRST = "gross_first"


@dataclass(frozen=True, slots=True)
class YardTruck:
    """A truck that has not left, and how long it has been here."""

    key: str
    plate: str
    purpose: str
    state: str
    gross_kg: int | None
    tare_kg: int | None
    waiting_s: int

    @property
    def sells(self) -> bool:
        """Whether it is handled on this page; the others are handled where coal comes in."""
        return self.purpose == "sale"

    @property
    def last_kg(self) -> int | None:
        """The weight that stands: of two, the loaded one."""
        return self.gross_kg if self.gross_kg is not None else self.tare_kg

    @property
    def waits_long(self) -> bool:
        """Whether it was weighed once and has stood for more than two hours since it came."""
        return self.state == "half_weighed" and self.waiting_s > LONG_WAIT_S


def standing(truck: YardTruck, current: str) -> tuple[str, Tone]:
    """What a truck waits for, in a word and a tone."""
    tone = Tone.WARN if truck.waits_long else Tone.PLAIN
    if truck.key == current and truck.state == "weighed":
        return _("开单中"), Tone.ACCENT
    if truck.state == "arrived":
        return _("待过磅"), tone
    if truck.state == "weighed":
        return (_("待开单") if truck.sells else _("待入库")), tone
    return (_("待称毛重") if truck.gross_kg is None else _("待称皮重")), tone


def waited(seconds: int) -> str:
    """How long a truck has been here, in hours and minutes."""
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return _("{hours} 时 {minutes:02d} 分").format(hours=hours, minutes=minutes)
    return _("{minutes} 分").format(minutes=minutes)


def called(trucks: Iterable[YardTruck], typed: str) -> tuple[YardTruck, ...]:
    """The trucks of the yard that are meant by what was typed where a plate stands: a plate, or its last four."""
    wanted = "".join(typed.split()).upper()
    if len(wanted) == TAIL:
        return tuple(truck for truck in trucks if truck.plate.endswith(wanted))
    plate = plate_of(typed)
    return tuple(truck for truck in trucks if plate and truck.plate == plate)


def plate_of(typed: str) -> str:
    """The plate that was typed; empty where it is none."""
    try:
        return parse_plate(typed, HOME).text
    except Refused:
        return ""


def next_pass(way: Way, *, gross_taken: bool, tare_taken: bool) -> str:
    """Which weight is to be taken now: gross, tare, or none any more."""
    if gross_taken and tare_taken:
        return ""
    if gross_taken or tare_taken:
        return "tare" if gross_taken else "gross"
    return "tare" if way is Way.TARE_FIRST else "gross"


PASS_WORDS: Final = {"tare": N_("皮重"), "gross": N_("毛重")}


def pass_note(taken_at: datetime, weigher: str) -> str:
    """When a weight was taken and by whom."""
    return _("{time} 已取 · {weigher}").format(time=f"{taken_at.astimezone(CHINA):%H:%M:%S}", weigher=weigher)


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


def long_wait_line(trucks: Sequence[YardTruck], spaced: str = "") -> str:
    """The warning below the yard: who has waited too long for the second weighing; empty where nobody has."""
    late = [truck for truck in trucks if truck.waits_long]
    if not late:
        return ""
    if len(late) == 1:
        return _("{plate} 已超过 2 小时未二次过磅").format(plate=spaced or late[0].plate)
    return _("{count} 辆车已超过 2 小时未二次过磅").format(count=len(late))


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
