"""What the city sends is used at once: after one sync, the station's very next deed; every name is invented.

the market LX01  sells and is warned, judges and refuses by what came a moment ago; before it came, it did not
the city         publishes with its own command each kind there is, by the file that a person would hand it
"""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from coalguard import resources
from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.server.publishing import publish
from coalguard.settings import Settings
from tests.cityhall import CityHall, open_city
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM, Door

COAL, PLATE = "无烟2号", "甘N90001"
LEAD = {"login": "lead", "pin": "2468"}
OUTLET = {"name": "演示配送点", "tier": 2, "town": "折桥镇", "credit_code": "91110000802100433B", "code": "WD07"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityHall]:
    """The city, open."""
    with open_city(tmp_path_factory.mktemp("city")) as hall:
        yield hall


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, city: CityHall) -> Iterator[Door]:
    """A market that is enrolled and has coal to sell; a gate's commands work here as well."""
    folder = tmp_path_factory.mktemp("market")
    founding = FoundStation(kind=StationKind.MARKET, code="LX01", name="演示煤炭市场")
    PROGRAM.found(Settings(folder), founding, LOGIN, PASSWORD)
    with closing(PROGRAM.open(Settings(folder), LOGIN, PASSWORD, lambda _: None)) as opening:
        enroll(opening.station, opening.actor, Enroll(url=city.url, code=city.code("LX01")))
    door = Door(folder)
    door.log_in()
    door.result("staff.register", name="演示带班", roles=["lead"], password="another horse", **LEAD)
    mine = door.result("supplier.register", name="演示一矿", kind="mine")["id"]
    door.result("contract.register", number="HT-1", supplier=mine, coal=COAL, quantity_kg=500_000, until="2099-12-31")
    door.result("yard.register", name="东场")
    yield door
    door.drive.session.close()


@pytest.fixture
def hears(city: CityHall, market: Door) -> Any:
    """The city publishes by its own command; one sync, and nothing else, lies between that and the next deed."""

    def hear(**says: Any) -> None:
        publish(city.office, json.dumps(says, ensure_ascii=False).encode())
        assert market.result("sync.run")["state"] == "synced"

    return hear


def reported(market: Door, number: str, *, ash: str = "17.40") -> Any:
    """A report with the same values every time, but for the ash."""
    values = [("moisture", "1.62"), ("ash", ash), ("volatile", "6.85"), ("sulfur", "0.46")]
    return market.result(
        "report.enter",
        number=number,
        laboratory="演示检测所",
        supplier=market.result("search", text="演示一矿")["hits"][0]["number"],
        sampled_on="2026-11-01",
        reported_on="2026-11-02",
        covers_kg=500_000,
        coal=COAL,
        values=[{"item": item, "basis": "ad", "value": value} for item, value in values],
    )


def codes(result: Any) -> set[str]:
    """What a command found to say."""
    return {finding["code"] for finding in result["findings"]}


def test_a_price(market: Door, hears: Any) -> None:
    dear = {"plate": PLATE, "coal": COAL, "price_fen_per_t": 86_001}
    assert "price.above_approved" not in codes(market.result("sale.begin", **dear))
    hears(kind="price.published", coal=COAL, fen_per_t=86_000, **{"from": "2026-01-01"})
    warned = market.result("sale.begin", **{**dear, "plate": "甘N90002"})
    (finding,) = [one for one in warned["findings"] if one["code"] == "price.above_approved"]
    assert finding["facts"] == {"coal": COAL, "price_fen": 86_001, "approved_fen": 86_000}
    hears(kind="price.published", coal=COAL, station="LX01", fen_per_t=90_000, **{"from": "2026-01-01"})
    allowed = market.result("sale.begin", **{**dear, "plate": "甘N90003"})
    assert "price.above_approved" not in codes(allowed), "a price for this station stands above one for all"


def test_a_watched_plate(market: Door, hears: Any) -> None:
    hears(kind="plate.watched", plate="甘N77777", reason="演示布控", until=None)
    seen = market.result("inspection.begin", plate="甘N77777")
    (finding,) = [one for one in seen["findings"] if one["code"] == "plate.watched"]
    assert finding["facts"]["reason"] == "演示布控"
    hears(kind="plate.watched", plate="甘N77778", reason="演示布控", until=None)
    hears(kind="plate.unwatched", plate="甘N77778")
    assert "plate.watched" not in codes(market.result("inspection.begin", plate="甘N77778"))


