"""What is marked as printed next in the instant in which it is saved: the power may fail right behind it."""

from coalguard.domain.numbering import kind_of
from coalguard.store.store import Store
from coalguard.store.transaction import Appended
from coalguard.store.wanted import LEFT, PAPER, SHEET


def marks(store: Store) -> list[str]:
    """What is marked now: the kind of each paper, or the word for a sheet."""
    reader = store.read()
    papers = [kind_of(number.partition("-")[0]).value for (number,) in reader.rows(LEFT, PAPER)]
    return sorted(papers) + [SHEET for _ in reader.rows(LEFT, SHEET)]


def marked_behind(store: Store, kind: str) -> list[list[str]]:
    """A list that gets what is marked behind each save of an entry of this kind, before anything else is done."""
    seen: list[list[str]] = []

    def saved(appended: tuple[Appended, ...]) -> None:
        if any(one.kind == kind for one in appended):
            seen.append(marks(store))

    store.listen(saved)
    return seen
