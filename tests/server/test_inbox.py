"""The inbox: rung by rung, and any cutting of a journal into runs comes to the same table."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from msgspec.structs import replace as changed

from coalguard.server.inbox import (
    Arrived,
    Duplicate,
    Fork,
    Gap,
    Kept,
    Known,
    Malformed,
    Outcome,
    SealInvalid,
    accept,
)
from coalguard.sync.run import Part, Run, parse_run, render_run
from coalguard.trust.chain import DeviceSigner
from tests.server.writers import SALT, Writer

SIGNER = DeviceSigner(bytes(range(32)))


@dataclass
class Table:
    """What a server would have kept, as plainly as it can be: each epoch's entries by seq."""

    public: bytes
    entries: dict[tuple[int, int], Arrived] = field(default_factory=dict)

    def known(self, run: Run) -> Known:
        """All that touches the run."""
        heads: dict[int, int] = {}
        for epoch, seq in self.entries:
            heads[epoch] = max(seq, heads.get(epoch, 0))
        within = range(run.first - 1, run.last + 1)
        hashes = {seq: one.hash for (epoch, seq), one in self.entries.items() if epoch == run.epoch and seq in within}
        before = frozenset(one.hash for (_, seq), one in self.entries.items() if seq == run.first - 1)
        return Known(self.public, heads, hashes, before)

    def take(self, run: Run) -> Outcome:
        """Offer a run, and keep what is kept."""
        outcome = accept(run, self.known(run))
        if isinstance(outcome, Kept):
            self.entries |= {(run.epoch, one.seq): one for one in outcome.entries}
        return outcome


def writer(count: int = 10) -> Writer:
    """A device with a journal."""
    made = Writer(signer=SIGNER)
    for number in range(count):
        made.write("weighing.captured", {"kg": 40_000 + number})
    return made


def table(*runs: Run) -> Table:
    """A table that has taken these runs."""
    made = Table(SIGNER.public)
    for run in runs:
        assert isinstance(made.take(run), Kept)
    return made


def seqs(outcome: Outcome) -> list[int]:
    """The entries that are new."""
    assert isinstance(outcome, Kept)
    return [one.seq for one in outcome.entries]


def test_the_first_run_is_kept() -> None:
    made = writer()
    outcome = table().take(made.run(1, 5))
    assert seqs(outcome) == [1, 2, 3, 4, 5]
    assert isinstance(outcome, Kept)
    assert outcome.head == made.entries[4].hash
    assert [one.hash for one in outcome.entries] == [one.hash for one in made.entries[:5]]
    assert [one.body for one in outcome.entries] == [one.body for one in made.entries[:5]]


def test_the_next_run_goes_on() -> None:
    made = writer()
    assert seqs(table(made.run(1, 5)).take(made.run(6))) == [6, 7, 8, 9, 10]


def test_the_same_run_again_is_a_duplicate_with_its_own_head() -> None:
    made = writer()
    kept = table(made.run(1, 5), made.run(6))
    assert kept.take(made.run(1, 5)) == Duplicate(made.entries[4].hash)
    assert kept.take(made.run(3, 4)) == Duplicate(made.entries[3].hash)


def test_of_a_run_that_overlaps_only_the_rest_is_new() -> None:
    made = writer()
    assert seqs(table(made.run(1, 5)).take(made.run(3, 8))) == [6, 7, 8]


def test_a_run_that_leaves_entries_out_is_a_gap() -> None:
    made = writer()
    assert table(made.run(1, 5)).take(made.run(7)) == Gap(6)


def test_a_first_run_that_does_not_begin_at_the_beginning_is_a_gap() -> None:
    assert table().take(writer().run(4)) == Gap(1)


def test_a_first_entry_that_claims_something_before_it_is_a_fork() -> None:
    other = Writer(signer=SIGNER, root=bytes([7] * 32))
    other.write("station.opened")
    assert table().take(other.run()) == Fork(1, other.entries[-1].hash)


def test_another_entry_at_a_known_place_is_a_fork_from_there() -> None:
    made = writer()
    kept = table(made.run())
    other = made.back_to(6)
    for _ in range(6):
        other.write("shift.closed")
    assert kept.take(other.run(5)) == Fork(7, other.entries[-1].hash)
    assert kept.take(other.run(11)) == Fork(11, other.entries[-1].hash)
    assert kept.take(other.run(7)) == Fork(7, other.entries[-1].hash)


def test_a_fork_changes_nothing() -> None:
    made = writer()
    kept = table(made.run())
    before = dict(kept.entries)
    other = made.back_to(6)
    other.write("shift.closed")
    kept.take(other.run(5))
    assert kept.entries == before


def test_a_new_epoch_goes_on_from_the_head() -> None:
    made = writer()
    made.epoch = 2
    made.write("epoch.opened")
    assert seqs(table(made.run(1, 10)).take(made.run(11))) == [11]


def test_a_new_epoch_may_go_on_from_any_known_entry() -> None:
    made = writer()
    restored = made.back_to(4)
    restored.epoch = 2
    restored.write("epoch.opened")
    restored.write("weighing.captured")
    kept = table(made.run())
    assert seqs(kept.take(restored.run(5))) == [5, 6]
    again = restored.back_to(5)
    again.epoch = 3
    again.write("epoch.opened")
    assert seqs(kept.take(again.run(6))) == [6]


