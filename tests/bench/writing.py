"""Writing: the tickets of a sync workload, told to a station through the product's own operations.

One ticket is one entry: a truck that comes to buy (`visit.opened`), with its plate, its driver, its coal, and all else
that the ticket says in the words of its destination (number, mine and its initials, buyer, three weights, time), so
that an entry carries what a record of the peers does. Only the ticket's random id is missing: the entry has a key of
its own. Every stay stays open, so a plate that is there already is given to the truck as one never seen; that costs
bytes, and saves none. Drivers are people and stand beside the chain: they are known, and sent, before anything is
timed, as at a gate that has been open for some weeks.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast

from coalguard.operations.station import Station
from coalguard.operations.visit import BeginSale, begin_sale
from coalguard.store.people import keep_driver
from coalguard.store.store import Store
from tests.bench.limit import tickets as made_up
from tests.bench.trucks import COALS
from tests.bench.years import OneAct
from tests.stations import Manned

Ticket = Mapping[str, Any]

_AT_ONCE = 500
_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SERIAL = 5
_TOLD = ("number", "mine", "mine_py", "buyer", "coal", "gross_kg", "tare_kg", "net_kg", "weighed_at")


class Writing:
    """A station that writes tickets down; its drivers are known from the beginning."""

    def __init__(self, manned: Manned, tickets: Iterator[Ticket], count: int) -> None:
        """Take the next tickets, and make their drivers known."""
        self.manned = manned
        self._tickets = list(islice(tickets, count))
        self._seen: set[str] = set()
        station, actor = manned
        with station.store.begin(by=actor.key) as act:
            for name in dict.fromkeys(ticket["driver"] for ticket in self._tickets):
                keep_driver(act, name)

    def write(self, count: int) -> None:
        """Write the next tickets down, each as one entry, some hundred in one act."""
        station, actor = self.manned
        writing, self._tickets = self._tickets[:count], self._tickets[count:]
        for at in range(0, count, _AT_ONCE):
            with station.store.begin(by=actor.key) as act:
                inside = replace(station, store=cast("Store", OneAct(station.store, act)))
                for ticket in writing[at : at + _AT_ONCE]:
                    self._write(inside, ticket)

    def _write(self, station: Station, ticket: Ticket) -> None:
        begin_sale(
            station,
            self.manned.admin,
            BeginSale(
                plate=self._plate(ticket["plate"]),
                coal=COALS[len(ticket["coal"]) % len(COALS)],
                driver=ticket["driver"],
                destination=" ".join(str(ticket[name]) for name in _TOLD),
            ),
        )

    def _plate(self, plate: str) -> str:
        """The plate, or where it is here already, the next that never was."""
        number = len(self._seen)
        while plate in self._seen:
            number, serial, rest = number + 1, "", number
            for _ in range(_SERIAL):
                rest, sign = divmod(rest, len(_SIGNS))
                serial += _SIGNS[sign]
            plate = f"{plate[:2]}{serial}"
        self._seen.add(plate)
        return plate


def workload() -> Iterator[Ticket]:
    """The tickets that BENCH_TICKETS names (JSON lines), then made-up ones without end."""
    named = os.environ.get("BENCH_TICKETS")
    return chain(_read(Path(named)) if named else (), made_up())


def _read(file: Path) -> Iterator[Ticket]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
