"""Packing: what a paper says, as 44 bytes of fixed-width big-endian bit fields (`journal.md` §5).

    bits  field         holds
       4  type          1 form, 2 ticket, 3 inbound, 4 release, 5 turn-back, 6 hand-over, 7 settlement
      23  prefix        two letters and 2-4 digits
      24  serial
       3  part          0 the set, 1-5 one sheet
      32  issued        seconds since 1970, UTC
      42  plate         0 where it does not pack, then it is compared by eye
      18  gross         kilograms; 0 where the paper has none
      18  tare          kilograms; 0 where the paper has none
       8  coal          its code in the rule set; 0 where there is none
      39  values        volatile, sulfur, ash: 13 bits each, hundredths; all ones where there is none
       2  verdict       0 cannot judge, 1 pass, 2 borderline, 3 fail
      24  destination   0 none; 6229…: the code less 622900000, plus 1; elsewhere the county's six digits plus 100001
      16  hours         valid until the hour of issue plus this; 0 where the paper does not expire
       8  epoch
      24  seq
      64  entry         the first 8 bytes of the hash of the paper's own entry
       3  spare         zero

A plate counts its shapes one after the other, from 1: province and letter (31 x 26) with six signs, five, or four and
挂 警 学; then province and two digits (31 x 100) with five signs. A sign is 0-9 or A-Z. Any other plate is 0.

Every value has one spelling, and bytes with another one are refused. It knows no key and no signature.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from coalguard.domain.errors import DamagedError
from coalguard.domain.numbering import PaperKind

BYTES = 44
PARTS = 5
VERDICTS = ("cannot_judge", "pass", "borderline", "fail")
HIGHEST_KG = (1 << 18) - 1
HIGHEST_SEQ = (1 << 24) - 1
HIGHEST_VALUE = Decimal("81.90")

_WIDTHS = (4, 23, 24, 3, 32, 42, 18, 18, 8, 13, 13, 13, 2, 24, 16, 8, 24, 64)
_SPARE = 3
_KINDS = (  # in the order of their numbers, whatever the order of the enumeration
    PaperKind.FORM,
    PaperKind.TICKET,
    PaperKind.INBOUND,
    PaperKind.RELEASE,
    PaperKind.TURN_BACK,
    PaperKind.HAND_OVER,
    PaperKind.SETTLEMENT,
)
_NO_VALUE = (1 << 13) - 1
_HOUR = timedelta(hours=1)

_DIGIT_OFFSETS = {2: 0, 3: 100, 4: 1_100}
_DIGIT_STRINGS = 11_100

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = _SIGNS[10:]
_BASE = len(_SIGNS)
_ENDINGS = "挂警学"
_SHAPES = ((6, ""), (5, ""), *((4, ending) for ending in _ENDINGS))
_SERIALS: int = sum(_BASE**count for count, _ in _SHAPES)
_PLATE = re.compile(f"([{_PROVINCES}])([A-Z])([0-9A-Z]{{5,6}}|[0-9A-Z]{{4}}[{_ENDINGS}])")
_FARM = re.compile(f"([{_PROVINCES}])([0-9]{{2}})([0-9A-Z]{{5}})")
_FARM_SERIALS = _BASE**5
_BEFORE_FARM = len(_PROVINCES) * len(_LETTERS) * _SERIALS

_PREFECTURE, _PREFECTURE_SIZE = 622_900_000, 100_000
_COUNTIES = 1_000_000


@dataclass(frozen=True, slots=True)
class PaperFields:
    """What the code on a paper says; `entry` is the first 8 bytes of the paper's own entry hash."""

    kind: PaperKind
    prefix: str
    serial: int
    part: int
    issued_at: datetime
    plate: str
    gross_kg: int
    tare_kg: int
    coal: int
    values: tuple[Decimal | None, Decimal | None, Decimal | None]
    verdict: str
    destination: str
    valid_until: datetime | None
    epoch: int
    seq: int
    entry: bytes

    @property
    def net_kg(self) -> int | None:
        """Gross less tare, where the paper has both."""
        return self.gross_kg - self.tare_kg if self.gross_kg and self.tare_kg else None


def pack(fields: PaperFields) -> bytes:
    """The 44 bytes. Raises ValueError where a field does not fit: the caller made it, so that is our own mistake."""
    numbers = (
        _KINDS.index(fields.kind) + 1,
        _pack_prefix(fields.prefix),
        fields.serial,
        fields.part,
        int(fields.issued_at.timestamp()),
        pack_plate(fields.plate),
        fields.gross_kg,
        fields.tare_kg,
        fields.coal,
        *(_NO_VALUE if value is None else _hundredths(value) for value in fields.values),
        VERDICTS.index(fields.verdict),
        _pack_destination(fields.destination),
        _pack_hours(fields.issued_at, fields.valid_until),
        fields.epoch,
        fields.seq,
        int.from_bytes(fields.entry, "big"),
    )
    packed = 0
    for number, width in zip(numbers, _WIDTHS, strict=True):
        if not 0 <= number < 1 << width:
            raise ValueError((number, width))
        packed = packed << width | number
    return (packed << _SPARE).to_bytes(BYTES, "big")