def test_an_epoch_may_begin_from_nothing_at_all() -> None:
    """A disk without any backup: the device has its key and the city alone."""
    made = writer()
    anew = made.back_to(0)
    anew.epoch = 2
    anew.write("epoch.opened")
    assert seqs(table(made.run()).take(anew.run())) == [1]


def test_a_new_epoch_behind_entries_that_never_arrived_is_a_gap() -> None:
    made = writer()
    made.epoch = 2
    made.write("epoch.opened")
    assert table(made.run(1, 5)).take(made.run(11)) == Gap(6)


def test_a_new_epoch_from_an_entry_that_nobody_knows_is_a_fork() -> None:
    made = writer()
    other = made.back_to(4)
    other.write("shift.closed")
    other.epoch = 2
    other.write("epoch.opened")
    assert table(made.run()).take(other.run(6)) == Fork(6, other.entries[-1].hash)


def test_the_old_epoch_may_still_grow() -> None:
    """The old disk is found again after the restore."""
    made = writer()
    restored = made.back_to(4)
    restored.epoch = 2
    restored.write("epoch.opened")
    kept = table(made.run(1, 6), restored.run(5))
    assert seqs(kept.take(made.run(7))) == [7, 8, 9, 10]


def test_entries_before_the_beginning_of_a_known_epoch_are_a_fork() -> None:
    made = writer()
    restored = made.back_to(4)
    restored.epoch = 2
    restored.write("epoch.opened")
    kept = table(made.run(), restored.run(5))
    lie = changed(made.run(3, 4), epoch=2)
    sealed = Writer(signer=SIGNER, epoch=2, entries=[replace(one, epoch=2) for one in made.entries[2:4]]).run(3)
    assert kept.take(lie) == SealInvalid()
    assert kept.take(sealed) == Fork(3, made.entries[3].hash)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda run: changed(run, seal=bytes(64)),
        lambda run: changed(run, seal=b"short"),
        lambda run: changed(run, prev="11" * 32),
        lambda run: changed(run, first=2),
        lambda run: changed(run, epoch=2),
        lambda run: changed(run, device="00" * 8),
        lambda run: changed(run, parts=(Part(Raw(b"{}"), run.parts[0].bodies),)),
        lambda run: changed(run, parts=(Part(run.parts[0].header, run.parts[0].bodies[:-1]),)),
    ],
)
def test_a_run_that_proves_nothing_is_refused(spoil: object) -> None:
    assert callable(spoil)
    assert table().take(spoil(writer().run())) == SealInvalid()


def test_a_run_of_another_key_is_refused() -> None:
    assert accept(writer().run(), Known(DeviceSigner(bytes(32)).public)) == SealInvalid()


@pytest.mark.parametrize("place", [{"epoch": 10**9}, {"first": 10**15 - 3}, {"first": 10**30}])
def test_places_that_no_entry_can_have_are_malformed(place: dict[str, int]) -> None:
    assert table().take(changed(writer().run(), **place)) == Malformed()


def test_a_poisoned_entry_is_named_and_the_rest_is_read() -> None:
    made = writer(2)
    made.write_bytes(b'{"kind":"weighing.captured"}')
    made.form(1)
    outcome = table().take(made.run())
    assert isinstance(outcome, Kept)
    assert [one.told.fault for one in outcome.entries] == ["", "", "body", ""]
    assert outcome.entries[3].told.kind == "form.issued"


def test_a_personal_row_that_differs_poisons_its_entry() -> None:
    made = Writer(signer=SIGNER)
    made.write("driver.registered", person={"name": "演示甲"})
    made.write("driver.registered", person={"name": "演示乙"})
    made.persons[2] = SALT, b'{"name":"other"}'
    outcome = table().take(made.run())
    assert isinstance(outcome, Kept)
    assert [one.told.fault for one in outcome.entries] == ["", "person"]


def test_headers_within_a_run_are_told_apart() -> None:
    made = writer(3)
    made.restart()
    made.write("weighing.captured")
    outcome = table(made.run(1, 1)).take(made.run())
    assert isinstance(outcome, Kept)
    assert [one.part for one in outcome.entries] == [0, 0, 1]


JOURNAL = writer(12)
JOURNAL.restart()
for _ in range(6):
    JOURNAL.write("weighing.captured")
WHOLE = table(JOURNAL.run()).entries
SLICES = st.tuples(st.integers(1, 18), st.integers(1, 18)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(SLICES, max_size=25))
def test_any_cutting_in_any_order_with_repeats_comes_to_the_same_table(cuts: list[tuple[int, int]]) -> None:
    """Whoever hears of a gap sends from there, as a station does."""
    kept = table()
    for first, last in cuts:
        outcome = kept.take(parse_run(render_run(JOURNAL.run(first, last))))
        if isinstance(outcome, Gap):
            assert outcome.expected < first
            assert isinstance(kept.take(JOURNAL.run(outcome.expected, last)), Kept)
        else:
            assert isinstance(outcome, Kept | Duplicate)
        reached = max(seq for _, seq in kept.entries)
        assert _same(kept, reached)
    if isinstance(kept.take(JOURNAL.run()), Kept):
        assert len(kept.entries) == len(WHOLE)
    assert _same(kept, 18)


def _same(kept: Table, reached: int) -> bool:
    """Everything up to there, and nothing else; the number of a header within its run is the run's affair."""
    found = [(key, one.hash, one.body) for key, one in sorted(kept.entries.items())]
    return found == [(key, one.hash, one.body) for key, one in sorted(WHOLE.items()) if key[1] <= reached]
