"""What entries say of numbers, uses, voids, leases and plates, on both databases, whoever comes first."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from coalguard.server.database import Database
from coalguard.server.tables import entries, exceptions, grants, numbers, redemptions, voids
from tests.server.towns import Town, found
from tests.server.writers import NOON, Writer

LATER = NOON + timedelta(hours=1)
DECISION = {"plate": "甘N8F326", "decision": "pass", "reasons": [], "form": "LX01-260114-0001"}


@pytest.fixture
def market(town: Town) -> Writer:
    """A market that issued two forms, known to the city."""
    writer = Writer("LX01")
    town.enrol(writer)
    writer.form(1)
    writer.form(2, net_kg=20_000)
    assert town.push(writer).opened == ()
    return writer


@pytest.fixture
def gates(town: Town) -> tuple[Writer, Writer]:
    """Two gates that know nothing of one another."""
    pair = Writer("KK02", "checkpoint"), Writer("KK03", "checkpoint")
    town.enrol(*pair)
    return pair


def said(town: Town, code: str) -> list[dict[str, Any]]:
    """What the city told of exceptions of a kind, each with the station it was told."""
    bodies = [
        json.loads(body)["says"]
        for _, body, kind in town.rows(entries, "pos", "body", "kind")
        if kind == "exception.opened"
    ]
    return [one for one in bodies if one["exception"] == code]


def test_numbers_are_written_down_with_what_was_sold(town: Town, market: Writer) -> None:
    market.write("ticket.issued", {}, doc="GB01-260114-0007")
    town.push(market)
    assert town.rows(numbers, "prefix", "serial", "kind", "net_kg", "undisputed") == [
        ("GB01", 7, "ticket", 0, 1),
        ("LX01", 1, "form", 32_420, 1),
        ("LX01", 2, "form", 20_000, 1),
    ]


def test_a_number_given_twice_is_told_at_both_stations(town: Town, market: Writer) -> None:
    other = Writer("LX02")
    town.enrol(other)
    other.form(9)
    other.write("form.issued", json.loads(market.entries[0].body)["says"], doc=market.number(1), at=LATER)
    assert town.push(other).opened == ("number.outside_grant", "number.twice")
    told = said(town, "number.twice")
    assert [one["station"] for one in told] == ["LX01", "LX02"]
    assert told[0]["number"] == "LX01-260114-0001"
    assert told[0]["stations"] == ["LX01", "LX02"]
    assert told[0]["facts"] == {
        "first": {"station": "LX01", "at": "2026-01-14T04:00:00.000Z"},
        "second": {"station": "LX02", "at": "2026-01-14T05:00:00.000Z"},
    }
    assert town.rows(numbers, "prefix", "serial", "device", "undisputed")[:2] == [("LX01", 1, 1, 1), ("LX01", 1, 2, 0)]


def test_a_number_given_twice_within_one_run_is_seen(town: Town, market: Writer) -> None:
    market.form(3)
    market.form(3)
    assert town.push(market).opened == ("number.twice",)


def test_a_number_outside_every_lease_is_told_where_it_was_given(town: Town, market: Writer) -> None:
    market.form(1_000_001)
    market.form(1_000_002)
    assert town.push(market).opened == ("number.outside_grant",)
    ((told),) = said(town, "number.outside_grant")
    assert (told["station"], told["number"], told["facts"]["count"]) == ("LX01", "LX01-260114-1000001", 2)


def test_a_lease_is_taken_once_the_device_says_so(town: Town, market: Writer) -> None:
    assert town.rows(grants, "prefix", "taken") == [("GB01", 0), ("LX01", 0)]
    market.write("grant.opened", {"kind": "form", "prefix": "LX01", "first": 1, "last": 1_000_000, "origin": "server"})
    town.push(market)
    assert town.rows(grants, "prefix", "taken") == [("GB01", 0), ("LX01", 1)]


def test_a_form_is_used_once(town: Town, market: Writer, gates: tuple[Writer, Writer]) -> None:
    gates[0].write("form.redeemed", {"form": market.number(1)})
    assert town.push(gates[0]).opened == ()
    assert town.rows(redemptions, "prefix", "serial", "station", "undisputed") == [("LX01", 1, "KK02", 1)]


def test_a_form_used_at_two_gates_is_told_at_both_and_at_the_market(
    town: Town, market: Writer, gates: tuple[Writer, Writer]
) -> None:
    gates[0].write("form.redeemed", {"form": market.number(1)})
    gates[1].write("form.redeemed", {"form": market.number(2)})
    gates[1].write("form.redeemed", {"form": market.number(1)}, at=LATER)
    assert town.push(gates[0]).opened == ()
    assert town.push(gates[1]).opened == ("redemption.double",)
    told = said(town, "redemption.double")
    assert [one["station"] for one in told] == ["KK02", "KK03", "LX01"]
    assert told[0]["facts"] == {
        "first": {"station": "KK02", "at": "2026-01-14T04:00:00.000Z"},
        "second": {"station": "KK03", "at": "2026-01-14T05:00:00.000Z"},
    }
    assert town.rows(redemptions, "serial", "station", "undisputed") == [(1, "KK02", 1), (1, "KK03", 0), (2, "KK03", 1)]
    assert town.rows(exceptions, "station") == [("KK02",), ("KK03",), ("LX01",)]


def test_a_form_that_nobody_issued_yet_can_be_used(town: Town, gates: tuple[Writer, Writer]) -> None:
    """The market is still offline."""
    gates[0].write("form.redeemed", {"form": "LX01-260114-0001"})
    assert town.push(gates[0]).opened == ()
    gates[1].write("form.redeemed", {"form": "LX01-260114-0001"})
    assert town.push(gates[1]).opened == ("redemption.double",)


def test_a_void_that_comes_after_the_use_is_seen(town: Town, market: Writer, gates: tuple[Writer, Writer]) -> None:
    gates[0].write("form.redeemed", {"form": market.number(1)}, at=LATER)
    town.push(gates[0])
    market.write("form.voided", {"form": market.number(1)})
    market.write("form.voided", {"form": market.number(2)})
    assert town.push(market).opened == ("form.void_after_redemption",)
    told = said(town, "form.void_after_redemption")
    assert [one["station"] for one in told] == ["KK02", "LX01"]
    assert told[0]["facts"] == {
        "redeemed": {"station": "KK02", "at": "2026-01-14T05:00:00.000Z"},
        "voided": {"station": "LX01", "at": "2026-01-14T04:00:00.000Z"},
    }
    assert town.rows(voids, "serial") == [(1,), (2,)]


def test_a_use_that_comes_after_the_void_is_seen(town: Town, market: Writer, gates: tuple[Writer, Writer]) -> None:
    market.write("form.voided", {"form": market.number(1)})
    assert town.push(market).opened == ()
    gates[0].write("form.redeemed", {"form": market.number(2)})
    gates[0].write("form.redeemed", {"form": market.number(1)})
    assert town.push(gates[0]).opened == ("form.void_after_redemption",)


def test_a_form_of_its_own_used_and_void_in_one_run_is_seen_once(town: Town, market: Writer) -> None:
    market.write("form.redeemed", {"form": market.number(1)})
    market.write("form.voided", {"form": market.number(1)})
    assert town.push(market).opened == ("form.void_after_redemption",)


def test_a_watched_plate_that_passes_is_told_at_the_gate(town: Town, gates: tuple[Writer, Writer]) -> None:
    town.say("plate.watched", plate="甘N8F326", reason="debt", until=None)
    gates[0].write("inspection.decided", {**DECISION, "plate": "甘N00001"}, at=LATER)
    gates[0].write("inspection.decided", {**DECISION, "decision": "turn_back"}, at=LATER)
    assert town.push(gates[0]).opened == ()
    gates[0].write("inspection.decided", DECISION, at=LATER)
    assert town.push(gates[0]).opened == ("plate.watched_passed",)
    (told,) = said(town, "plate.watched_passed")
    assert (told["station"], told["number"], told["facts"]["plate"]) == ("KK02", "LX01-260114-0001", "甘N8F326")


def test_a_poisoned_entry_means_nothing_and_is_told(town: Town, market: Writer) -> None:
    market.write("form.issued", {"plate": 7}, doc=market.number(3))
    market.write_bytes(b'{"kind":"form.redeemed"}')
    market.form(4)
    assert town.push(market).opened == ("entry.quarantined", "entry.quarantined")
    assert [row[0] for row in town.rows(numbers, "serial")] == [1, 2, 4]
    told = said(town, "entry.quarantined")
    assert [(one["facts"]["seq"], one["facts"]["kind"], one["facts"]["reason"]) for one in told] == [
        (3, "form.issued", "says"),
        (4, "", "body"),
    ]


def test_gates_that_use_many_forms_at_the_same_moment_agree_on_who_was_first(postgresql: Database) -> None:
    """Each lists them in its own order; without one order for all, the two would wait for each other."""
    town = found(postgresql)
    gates = [Writer(f"KK0{number}", "checkpoint") for number in range(2, 6)]
    town.enrol(*gates)
    for turn, gate in enumerate(gates):
        for serial in sorted(range(1, 41), key=lambda serial, turn=turn: (serial * (7, 11, 13, 17)[turn]) % 41):  # type: ignore[misc]  # a default
            gate.write("form.redeemed", {"form": f"LX01-260114-{serial:04d}"})
    together = threading.Barrier(len(gates))

    def push(gate: Writer) -> int:
        together.wait(10)
        return len(town.push(gate).opened)

    with ThreadPoolExecutor(len(gates)) as pool:
        doubles = list(pool.map(push, gates))
    assert sum(doubles) == 3 * 40
    found_first = [row for row in town.rows(redemptions, "serial", "undisputed") if row[1]]
    assert found_first == [(serial, 1) for serial in range(1, 41)]
