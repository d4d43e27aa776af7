"""Wanted papers: an act that is printed next leaves marks as durable as itself; nothing else leaves any."""

import pytest

from coalguard.domain.findings import Refused, refuse
from coalguard.domain.journal import Fact, Json
from coalguard.domain.numbering import PaperKind
from coalguard.store.store import Store
from coalguard.store.wanted import LEFT, PAPER, SHEET, about_to_print
from tests.store.booth import Booth

SLIPS = ("release.issued",)


def slip(store: Store) -> str:
    """A release slip of an invented truck."""
    with store.begin() as act:
        visit = act.append(Fact("visit.opened", {"plate": "甘N00001", "purpose": "inspection", "driver": ""}))
        says: dict[str, Json] = {"visit": str(visit), "plate": "甘N00001"}
        return str(act.issue(PaperKind.RELEASE, "release.issued", says).number)


def left(store: Store, sort: str = PAPER) -> list[str]:
    """What is marked."""
    return [wanted for (wanted,) in store.read().rows(LEFT, sort)]


def test_only_what_is_printed_next_is_marked(booth: Booth) -> None:
    with booth.open() as store:
        slip(store)
        with about_to_print(SLIPS):
            wanted = slip(store)
        with about_to_print(("ticket.issued",)):
            slip(store)
        slip(store)
        assert left(store) == [wanted]


def test_a_sheet_is_marked_by_its_shift(booth: Booth) -> None:
    with booth.open() as store:
        with store.begin() as act:
            shift = str(act.append(Fact("shift.opened", {"lead": str(act.head.key)})))
        with about_to_print(("shift.closed",)), store.begin() as act:
            act.append(Fact("shift.closed", {"shift": shift}))
        assert (left(store), left(store, SHEET)) == ([], [shift])


def test_an_act_that_is_undone_leaves_no_mark(booth: Booth) -> None:
    def undone(store: Store) -> None:
        with about_to_print(SLIPS), store.begin() as act:
            visit = act.append(Fact("visit.opened", {"plate": "甘N00001", "purpose": "inspection", "driver": ""}))
            act.issue(PaperKind.RELEASE, "release.issued", {"visit": str(visit), "plate": "甘N00001"})
            raise refuse("stock.insufficient")

    with booth.open() as store:
        with pytest.raises(Refused):
            undone(store)
        slip(store)
        assert left(store) == []


def test_a_mark_is_there_when_the_store_is_opened_again(booth: Booth) -> None:
    with booth.open() as store, about_to_print(SLIPS):
        wanted = slip(store)
    with booth.open() as store:
        assert left(store) == [wanted]
