"""Who, what and where is meant: entry keys, document numbers, identity numbers, credit codes, phones, names, places.

Every id that the program gives out is the key of the entry that registered the thing: there are no UUIDs. What people
carry (cards, codes, phones) is normalised and judged by its own standard; the findings never repeat a number, because
findings may be kept and a number belongs to its person. It refuses to know whether a number was ever given to anybody.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

from coalguard.domain.errors import DamagedError, UsageError
from coalguard.domain.findings import Finding, Refused, Severity, fail, refuse, warn

CHINA = timezone(timedelta(hours=8))
"""The date in a number and every day's book are UTC+08:00, a constant (`journal.md` §5)."""

_KEY = re.compile(r"([0-9a-f]{16})-([1-9][0-9]{0,8})-([1-9][0-9]{0,14})")
_NUMBER = re.compile(r"([A-Z]{2}[0-9]{2,4})-([0-9]{6})-([0-9]{4,8})")
_STATION = re.compile(r"[A-Z]{2}[0-9]{2,4}")


@dataclass(frozen=True, slots=True, order=True)
class EntryKey:
    """Where an entry stands: device (16 hex digits), epoch, seq. Also the id of what the entry registered."""

    device: str
    epoch: int
    seq: int

    def __str__(self) -> str:
        """The written form, e.g. 9f31c2d4a5b6e708-1-17."""
        return f"{self.device}-{self.epoch}-{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "EntryKey":
        """The key written as text. Raises UsageError `id.malformed`."""
        return _parse_key(text)


@lru_cache(maxsize=1024)  # the same actors, scales and visits are named again and again
def _parse_key(text: str) -> EntryKey:
    match = _KEY.fullmatch(text)
    if not match:
        raise UsageError("id.malformed", value=text)
    return EntryKey(match[1], int(match[2]), int(match[3]))


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """A printed number: prefix and serial are its identity, the date is decoration (`journal.md` §5)."""

    prefix: str
    day: str
    serial: int

    def __str__(self) -> str:
        """The printed form, e.g. LX01-260114-0032."""
        return f"{self.prefix}-{self.day}-{self.serial:04d}"

    @classmethod
    def parse(cls, text: str) -> "DocumentNumber":
        """The number as printed or typed. Raises Refused `number.malformed`."""
        match = _NUMBER.fullmatch(text.strip().upper())
        if not match:
            raise refuse("number.malformed", value=text)
        return cls(match[1], match[2], int(match[3]))


def day_of(at: datetime) -> date:
    """The day of the book that an instant belongs to: UTC+08:00."""
    return at.astimezone(CHINA).date()


def day_code(at: datetime) -> str:
    """The day as it stands in a number: yymmdd."""
    return at.astimezone(CHINA).strftime("%y%m%d")


# --- what people type ------------------------------------------------------------------------------------------------

_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: "."}


def half_width(text: str) -> str:
    """Full-width letters, digits and signs (and 。) as half-width ones, as code fields want them (`ux.md` §4.2)."""
    return text.translate(_HALF_WIDTH)


def compact_code(text: str) -> str:
    """A number or code as it is compared: half-width, upper case, without any space."""
    return "".join(half_width(text).upper().split())


# --- 公民身份号码, GB 11643-1999 -------------------------------------------------------------------------------------

_ID_CARD = re.compile(r"[0-9]{17}[0-9X]")
_ID_CARD_LENGTH = 18
_ID_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CARD_CHECKS = "10X98765432"
_OLDEST_BIRTH_YEAR = 1900


def check_id_card(text: str, today: date) -> tuple[str, tuple[Finding, ...]]:
    """The number normalised, and what is wrong with it (GB 11643, `domain.md` §6.1); unknown areas are normal."""
    number = compact_code(text)
    if len(number) != _ID_CARD_LENGTH:
        return number, (fail("id_card.length", length=len(number)),)
    if not _ID_CARD.fullmatch(number):
        return number, (fail("id_card.malformed"),)
    findings = []
    total = sum(weight * int(digit) for weight, digit in zip(_ID_CARD_WEIGHTS, number[:17], strict=True))
    if number[17] != _ID_CARD_CHECKS[total % 11]:
        findings.append(fail("id_card.check_digit"))
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        findings.append(fail("id_card.date"))
    else:
        if born.year < _OLDEST_BIRTH_YEAR or born > today:
            findings.append(warn("id_card.birth_year"))
    return number, tuple(findings)


