"""A demonstration: what it holds, that all of it ties and proves itself, and how it is built."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from coalguard import premises
from coalguard.clock import SystemClock
from coalguard.devices.simulator import parse_script
from coalguard.domain.findings import Refused
from coalguard.domain.identity import CHINA, EntryKey
from coalguard.domain.inspection import Answer, Mark, Row, Verdict, checklist, judge_net, verdict
from coalguard.domain.journal import Entry, parse_body
from coalguard.domain.ledger import sellable
from coalguard.domain.mass import Mass
from coalguard.domain.vehicle import median_tare
from coalguard.domain.visit import State
from coalguard.doors.program import Opening
from coalguard.operations.demo.cast import Truck, load_cast, market_of
from coalguard.operations.demo.tally import summary
from coalguard.operations.demo.weighbridge import traffic
from coalguard.operations.form import FindForm, find
from coalguard.operations.gate import ShowGate, ShowTruck, TruckSheet, show_gate, show_truck
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
from coalguard.store.visits import load_tares
from tests.operations.demo.fleet import most_kg

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
    return [(one.key, one.fact.kind, one.fact.document, one.fact.says, one.moment.trusted) for one in entries_of(demo)]


def entries_of(demo: Demo) -> list[Entry]:
    """The whole journal."""
    rows = demo.opening.station.store.read().rows(
        "SELECT keys.device, epoch, seq, body FROM entries JOIN keys ON keys.no = entries.device ORDER BY epoch, seq"
    )
    return [parse_body(EntryKey(*row[:3]), row[3]) for row in rows]


def times(demo: Demo, kind: str) -> list[time]:
    """At which time of the day a kind of entry was written."""
    return [one.moment.at.astimezone(CHINA).time() for one in entries_of(demo) if one.fact.kind == kind]


def weighed(demo: Demo) -> list[dict[str, Any]]:
    """Every weight, with the plate it belongs to."""
    entries = told(demo)
    plates = {str(key): says["plate"] for key, kind, _, says, _ in entries if kind == "visit.opened"}
    weights = [says for _, kind, _, says, _ in entries if kind in {"weighing.captured", "weighing.entered"}]
    return [{**says, "plate": plates[says["visit"]]} for says in weights]


def kind_of(demo: Demo) -> str:
    """A market or a checkpoint."""
    return str(show(demo.opening.station, demo.opening.actor, ShowSettings()).station["kind"])


def fleet_of(demo: Demo) -> dict[str, Truck]:
    """Every truck that a demonstration knows, by its plate."""
    kind = kind_of(demo)
    return {truck.plate: truck for fleet in load_cast(kind).fleets.values() for truck in fleet}


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


def test_whoever_waits_can_be_sold_all_that_the_scale_says(market: Demo) -> None:
    store = market.opening.station.store.read()
    empty, loaded = sorted({step.kg for step in parse_script(traffic("market")) if step.verb != "noise" and step.kg})
    assert any(not sellable(lot, "无烟2号", Mass(loaded - empty)) for lot in load_lots(store))


def test_nobody_buys_more_than_he_can_burn(market: Demo) -> None:
    names = {str(key): says["kind"] for key, kind, _, says, _ in told(market) if kind == "buyer.registered"}
    bought = Counter[str]()
    for _, kind, _, says, _ in told(market):
        if kind == "sale.recorded":
            bought[says["buyer"]] += says["net_kg"]
    assert max(kg for buyer, kg in bought.items() if names[buyer] == "person") < 10_000
    assert max(kg for buyer, kg in bought.items() if names[buyer] == "unit") < 250_000


def test_a_price_is_one_for_all_until_it_is_another(market: Demo) -> None:
    prices = [says["price_fen_per_t"] for _, kind, _, says, _ in told(market) if kind == "sale.recorded"]
    assert len(set(prices)) == 6
    for use in ("household", "unit"):
        steps = [price for price in prices if price in market_of(load_cast("market")).prices[f"{use}_fen_per_t"]]
        assert steps == sorted(steps)


def test_trucks_come_to_a_market_by_day(market: Demo) -> None:
    arrivals = times(market, "visit.opened")
    assert time(8) < min(arrivals) < max(arrivals) < time(19)


def test_some_weights_look_odd_and_most_do_not(market: Demo) -> None:
    flags = Counter(
        flag for _, kind, _, says, _ in told(market) if kind == "weighing.captured" for flag in says["flags"]
    )
    assert flags == {"over_axle_limit": 1, "tare_drift": 1}


# --- a checkpoint -----------------------------------------------------------------------------------------------------


def test_most_trucks_pass_a_checkpoint_and_each_decision_is_there(checkpoint: Demo) -> None:
    held = summary(checkpoint.opening.station, checkpoint.opening.actor)
    assert (held.station, held.name, held.days) == ("ZQ02", "折桥卡口", 7)
    assert held.inspections == {"pass": 35, "turn_back": 8, "detain": 1, "not_coal": 25}


def test_trucks_came_to_the_gate_in_the_shift_that_is_open(checkpoint: Demo) -> None:
    sheet = show_gate(checkpoint.opening.station, checkpoint.opening.actor, ShowGate())
    counts = sheet.counts
    assert counts.passed + counts.turned_back + counts.handed_over + counts.not_coal >= 6
    assert counts.passed > 0


def test_every_pass_over_a_doubt_has_a_second_person_and_no_other(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    doubted = [says["decision"] == "pass" and says["verdict"] != "may_pass" for says in decided]
    assert [bool(says["second"]) for says in decided] == doubted
    assert all(says["reasons"] and says["reason"] for says in decided if says["second"])
    assert all(says["reasons"] for says in decided if says["decision"] in {"turn_back", "detain"})


def test_most_trucks_pass_on_the_code_of_their_form_alone(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    with_coal = [says for says in decided if says["decision"] != "not_coal"]
    green = [says for says in with_coal if says["verdict"] == "may_pass" and not says["second"]]
    turned_back = [says for says in with_coal if says["decision"] == "turn_back"]
    assert all(says["decision"] == "pass" for says in green)
    assert len(green) * 10 > len(with_coal) * 6
    assert 5 <= len(with_coal) / len(turned_back) <= 6  # 1 in 5 (`ux.md` §1)


def test_what_is_wrong_with_the_others_is_of_many_kinds(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    wrong = {row["reason"] for says in decided for row in says["rows"] if row["mark"] in {"warn", "fail"}}
    assert {
        "form.no_record",
        "form.used_before",
        "form.not_valid",
        "plate.one_differs",
        "plate.places_differ",
        "net.differs",
        "net.differs_much",
    } <= wrong
    assert not wrong & {"form.key_unknown", "net.tare_unknown", "form.code_unread"}


def test_nothing_is_left_of_the_market_that_signed(checkpoint: Demo) -> None:
    assert {file.name for file in checkpoint.folder.iterdir() if file.is_dir()} == {"alibi", "printed"}
    (imported,) = [says for _, kind, _, says, _ in told(checkpoint) if kind == "key.imported"]
    assert (imported["station"], imported["name"]) == ("LX01", "城北煤炭市场")


def test_a_truck_that_was_turned_back_came_again_and_passed(checkpoint: Demo) -> None:
    decided = [says for _, kind, _, says, _ in told(checkpoint) if kind == "inspection.decided"]
    by_plate = {
        says["plate"]: [one["decision"] for one in decided if one["plate"] == says["plate"]] for says in decided
    }
    assert ["turn_back", "pass"] in by_plate.values()


def test_officers_relieve_each_other_at_eight_and_at_eight(checkpoint: Demo) -> None:
    handed_over = times(checkpoint, "shift.handed_over")
    assert Counter(moment.hour for moment in handed_over) == {8: 6, 20: 6}
    assert all(0 < moment.minute < 30 for moment in handed_over)


def test_no_truck_shows_a_form_that_is_no_longer_good(checkpoint: Demo) -> None:
    arrivals = times(checkpoint, "visit.opened")
    assert 6 <= len([moment for moment in arrivals if moment.hour >= 20]) <= 10
    assert time(8, 30) < min(arrivals) < max(arrivals) < time(23, 30)


def sheets(demo: Demo) -> list[TruckSheet]:
    """Every truck in the queue, as the page shows it."""
    station, actor = demo.opening.station, demo.opening.actor
    waiting = list_open(station, actor, ListOpen()).visits
    return [show_truck(station, actor, ShowTruck(visit=str(one.visit))) for one in waiting]


def test_a_checkpoint_is_left_with_a_queue(checkpoint: Demo) -> None:
    waiting = list_open(checkpoint.opening.station, checkpoint.opening.actor, ListOpen()).visits
    states = [State.ARRIVED, State.RECORDED, *[State.ARRIVED] * 4]
    assert [visit.state for visit in waiting] == states
    assert [visit.gross_kg is not None for visit in waiting] == [False, False, False, True, False, False]
    assert [visit.waiting_s // 60 for visit in waiting] == [14, 12, 10, 8, 6, 4]


def test_the_first_of_the_queue_may_pass_with_all_seven_rows(checkpoint: Demo) -> None:
    first = sheets(checkpoint)[0]
    loaded = max(step.kg for step in parse_script(traffic("checkpoint")) if step.verb != "noise" and step.kg)
    tare = median_tare(load_tares(checkpoint.opening.station.store.read(), first.plate))
    assert first.paper is not None
    assert tare is not None
    computed = {row.row: row for row in first.computed} | {Row.NET: judge_net(first.paper.net, Mass(loaded) - tare)}
    rows = checklist({Row.KIND: Answer(Mark.OK)}, computed)
    assert [row.mark for row in rows] == [Mark.OK] * 7
    assert verdict(rows) is Verdict.MAY_PASS
    assert first.findings == ()


def test_each_of_the_queue_is_another_case(checkpoint: Demo) -> None:
    doubts = [[row.reason for row in one.computed if row.mark in {Mark.WARN, Mark.FAIL}] for one in sheets(checkpoint)]
    assert doubts == [[], ["form.no_record"], ["plate.one_differs"], [], ["form.used_before"], []]
    assert [one.paper is None for one in sheets(checkpoint)] == [False, False, False, True, False, False]


def test_a_form_of_the_queue_is_good_beyond_the_night(checkpoint: Demo) -> None:
    (first, *_, last) = (one.paper for one in sheets(checkpoint))
    assert first is not None
    assert last is not None
    assert first.valid_until == last.valid_until == datetime(2026, 1, 16, tzinfo=CHINA)


# --- both -------------------------------------------------------------------------------------------------------------


def test_nothing_was_weighed_that_its_plate_and_axles_do_not_allow(demo: Demo) -> None:
    fleet = fleet_of(demo)
    heavy = [
        (says["plate"], says["kg"])
        for says in weighed(demo)
        if says["kg"] > most_kg(fleet[says["plate"]]) and "over_axle_limit" not in says.get("flags", ())
    ]
    assert heavy == []


def test_whoever_waits_is_as_heavy_as_the_scale_says(demo: Demo) -> None:
    shown = sorted({step.kg for step in parse_script(traffic(kind_of(demo))) if step.verb != "noise" and step.kg})
    fleet = fleet_of(demo)
    for visit in list_open(demo.opening.station, demo.opening.actor, ListOpen()).visits:
        truck = fleet[str(visit.plate)]
        lightest, heaviest = truck.tare_kg[0] + truck.load_kg[0], truck.tare_kg[1] + truck.load_kg[1]
        is_empty = visit.gross_kg is not None and visit.gross_kg <= truck.tare_kg[1] + 100  # and need not be weighed
        assert is_empty or lightest - 100 <= shown[-1] <= heaviest + 100
        assert all(truck.tare_kg[0] - 100 <= kg <= truck.tare_kg[1] + 100 for kg in shown[:-1])


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


def test_a_copied_demonstration_prints_into_its_own_folder(checkpoint: Demo, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(checkpoint.folder, copied, ignore=shutil.ignore_patterns("printed"))

    targets = []
    for _ in range(2):
        opening = premises.open_demo(CLOCK, Settings(copied), lambda _: None)
        assert opening is not None
        (printer,) = show(opening.station, opening.actor, ShowSettings()).printers
        targets.append((printer["target"], opening.station.store.head.key.seq))
        opening.close()

    assert [target for target, _ in targets] == [str(copied.resolve() / "printed")] * 2
    assert targets[1][1] - targets[0][1] == len(["session.opened"])
    assert (copied / "printed").is_dir()


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
