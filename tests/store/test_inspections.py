"""What the store gives back of a truck's inspections, by entries written as the operations write them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import Answer, Mark, Row, rows_facts
from coalguard.domain.journal import Fact
from coalguard.domain.roles import Role
from coalguard.domain.visit import Past, Step
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Station
from coalguard.store.cursors import keep_heard
from coalguard.store.inspections import (
    References,
    answers_facts,
    compare,
    load_history,
    load_inspection,
    load_officers,
    load_shown,
)
from coalguard.store.shown import load_typed
from coalguard.store.visits import load_visit
from tests.neighbours import FORM, City, hear, neighbour, pin
from tests.stations import ADMIN, HandClock, enlist, open_test_station

PLATE = "甘N8F326"
NUMBER = "LX02-260114-0032"
CLOCK = HandClock()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=CLOCK) as (station, _):
        yield station


def arrive(station: Station, form: str = "") -> EntryKey:
    says = {
        "plate": PLATE,
        "plate_seen": True,
        "purpose": "inspection",
        "form": form,
        "code": "",
        "check_code_right": None,
    }
    with station.store.begin() as act:
        return act.append(Fact("visit.opened", says))


def record(station: Station, visit: EntryKey, answers: dict[Row, Answer], *, before: bool = False) -> EntryKey:
    says = {
        "visit": str(visit),
        "plate": PLATE,
        "rows": rows_facts(()),
        "answers": answers_facts(answers),
        "verdict": "pending",
        "officers": [str(visit)],
        "before": before,
        "state": "recorded",
    }
    with station.store.begin() as act:
        return act.append(Fact("inspection.recorded", says))


def decide(station: Station, visit: EntryKey, decision: str, reasons: list[str], state: str) -> None:
    says = {
        "visit": str(visit),
        "plate": PLATE,
        "decision": decision,
        "reasons": reasons,
        "recorded": False,
        "state": state,
    }
    with station.store.begin() as act:
        act.append(Fact("inspection.decided", says))


def test_the_latest_answers_are_read_back_as_they_were_given(station: Station) -> None:
    visit, reader = arrive(station), station.store.read()
    assert load_inspection(reader, visit) is None
    record(station, visit, {Row.KIND: Answer(Mark.WARN, "偏烟煤")})
    answers = {Row.KIND: Answer(Mark.OK, "目测一致"), Row.FORM: Answer(Mark.FAIL)}
    key = record(station, visit, answers, before=True)
    held = load_inspection(reader, visit)
    assert held is not None
    assert (held.key, held.answers, held.officers) == (key, answers, (visit,))


def test_a_plates_history_is_its_decisions_and_no_undecided_stay(station: Station) -> None:
    decide(station, arrive(station), "turn_back", ["form_invalid", "other"], "turned_back")
    decide(station, arrive(station), "not_coal", [], "not_coal")
    record(station, arrive(station), {})
    where = "演示checkpoint"
    assert load_history(station.store.read(), PLATE) == (
        Past(CLOCK.at, Step.TURN_BACK, ("form_invalid", "other"), where),
        Past(CLOCK.at, Step.NOT_COAL, (), where),
    )
    assert load_history(station.store.read(), "甘N21587") == ()


@pytest.mark.parametrize(
    ("redeemed", "state", "mark"),
    [
        ("", "", Mark.WARN),
        (NUMBER, "redeemed", Mark.FAIL),
        ("LX02-251231-0032", "redeemed", Mark.FAIL),  # the date is decoration
        ("LX02-260114-00032", "redeemed", Mark.FAIL),
        ("LX02-260114-10032", "", Mark.WARN),
        ("LX20-260114-0032", "", Mark.WARN),
    ],
)
def test_a_number_redeemed_here_is_used_whatever_its_date(
    redeemed: str, state: str, mark: Mark, station: Station
) -> None:
    visit = arrive(station, NUMBER)
    if redeemed:
        with station.store.begin() as act:
            act.append(Fact("form.redeemed", {"form": redeemed, "issued": "", "visit": str(visit)}))
    reader = station.store.read()
    of = load_visit(reader, str(visit))
    shown = load_shown(reader, of, CLOCK.at)
    assert shown is not None
    assert (shown.held, shown.state, bool(shown.known.used_at)) == (None, state, bool(state))
    rows = compare(reader, of, shown, References(station.books.divisions, {}), CLOCK.at)
    assert {row: judged.mark for row, judged in rows.items()} == {Row.FORM: mark}


def test_a_truck_that_shows_no_form_is_compared_with_nothing(station: Station) -> None:
    reader = station.store.read()
    assert load_shown(reader, load_visit(reader, str(arrive(station))), CLOCK.at) is None


def test_officers_are_two_of_the_active_staff(station: Station) -> None:
    li = enlist(station, "li", Role.OFFICER)
    reader = station.store.read()
    admin, officer = load_officers(reader, (ADMIN, f" {li.key} "))
    assert (officer, admin == officer) == (li.key, False)
    with pytest.raises(Refused) as refused:
        load_officers(reader, ("li", str(li.key)))
    assert refused.value.facts == {"count": 1}


def test_a_plates_history_has_the_decisions_of_other_gates(station: Station) -> None:
    city, gate, store = City(), neighbour(3), station.store
    city.publish(gate)
    gate.at = CLOCK.at - timedelta(hours=1)
    gate.write("inspection.decided", {"plate": PLATE, "decision": "detain", "reasons": ["overload"]})
    gate.write("inspection.decided", {"plate": PLATE, "decision": "weighed_again", "reasons": []})
    decide(station, arrive(station), "not_coal", [], "not_coal")
    pin(store, city)
    hear(store, city, gate)
    assert load_history(store.read(), PLATE) == (
        Past(gate.at, Step.DETAIN, ("overload",), "KK02 折桥卡口"),
        Past(CLOCK.at, Step.NOT_COAL, (), "演示checkpoint"),
    )


def test_a_form_says_until_when_the_uses_elsewhere_are_known(station: Station) -> None:
    city, issuer, store = City(), neighbour(2, "LX02", "演示二市场"), station.store
    city.publish(neighbour(3))
    city.publish(issuer, kind="market")
    issuer.write("form.issued", FORM, NUMBER)
    pin(store, city)
    hear(store, city, issuer)
    keep_heard(store, {"KK02": "2026-01-14T03:00:00.000Z"}, "s")
    visit, reader = load_visit(store.read(), str(arrive(station, NUMBER))), store.read()
    shown = load_typed(reader, NUMBER, CLOCK.at, confirmed=True)
    rows = compare(reader, visit, shown, References(station.books.divisions, {}), CLOCK.at)
    assert (rows[Row.FORM].reason, rows[Row.FORM].facts["heard_until"]) == (
        "form.confirmed",
        "2026-01-14T03:00:00.000Z",
    )
    assert rows[Row.REPORT].facts["number"] == FORM["report"]
    assert rows[Row.PLATE].mark is Mark.OK