# --- 统一社会信用代码, GB 32100-2015 ----------------------------------------------------------------------------------

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(rf"[{_CREDIT_ALPHABET}]{{18}}")
_OLD_REGISTRATION = re.compile(r"[0-9]{15}")
_CREDIT_BASE = len(_CREDIT_ALPHABET)


def check_credit_code(text: str) -> tuple[str, tuple[Finding, ...]]:
    """The code normalised, and what is wrong with it (GB 32100, `domain.md` §6.2).

    A wrong check character only warns, because real firms carry such codes; so does an old 15-digit 注册号.
    """
    code = compact_code(text).replace("-", "")
    if _OLD_REGISTRATION.fullmatch(code):
        return code, (warn("uscc.old_number"),)
    if not _CREDIT_CODE.fullmatch(code):
        return code, (fail("uscc.malformed", length=len(code)),)
    values = [_CREDIT_ALPHABET.index(character) for character in code]
    total = sum(value * pow(3, place, _CREDIT_BASE) for place, value in enumerate(values[:17]))
    if values[17] != -total % _CREDIT_BASE:  # 31 - remainder, where 31 itself means 0
        return code, (warn("uscc.check_character"),)
    return code, ()


# --- phones ----------------------------------------------------------------------------------------------------------

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{7,8})")
_PHONE_SIGNS = str.maketrans("", "", "-()—–")


def check_phone(text: str) -> tuple[str, tuple[Finding, ...]]:
    """A mobile number, or area and number written 0930-6212345, and whether it is one (`ux.md` §4.2)."""
    digits = compact_code(text).translate(_PHONE_SIGNS)
    if mobile := _MOBILE.fullmatch(digits):
        return mobile[1], ()
    if landline := _LANDLINE.fullmatch(digits):
        return f"{landline[1]}-{landline[2]}", ()
    return digits, (fail("phone.malformed", length=len(digits)),)


# --- names, 民委发〔2016〕33号 ----------------------------------------------------------------------------------------

LONGEST_NAME = 50
"""Characters, not bytes and not UTF-16 units: twice the 25 that every register must take (`domain.md` §6.5)."""

_SEPARATORS = str.maketrans(dict.fromkeys("•・･．.‧∙⋅", "·"))
_PERSONAL = re.compile(  # a mobile number or an 18-digit identity number, grouped or not
    r"(?<![0-9])(?:(?:(?:00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}"
    r"|[0-9]{6}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx])(?![0-9])"
)
_AROUND_SEPARATOR = re.compile(r" *· *")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def tidy_line(text: str) -> str:
    """Free text as it is kept: trimmed, runs of spaces collapsed; control characters stay, to be refused."""
    return re.sub(r"[ \u00a0\u3000]+", " ", text.strip())


def holds_personal_number(text: str) -> bool:
    """Whether a free text seems to hold somebody's phone or identity number: those stand in no entry's body."""
    return _PERSONAL.search(half_width(text)) is not None


def has_control_characters(text: str) -> bool:
    """Whether anything in the text has no shape on paper (line breaks, bidi marks, lone surrogates)."""
    # Unassigned code points pass: this Python may be older than the characters of a rare name.
    return any(unicodedata.category(character) in _UNPRINTABLE for character in text)


def check_firm_name(text: str) -> tuple[str, tuple[Finding, ...]]:
    """The name of a firm, an outlet or a yard as it is kept, and what is wrong with it."""
    name = tidy_line(text)
    if not name:
        return name, (fail("name.missing"),)
    if has_control_characters(name):
        return name, (fail("name.control_character"),)
    if len(name) > LONGEST_NAME:
        return name, (fail("name.length", length=len(name), limit=LONGEST_NAME),)
    if holds_personal_number(name):
        return name, (fail("name.personal"),)
    return name, ()


