"""Numbers, dates and names as they stand on paper: figures half-width, the unit beside each, persons masked.

Identity numbers and phones never leave this module whole, drivers neither (`domain.md` §7.2): content carries them as
they are, every paper asks here. It refuses to know where they are drawn.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from coalguard.domain.assay import Basis, Item
from coalguard.domain.identity import CHINA, DocumentNumber, mask_id_card, mask_name, mask_phone
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.sentences.vocabulary import VOCABULARIES

NOTHING = "—"
PREVIEW = "预览"

_PLATE_LENGTHS = (7, 8)
_BAR_SERIAL = 6
_SYMBOLS = {Item.VOLATILE: "V{}", Item.SULFUR: "St,{}", Item.ASH: "A{}", Item.MOISTURE: "M{}"}


def or_nothing(text: str) -> str:
    """The text, or a dash where there is none: an empty field on paper could be filled in later."""
    return text.strip() or NOTHING


def shown_number(number: DocumentNumber | None) -> str:
    """A paper's number; a preview has none (`journal.md` §5)."""
    return str(number) if number else PREVIEW


def headed_number(number: DocumentNumber | None) -> str:
    """A paper's number as it stands in its head: № LX01-260114-0032."""
    return f"№ {number}" if number else PREVIEW


def bar_digits(number: DocumentNumber) -> str:
    """What the form's bar code holds: the digits of prefix, day and serial, the serial padded to six (`ux.md` §9)."""
    prefix = "".join(filter(str.isdigit, number.prefix))
    return f"{prefix}{number.day}{number.serial:0{_BAR_SERIAL}d}"


def plate_halves(plate: str) -> tuple[str, str]:
    """A plate before and after its dot; the second half is empty where it has none (farm, unplated, spelled out)."""
    if len(plate) in _PLATE_LENGTHS and "A" <= plate[1] <= "Z":
        return plate[:2], plate[2:]
    return plate, ""


def grouped_yuan(amount: Money) -> str:
    """An amount with its thousands set apart: 27,881.20."""
    sign, fen = ("-", -amount.fen) if amount.fen < 0 else ("", amount.fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def price_per_tonne(price: Price) -> str:
    """A price with its unit: 860.00 元/吨."""
    return f"{grouped_yuan(Money(price.fen_per_t))} 元/吨"


def tonnes(mass: Mass | None) -> str:
    """A mass with its unit: 32.420 t."""
    return NOTHING if mass is None else f"{mass.tonnes} t"


def drift(paper: Mass, observed: Mass) -> str:
    """By how much a mass differs from the paper's, in percent: +0.12 %."""
    if not paper:
        return NOTHING
    difference = observed - paper
    hundredths = (abs(difference.kg) * 20_000 + abs(paper.kg)) // (2 * abs(paper.kg))
    sign = "-" if difference.kg < 0 else "+"
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d} %"


def minute(at: datetime) -> str:
    """An instant to the minute: 2026-01-14 20:58."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def numbered(number: DocumentNumber | None, at: datetime) -> str:
    """A slip's number and when it was issued: LX01-260114-0032　2026-01-14 20:58."""
    return f"{shown_number(number)}　{minute(at)}"


def second(at: datetime) -> str:
    """A weighing's instant, its year left to the head of the paper: 01-14 20:57:40."""
    return f"{at.astimezone(CHINA):%m-%d %H:%M:%S}"


def until(at: datetime) -> str:
    """The end of a validity; midnight is the 24:00 of the day before, as people say it."""
    local = at.astimezone(CHINA)
    if local.hour == local.minute == 0:
        return f"至 {local.date() - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"至 {local:%Y-%m-%d %H:%M}"


def day(at: date | None) -> str:
    """A date: 2026-01-13."""
    return at.isoformat() if at else ""


def measured(value: Decimal | None) -> str:
    """A laboratory's value as it is kept."""
    return NOTHING if value is None else f"{value:f}"


def item_name(item: Item, basis: Basis) -> str:
    """What was measured, on which basis: 挥发分 Vdaf."""
    word = VOCABULARIES["item"][item]
    symbol = _SYMBOLS.get(item, "").format("" if basis is Basis.NONE else basis.value)
    return f"{word} {symbol}".strip()


def masked_id(number: str) -> str:
    """An identity number without its birth date."""
    return or_nothing(mask_id_card(number.strip()))


def masked_phone(number: str) -> str:
    """A phone without its middle."""
    return or_nothing(mask_phone(number.strip()))


def masked_name(name: str) -> str:
    """A driver's name, first and last character alone."""
    return or_nothing(mask_name(name.strip()))
