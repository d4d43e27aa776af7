"""A shift from hand to hand, and totals told by two roads."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coalguard.domain.findings import Finding, fail, warn
from coalguard.domain.identity import DocumentNumber, EntryKey
from coalguard.domain.journal import canonical
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.domain.roles import Role
from coalguard.domain.shift import (
    Book,
    Giver,
    LeftOpen,
    NumberRun,
    Shift,
    Told,
    Totals,
    check_told,
    close,
    hand_over,
    left_facts,
    may_open,
    parse_left,
    ties,
    totals_facts,
    waited_minutes,
)

DAY, NIGHT, LEAD = (EntryKey("9f31c2d4a5b6e708", 1, seq) for seq in (2, 3, 4))
SHIFT = Shift(EntryKey("9f31c2d4a5b6e708", 1, 9), DAY, datetime(2026, 1, 14, tzinfo=UTC))
OFFICER = frozenset({Role.OFFICER})
HOLDER = Giver(DAY, OFFICER)


def test_a_shift_opens_where_none_is_open() -> None:
    assert may_open(None) == ()
    assert may_open(SHIFT) == (fail("shift.already_open", shift="9f31c2d4a5b6e708-1-9", holder="9f31c2d4a5b6e708-1-2"),)


def test_the_holder_hands_over_to_another_and_closes() -> None:
    assert hand_over(SHIFT, HOLDER, NIGHT) == ()
    assert close(SHIFT, HOLDER) == ()


def test_nobody_hands_over_to_himself() -> None:
    assert hand_over(SHIFT, HOLDER, DAY) == (fail("shift.same_person"),)


def test_without_a_shift_there_is_nothing_to_give() -> None:
    assert hand_over(None, HOLDER, NIGHT) == (fail("shift.none_open"),)
    assert close(None, HOLDER) == (fail("shift.none_open"),)


@pytest.mark.parametrize(
    ("giver", "codes"),
    [
        (Giver(NIGHT, OFFICER, "当班人已离岗"), ["shift.not_holder"]),
        (Giver(LEAD, frozenset({Role.LEAD})), ["shift.reason_needed"]),
        (Giver(LEAD, frozenset({Role.LEAD}), "  "), ["shift.reason_needed"]),
        (Giver(LEAD, frozenset({Role.LEAD}), "当班人已离岗"), []),
    ],
)
def test_for_a_holder_who_has_left_a_lead_gives_with_a_reason(giver: Giver, codes: list[str]) -> None:
    assert [finding.code for finding in close(SHIFT, giver)] == codes
    assert [finding.code for finding in hand_over(SHIFT, giver, NIGHT)] == codes


def test_what_is_open_is_listed_and_blocks_nothing() -> None:
    left = LeftOpen(("甘N8F326", "甘ND3071"), ("宁E5518C",), ("B0114-01",), 7, unprinted=("GB01-260114-0058",))
    listed: tuple[Finding, ...] = (
        warn("shift.open_weighings", count=2, plates="甘N8F326,甘ND3071"),
        warn("shift.queue", count=1, plates="宁E5518C"),
        warn("shift.held_lots", count=1, lots="B0114-01"),
        warn("paper.unprinted", count=1, numbers="GB01-260114-0058"),
        warn("shift.unsent", count=7),
    )
    assert hand_over(SHIFT, HOLDER, NIGHT, left) == listed
    assert close(SHIFT, HOLDER, left) == listed


def test_who_has_waited_is_told_in_whole_minutes() -> None:
    since = datetime(2026, 1, 14, 4, tzinfo=UTC)
    assert waited_minutes(since, datetime(2026, 1, 14, 4, 16, 59, tzinfo=UTC)) == 16
    assert waited_minutes(since, datetime(2026, 1, 14, 3, tzinfo=UTC)) == 0


def test_what_is_open_is_read_back_from_its_entry() -> None:
    since = datetime(2026, 1, 14, 4, tzinfo=UTC)
    left = LeftOpen(("甘N8F326",), ("宁E5518C",), ("B0114-01",), 7, since, since, ("GB01-260114-0058",))
    assert canonical(left_facts(left))
    assert parse_left(left_facts(left)) == left
    assert parse_left(left_facts(LeftOpen())) == parse_left({}) == LeftOpen()


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (Told(), []),
        (Told(Money(0), 0, "两车待过磅", "当班人已离岗"), []),
        (Told(Money(-1), -1), [("shift.count_negative", "cash_fen"), ("shift.count_negative", "paper_left")]),
        (Told(notes="演" * 201), [("shift.notes_malformed", "notes")]),
        (Told(notes="司机电话 138 0000 6620"), [("notes.personal", "notes")]),
        (Told(notes="演" * 200, reason="一行\n两行"), [("shift.notes_malformed", "reason")]),
    ],
)
def test_what_the_giver_says_is_counted_and_short(told: Told, codes: list[tuple[str, str]]) -> None:
    assert [(finding.code, finding.facts["field"]) for finding in check_told(told)] == codes


def number(serial: int) -> DocumentNumber:
    return DocumentNumber("LX01", "260114", serial)


PAPERS = Totals(
    weighings=9,
    manual_weighings=1,
    tickets=4,
    forms=3,
    voids=1,
    receipts=1,
    passed=46,
    turned_back=9,
    handed_over=1,
    not_coal=2,
    mass_in=Mass(34_140),
    mass_out=Mass(64_840),
    amount=Money(5_576_240),
    numbers=(NumberRun(number(31), number(33), 3, void=1, left=999_967),),
    redeemed=45,
)
BOOK = Book(
    sales=2,
    receipts=1,
    tickets=4,
    inspections=58,
    mass_in=Mass(34_140),
    mass_out=Mass(64_840),
    amount=Money(5_576_240),
    numbers_used=3,
)


def test_two_honest_roads_tie() -> None:
    assert ties(PAPERS, BOOK) == ()
    assert ties(Totals(), Book()) == ()


@pytest.mark.parametrize(
    ("book", "what", "left", "right"),
    [
        (replace(BOOK, sales=3), "sales", 2, 3),
        (replace(BOOK, receipts=0), "receipts", 1, 0),
        (replace(BOOK, tickets=5), "tickets", 4, 5),
        (replace(BOOK, inspections=57), "inspections", 58, 57),
        (replace(BOOK, mass_in=Mass(34_120)), "mass_in_kg", 34_140, 34_120),
        (replace(BOOK, mass_out=Mass(0)), "mass_out_kg", 64_840, 0),
        (replace(BOOK, amount=Money(1)), "amount_fen", 5_576_240, 1),
        (replace(BOOK, numbers_used=4), "numbers_used", 3, 4),
    ],
)
def test_what_does_not_tie_is_told_with_both_sums(book: Book, what: str, left: int, right: int) -> None:
    assert ties(PAPERS, book) == (fail("shift.does_not_tie", what=what, left=left, right=right),)


def test_a_number_that_no_paper_carries_is_told() -> None:
    papers = replace(PAPERS, numbers=(NumberRun(number(31), number(34), 3),))
    gap = fail("shift.numbers_gap", first="LX01-260114-0031", last="LX01-260114-0034", width=4, used=3)
    assert ties(papers, BOOK) == (gap,)


def test_totals_are_told_as_an_entry_can_hold_them() -> None:
    told = totals_facts(PAPERS)
    assert told["sales"] == 2
    assert told["out_kg"] == 64_840
    assert told["redeemed"] == 45
    assert told["numbers"] == [
        {"first": "LX01-260114-0031", "last": "LX01-260114-0033", "used": 3, "void": 1, "left": 999_967}
    ]
    assert canonical(told)