def check_name(text: str) -> tuple[str, tuple[Finding, ...]]:
    """A person's name as it is kept, its separator always U+00B7, and what is wrong with it (`domain.md` §6.5)."""
    return check_firm_name(_AROUND_SEPARATOR.sub("·", text.translate(_SEPARATORS)))


# --- masks, 个人信息保护法 art. 51 (`domain.md` §7.2) -----------------------------------------------------------------


def _mask(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def mask_id_card(number: str) -> str:
    """The number without its birth date: 622901********0017; a shorter paper's number is hidden whole."""
    return _mask(number, 6, 4)


def mask_phone(number: str) -> str:
    """The phone without its middle: 138****5678."""
    return _mask(number, 3, 4)


def mask_name(name: str) -> str:
    """The first character and, from three on, the last: 马*, 马**明; counted in characters, whatever their planes."""
    return name[:1] + "*" if len(name) == len("马明") else _mask(name, 1, 1)


# --- administrative divisions 行政区划 (`domain.md` §6.4) -------------------------------------------------------------


class DivisionKind(StrEnum):
    """The level a division stands on."""

    PREFECTURE = "prefecture"
    COUNTY = "county"
    STREET = "street"
    TOWN = "town"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Division:
    """A place of the state's list; `code` is empty where the source gives none, `parent` is a code."""

    code: str
    name: str
    kind: DivisionKind
    parent: str

    @property
    def known_code(self) -> str:
        """The code by which an entry may name the place: its own, else that of the county around it."""
        return self.code or self.parent


@dataclass(frozen=True, slots=True)
class DivisionTable:
    """All divisions in their order; `home` is the county-level code of the station's own city."""

    home: str
    divisions: tuple[Division, ...]

    def find(self, text: str) -> Division:
        """The division of this code or exact name, with its county before it or without.

        Raises Refused `division.missing`, `division.unknown` or `division.ambiguous`; the latter two give the names to
        choose from.
        """
        asked = compact_code(text)
        if not asked:
            raise refuse("division.missing")
        found = [one for one in self.divisions if asked in (one.code, one.name, self.full_name(one))]
        if not found:
            known = "、".join(one.name for one in self.divisions if one.parent == self.home)
            raise refuse("division.unknown", value=asked, known=known)
        if len(found) > 1:
            raise refuse("division.ambiguous", value=asked, known="、".join(self.full_name(one) for one in found))
        return found[0]

    def full_name(self, division: Division) -> str:
        """The name with its county before it, e.g. 临夏市折桥镇."""
        counties = (one.name for one in self.divisions if one.code and one.code == division.parent)
        return division.name if division.kind is DivisionKind.COUNTY else next(counties, "") + division.name


def check_town(text: str, divisions: DivisionTable) -> tuple[Division | None, tuple[Finding, ...]]:
    """The place meant, and what there is to say about it: unknown, or known by its county's code alone."""
    try:
        division = divisions.find(text)
    except Refused as refused:
        return None, refused.findings
    if division.code:
        return division, ()
    return division, (Finding("division.uncoded", {"town": divisions.full_name(division)}, Severity.INFO),)


def parse_divisions(text: bytes) -> DivisionTable:
    """The table from its data file. Raises DamagedError `divisions.malformed`."""
    try:
        read = json.loads(text)
        rows = [{**row, "kind": DivisionKind(row["kind"])} for row in read["divisions"]]
        table = DivisionTable(read["home"], tuple(Division(**row) for row in rows))
        codes = [one.code for one in table.divisions if one.code]
        doubled = len(codes) != len(set(codes))
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedError("divisions.malformed") from error
    orphans = [one for one in table.divisions if one.kind is not DivisionKind.PREFECTURE and one.parent not in codes]
    if doubled or orphans or table.home not in codes:
        raise DamagedError("divisions.malformed")
    return table
