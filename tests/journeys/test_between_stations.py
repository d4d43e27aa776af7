"""What one station wrote reaches another that never met it, by the city and the doors alone; every name is invented.

market LX01     form 1 for 甘N90001, form 2 for 甘N90002; both stations' keys and forms come by the city
gate KK03       offline: form 1 is green and lets the truck pass; 甘N70001 is turned back
gate KK02       offline: the same form is green here too, and lets another truck of the same plate pass
the city        watches 甘N90002 at every gate; hears of form 1 from KK03, then from KK02: used twice
everybody       is told of it at the next sync, KK02 in the very one that brings it to light
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.settings import Settings
from tests.cityhall import CityHall, open_city
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM, Door

COAL = "无烟2号"
LEAD = {"login": "lead", "pin": "2468"}
OFFICERS = ["officer1", "officer2"]
STATIONS = {
    "LX01": (StationKind.MARKET, "演示煤炭市场"),
    "KK03": (StationKind.CHECKPOINT, "演示东卡口"),
    "KK02": (StationKind.CHECKPOINT, "演示西卡口"),
}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    """The city, open."""
    with open_city(tmp_path / "city") as hall:
        yield hall


@pytest.fixture
def desks(tmp_path: Path, city: CityHall) -> Iterator[dict[str, Door]]:
    """The line doors of three stations, founded each by itself and enrolled."""
    doors = {code: enrolled(tmp_path / code, city, code) for code in STATIONS}
    yield doors
    for door in doors.values():
        door.drive.session.close()


def enrolled(folder: Path, city: CityHall, code: str) -> Door:
    """A station that is known to the city, its administrator at the desk."""
    kind, name = STATIONS[code]
    PROGRAM.found(Settings(folder), FoundStation(kind=kind, code=code, name=name), LOGIN, PASSWORD)
    with closing(PROGRAM.open(Settings(folder), LOGIN, PASSWORD, lambda _: None)) as opening:
        enroll(opening.station, opening.actor, Enroll(url=city.url, code=city.code(code)))
    door = Door(folder)
    door.log_in()
    return door


def test_between_stations(city: CityHall, desks: dict[str, Door]) -> None:
    market, east, west = (desks[code] for code in STATIONS)
    forms = the_market_sells_to_two_trucks(market)
    city.say("plate.watched", plate="甘N90002", reason="演示布控", until=None)
    for gate in (east, west):
        the_gate_gets_ready(gate)
    city.shut()

    for gate in (east, west):
        the_gate_lets_the_truck_pass_offline(gate, forms[0])
    a_truck_is_turned_back(east, "甘N70001")

    city.open()
    assert east.result("sync.run")["state"] == "synced"
    what_the_second_gate_learns(west, forms)
    for code, desk in desks.items():
        everybody_is_told(desk, forms[0]["number"], asking=code != "KK02")
        assert desk.result("store.verify")["whole"]


def the_market_sells_to_two_trucks(market: Door) -> list[Any]:
    """A load comes in, two trucks leave with a form each; then the line comes and everything goes."""
    market.result("staff.register", name="演示带班", roles=["lead"], password="another horse", **LEAD)
    mine = market.result("supplier.register", name="演示一矿", kind="mine")["id"]
    contract = {"coal": COAL, "quantity_kg": 500_000, "until": "2099-12-31"}
    market.result("contract.register", number="HT-1", supplier=mine, **contract)
    values = [("moisture", "1.62"), ("ash", "18.40"), ("volatile", "6.85"), ("sulfur", "0.46")]
    market.result(
        "report.enter",
        number="R-1",
        laboratory="演示检测所",
        supplier=mine,
        sampled_on="2026-11-01",
        reported_on="2026-11-02",
        covers_kg=500_000,
        coal=COAL,
        values=[{"item": item, "basis": "ad", "value": value} for item, value in values],
    )
    market.result("yard.register", name="东场")
    document = {"kind": "id_card", "number": "622901198001010016"}
    person = {"kind": "person", "name": "演示购煤人", "document": document, "phone": "13800000000"}
    buyer = market.result("buyer.register", town="枹罕镇", address="演示路1号", **person)["id"]
    load = market.result("inbound.arrive", plate="甘N80001", supplier=mine, contract="HT-1", report="R-1")["visit"]
    weigh(market, load, gross=49_980, tare=15_840)
    lot = market.result("inbound.receive", visit=load, yard="东场")["lot"]
    forms = [sold(market, plate, buyer, lot) for plate in ("甘N90001", "甘N90002")]
    went = market.result("sync.run")
    assert (went["state"], went["waiting"], went["lamps"]["switch_off"]) == ("synced", 0, True)
    return forms


def weigh(at: Door, visit: str, **kg: int) -> None:
    """Weights typed with the shift lead, in this order."""
    for step, weight in kg.items():
        typed = {"visit": visit, "step": step, "kg": weight, "reason": "仪表送检"}
        at.result("weighing.enter", **typed, second=LEAD)


def sold(market: Door, plate: str, buyer: str, lot: str) -> Any:
    """A truck leaves with two tonnes and a form."""
    visit = market.result("sale.begin", plate=plate, coal=COAL)["visit"]
    weigh(market, visit, tare=4_480, gross=6_480)
    return market.result("form.issue", visit=visit, buyer=buyer, lot=lot, price_fen_per_t=86_000)


def the_gate_gets_ready(gate: Door) -> None:
    """Officers are registered, everything that the city has arrives, an officer takes the desk."""
    for login in OFFICERS:
        officer = {"login": login, "name": "演示查验", "roles": ["officer"]}
        gate.result("staff.register", **officer, password="another horse", pin="1357")
    gate.result("staff.register", name="演示带班", roles=["lead"], password="another horse", **LEAD)
    came = gate.result("sync.run")
    assert (came["state"], came["received"] > 0) == ("synced", True)
    gate.result("session.lock")
    gate.result("session.unlock", login=OFFICERS[0], pin="1357")


def the_gate_lets_the_truck_pass_offline(gate: Door, form: Any) -> None:
    """No server answers: the form proves itself by the market's key, nobody is known to have used it, it is used."""
    assert gate.result("sync.run")["state"] == "offline"
    seen = {"code": form["code"], "plate": "甘N90001"}
    checked = gate.result("form.check", **seen)
    assert (checked["light"], checked["genuine"]) == ("green", "yes"), checked
    assert checked["knowledge"]["heard_until"]["LX01"]
    visit = gate.result("inspection.begin", **seen)["visit"]
    weigh(gate, visit, gross=6_480)
    recorded = inspected(gate, visit)
    reasons = {} if recorded["verdict"] == "pass" else {"reasons": ["correction_supplied"], "second": LEAD}
    assert gate.result("inspection.decide", visit=visit, decision="pass", **reasons)["slip"].startswith("CF0")


