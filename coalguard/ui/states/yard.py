"""What both pages with a weighbridge say of the yard, as values: trucks, what they wait for, which weight is due.

Nothing of windows or of the store is known here; times are UTC+8 on the way out.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from coalguard.domain.findings import Refused
from coalguard.domain.identity import CHINA
from coalguard.domain.mass import Mass
from coalguard.domain.plate import HOME, parse_plate, spaced
from coalguard.domain.vehicle import StoredTare
from coalguard.domain.weighing import Origin, WeightTaken
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _

LONG_WAIT_S: Final = 2 * 60 * 60
"""Beyond this a truck that was weighed once is asked about (`ux.md` §6.3)."""
TAIL: Final = 4


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
    colour: str = ""

    @property
    def sells(self) -> bool:
        """Whether it came to buy; the others bring coal."""
        return self.purpose == "sale"

    @property
    def last_kg(self) -> int | None:
        """The weight that stands: of two, the loaded one."""
        return self.gross_kg if self.gross_kg is not None else self.tare_kg

    @property
    def waits_long(self) -> bool:
        """Whether it was weighed once and has stood for more than two hours since it came."""
        return self.state == "half_weighed" and self.waiting_s > LONG_WAIT_S


def standing(truck: YardTruck, current: str = "") -> tuple[str, Tone]:
    """What a truck waits for, in a word and a tone."""
    tone = Tone.WARN if truck.waits_long else Tone.PLAIN
    if truck.key == current and truck.state == "weighed":
        return (_("开单中") if truck.sells else _("入库中")), Tone.ACCENT
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


PASS_WORDS: Final = {"tare": N_("皮重"), "gross": N_("毛重")}
TYPED_WORDS: Final = {"tare": N_("皮重（手录）"), "gross": N_("毛重（手录）")}
ORDER_WORDS: Final = {"tare": N_("先皮后毛"), "gross": N_("先毛后皮")}
"""What an order of the two weights is called, by its first."""


def in_order(taken: Sequence[str], planned: Sequence[str]) -> tuple[str, ...]:
    """The steps of a weighing: those that were done as they were done, then the others as they are planned."""
    return (*taken, *(step for step in planned if step not in taken))


def due(taken: Container[str], order: Sequence[str]) -> str:
    """Which weight is to be taken now: gross, tare, or none any more."""
    return next((step for step in order if step not in taken), "")


def pass_word(taken: WeightTaken) -> str:
    """What a weight that stands is called; a tare on record says so."""
    return _("备案皮重") if taken.origin is Origin.STORED else _(PASS_WORDS[taken.step])


def pass_note(taken: WeightTaken) -> str:
    """When a weight was taken and by whom; of a tare on record, when it was weighed."""
    there = taken.taken_at.astimezone(CHINA)
    if taken.origin is Origin.STORED:
        return _("{time} 过磅 · {weigher} 采用").format(time=f"{there:%m-%d %H:%M}", weigher=taken.weigher)
    return _("{time} 已取 · {weigher}").format(time=f"{there:%H:%M:%S}", weigher=taken.weigher)


def stored_line(stored: StoredTare) -> str:
    """What is offered instead of a second weighing."""
    day = stored.weighed_at.astimezone(CHINA)
    text = _("本车备案皮重 {mass} t，{day} 过磅。按 T 采用，或空车上磅按 F4 取皮重。")
    return text.format(mass=stored.mass.tonnes, day=f"{day:%m-%d %H:%M}")


AFTER_FIRST: Final = {
    "tare": N_("{plate} {step} {mass} t 已存。装好煤再上磅，输车牌后 4 位续称。"),
    "gross": N_("{plate} {step} {mass} t 已存。卸完煤再上磅，输车牌后 4 位续称。"),
}


def first_line(step: str, plate: str, kg: int, *, by_hand: bool = False) -> str:
    """What is said of a truck's first weight, and what comes next; one that was typed says so."""
    word = _(TYPED_WORDS[step] if by_hand else PASS_WORDS[step])
    return _(AFTER_FIRST[step]).format(plate=plate, step=word, mass=Mass(kg).tonnes)


def long_wait_line(trucks: Sequence[YardTruck]) -> str:
    """The warning below the yard: who has waited too long for the second weighing; empty where nobody has."""
    late = [truck for truck in trucks if truck.waits_long]
    if not late:
        return ""
    if len(late) == 1:
        return _("{plate} 已超过 2 小时未二次过磅").format(plate=spaced(late[0].plate))
    return _("{count} 辆车已超过 2 小时未二次过磅").format(count=len(late))
