"""The outbox: the own tail behind a cursor; cut, sealed, counted, shown; and what the city answers for."""

import json
from random import Random

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import Fact
from coalguard.store.cursors import load_cursors
from coalguard.store.outbox import (
    Acknowledged,
    Outgoing,
    Waiting,
    acked_of,
    acknowledge,
    count_waiting,
    load_waiting,
    next_run,
    step_back,
    step_forward,
)
from coalguard.store.recovery import open_epoch
from coalguard.store.store import Store
from coalguard.sync.run import parse_run, render_run, run_of
from coalguard.trust.chain import FIRST_PREV
from tests.neighbours import hear, neighbour
from tests.store.booth import Booth, Clerk, yard

FOUNDED = 9
"""Entries of a founded booth."""


def runs(store: Store, **limits: int) -> list[Outgoing]:
    """Everything that waits, run by run."""
    found: list[Outgoing] = []
    while (run := next_run(store, found[-1].end if found else None, **limits)) is not None:
        found.append(run)
    return found


def receipt(run: Outgoing) -> Acknowledged:
    """The city's receipt for a run."""
    return Acknowledged(run.epoch, run.last, run.head, b"{}", b"s" * 64, "2026-01-14T04:00:00.000Z")


def sent(run: Outgoing) -> int:
    """How many bytes a run takes as it travels."""
    place = (run.device, run.epoch, run.first, run.prev)
    return len(render_run(run_of(place, run.parts, persons=run.persons, papers=run.papers, seal=run.seal)))


def test_a_run_is_proved_by_whoever_hears_it(booth: Booth) -> None:
    with booth.open() as store:
        Clerk(store, booth.clock, Random(3)).work(10)
        out = next_run(store)
        assert out is not None
        assert (out.first, out.last, out.prev, out.count) == (1, store.head.seq, FIRST_PREV, store.head.seq)
        place = (out.device, out.epoch, out.first, out.prev)
        run = parse_run(render_run(run_of(place, out.parts, persons=out.persons, papers=out.papers, seal=out.seal)))
        assert run.prove(store.signer.public)[-1] == out.head == store.head.hash
        assert (run.count, len(run.persons), len(run.papers)) == (out.count, len(out.persons), len(out.papers))
        assert out.persons
        assert out.papers


def test_a_run_has_a_part_for_each_header(booth: Booth) -> None:
    with booth.open() as store:
        yard(store, "东堆")
    with booth.open() as store:
        yard(store, "西堆")
        out = next_run(store)
        assert out is not None
        assert [len(bodies) for _, bodies in out.parts] == [FOUNDED, 1, 1]


@pytest.mark.parametrize("limit", [1, 4, 100])
def test_runs_follow_one_another_and_leave_nothing_out(booth: Booth, limit: int) -> None:
    with booth.open() as store:
        Clerk(store, booth.clock, Random(4)).work(12)
        found = runs(store, limit=limit)
        assert [run.first for run in found] == [1, *(run.last + 1 for run in found[:-1])]
        assert [run.prev for run in found] == [FIRST_PREV, *(run.head for run in found[:-1])]
        assert (found[-1].end, found[-1].head) == (store.head.end, store.head.hash)
        assert all(run.count <= limit for run in found)


def test_no_run_is_larger_than_said_and_one_entry_always_goes(booth: Booth) -> None:
    with booth.open() as store:
        Clerk(store, booth.clock, Random(5)).work(15)
        for most in (1, 4_000, 20_000):
            found = runs(store, most_bytes=most)
            assert found[-1].end == store.head.end
            sizes = [sent(run) for run in found if run.count > 1]
            assert max(sizes, default=0) <= most
            assert bool(sizes) == (most > 1)


def test_a_run_stays_within_one_epoch(booth: Booth) -> None:
    with booth.open() as store:
        open_epoch(store, "test")
        found = runs(store)
        assert [(run.epoch, run.first, run.last) for run in found] == [
            (1, 1, FOUNDED),
            (2, FOUNDED + 1, store.head.seq),
        ]
        assert found[1].prev == found[0].head


def test_what_others_wrote_is_not_sent(booth: Booth) -> None:
    gate = neighbour(2)
    gate.write("yard.registered", {"name": "别处"})
    with booth.open() as store:
        hear(store, gate)
        assert [run.device for run in runs(store)] == [store.signer.device]
        assert count_waiting(store) == FOUNDED


def test_what_is_acknowledged_does_not_wait_any_more(booth: Booth) -> None:
    with booth.open() as store:
        first = next_run(store, limit=4)
        assert first is not None
        acknowledge(store, receipt(first))
        assert (acked_of(store.read()), count_waiting(store)) == ((1, 4), FOUNDED - 4)
        open_epoch(store, "test")
        assert count_waiting(store) == store.head.seq - 4
        for run in runs(store):
            acknowledge(store, receipt(run))
        assert (next_run(store), count_waiting(store), load_waiting(store)) == (None, 0, ())
        kept = store.read().rows("SELECT epoch, seq, head FROM city_receipts ORDER BY epoch, seq")
        assert [row[:2] for row in kept] == [(1, 4), (1, FOUNDED), store.head.end]


def test_a_late_receipt_moves_nothing_back(booth: Booth) -> None:
    with booth.open() as store:
        first, second = next_run(store, limit=3), next_run(store, limit=6)
        assert first
        assert second
        for run in (second, first, second):
            acknowledge(store, receipt(run))
        assert load_cursors(store.read()).acked == (1, 6)


def test_a_receipt_for_another_entry_is_not_believed(booth: Booth) -> None:
    with booth.open() as store:
        for wrong in (
            Acknowledged(1, 3, b"x" * 32, b"{}", b"", ""),
            Acknowledged(1, FOUNDED + 1, store.head.hash, b"{}", b"", ""),
        ):
            with pytest.raises(DamagedError, match=r"sync\.receipt_differs"):
                acknowledge(store, wrong)
        with pytest.raises(DamagedError, match=r"sync\.receipt_differs"):
            step_forward(store, (1, FOUNDED), b"x" * 32)
        assert acked_of(store.read()) == (1, 0)
        assert store.read().rows("SELECT * FROM city_receipts") == []


def test_the_pointer_goes_forward_for_a_lost_answer_and_back_for_a_restored_server(booth: Booth) -> None:
    with booth.open() as store:
        run = next_run(store, limit=6)
        assert run
        step_forward(store, run.end, run.head)
        assert acked_of(store.read()) == (1, 6)
        step_back(store, (1, 2))
        assert acked_of(store.read()) == (1, 2)
        step_back(store, (1, 4))
        assert acked_of(store.read()) == (1, 2)
        again = next_run(store)
        assert again
        assert again.first == 3


def test_what_waits_is_shown_with_its_paper_and_its_truck(booth: Booth) -> None:
    says = {"form": "LX02-260114-0032", "key_id": "", "issued": "", "visit": "", "plate": "甘N8F326"}
    with booth.open() as store:
        for run in runs(store):
            acknowledge(store, receipt(run))
        east = yard(store, "东堆")
        with store.begin() as act:
            passed = act.append(Fact("weather.noted", says))
        assert load_waiting(store) == (
            Waiting(east, "yard.registered", "", "", booth.clock.at),
            Waiting(passed, "weather.noted", "LX02-260114-0032", "甘N8F326", booth.clock.at),
        )
        assert [one.key for one in load_waiting(store, 1)] == [east]
        assert json.loads(store.read().value("SELECT body FROM entries ORDER BY seq DESC"))["says"] == says
