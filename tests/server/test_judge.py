"""What contradicts itself between stations, and who is told."""

import pytest

from coalguard.domain.identity import DocumentNumber
from coalguard.server import judge
from coalguard.server.inbox import Arrived
from coalguard.server.judge import Range, Use, Watch
from coalguard.server.reading import Told

FORM = "LX01-260114-0032"
MORNING, NOON, EVENING = (f"2026-01-14T0{hour}:00:00.000Z" for hour in (1, 4, 9))
KK02, KK03, LX01 = Use("KK02", MORNING), Use("KK03", NOON), Use("LX01", EVENING)


def test_a_form_used_twice_is_told_at_both_gates_and_where_it_was_issued() -> None:
    opened = judge.double_redemption(FORM, KK02, KK03, "LX01")
    assert (opened.code, opened.number) == ("redemption.double", FORM)
    assert opened.stations == ("KK02", "KK03", "LX01")
    assert opened.facts == {"first": KK02.facts, "second": KK03.facts}


def test_a_form_used_twice_at_one_gate_is_told_there_once() -> None:
    assert judge.double_redemption(FORM, KK02, KK02, "LX01").stations == ("KK02", "LX01")


def test_a_number_given_twice_is_told_to_both() -> None:
    assert judge.number_twice(FORM, LX01, KK02).stations == ("LX01", "KK02")


def test_a_void_form_that_was_used_shows_both_moments() -> None:
    opened = judge.void_after_redemption(FORM, KK02, LX01)
    assert opened.code == "form.void_after_redemption"
    assert opened.facts == {
        "redeemed": {"station": "KK02", "at": MORNING},
        "voided": {"station": "LX01", "at": EVENING},
    }
    assert opened.stations == ("KK02", "LX01")


def given(*serials: int, prefix: str = "LX01") -> list[tuple[DocumentNumber, str]]:
    """Numbers that were given at noon."""
    return [(DocumentNumber(prefix, "260114", serial), NOON) for serial in serials]


LEASE = Range(2, "LX01", 5001, 10_000, starter=False)
STARTER = Range(2, "LX01", 1, 5000, starter=True)


@pytest.mark.parametrize(
    ("epoch", "serial", "inside"),
    [(2, 5001, True), (2, 10_000, True), (2, 10_001, False), (1, 5001, False), (3, 5001, False)],
)
def test_a_lease_holds_in_its_own_epoch(epoch: int, serial: int, *, inside: bool) -> None:
    assert (not list(judge.outside_grants(given(serial), epoch, [LEASE], "LX01"))) is inside


@pytest.mark.parametrize(("epoch", "inside"), [(1, True), (2, True), (3, False)])
def test_what_was_given_before_the_enrolment_holds_in_every_epoch_until_then(epoch: int, *, inside: bool) -> None:
    assert (not list(judge.outside_grants(given(5000), epoch, [STARTER, LEASE], "LX01"))) is inside


def test_numbers_outside_are_told_once_for_each_prefix() -> None:
    numbers = [*given(3, 4, 20_000), *given(1, prefix="GB01")]
    opened = list(judge.outside_grants(numbers, 2, [LEASE], "LX01"))
    assert [(one.number, one.facts["count"]) for one in opened] == [("LX01-260114-0003", 3), ("GB01-260114-0001", 1)]
    assert opened[0].facts == {"station": "LX01", "at": NOON, "count": 3}
    assert opened[0].stations == ("LX01",)


def test_quarantine_says_which_entry_and_why() -> None:
    arrived = Arrived(7, 0, bytes(32), b"?", Told("form.issued", fault="says"))
    opened = judge.quarantined(arrived, "ab" * 8, 1, "LX01")
    assert (opened.code, opened.number, opened.stations) == ("entry.quarantined", "", ("LX01",))
    assert opened.facts == {"device": "ab" * 8, "epoch": 1, "seq": 7, "kind": "form.issued", "reason": "says"}


def test_a_fork_and_a_clone_name_the_device() -> None:
    assert judge.forked("ab" * 8, 1, 7, "LX01").facts == {"device": "ab" * 8, "epoch": 1, "seq": 7}
    assert judge.cloned("ab" * 8, "LX01").facts == {"device": "ab" * 8}
    assert judge.cloned("ab" * 8, "").stations == ()


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (MORNING, "", True),
        (MORNING, "2026-01-14", True),
        (MORNING, "2026-01-13", False),
        (MORNING, "2026-01-14T16:00:00.000Z", True),
        (MORNING, "2026-01-12T16:00:00.000Z", False),
        (EVENING, "", False),
    ],
)
def test_a_watched_plate_counts_from_when_it_was_watched_until_the_end_of_its_day(
    since: str, until: str, *, told: bool
) -> None:
    opened = list(judge.watched_passed("甘N8F326", Use("KK02", NOON), Watch("甘N8F326", since, until), FORM))
    assert bool(opened) is told
    if told:
        assert opened[0].facts == {"plate": "甘N8F326", "station": "KK02", "at": NOON}
        assert (opened[0].code, opened[0].number) == ("plate.watched_passed", FORM)