def unpack(packed: bytes) -> PaperFields:
    """What 44 bytes say. Raises DamagedError `paper.unreadable` where `pack` could not have written them."""
    if len(packed) != BYTES:
        raise DamagedError("paper.unreadable")
    whole = int.from_bytes(packed, "big")
    spare, whole = whole & ((1 << _SPARE) - 1), whole >> _SPARE
    numbers = []
    for width in reversed(_WIDTHS):
        numbers.append(whole & ((1 << width) - 1))
        whole >>= width
    try:
        fields = _read(numbers[::-1])
    except (ValueError, IndexError, OverflowError, OSError) as error:
        raise DamagedError("paper.unreadable") from error
    if spare or pack(fields) != packed:
        raise DamagedError("paper.unreadable")
    return fields


def _read(numbers: list[int]) -> PaperFields:
    kind, prefix, serial, part, issued, plate, gross, tare, coal, *rest = numbers
    volatile, sulfur, ash, verdict, destination, hours, epoch, seq, entry = rest
    if not kind or part > PARTS:
        raise ValueError(kind)
    issued_at = datetime.fromtimestamp(issued, UTC)
    return PaperFields(
        _KINDS[kind - 1],
        _unpack_prefix(prefix),
        serial,
        part,
        issued_at,
        _unpack_plate(plate),
        gross,
        tare,
        coal,
        (_value(volatile), _value(sulfur), _value(ash)),
        VERDICTS[verdict],
        _unpack_destination(destination),
        _hour_of(issued_at) + hours * _HOUR if hours else None,
        epoch,
        seq,
        entry.to_bytes(8, "big"),
    )


def _pack_prefix(prefix: str) -> int:
    letters = _LETTERS.index(prefix[0]) * len(_LETTERS) + _LETTERS.index(prefix[1])
    digits = prefix[2:]
    return letters * _DIGIT_STRINGS + _DIGIT_OFFSETS[len(digits)] + int(digits)


def _unpack_prefix(number: int) -> str:
    letters, digits = divmod(number, _DIGIT_STRINGS)
    first, second = divmod(letters, len(_LETTERS))
    length, offset = max((item for item in _DIGIT_OFFSETS.items() if item[1] <= digits), key=lambda item: item[1])
    return f"{_LETTERS[first]}{_LETTERS[second]}{digits - offset:0{length}d}"


def pack_plate(plate: str) -> int:
    """A plate as a number; 0 where its shape is not one of those that pack."""
    if match := _PLATE.fullmatch(plate):
        place = _PROVINCES.index(match[1]) * len(_LETTERS) + _LETTERS.index(match[2])
        return 1 + place * _SERIALS + _pack_serial(match[3])
    if match := _FARM.fullmatch(plate):
        place = _PROVINCES.index(match[1]) * 100 + int(match[2])
        return 1 + _BEFORE_FARM + place * _FARM_SERIALS + int(match[3], _BASE)
    return 0


def _pack_serial(serial: str) -> int:
    ending = serial[-1] if serial[-1] in _ENDINGS else ""
    signs = serial.removesuffix(ending)
    before: int = sum(_BASE**count for count, _ in _SHAPES[: _SHAPES.index((len(signs), ending))])
    return before + int(signs, _BASE)


def _unpack_plate(number: int) -> str:
    if not number:
        return ""
    if number > _BEFORE_FARM:
        place, serial = divmod(number - 1 - _BEFORE_FARM, _FARM_SERIALS)
        province, digits = divmod(place, 100)
        return f"{_PROVINCES[province]}{digits:02d}{_in_signs(serial, 5)}"
    place, serial = divmod(number - 1, _SERIALS)
    province, letter = divmod(place, len(_LETTERS))
    return _PROVINCES[province] + _LETTERS[letter] + _unpack_serial(serial)


def _unpack_serial(number: int) -> str:
    shapes = iter(_SHAPES)
    count, ending = next(shapes)
    while number >= _BASE**count:
        number -= _BASE**count
        count, ending = next(shapes)
    return _in_signs(number, count) + ending


def _in_signs(number: int, count: int) -> str:
    signs = ""
    for _ in range(count):
        number, sign = divmod(number, _BASE)
        signs = _SIGNS[sign] + signs
    return signs


def _hundredths(value: Decimal) -> int:
    hundredths = value * 100
    if hundredths != int(hundredths) or hundredths >= _NO_VALUE:
        raise ValueError(value)
    return int(hundredths)


def _value(hundredths: int) -> Decimal | None:
    return None if hundredths == _NO_VALUE else Decimal(hundredths).scaleb(-2)


def _pack_destination(code: str) -> int:
    if not code:
        return 0
    within = int(code.ljust(9, "0")) - _PREFECTURE
    if 0 <= within < _PREFECTURE_SIZE:
        return within + 1
    return _PREFECTURE_SIZE + 1 + int(code[:6])


def _unpack_destination(number: int) -> str:
    if not number:
        return ""
    if number <= _PREFECTURE_SIZE:
        return str(_PREFECTURE + number - 1).removesuffix("000")
    county = number - _PREFECTURE_SIZE - 1
    if county >= _COUNTIES:
        raise ValueError(number)
    return f"{county:06d}"


def _hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _pack_hours(issued_at: datetime, valid_until: datetime | None) -> int:
    if valid_until is None:
        return 0
    lasts = valid_until - _hour_of(issued_at.astimezone(UTC))
    hours, rest = lasts // _HOUR, lasts % _HOUR
    if rest or hours <= 0:
        raise ValueError(valid_until)
    return hours
