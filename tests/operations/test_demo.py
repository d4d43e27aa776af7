"""A demonstration: what it holds, that all of it ties and proves itself, and how it is built."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coalguard import premises
from coalguard.clock import SystemClock
from coalguard.devices.simulator import parse_script
from coalguard.domain.findings import Refused
from coalguard.domain.identity import CHINA, EntryKey, check_credit_code, check_id_card
from coalguard.domain.journal import parse_body
from coalguard.domain.mass import Mass
from coalguard.domain.vehicle import limit_of
from coalguard.domain.visit import State
from coalguard.doors.program import Opening
from coalguard.operations.demo.cast import load_cast, market_of
from coalguard.operations.demo.life import workdays
from coalguard.operations.demo.tally import summary
from coalguard.operations.demo.walking import WalkingClock
from coalguard.operations.demo.weighbridge import traffic
from coalguard.operations.form import FindForm, find
from coalguard.operations.gate import ShowGate, show_gate
from coalguard.operations.setup import FoundStation, ShowSettings, StationKind, show
from coalguard.operations.station import Second, prove
from coalguard.operations.visit import ListOpen, list_open
from coalguard.operations.weighing import ShowEvidence, show_evidence
from coalguard.settings import Settings
from coalguard.store.rebuild import rebuild
from coalguard.store.settings import load_scales
from coalguard.store.shifts import totals_between
from coalguard.store.stock import load_lots
from coalguard.store.verify import verify
from coalguard.store.visits import load_vehicle

NOW = datetime(2026, 1, 14, 15, 20, tzinfo=CHINA)


class StillClock(SystemClock):
    """Always the same moment, on a machine that runs."""

    def now(self) -> datetime:
        return NOW


CLOCK = StillClock()


class Demo(NamedTuple):
    """A demonstration that somebody has opened."""

    folder: Path
    opening: Opening


def opened(folder: Path, kind: StationKind) -> Iterator[Demo]:
    """A demonstration of a kind, built in a folder."""
    settings = Settings(folder)
    premises.build_demo(CLOCK, settings, kind)
    opening = premises.open_demo(CLOCK, settings, lambda _: None)
    assert opening is not None
    yield Demo(folder, opening)
    opening.close()


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    yield from opened(tmp_path_factory.mktemp("market"), StationKind.MARKET)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    yield from opened(tmp_path_factory.mktemp("checkpoint"), StationKind.CHECKPOINT)


@pytest.fixture(params=[StationKind.MARKET, StationKind.CHECKPOINT])
def demo(request: pytest.FixtureRequest) -> Demo:
    found: Demo = request.getfixturevalue(request.param.value)
    return found


def told(demo: Demo) -> list[tuple[EntryKey, str, str, Any, bool]]:
    """Every entry: its key, kind, paper, what it says, whether its time was trusted."""
    rows = demo.opening.station.store.read().rows(
        "SELECT keys.device, epoch, seq, body FROM entries JOIN keys ON keys.no = entries.device ORDER BY epoch, seq"
    )
    entries = [parse_body(EntryKey(*row[:3]), row[3]) for row in rows]
    return [(one.key, one.fact.kind, one.fact.document, one.fact.says, one.moment.trusted) for one in entries]


# --- a market ---------------------------------------------------------------------------------------------------------


def test_a_market_has_lived_through_a_month(market: Demo) -> None:
    held = summary(market.opening.station, market.opening.actor)
    assert (held.station, held.name, held.days) == ("LX01", "城北煤炭市场", 31)
    assert (held.suppliers, held.lots, held.lots_held, held.receipts) == (3, 12, 3, 38)
    assert 120 <= held.forms <= 250
    assert (held.voids, held.manual_weighings) == (1, 1)
    assert held.weighings == 2 * (held.receipts + held.forms - 1) + 2
    assert held.stock_kg < held.in_kg - held.out_kg  # the stock-take found some missing
    assert held.entries == market.opening.station.store.head.seq


def test_a_market_shows_each_verdict(market: Demo) -> None:
    reports = [says["assessment"] for _, kind, _, says, _ in told(market) if kind == "report.entered"]
    assert Counter(one["verdict"] for one in reports) == {"pass": 5, "fail": 2, "borderline": 1}
    assert any(judged["converted_from"] == "ad" for one in reports for judged in one["judged"])


def test_a_market_holds_what_fails_and_what_lacks_a_report(market: Demo) -> None:
    lots = load_lots(market.opening.station.store.read())
    assert Counter(lot.verdict for lot in lots) == {"pass": 8, "fail": 2, "borderline": 1, None: 1}
    assert [lot.missing for lot in lots if lot.verdict is None] == [("report",)]
    assert all(lot.stock > Mass(0) for lot in lots)


def test_a_load_without_contract_was_completed_later(market: Demo) -> None:
    (completed,) = [says for _, kind, _, says, _ in told(market) if kind == "lot.completed"]
    assert completed["contract"]
    (lot,) = [lot for lot in load_lots(market.opening.station.store.read()) if lot.number == completed["lot"]]
    assert lot.missing == ()


def test_a_void_form_was_issued_again(market: Demo) -> None:
    (void,) = [says for _, kind, _, says, _ in told(market) if kind == "form.voided"]
    sheet = find(market.opening.station, market.opening.actor, FindForm(number=void["form"]))
    assert (sheet.state, bool(sheet.replaced_by)) == ("void", True)


def test_a_market_is_left_with_a_truck_half_weighed_and_one_waiting(market: Demo) -> None:
    waiting = list_open(market.opening.station, market.opening.actor, ListOpen()).visits
    assert [visit.state for visit in waiting] == [State.HALF_WEIGHED, State.ARRIVED]
    assert all(0 < visit.waiting_s < 3600 for visit in waiting)


def test_some_weights_look_odd_and_most_do_not(market: Demo) -> None:
    flags = Counter(
        flag for _, kind, _, says, _ in told(market) if kind == "weighing.captured" for flag in says["flags"]
    )
    assert flags == {"over_axle_limit": 1, "tare_drift": 1}


# --- a checkpoint -----------------------------------------------------------------------------------------------------


def test_most_trucks_pass_a_checkpoint_and_each_decision_is_there(checkpoint: Demo) -> None:
    held = summary(checkpoint.opening.station, checkpoint.opening.actor)
    assert (held.station, held.name, held.days) == ("ZQ02", "折桥卡口", 7)
    assert held.inspections == {"pass": 29, "turn_back": 5, "detain": 1, "not_coal": 3}


def test_trucks_came_to_the_gate_in_the_shift_that_is_open(checkpoint: Demo) -> None:
    sheet = show_gate(checkpoint.opening.station, checkpoint.opening.actor, ShowGate())
    counts = sheet.counts
    assert counts.passed + counts.turned_back + counts.handed_over + counts.not_coal >= 6
    assert counts.passed > 0


def test_every_pass_over_a_doubt_has_a_second_person(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    assert all(bool(says["second"]) == (says["decision"] == "pass") for says in decided)
    assert all(says["reasons"] for says in decided)


def test_a_truck_that_was_turned_back_came_again_and_passed(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    by_plate = {
        says["plate"]: [one["decision"] for one in decided if one["plate"] == says["plate"]] for says in decided
    }
    assert ["turn_back", "pass"] in by_plate.values()


def test_the_trucks_that_wait_at_a_checkpoint_can_be_as_heavy_as_its_scale_says(checkpoint: Demo) -> None:
    station = checkpoint.opening.station
    (weight,) = {step.kg for step in parse_script(traffic("checkpoint")) if step.verb != "noise" and step.kg}
    for visit in list_open(station, checkpoint.opening.actor, ListOpen()).visits:
        limit = limit_of(load_vehicle(station.store.read(), str(visit.plate)))
        assert limit is not None
        assert limit >= Mass(weight)


def test_a_checkpoint_is_left_with_a_truck_recorded_and_one_waiting(checkpoint: Demo) -> None:
    waiting = list_open(checkpoint.opening.station, checkpoint.opening.actor, ListOpen()).visits
    assert [visit.state for visit in waiting] == [State.RECORDED, State.ARRIVED]


# --- both -------------------------------------------------------------------------------------------------------------


def test_a_demonstration_says_that_it_is_one(demo: Demo) -> None:
    assert show(demo.opening.station, demo.opening.actor, ShowSettings()).station["demo"] is True


def test_all_sums_tie(demo: Demo) -> None:
    assert summary(demo.opening.station, demo.opening.actor).ties


def test_the_tables_are_the_fold_of_the_journal(demo: Demo) -> None:
    assert rebuild(demo.opening.station.store, check_only=True) == []


def test_every_invariant_holds(demo: Demo) -> None:
    found = verify(demo.opening.station.store)
    assert [one for one in found.invariants if not one.holds] == []


def test_every_number_was_used(demo: Demo) -> None:
    store = demo.opening.station.store
    first, last = (EntryKey(store.head.device, store.head.epoch, seq) for seq in (1, store.head.seq))
    runs = totals_between(store.read(), first, last).numbers
    assert runs
    assert [(run.first.serial, run.used) for run in runs] == [(1, run.width) for run in runs]


def test_time_went_forward_without_a_jump(demo: Demo) -> None:
    entries = told(demo)
    assert all(trusted for *_, trusted in entries)
    assert not {kind for _, kind, *_ in entries} & {"clock.jumped", "epoch.opened"}


def test_every_weight_decodes_from_its_frames(demo: Demo) -> None:
    station, actor = demo.opening.station, demo.opening.actor
    captured = [key for key, kind, *_ in told(demo) if kind == "weighing.captured"]
    for key in captured[:: max(1, len(captured) // 20)]:
        pack = show_evidence(station, actor, ShowEvidence(weighing=str(key)))
        assert pack.readings[-1] == pack.kg
        assert pack.zero_before is True


def test_the_staff_can_be_tried_by_their_pins(demo: Demo) -> None:
    station = demo.opening.station
    staff = summary(station, demo.opening.actor).staff
    assert [prove(station, Second(login=one.login, pin=one.pin)).name for one in staff] == [one.name for one in staff]
    assert [one.login for one in staff if "admin" in one.roles] == [demo.opening.actor.login]


def test_its_scale_is_heard_from_a_simulator(demo: Demo) -> None:
    port = demo.opening.station.desk.scale("")
    (rule,) = load_scales(demo.opening.station.store.read())
    assert port.rule.port != rule.port
    assert port.capture(timeout_s=20).weight.mass > Mass(10_000)


def test_its_papers_go_into_a_folder_of_its_own(demo: Demo) -> None:
    (printer,) = show(demo.opening.station, demo.opening.actor, ShowSettings()).printers
    assert Path(printer["target"]) == demo.folder.resolve() / "printed"
    assert Path(printer["target"]).is_dir()


def test_a_demonstration_is_built_once(demo: Demo) -> None:
    before = sorted(file.name for file in demo.folder.rglob("*"))
    head = demo.opening.station.store.head
    premises.build_demo(CLOCK, Settings(demo.folder), StationKind.MARKET)
    assert demo.opening.station.store.head == head
    assert sorted(file.name for file in demo.folder.rglob("*")) == before


def test_one_that_was_interrupted_is_built_anew_and_tells_the_same(checkpoint: Demo, tmp_path: Path) -> None:
    shutil.copytree(checkpoint.folder, tmp_path / "demo.new")
    (demo,) = opened(tmp_path, StationKind.CHECKPOINT)
    assert not (tmp_path / "demo.new").exists()
    settings = Settings(tmp_path)
    again = premises.open_demo(CLOCK, settings, lambda _: None)
    assert again is not None
    try:
        built = [(kind, paper) for _, kind, paper, *_ in told(Demo(demo.folder, again)) if kind != "session.opened"]
        assert built == [(kind, paper) for _, kind, paper, *_ in told(checkpoint) if kind != "session.opened"]
    finally:
        again.close()


def test_a_real_store_is_neither_built_over_nor_opened_freely(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    request = FoundStation(kind=StationKind.MARKET, code="LX01", name="演示市场")
    premises.found(CLOCK, settings, request, "admin", "demo password 1")
    before = (tmp_path / "store.db").read_bytes()
    premises.build_demo(CLOCK, settings, StationKind.MARKET)
    assert premises.open_demo(CLOCK, settings, lambda _: None) is None
    assert (tmp_path / "store.db").read_bytes() == before


def test_a_store_without_its_slots_is_not_built_over(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"somebody's")
    with pytest.raises(Refused) as refused:
        premises.build_demo(CLOCK, Settings(tmp_path), StationKind.CHECKPOINT)
    assert refused.value.code == "store.exists"
    assert (tmp_path / "store.db").read_bytes() == b"somebody's"
    assert not (tmp_path / "slots.json").exists()


# --- its people and its time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["market", "checkpoint"])
def test_everybody_in_it_is_invented_and_says_so(kind: str) -> None:
    cast = load_cast(kind)
    assert all("演示" in name for name in (*(one.name for one in cast.staff), *cast.drivers))
    assert all("YS" in truck.plate for fleet in cast.fleets.values() for truck in fleet)


def test_its_buyers_can_not_be_alive() -> None:
    market = market_of(load_cast("market"))
    for buyer in market.households:
        number, findings = check_id_card(buyer.card, NOW.date())
        assert number[6:10] == "1880"
        assert not any(finding.severity == "fail" for finding in findings)
        assert "演示" in buyer.name
        assert re.fullmatch("1380000[0-9]{4}", buyer.phone)
    assert [check_credit_code(unit.credit_code)[1] for unit in market.units] == [(), ()]
    assert len({buyer.town for buyer in market.households}) == 11


def test_a_walking_clock_never_parts_its_times_and_never_passes_its_end() -> None:
    clock = WalkingClock(NOW, days=2)
    began, ticks = clock.now(), clock.monotonic_ns()
    clock.walk(90)
    clock.walk_to(began)
    assert clock.now() - began == timedelta(seconds=90)
    clock.walk_to(NOW + timedelta(days=1))
    assert NOW - timedelta(minutes=5) < clock.now() < NOW
    assert (clock.now() - began) // timedelta(microseconds=1) == (clock.monotonic_ns() - ticks) // 1000


@pytest.mark.parametrize("clock_time", ["00:03", "07:59", "08:05", "09:40", "12:00", "18:30", "19:41", "23:59"])
def test_the_days_do_not_overlap_and_end_with_a_today(clock_time: str) -> None:
    hour, minute = map(int, clock_time.split(":"))
    clock = WalkingClock(NOW.replace(hour=hour, minute=minute), days=30)
    days = list(workdays(clock))
    assert [day.is_today for day in days] == [False] * (len(days) - 1) + [True]
    assert len(days) in {31, 32}
    assert all(day.opens < day.closes for day in days)
    assert all(one.closes < other.opens for one, other in pairwise(days))
    assert days[-1].closes < clock.until
