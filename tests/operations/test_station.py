"""What every operation leans on: the books, the roles, room on the disk."""

import json
from collections.abc import Callable, Mapping

import pytest

from coalguard import resources
from coalguard.domain.assay import Basis, Item
from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused, fail, warn
from coalguard.domain.journal import Json
from coalguard.domain.roles import Duty, Role
from coalguard.operations import form, ledger, paper, quality, station, upkeep, visit, weighing
from coalguard.operations.paper.closing import RenderClosing
from coalguard.operations.paper.first import RenderSlip
from coalguard.operations.paper.page import RenderPaper
from coalguard.store.papers import load_form
from coalguard.store.store import Store
from tests import market as at
from tests.market import Market
from tests.neighbours import City, hear, pin
from tests.stations import enlist


def test_the_shipped_books_are_whole() -> None:
    books = station.load_books()

    assert "无烟2号" in books.rules.coals
    assert books.divisions.find("枹罕镇").code == "622901101"
    assert len(books.parts) == 5


def test_a_station_knows_its_code_and_kind(market: Market) -> None:
    assert (market.station.code, market.station.kind) == ("LX01", "market")


def test_nobody_acts_without_the_role(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        station.entitle(enlist(market.station, "w", Role.WEIGHER), Duty.SELL)

    assert refused.value.code == "role.missing"


def test_papers_are_issued_only_while_the_disk_has_room(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    station.room_to_issue(market.station)
    monkeypatch.setattr(Store, "free_bytes", 49_000_000)

    with pytest.raises(MachineError) as full:
        station.room_to_issue(market.station)

    assert (full.value.code, full.value.facts) == ("disk.stops_issuing", {"free_mb": 49})
    assert station.room_left(market.station) == (fail("disk.stops_issuing", free_mb=49),)
    monkeypatch.setattr(Store, "free_bytes", 180_000_000)
    assert station.room_left(market.station) == (warn("disk.low", free_mb=180),)
    monkeypatch.setattr(Store, "free_bytes", 900_000_000)
    assert station.room_left(market.station) == ()


# --- what the city sends ----------------------------------------------------------------------------------------------


def publish(market: Market, kind: str, says: Mapping[str, Json]) -> None:
    """The city says something, and it is heard here."""
    city = City()
    city.write(kind, says)
    pin(market.station.store, city)
    hear(market.station.store, city)


def test_the_rules_are_those_that_the_city_published_read_once(market: Market) -> None:
    shipped = market.station.books
    assert market.station.books is shipped
    rules = json.loads(resources.path("standards/linxia-2023.json").read_bytes())
    publish(market, "rules.published", {"rules": {**rules, "version": "linxia-2026.1"}})
    books = market.station.books
    assert (books.rules.version, books.divisions) == ("linxia-2026.1", shipped.divisions)
    assert market.station.books is books
    report = at.enter_report(market, "R-2", 10_000)
    assert report.rule_set == "linxia-2026.1"


def test_a_coal_that_the_rules_do_not_number_any_more_has_no_number_on_its_form(market: Market) -> None:
    lot, loaded = at.receive(market).lot, at.load_up(market)
    rules = json.loads(resources.path("standards/linxia-2023.json").read_bytes())
    other = [{**standard, "coal": "无烟3号"} for standard in rules["standards"] if standard["coal"] == at.COAL]
    publish(market, "rules.published", {"rules": {**rules, "standards": other, "codes": {"无烟3号": 9}}})
    assert market.station.books.rules.coals == ("无烟3号",)
    request = form.IssueForm(visit=loaded, buyer=market.buyer, lot=lot, price_fen_per_t=90_000)
    sold = form.issue(market.station, market.clerk, request)
    assert load_form(market.station.store.read(), str(sold.number)).says["coal_code"] == 0


def test_a_watched_plate_is_told_wherever_a_truck_begins(market: Market) -> None:
    publish(market, "plate.watched", {"plate": "甘N8F326", "reason": "演示", "until": None})
    found = {
        finding.code: finding
        for plate in ("甘N8F326", "甘N00001")
        for finding in station.watch(market.station.store.read(), plate, market.station.clock.now())
    }
    assert {code: dict(one.facts) for code, one in found.items()} == {
        "plate.watched": {"plate": "甘N8F326", "reason": "演示", "until": ""}
    }


@pytest.mark.parametrize(("price", "told"), [(None, False), (98_000, False), (98_001, True)])
def test_a_price_above_the_approved_one_is_told(market: Market, price: int | None, told: bool) -> None:  # noqa: FBT001 -- a column
    reader, now = market.station.store.read(), market.station.clock.now()
    assert station.compare_price(reader, "无烟2号", price, now) == ()
    publish(market, "price.published", {"coal": "无烟2号", "station": "", "fen_per_t": 98_000, "from": "2020-01-01"})
    found = [dict(one.facts) for one in station.compare_price(reader, "无烟2号", price, now)]
    assert found == [{"coal": "无烟2号", "price_fen": 98_001, "approved_fen": 98_000}] * told


PHONE = "13800000000"
_PERSONAL: Mapping[str, Callable[[Market], object]] = {
    "notes": lambda m: form.issue(m.station, m.clerk, form.IssueForm(visit=at.load_up(m), notes=PHONE)),
    "payment": lambda m: form.issue(m.station, m.clerk, form.IssueForm(visit=at.load_up(m), payment=f"微信{PHONE}")),
    "invoice": lambda m: form.issue(m.station, m.clerk, form.IssueForm(visit=at.load_up(m), invoice=PHONE)),
    "void": lambda m: form.void(
        m.station, m.clerk, form.VoidForm(number="LX01-260114-0001", reason=PHONE, parts_back=5, second=at.LEAD)
    ),
    "leave": lambda m: visit.leave(m.station, m.clerk, visit.LeaveVisit(visit=at.load_up(m), reason=PHONE)),
    "stock": lambda m: ledger.take_stock(
        m.station, m.clerk, ledger.TakeStock(lot="260114A01", counted_kg=0, reason=PHONE, second=at.LEAD)
    ),
    "weight": lambda m: weighing.enter(
        m.station,
        m.clerk,
        weighing.EnterWeight(step=weighing.Pass.GROSS, visit=at.load_up(m), kg=20_000, reason=PHONE, second=at.LEAD),
    ),
    "mine": lambda m: enter(m, mine=f"演示煤矿{PHONE}"),
    "laboratory": lambda m: enter(m, laboratory=f"演示所 {PHONE}"),
}


def enter(market: Market, *, mine: str = "", laboratory: str = "演示所") -> object:
    """A report with something else in one of its texts."""
    request = quality.EnterReport(
        number="R-2",
        laboratory=laboratory,
        mine=mine,
        supplier=market.supplier,
        sampled_on="2026-01-02",
        reported_on="2026-01-03",
        covers_kg=1_000,
        coal=at.COAL,
        values=(quality.Value(item=Item.ASH, basis=Basis.D, value="18.70"),),
    )
    return quality.enter_report(market.station, market.clerk, request)


@pytest.mark.parametrize("act", _PERSONAL.values(), ids=_PERSONAL.keys())
def test_nobodys_number_goes_into_a_body(market: Market, act: Callable[[Market], object]) -> None:
    with pytest.raises(Refused) as refused:
        act(market)

    assert refused.value.code == "notes.personal"


@pytest.mark.parametrize(
    "act",
    [
        lambda m: upkeep.back_up(m.station, m.clerk, upkeep.MakeBackup(path="a\0b")),
        lambda m: upkeep.back_up(m.station, m.clerk, upkeep.MakeBackup(path="煤" * 86)),
        lambda m: upkeep.back_up(m.station, m.clerk, upkeep.MakeBackup(path="a/" * 2048)),
        lambda m: paper.render_closing(m.station, m.clerk, RenderClosing(path="a\0b")),
        lambda m: paper.render_slip(m.station, m.clerk, RenderSlip(visit=at.load_up(m), path="a\0b")),
        lambda m: paper.render_paper(m.station, m.clerk, RenderPaper(number="LX01-260114-0001", path="a\0b")),
    ],
)
def test_a_path_is_one_that_a_file_can_have(market: Market, act: Callable[[Market], object]) -> None:
    with pytest.raises(Refused) as refused:
        act(market)

    assert (refused.value.code, refused.value.facts) == ("path.malformed", {"field": "path"})