def test_an_outlet(market: Door, hears: Any) -> None:
    assert market.result("outlet.list") == {"outlets": []}
    hears(kind="outlet.published", **OUTLET)
    (outlet,) = market.result("outlet.list")["outlets"]
    assert (outlet["name"], outlet["code"], outlet["town_name"]) == ("演示配送点", "WD07", "临夏市折桥镇")
    lot = received(market, "R-1", "甘N80001")
    for number, goal in enumerate(("演示配送点", "WD07"), 4):
        form = sold(market, f"甘N9000{number}", lot, goal)
        claims = market.result("form.check", code=form["code"])["claims"]
        assert (claims["destination"], claims["destination_name"]) == (outlet["town"], "临夏市折桥镇")


def received(market: Door, report: str, plate: str) -> str:
    """A load comes in, whole with its papers."""
    reported(market, report)
    mine = market.result("search", text="演示一矿")["hits"][0]["number"]
    load = market.result("inbound.arrive", plate=plate, supplier=mine, contract="HT-1", report=report)["visit"]
    weigh(market, load, gross=49_980, tare=15_840)
    return str(market.result("inbound.receive", visit=load, yard="东场")["lot"])


def sold(market: Door, plate: str, lot: str, destination: str) -> Any:
    """A truck leaves with two tonnes and a form."""
    document = {"kind": "id_card", "number": "622901198001010016"}
    person = {"kind": "person", "name": "演示购煤人", "document": document, "phone": "13800000000"}
    buyer = market.result("buyer.register", town="枹罕镇", address="演示路1号", **person)["id"]
    visit = market.result("sale.begin", plate=plate, coal=COAL, destination=destination)["visit"]
    weigh(market, visit, tare=4_480, gross=6_480)
    return market.result("form.issue", visit=visit, buyer=buyer, lot=lot, price_fen_per_t=86_000)


def weigh(at: Door, visit: str, **kg: int) -> None:
    """Weights typed with the shift lead, in this order."""
    for step, weight in kg.items():
        typed = {"visit": visit, "step": step, "kg": weight, "reason": "仪表送检"}
        at.result("weighing.enter", **typed, second=LEAD)


def test_a_name(market: Door, hears: Any, tmp_path: Path) -> None:
    """The station takes the city's name; a paper that was issued before keeps the name it was issued under."""
    lot = received(market, "R-0", "甘N80000")
    before = sold(market, "甘N90008", lot, "")
    hears(kind="station.published", says={"code": "LX01", "name": "演示城北市场", "kind": "market"})
    assert market.result("setup.show")["station"]["name"] == "演示城北市场"
    after = sold(market, "甘N90009", lot, "")
    for form, name in ((before, "演示煤炭市场"), (after, "演示城北市场")):
        rendered = market.result(
            "paper.render", number=form["number"], medium="pdf", path=str(tmp_path / f"{form['number']}.pdf")
        )
        assert {one for one in ("演示煤炭市场", "演示城北市场") if one in words_of(rendered["paths"][0])} == {name}
    assert market.result("form.check", code=before["code"])["claims"]["station_name"] == "演示城北市场"
    assert [market.result("sync.run")["sent"] > 0 for _ in range(2)] == [True, False], "a name is taken once"
    assert market.result("store.verify")["whole"]


def words_of(file: str) -> str:
    """What stands on a paper."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_rule_set(market: Door, hears: Any) -> None:
    """The loads of the others keep within its limit too, whichever test comes first."""
    assert reported(market, "R-2", ash="18.40")["verdict"] == "pass"
    rules = json.loads(resources.path("standards/linxia-2023.json").read_bytes())
    rules["version"] = "演示-2026"
    for standard in rules["standards"]:
        for limit in standard["limits"]:
            if limit["item"] == "ash":
                limit["limit"] = "18.00"
    hears(kind="rules.published", rules=rules)
    judged = reported(market, "R-3", ash="18.40")
    assert judged["verdict"] == "fail"
    (ash,) = [one for one in judged["judged"] if one["item"] == "ash"]
    assert ash["limit"] == "18.00"
    assert market.result("sync.show")["received"]["rules"] == "演示-2026"
