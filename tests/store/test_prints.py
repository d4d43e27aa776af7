"""Prints: what was sent counts, part by part; what failed the last time is offered again."""

import pytest

from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import Fact, Json
from coalguard.domain.numbering import PaperKind
from coalguard.store.prints import (
    UNSENT,
    begin_attempt,
    copies_of,
    keep_interrupted,
    keep_unsent,
    last_reason,
    printer_set_by,
    unprinted,
)
from coalguard.store.rebuild import rebuild
from coalguard.store.store import Store
from coalguard.store.wanted import LEFT, PAPER, about_to_print
from tests.store.booth import NOON, Booth


def printer(store: Store, name: str) -> EntryKey:
    with store.begin() as act:
        return act.append(Fact("printer.set", {"name": name, "kind": "folder", "target": "tray"}))


def slip(store: Store) -> DocumentNumber:
    """A release slip of an invented truck."""
    with store.begin() as act:
        visit = act.append(Fact("visit.opened", {"plate": "甘N00001", "purpose": "inspection", "driver": ""}))
        says: dict[str, Json] = {"visit": str(visit), "plate": "甘N00001"}
        return act.issue(PaperKind.RELEASE, "release.issued", says).number


def attempt(
    store: Store, number: DocumentNumber, on: EntryKey, *parts: int, outcome: str = "sent", **more: str
) -> None:
    says: dict[str, Json] = {"paper": str(number), "printer": str(on), "parts": parts or (0,), "copy": 1}
    with store.begin() as act:
        act.append(Fact("paper.printed", {**says, "outcome": outcome, "fault": "", "reason": "", **more}))


@pytest.mark.parametrize(
    ("sent", "asked", "count"),
    [
        ([], [1], 0),
        ([[1, 2, 3, 4, 5]], [1], 1),
        ([[1], [2], [3]], [1, 2, 3, 4, 5], 1),
        ([[1, 2, 3, 4, 5], [4]], [4], 2),
        ([[1, 2, 3, 4, 5], [4]], [1, 2, 3, 4, 5], 2),
        ([[10]], [1], 0),
    ],
)
def test_a_paper_was_printed_as_often_as_its_most_printed_part(
    booth: Booth, sent: list[list[int]], asked: list[int], count: int
) -> None:
    with booth.open() as store:
        number, on = slip(store), printer(store, "1号")
        for parts in sent:
            attempt(store, number, on, *parts)
        assert copies_of(store.read(), number, asked) == count
        assert copies_of(store.read(), slip(store), asked) == 0


def test_what_failed_is_not_counted_and_is_offered(booth: Booth) -> None:
    with booth.open() as store:
        number, on = slip(store), printer(store, "1号")
        attempt(store, number, on, outcome="failed", fault="disk_full")
        assert copies_of(store.read(), number, [0]) == 0
        (offered,) = unprinted(store.read())
        assert (offered.number, offered.kind, offered.at) == (str(number), PaperKind.RELEASE, NOON)
        assert (offered.printer, offered.fault) == ("1号", "disk_full")


def test_the_latest_attempt_decides(booth: Booth) -> None:
    with booth.open() as store:
        first, second, on = slip(store), slip(store), printer(store, "1号")
        for number in (second, first, second):
            attempt(store, number, on, outcome="failed")
        assert [one.number for one in unprinted(store.read())] == [str(first), str(second)]
        attempt(store, first, on)
        assert [one.number for one in unprinted(store.read())] == [str(second)]


def test_what_was_to_be_printed_next_and_never_was_is_offered_in_the_order_of_issue(booth: Booth) -> None:
    with booth.open() as store:
        alone = slip(store)
        with about_to_print(["release.issued"]):
            numbers = [slip(store) for _ in range(2)]
        assert unprinted(store.read()) == ()
        keep_unsent(store)
        offered = unprinted(store.read())
        assert [(one.number, one.printer, one.fault) for one in offered] == [(str(one), "", UNSENT) for one in numbers]
        assert [copies_of(store.read(), number, [0]) for number in (alone, *numbers)] == [0, 0, 0]
        assert store.read().rows(LEFT, PAPER) == []
        head = store.head
        keep_unsent(store)
        assert store.head == head
        assert rebuild(store, check_only=True) == []


def test_what_was_printed_all_the_same_is_only_forgotten(booth: Booth) -> None:
    with booth.open() as store:
        with about_to_print(["release.issued"]):
            number = slip(store)
        attempt(store, number, printer(store, "1号"))  # as an alibi brings it back, which knows of no mark
        keep_unsent(store)
        assert unprinted(store.read()) == ()
        assert store.read().rows(LEFT, PAPER) == []


@pytest.mark.parametrize("outcome", ["sent", "failed"])
def test_of_an_attempt_whose_outcome_came_back_only_the_mark_is_taken_away(booth: Booth, outcome: str) -> None:
    with booth.open() as store:
        number, on = slip(store), printer(store, "1号")
        says: dict[str, Json] = {"paper": str(number), "printer": str(on), "parts": (0,), "copy": 1, "reason": ""}
        begin_attempt(store, "paper.printed", says)
        attempt(store, number, on, outcome=outcome)  # as an alibi brings it back, which knows of no mark
        keep_interrupted(store)
        keep_interrupted(store)
        assert [one.fault for one in unprinted(store.read())] == ([] if outcome == "sent" else [""])
        assert copies_of(store.read(), number, [0]) == (outcome == "sent")


def test_the_reason_of_the_latest_print_that_came_out(booth: Booth) -> None:
    with booth.open() as store:
        number, on = slip(store), printer(store, "1号")
        assert last_reason(store.read(), number) == ""
        attempt(store, number, on, reason="卡纸")
        attempt(store, number, on, reason="没墨", outcome="failed")
        assert last_reason(store.read(), number) == "卡纸"


def test_a_printer_is_what_was_last_said_of_its_name(booth: Booth) -> None:
    with booth.open() as store:
        assert printer_set_by(store.read(), "1号") is None
        printer(store, "1号")
        again = printer(store, "1号")
        assert printer_set_by(store.read(), "1号") == again


def test_prints_are_folded_from_the_journal(booth: Booth) -> None:
    with booth.open() as store:
        attempt(store, slip(store), printer(store, "1号"), 1, 2)
        assert rebuild(store, check_only=True) == []
