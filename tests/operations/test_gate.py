"""The gate's desk: what its page asks, on a real store."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import Answer, Decision, Mark, Row
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.domain.roles import Role
from coalguard.operations import gate, inspection, keys, register, shift, weighing
from coalguard.operations.inspection import (
    Answers,
    BeginInspection,
    DecideInspection,
    RecordInspection,
    Result,
    RowAnswer,
)
from coalguard.operations.setup import PrinterKind, SetPrinter, StationKind, set_printer
from coalguard.operations.station import Actor, Station
from tests.abroad import PLATE, Abroad
from tests.market import open_market, receive, sell
from tests.stations import HandClock, enlist, open_test_station

ABROAD = Abroad()
ELSEWHERE = "LX02-260114-0032"
OTHER = "甘N21587"


class Desk(NamedTuple):
    """A gate that trusts the market elsewhere."""

    station: Station
    officer: Actor
    admin: Actor
    clock: HandClock

    def begin(self, plate: str = "", code: str = "", driver: str = "") -> str:
        request = BeginInspection(plate=plate, code=code, driver=driver)
        return str(inspection.begin(self.station, self.officer, request).visit)

    def sheet(self) -> gate.GateSheet:
        return gate.show_gate(self.station, self.officer, gate.ShowGate())

    def truck(self, visit: str, code: str = "") -> gate.TruckSheet:
        return gate.show_truck(self.station, self.officer, gate.ShowTruck(visit=visit, code=code))

    def recognise(self, code: str) -> gate.Recognised:
        return gate.recognise(self.station, self.officer, gate.Recognise(code=code))

    def weigh(self, visit: str, kg: int, step: weighing.Pass = weighing.Pass.GROSS) -> None:
        by_hand = weighing.ByHand("演示", self.admin.key)
        taken = weighing.Taken(EntryKey.parse(visit), step, weighing.NO_SCALE, Mass(kg), by_hand)
        weighing.keep(self.station, self.officer, taken)

    def record(self, visit: str, code: str = "", **answers: Result) -> inspection.Recorded:
        told = Answers(**{row: RowAnswer(result=result) for row, result in answers.items()})
        request = RecordInspection(visit=visit, answers=told, officers=("li", "zhang"), notes="篷布不严", code=code)
        return inspection.record(self.station, self.officer, request)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = HandClock()
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=clock) as (station, admin):
        officer = enlist(station, "li", Role.OFFICER)
        enlist(station, "zhang", Role.OFFICER)
        enlist(station, "boss", Role.SUPERVISOR)
        enlist(station, "clerk", Role.CLERK)
        keys.import_keys(station, admin, keys.ImportKeys(text=ABROAD.bundle()))
        yield Desk(station, officer, admin, clock)


def test_an_empty_desk_has_its_people_and_no_trucks(desk: Desk) -> None:
    sheet = desk.sheet()
    assert (sheet.waiting, sheet.settled, sheet.printers) == ((), (), ())
    assert sheet.counts == gate.Counts(0, 0, 0, 0)
    assert sheet.shift
    assert sheet.since == desk.clock.at
    who = {one.login: (one.signs, one.approves) for one in sheet.officers}
    assert who == {"admin": (True, True), "zhang": (True, False), "boss": (False, True)}


def test_who_waits_and_what_was_decided_stand_on_the_sheet(desk: Desk, tmp_path: Path) -> None:
    set_printer(desk.station, desk.admin, SetPrinter(name="热敏", kind=PrinterKind.FOLDER, target=str(tmp_path)))
    first = desk.begin(PLATE)
    desk.begin(OTHER)
    asked = DecideInspection(visit=first, decision=Decision.NOT_COAL, reasons=("empty_truck",))
    inspection.decide(desk.station, desk.officer, asked)
    sheet = desk.sheet()
    assert [one.plate for one in sheet.waiting] == [OTHER]
    assert [(one.plate, one.decision, one.reasons, one.slip) for one in sheet.settled] == [
        (PLATE, Decision.NOT_COAL, ("empty_truck",), "")
    ]
    assert sheet.counts == gate.Counts(0, 0, 0, 1)
    assert sheet.printers == ("热敏",)
    assert sheet.slips == {"release": "热敏", "turn_back": "热敏", "hand_over": "热敏"}


def test_without_a_shift_nothing_is_counted(desk: Desk) -> None:
    shift.close_shift(desk.station, desk.admin, shift.CloseShift())
    sheet = desk.sheet()
    assert (sheet.shift, sheet.since, sheet.counts) == ("", None, gate.Counts(0, 0, 0, 0))


def test_a_form_is_recognised_with_the_truck_that_waits(desk: Desk) -> None:
    assert desk.recognise(ABROAD.paper()) == gate.Recognised(ABROAD.paper(), ELSEWHERE, PLATE, "")
    visit = desk.begin(PLATE)
    assert desk.recognise(f" {ABROAD.paper()} ").visit == visit
    assert desk.recognise(ELSEWHERE) == gate.Recognised(ELSEWHERE, ELSEWHERE, "", "")


def test_a_check_code_alone_names_its_form(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        sold = sell(market, receive(market).lot, 10_000, plate=PLATE)
        officer = enlist(market.station, "li", Role.OFFICER)
        found = gate.recognise(market.station, officer, gate.Recognise(code=sold.check_code))
        assert (found.code, found.plate) == (f"{sold.number} {sold.check_code}", PLATE)
        visit = str(inspection.begin(market.station, officer, BeginInspection(code=found.code)).visit)
        sheet = gate.show_truck(market.station, officer, gate.ShowTruck(visit=visit))
        assert sheet.paper is not None
        assert (sheet.paper.number, sheet.paper.coal, sheet.paper.net) == (str(sold.number), "无烟2号", sold.net)
        assert sheet.paper.lot
        assert sheet.limits["ash"]


@pytest.mark.parametrize("code", ["6901234567892", "22222222", "甘N8F326"])
def test_what_is_no_form_is_refused(desk: Desk, code: str) -> None:
    with pytest.raises(Refused, match=r"code\.unreadable"):
        desk.recognise(code)


def test_another_paper_is_no_form(desk: Desk) -> None:

    with pytest.raises(Refused, match=r"code\.not_form"):
        desk.recognise(ABROAD.paper(kind=PaperKind.TICKET, prefix="GB02"))


def test_a_truck_shows_the_computed_rows_bare(desk: Desk) -> None:
    visit = desk.begin(code=ABROAD.paper(), driver="演示司机")
    desk.weigh(visit, 47_860)
    sheet = desk.truck(visit)
    assert (sheet.plate, sheet.plate_seen, sheet.driver) == (PLATE, False, "演示司机")
    assert sheet.paper is not None
    assert (sheet.paper.number, sheet.paper.station, sheet.paper.coal) == (ELSEWHERE, "演示二市场", "无烟2号")
    assert (sheet.gross, sheet.gross_at) == (Mass(47_860), desk.clock.at)
    marks = {row.row: row.mark for row in sheet.computed}
    assert marks[Row.FORM] is Mark.OK
    assert marks[Row.PLATE] is Mark.PENDING
    assert marks[Row.NET] is Mark.WARN
    assert sheet.answers == {}
    assert sheet.limits["sulfur"]


def test_a_truck_without_a_form_has_no_rows_yet_and_takes_one_that_is_shown(desk: Desk) -> None:
    visit = desk.begin(PLATE)
    sheet = desk.truck(visit)
    assert (sheet.paper, sheet.computed, sheet.limits) == (None, (), {})
    shown = desk.truck(visit, ABROAD.paper())
    assert shown.paper is not None
    assert {row.row for row in shown.computed} >= {Row.FORM, Row.PLATE}


def test_a_form_shown_later_is_kept_with_the_record(desk: Desk) -> None:
    visit = desk.begin(PLATE)
    recorded = desk.record(visit, ABROAD.paper(), kind=Result.OK, net=Result.OK)
    assert {row.row: row.reason for row in recorded.rows}[Row.FORM] == "form.verified"
    desk.record(visit, kind=Result.WARN, net=Result.OK)
    sheet = desk.truck(visit)
    assert sheet.paper is not None
    assert sheet.paper.number == ELSEWHERE
    assert sheet.answers[Row.KIND] == Answer(Mark.WARN)
    assert sheet.notes == "篷布不严"


def test_a_number_alone_tells_its_number_alone(desk: Desk) -> None:
    sheet = desk.truck(desk.begin(PLATE, ELSEWHERE))
    assert sheet.paper == gate.PaperShown(ELSEWHERE, None, None, None, "", "", "", None)


def test_an_overloaded_truck_is_told(desk: Desk) -> None:
    truck = register.RegisterVehicle(plate=PLATE, axles=2, colour="yellow")
    register.register_vehicle(desk.station, desk.admin, truck)
    visit = desk.begin(PLATE)
    desk.weigh(visit, 47_860)
    sheet = desk.truck(visit)
    assert (sheet.axles, sheet.colour) == (2, "yellow")
    assert "vehicle.overload" in {one.code for one in sheet.findings}


def test_a_visit_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"visit\.unknown"):
        desk.truck(str(desk.admin.key))


def test_a_weigher_may_not_look_into_the_checklist(desk: Desk) -> None:
    weigher = enlist(desk.station, "wang", Role.WEIGHER)
    with pytest.raises(Refused, match=r"role\.missing"):
        gate.recognise(desk.station, weigher, gate.Recognise(code=ELSEWHERE))