def inspected(gate: Door, visit: str, **bad: str) -> Any:
    """Seven rows by two officers: all well but for what is named."""
    rows = ("form", "plate", "report", "contract", "kind", "net", "destination")
    answers = {row: {"result": bad.get(row, "ok"), "observed": "已看"} for row in rows}
    return gate.result("inspection.record", visit=visit, answers=answers, officers=OFFICERS)


def a_truck_is_turned_back(gate: Door, plate: str) -> None:
    """It has no form."""
    visit = gate.result("inspection.begin", plate=plate)["visit"]
    reasons = inspected(gate, visit, form="fail")["preselected"]
    gate.result("inspection.decide", visit=visit, decision="turn_back", reasons=reasons)


def what_the_second_gate_learns(west: Door, forms: list[Any]) -> None:
    """At its first sync: the use at the first gate, the verdict there, and how old all that is."""
    what_the_gate_finds_of_a_form_it_never_saw(west, forms)
    watched = west.result("inspection.begin", plate="甘N90002")
    assert "plate.watched" in {finding["code"] for finding in watched["findings"]}

    assert west.result("sync.run")["state"] == "synced"

    again = west.result("form.check", code=forms[0]["code"], plate="甘N90001")
    assert again["light"] == "red"
    assert {"KK03", "LX01"} <= again["knowledge"]["heard_until"].keys()
    assert west.result("form.check", code=forms[1]["code"], plate="甘N90002")["genuine"] == "yes"
    memory = west.result("inspection.begin", plate="甘N70001")["memory"]
    assert (memory["times"], memory["last_decisions"][0]["decision"]) == (1, "turn_back")
    assert "KK03" in str(memory["last_decisions"][0])
    stations = {one["code"]: one["heard_until"] for one in west.result("sync.show")["received"]["stations"]}
    assert stations.keys() == STATIONS.keys()
    assert stations["KK03"]


def what_the_gate_finds_of_a_form_it_never_saw(west: Door, forms: list[Any]) -> None:
    """By number, by check code, by the end of the plate: what the market wrote, and how old that knowledge is."""
    form = forms[1]
    for asked in ({"number": form["number"]}, {"check_code": form["check_code"].lower()}, {"plate": "90002"}):
        found = west.result("form.find", **asked)
        assert (found["number"], found["plate"], found["net_kg"]) == (form["number"], "甘N90002", 2_000)
        assert (found["state"], found["known_from"], found["station"]) == ("issued", "city", "LX01")
        assert found["heard_until"] == west.result("form.check", code=form["code"])["knowledge"]["heard_until"]["LX01"]
        assert (found["buyer"], found["price_fen_per_t"], found["amount_fen"]) == (None, None, None), "nobody else's"
    used = west.result("form.find", plate="甘N90001")
    assert (used["number"], used["state"]) == (forms[0]["number"], "redeemed"), "used here"
    for wrong in ({"plate": "90009"}, {"number": form["number"], "plate": "90001"}, {"check_code": "22222222"}):
        assert west.ask("form.find", **wrong)["error"]["code"] == "form.unknown"


def everybody_is_told(desk: Door, number: str, *, asking: bool) -> None:
    """Whoever is concerned finds the exception; the second gate without asking once more."""
    if asking:
        assert desk.result("sync.run")["state"] == "synced"
    found = desk.result("exception.list")["exceptions"]
    double = [one for one in found if one["code"] == "redemption.double"]
    assert [one["number"] for one in double] == [number], found
    assert {double[0]["facts"]["first"]["station"], double[0]["facts"]["second"]["station"]} == {"KK03", "KK02"}
