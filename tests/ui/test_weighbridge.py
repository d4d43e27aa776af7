"""The weighbridge: what both pages with one share, tried at the page that sells and with parts of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.findings import fail
from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.visit import Purpose
from coalguard.domain.weighing import Origin, WeightTaken
from coalguard.operations import visit, weighing
from coalguard.ui.states.yard import YardTruck
from coalguard.ui.weighbridge.panel import checked, leave_panel, manual_panel
from coalguard.ui.weighbridge.plate import PlateField
from coalguard.ui.weighbridge.yard import Yard
from coalguard.ui.widgets.field import Field
from tests import market as at
from tests.ui.salesroom import PLATE, Room, open_room

NOON = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)


class Stay:
    """A truck that came to buy, weighed empty by hand."""

    visit = EntryKey.parse("0102030405060708-1-7")
    purpose = Purpose.SALE
    plate = PLATE
    colour = "yellow"
    weights = (WeightTaken("tare", Mass(15_400), NOON, "演示一", Origin.TYPED),)
    net = None


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """The page 过磅开单 in its window."""
    with open_room(tmp_path, qtbot, printer=False) as opened:
        yield opened


def begin(room: Room, plate: str = PLATE) -> str:
    """A truck that waits for its first weight."""
    request = visit.BeginSale(plate=plate, coal=at.COAL)
    of = str(visit.begin_sale(room.market.station, room.market.clerk, request).visit)
    room.rest()
    return of


def test_f4_behind_a_tail_calls_its_truck_up_and_weighs_nothing(room: Room) -> None:
    of = begin(room)
    room.stand(15_400)
    room.type("F326")
    room.press("F4")
    assert room.page.weighing.visit == of
    assert room.page.weighing.due == "tare"
    room.press("F4")
    assert [truck.tare_kg for truck in room.page.yard.trucks] == [15_400]


def test_f4_behind_a_tail_of_two_trucks_registers_nobody(room: Room) -> None:
    begin(room)
    begin(room, "甘A8F326")
    room.type("F326")
    room.press("F4")
    assert room.page.weighing.visit == ""
    assert "有 2 辆车尾号相同" in room.page.fields["plate"].message
    assert len(room.page.yard.trucks) == 2


def test_a_truck_with_both_weights_is_in_hand_with_its_net(room: Room) -> None:
    of = begin(room)
    for step, kg in ((weighing.Pass.GROSS, 47_820), (weighing.Pass.TARE, 15_400)):
        at.weigh(room.market, of, step, kg)
    room.page.pick(of)
    room.rest()
    assert room.page.ready
    assert room.page.weighing.steps == ("gross", "tare")
    assert room.page.weighing.due == ""
    assert [step.mark for step in room.page.yard.steps.steps] == ["手录", "手录", ""]


def test_a_yard_tells_who_waits_too_long(qtbot: QtBot) -> None:
    yard = Yard("出库过磅")
    qtbot.addWidget(yard)
    truck = YardTruck("1", PLATE, "sale", "half_weighed", None, 15_400, 7_260, "blue")
    yard.show_trucks([truck])
    assert [(row.figure, row.time, row.colour) for row in yard.list.rows] == [("15.400", "2 时 01 分", "blue")]
    assert yard.warning.accessibleName() == "甘N 8F326 已超过 2 小时未二次过磅"
    yard.show_trucks([])
    assert yard.warning.isHidden()


def test_a_yard_shows_the_steps_of_a_stay(qtbot: QtBot) -> None:
    yard = Yard("出库过磅")
    qtbot.addWidget(yard)
    yard.show_stay(None, ("tare", "gross"))
    assert [step.note for step in yard.steps.steps][:2] == ["按 F4 取重", "待取"]
    yard.show_stay(Stay(), ("tare", "gross"))
    assert [(step.title, step.mark, step.figure) for step in yard.steps.steps] == [
        ("皮重", "手录", "15.400"),
        ("毛重", "", ""),
        ("净重", "", ""),
    ]
    assert yard.current == str(Stay.visit)


def test_a_panel_shows_a_finding_where_it_belongs(qtbot: QtBot) -> None:
    panel = manual_panel("毛重", PLATE, [("lead", "演示带班")])
    qtbot.addWidget(panel)
    assert not panel.fields["login"].message
    assert panel.show_finding(fail("pin.wrong", left=4))
    assert panel.fields["pin"].faulty
    assert panel.show_finding(fail("name.malformed", field="reason"))
    assert panel.fields["reason"].faulty
    assert not panel.show_finding(fail("visit.step_not_allowed"))


def test_a_mass_that_is_typed_is_told_in_tonnes(qtbot: QtBot) -> None:
    panel = manual_panel("毛重", PLATE, [])
    qtbot.addWidget(panel)
    assert panel.fields["login"].message == "没有别的带班可以确认。请管理员登记一名带班。"
    for typed, note in (("47820", "47.820 t"), ("47,8", "")):
        panel.fields["kg"].set_text(typed)
        panel.fields["kg"].edited.emit()
        assert panel.fields["kg"].note == note


def test_a_panel_without_its_reason_is_not_complete(qtbot: QtBot) -> None:
    panel = leave_panel(PLATE)
    qtbot.addWidget(panel)
    assert not panel.complete()
    panel.fields["reason"].set_text("2")
    panel.fields["reason"].clear()
    assert panel.complete()
    assert panel.text("reason") == "登记错误"


def test_what_is_missing_or_wrong_is_found(qtbot: QtBot) -> None:
    field = Field("车牌", required=True)
    qtbot.addWidget(field)
    assert not checked([field])
    field.clear()
    field.set_text("甘N8F326")
    assert checked([field])


def test_a_plate_is_written_out_or_told(qtbot: QtBot) -> None:
    plate = PlateField()
    qtbot.addWidget(plate)
    plate.set_text("8f326")
    plate.write_out()
    assert plate.text() == PLATE
    plate.set_text("8F3")
    plate.write_out()
    assert plate.faulty
