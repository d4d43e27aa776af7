"""Wanted papers: what somebody is about to print, marked beside the journal in the very act that issues it.

A number is given first and a printer is asked afterwards. Where the power fails between the two, the journal can not
tell such a paper from one that nobody meant to print here; so whoever prints next says so around the act, and every
entry of these kinds leaves a mark that is as durable as itself. The attempt takes it away; what is left at the next
start was never sent (`store.prints`). Where nobody says so, as at the doors, nothing is marked. Printers are not known
here.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from coalguard.domain.journal import Fact
from coalguard.sqlite import Connection

PAPER, SHEET = "paper", "sheet"
"""What is marked: a paper by its number, the closing sheet of a shift by the shift."""
_NAME = "to-print "
_MARK = "INSERT OR REPLACE INTO marks VALUES (?, ?)"
_NO_SHEET = f"DELETE FROM marks WHERE name GLOB '{_NAME}*' AND value = ?"
_WANTED: ContextVar[frozenset[str]] = ContextVar("wanted", default=frozenset())

FORGOTTEN = "DELETE FROM marks WHERE name = ?"
LEFT = f"SELECT substr(name, {len(_NAME) + 1}) FROM marks WHERE name GLOB '{_NAME}*' AND value = ?"
"""The marks of one sort that no attempt has taken away."""


@contextmanager
def about_to_print(kinds: Iterable[str]) -> Iterator[None]:
    """Within, every entry of these kinds that this thread appends is marked as one that is printed next."""
    before = _WANTED.set(frozenset(kinds))
    try:
        yield
    finally:
        _WANTED.reset(before)


def mark_wanted(connection: Connection, fact: Fact) -> None:
    """Mark what this entry is, where it is to be printed next; inside the act that appends it."""
    if fact.kind in _WANTED.get():
        sort = PAPER if fact.document else SHEET
        if sort is SHEET:  # only the sheet of the shift that ended last is printed at the desk
            connection.execute(_NO_SHEET, (sort,))
        connection.execute(_MARK, (name_of(fact.document or str(fact.says["shift"])), sort))


def name_of(wanted: str) -> str:
    """The name of the mark of a paper, by its number, or of a sheet, by its shift."""
    return f"{_NAME}{wanted}"
