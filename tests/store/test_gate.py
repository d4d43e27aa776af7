"""The gate as its desk sees it, on a real store: who waits, who was decided upon, a form by its check code alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import Decision, Verdict
from coalguard.domain.journal import Fact, Json
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.operations.setup import StationKind
from coalguard.store.gate import NEWEST_FORMS, form_with_code, load_settled, load_waiting
from coalguard.store.store import Store
from coalguard.trust.chain import check_code
from tests.neighbours import FORM, hear, neighbour
from tests.stations import HandClock, open_test_station

PLATE, OTHER = "甘N8F326", "甘N21587"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A checkpoint's store."""
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=HandClock()) as (station, _):
        yield station.store


def arrive(store: Store, plate: str = PLATE, purpose: str = "inspection") -> str:
    with store.begin() as act:
        says = {"plate": plate, "purpose": purpose, "driver": "", "form": "", "code": "", "plate_seen": True}
        return str(act.append(Fact("visit.opened", says)))


def record(store: Store, visit: str, verdict: str = "verify") -> None:
    with store.begin() as act:
        says = {"visit": visit, "plate": PLATE, "verdict": verdict, "before": False, "state": "recorded"}
        act.append(Fact("inspection.recorded", says))


def decide(store: Store, visit: str, *, recorded: bool = False, slip: bool = True) -> str:
    with store.begin() as act:
        says = {"visit": visit, "plate": PLATE, "decision": "turn_back", "reasons": ["form_invalid", "other"]}
        act.append(Fact("inspection.decided", {**says, "recorded": recorded, "state": "turned_back"}))
        return str(act.issue(PaperKind.TURN_BACK, "turn_back.issued", says).number) if slip else ""


def printed(store: Store, number: str, outcome: str) -> None:
    with store.begin() as act:
        says = {"paper": number, "printer": str(store_key(store)), "parts": [1, 2], "copy": 1}
        act.append(Fact("paper.printed", {**says, "outcome": outcome, "fault": ""}))


def store_key(store: Store) -> EntryKey:
    return EntryKey(store.signer.device, 1, 1)


def test_everyone_waits_in_the_order_of_arrival_until_decided(store: Store) -> None:
    first, second, sale = arrive(store), arrive(store, OTHER), arrive(store, "甘A72K95", "sale")
    record(store, first)
    assert sale
    waiting = load_waiting(store.read())
    assert [(str(one.visit), one.plate, one.verdict) for one in waiting] == [
        (first, PLATE, Verdict.VERIFY),
        (second, OTHER, None),
    ]
    decide(store, first, recorded=True)
    assert [one.plate for one in load_waiting(store.read())] == [OTHER]


def test_a_waiting_truck_brings_its_mass_and_colour(store: Store) -> None:
    visit = arrive(store)
    with store.begin() as act:
        act.append(Fact("weighing.captured", {"visit": visit, "step": "gross", "kg": 47_860, "state": "arrived"}))
    (one,) = load_waiting(store.read())
    assert (one.gross, one.colour) == (Mass(47_860), "")


def test_the_latest_decisions_come_first_with_their_slips(store: Store) -> None:
    first = decide(store, arrive(store))
    second = decide(store, arrive(store))
    bare = arrive(store)
    decide(store, bare, slip=False)
    printed(store, first, "failed")
    printed(store, first, "sent")
    printed(store, second, "failed")
    settled = load_settled(store.read(), 8)
    assert [(one.slip, one.printed) for one in settled] == [("", None), (second, False), (first, True)]
    assert settled[0].decision is Decision.TURN_BACK
    assert settled[0].reasons == ("form_invalid", "other")
    assert len(load_settled(store.read(), 1)) == 1


def test_a_form_is_found_by_its_check_code_alone(store: Store) -> None:
    nowhere = str(store_key(store))
    says: dict[str, Json] = {"visit": nowhere, "sale": nowhere, "plate": PLATE, "lot": "L", "net_kg": 1, "replaces": ""}
    says |= {"ticket": "GB01-260114-0001", "settlement": "JS01-260114-0001", "destination": "", "verdict": "pass"}
    says |= {"coal": "无烟2号", "valid_until": "2026-01-14T16:00:00Z", "values": []}
    with store.begin() as act:
        issued = act.issue(PaperKind.FORM, "form.issued", says)
    code = check_code(issued.hash)
    reader = store.read()
    assert form_with_code(reader, code) == str(issued.number)
    assert form_with_code(reader, f"{code[:4]}-{code[4:]}".lower()) == str(issued.number)
    assert form_with_code(reader, "22222222") == ""
    assert form_with_code(reader, "甘N8F326") == ""
    assert NEWEST_FORMS > 0


def test_a_form_that_was_heard_of_is_found_by_its_check_code_too(store: Store) -> None:
    issuer = neighbour(2, "LX02", "演示二市场")
    issued = issuer.write("form.issued", FORM, "LX02-260114-0032")
    hear(store, issuer)
    assert form_with_code(store.read(), check_code(issued.hash)) == "LX02-260114-0032"
