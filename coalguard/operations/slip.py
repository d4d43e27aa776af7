"""The slip of a first weighing comes back: it was scanned, and its truck is called up for the second one.

A slip calls up the very stay it was printed in, or nothing: never another stay of the same truck, none that is over.
"""

from dataclasses import dataclass

from coalguard.domain.findings import refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.roles import Duty
from coalguard.domain.visit import Purpose, State
from coalguard.operations.station import Actor, Station, entitle
from coalguard.store.slips import weighing_of
from coalguard.store.visits import load_visit, weighings_of
from coalguard.trust.slipcode import parse_slip


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSlip:
    """What was scanned or typed."""

    code: str


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """The stay that the slip was printed in, which has not ended, and the weight that stands on the slip."""

    visit: EntryKey
    plate: str
    purpose: Purpose
    state: State
    weighing: EntryKey
    step: str
    weight: Mass


def find(station: Station, actor: Actor, request: FindSlip) -> FoundSlip:
    """The open stay that a slip calls up.

    Raises Refused `slip.malformed`, `slip.unknown`, `slip.over` where the stay has ended, `slip.replaced` where another
    weight stands in its place.
    """
    entitle(actor, Duty.READ)
    code, reader = parse_slip(request.code), station.store.read()
    weighing = weighing_of(reader, station.store.signer.device, code)
    if weighing is None:
        raise refuse("slip.unknown")
    said = weighing.fact.says
    visit = load_visit(reader, said["visit"])
    if visit.ended:
        raise refuse("slip.over", plate=visit.plate, visit_state=str(visit.state))
    if weighings_of(reader, visit).get(said["step"]) != weighing.key:
        raise refuse("slip.replaced", plate=visit.plate, step=said["step"])
    return FoundSlip(visit.key, visit.plate, visit.purpose, visit.state, weighing.key, said["step"], Mass(said["kg"]))
