"""A day as people type it: 0114, 114, -1, +30, 今, 2026-01-14, 20260114; shown as 2026-01-14.

What day it is now is given; nothing of windows or of the store is known here.
"""

import re
from datetime import date, timedelta
from typing import Final

_TODAY: Final = frozenset({"今", "今天", "0", "."})
_STEP: Final = re.compile(r"[+-][0-9]{1,4}")
_WHOLE: Final = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?")
_OF_YEAR: Final = re.compile(r"([0-9]{1,2})[-/.月]?([0-9]{2})日?")


def parse_day(text: str, today: date) -> date | None:
    """The day that was typed; None where it is none. A day without its year is one of this year."""
    typed = text.strip()
    if typed in _TODAY:
        return today
    if _STEP.fullmatch(typed):
        return today + timedelta(days=int(typed))
    whole = _WHOLE.fullmatch(typed)
    if whole:
        return _day(*map(int, whole.groups()))
    short = _OF_YEAR.fullmatch(typed)
    return _day(today.year, *map(int, short.groups())) if short else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
