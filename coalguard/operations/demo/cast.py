"""The cast of a demonstration: who and what appears in it, read from `resources/demo`.

All of it is invented and says so: names hold 演示, plates YS, identity numbers the year 1880. Words and numbers
stand in the files, what happens with them in `market` and `checkpoint`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coalguard import resources
from coalguard.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Staffer:
    """A member of staff with a PIN to try things with; the first of a station's is its founder."""

    login: str
    name: str
    pin: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Truck:
    """A truck: its certificate's total mass where it has one, what it weighs empty, between which masses it is loaded.

    A blue plate hangs on what may weigh 4.5 t at most (GA 36-2018); nothing is loaded beyond its certificate or its
    axles (`domain.md` §4.7).
    """

    plate: str
    axles: int
    combination: bool
    colour: str
    rated_kg: int | None
    tare_kg: tuple[int, int]
    load_kg: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Contract:
    """A purchase contract, ending so many days after the demonstration was built."""

    number: str
    supplier: str
    quantity_kg: int
    ends_in_days: int


@dataclass(frozen=True, slots=True)
class Report:
    """A laboratory's report: item, basis and value of each line."""

    number: str
    covers_kg: int
    values: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Consignment:
    """What becomes one lot: so many loads under a contract and a report; `lacks` is a paper that came late or never."""

    loads: int
    contract: str
    report: str
    yard: str
    lacks: str = ""
    completed_after_days: int = 0


@dataclass(frozen=True, slots=True)
class Household:
    """A person who buys coal."""

    name: str
    card: str
    phone: str
    town: str
    address: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A firm that buys coal through somebody who works there."""

    name: str
    credit_code: str
    agent: str
    phone: str
    town: str
    address: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Case:
    """How some trucks at a gate turn out: what the officers answer (result, observed) and decide, and why.

    `paper` says what they show (`checkpoint.Paper`), `heavier_permille` how much more they carry than it says.
    """

    count: int
    decision: str
    paper: str
    heavier_permille: int
    answers: Mapping[str, Sequence[str]]
    reasons: tuple[str, ...]
    words: str
    returns: bool


@dataclass(frozen=True, slots=True)
class Cast:
    """What any station has: its code and name, the days it lives through, staff, fleets by use, drivers, the rest."""

    code: str
    name: str
    days: int
    staff: tuple[Staffer, ...]
    fleets: Mapping[str, tuple[Truck, ...]]
    drivers: tuple[str, ...]
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Market:
    """What a market has besides."""

    coal: str
    suppliers: Mapping[str, str]
    yards: tuple[str, ...]
    contracts: Mapping[str, Contract]
    laboratory: Mapping[str, str]
    reports: Mapping[str, Report]
    consignments: tuple[Consignment, ...]
    households: tuple[Household, ...]
    units: tuple[Unit, ...]
    prices: Mapping[str, Sequence[int]]
    incidents: Mapping[str, Mapping[str, Any]]


def load_cast(kind: str) -> Cast:
    """The cast of a kind of station; there is one of a market and one of a checkpoint."""
    read = json.loads(resources.path(f"demo/{kind}.json").read_bytes())
    fleets: dict[str, tuple[Truck, ...]] = {}
    for fleet in read["fleets"]:
        shape = (
            fleet["axles"],
            fleet["combination"],
            fleet["colour"],
            fleet["rated_kg"],
            tuple(fleet["tare_kg"]),
            tuple(fleet["load_kg"]),
        )
        trucks = (Truck(plate, *shape) for plate in fleet["plates"])
        fleets[fleet["use"]] = (*fleets.get(fleet["use"], ()), *trucks)
    staff = tuple(
        Staffer(one["login"], one["name"], one["pin"], tuple(map(Role, one["roles"]))) for one in read["staff"]
    )
    return Cast(read["code"], read["name"], read["days"], staff, fleets, tuple(read["drivers"]), read)


def market_of(cast: Cast) -> Market:
    """What the cast of a market holds besides."""
    more = cast.more
    return Market(
        more["coal"],
        {one["name"]: one["kind"] for one in more["suppliers"]},
        tuple(more["yards"]),
        {one["number"]: Contract(**one) for one in more["contracts"]},
        more["laboratory"],
        {one["number"]: Report(**one) for one in more["reports"]},
        tuple(Consignment(**one) for one in more["lots"]),
        tuple(Household(**one) for one in more["buyers"]),
        tuple(Unit(**one) for one in more["units"]),
        more["prices"],
        more["incidents"],
    )


def cases_of(cast: Cast) -> tuple[Case, ...]:
    """How the trucks at a checkpoint turn out."""
    return tuple(
        Case(
            one["count"],
            one["decision"],
            one.get("paper", "code"),
            one.get("heavier_permille", 0),
            one.get("answers", {}),
            tuple(one.get("reasons", ())),
            one.get("words", ""),
            one.get("returns", False),
        )
        for one in cast.more["cases"]
    )
