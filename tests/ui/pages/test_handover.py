"""The desk from hand to hand by keys alone: given, closed, taken, given by a lead."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import MachineError
from coalguard.domain.roles import Role
from coalguard.operations import shift
from coalguard.operations.station import actor_of
from coalguard.store.people import load_member
from coalguard.ui.look import look
from coalguard.ui.pages.handover import HandoverPage
from tests.stations import enlist
from tests.ui.gatehouse import PIN, open_gate
from tests.ui.pages.handover.desk import at_the_desk, bars, fill, focus, mode, sit, told

BUDGET = 16
"""Keys for a hand-over (`ux.md` §8)."""


def test_the_desk_is_given_by_keys_in_their_order_and_the_receiver_acts(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        for name in ("cash_fen", "paper_left", "notes", "to", "pin"):
            assert focus(page) == name
            room.press("Enter")
        assert focus(page) == "act"
        room.press("Shift+Enter", "Shift+Enter", "Shift+Enter", "Shift+Enter", "Shift+Enter")
        assert focus(page) == "cash_fen"
        fill(room)
        room.press("F9")

        assert room.place.actor.login == "lead"
        assert room.place.sheet.person == "演示lead"
        (said,) = told(room, "shift.handed_over")
        assert (said["cash_fen"], said["paper_left"], said["left"]["weighings"]) == (86_050, 60, ["甘N00001"])
        assert bars(page)["shift.done"] == "已交班，演示lead 接班，接收未完的事 1 件。"
        assert [file.suffix for file in room.prints.iterdir()] == [".pdf"]
        assert page.card.printing.text() == "交班单已送 针打，第 1 次打印"
        assert {page.fields[name].text() for name in page.fields} == {""}
        assert page.summary.figures.figures[0].value == "0"


@pytest.mark.budget
def test_a_gate_hands_over_within_the_budget(tmp_path: Path, qtbot: QtBot) -> None:
    with open_gate(tmp_path, qtbot, scale=False) as gate:
        lead = actor_of(load_member(gate.station.store.read(), "lead"))
        shift.close_shift(gate.station, lead, shift.CloseShift(reason="演示"))
        shift.open_shift(gate.station, gate.officer, shift.OpenShift())
        gate.begin("甘N00001")
        gate.rest()
        gate.hands.count = 0
        gate.press("Alt+2")
        page = gate.window.frame.current
        assert isinstance(page, HandoverPage)
        assert not page.card.cash.isVisible()
        gate.type("60")
        gate.press("Enter", "Enter")
        gate.type("le")
        gate.press("Enter")
        gate.type(PIN)
        gate.press("F9")

        assert gate.hands.count <= BUDGET
        assert gate.place.actor.login == "lead"
        assert gate.told("shift.handed_over")[0]["left"]["queue"] == ["甘N00001"]
        assert len(list(gate.prints.iterdir())) == 1
        assert gate.window.frame.current is page


def test_a_wrong_pin_is_told_at_it_and_typed_anew(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        fill(room, pin="0000")
        room.press("F9")
        assert page.fields["pin"].message.startswith("PIN 不对")
        assert page.fields["pin"].text() == ""
        assert focus(page) == "pin"
        assert bars(page) == {}  # that a truck waits forbids nothing and stands at the left
        room.type("1234")
        room.press("F9")
        assert room.place.actor.login == "lead"


def test_nothing_is_given_before_it_is_known_to_whom(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.type("86.123")
        room.press("Enter")
        room.type("6x")
        room.press("F9")
        assert bars(page)["page.incomplete"] == "还有 4 处需要补充。"
        assert focus(page) == "cash_fen"
        assert [page.fields[name].message for name in ("cash_fen", "paper_left")] == ["填金额，如 860", "填张数，如 60"]
        assert told(room, "shift.handed_over") == []


def test_whoever_holds_the_desk_or_has_no_pin_can_not_take_it(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        enlist(room.market.station, "new", Role.CLERK)
        room.press("F5")
        assert [(one.value, one.possible, one.reason) for one in page.card.to.options] == [
            ("admin", False, "当班"),
            ("lead", True, ""),
            ("new", False, "没有 PIN"),
        ]


def test_notes_that_hold_a_number_of_a_person_are_refused_at_their_field(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        fill(room)
        page.fields["notes"].set_text("司机电话 13800006620")
        room.press("F9")
        assert page.fields["notes"].faulty
        assert focus(page) == "notes"


def test_a_failing_disk_is_told_in_a_bar(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (_, page):
        page.failed(MachineError("disk.full"))
        assert "disk.full" in bars(page)


def test_where_the_opener_has_left_a_lead_stands_in_with_pin_and_reason(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        clerk = enlist(room.market.station, "clerk2", Role.CLERK, pin="2468")
        sit(room, clerk)
        assert page.card.title.text() == "交班"
        assert page.card.aside.text() == "当班 admin"
        page.focus_first()
        for name in ("cash_fen", "paper_left", "notes", "second", "second_pin", "reason", "to", "pin"):
            assert focus(page) == name
            room.press("Enter")
        room.press("F9")
        assert bars(page)["page.incomplete"] == "还有 5 处需要补充。"
        assert focus(page) == "second"

        room.type("lead")
        room.press("Enter")
        room.type("0000")
        room.press("Enter")
        room.type("leftearly")
        room.press("Enter")
        room.type("clerk2")
        room.press("Enter")
        room.type("2468")
        room.press("F9")
        assert focus(page) == "second_pin"
        room.type("1234")
        room.press("F9")
        (said,) = told(room, "shift.handed_over")
        assert (said["reason"], bool(said["second"])) == ("leftearly", True)
        assert room.place.actor.login == "clerk2"
        assert not page.card.leads.isVisible()


def test_a_lead_at_the_desk_gives_the_reason_alone(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        sit(room, actor_of(load_member(room.market.station.store.read(), "lead")))
        assert page.card.reason.isVisible()
        assert not page.card.leads.isVisible()
        room.press("F10")
        page.fields["reason"].set_text("当班人已离岗")
        room.press("F9")
        (said,) = told(room, "shift.closed")
        assert (said["reason"], said["second"]) == ("当班人已离岗", "")


def test_a_desk_that_nobody_takes_is_closed_and_one_enter_takes_it(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.press("F10")
        assert (mode(page), page.card.act.text()) == ("closing", "关班并打印")
        room.press("Esc")
        assert mode(page) == "giving"
        room.press("F10")
        page.fields["notes"].set_text("钥匙在抽屉。")
        room.press("F9")

        assert len(told(room, "shift.closed")) == 1
        assert bars(page)["shift.done"] == "已关班，记录都已封存。"
        assert room.place.sheet.shift_since is None
        assert mode(page) == "taking"
        assert "交接事项：钥匙在抽屉。" in page.card.meaning.accessibleName()
        assert [one.text for one in page.summary.items.items] == ["未完成过磅 1 辆，最久 0 分"]
        assert not page.summary.numbers.isVisible()
        assert focus(page) == "act"
        room.press("Enter")

        assert len(told(room, "shift.opened")) == 2
        assert bars(page)["shift.done"] == "已接班：admin。"
        assert mode(page) == "giving"
        assert focus(page) == "cash_fen"


def test_a_station_whose_first_shift_was_never_opened_is_taken_too(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        with room.market.station.store.maintenance() as connection:
            connection.execute("DELETE FROM shifts")
        room.press("F5")
        assert page.card.meaning.accessibleName() == "按 Enter 接班。"


def test_a_draft_is_kept_without_pins_and_no_pin_stays_when_nobody_looks(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        fill(room)
        assert page.draft() == {"cash_fen": "860.5", "paper_left": "60", "to": "lead"}
        room.press("Alt+1", "Alt+4")
        assert page.fields["pin"].text() == ""
        assert page.fields["cash_fen"].text() == "860.5"
        page.fields["cash_fen"].empty()
        page.restore({"cash_fen": "1", "notes": "钥匙在抽屉", "gone": "x"})
        assert (page.fields["cash_fen"].text(), page.fields["notes"].text()) == ("1", "钥匙在抽屉")


def test_another_at_the_desk_is_shown_when_the_page_is_and_not_before(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.press("Alt+1")
        sit(room, actor_of(load_member(room.market.station.store.read(), "lead")))
        room.press("Alt+4")
        assert page.card.reason.isVisible()


def test_a_click_on_who_is_on_duty_leads_here(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        room.press("Alt+1")
        room.window.frame.top.person_pressed.emit()
        assert room.window.frame.current is page


@pytest.mark.parametrize("percent", [100, 130])
def test_the_field_in_use_and_the_main_act_stay_in_sight(tmp_path: Path, qtbot: QtBot, percent: int) -> None:
    with at_the_desk(tmp_path, qtbot) as (room, page):
        sit(room, enlist(room.market.station, "clerk2", Role.CLERK, pin="2468"))
        look().change(percent=percent, dark=percent > 100)
        room.window.resize(1366, 697)
        room.press("F9")  # every message that there can be
        for name, field in page.fields.items():
            field.setFocus()
            room.rest()
            box = field.box().translated(field.mapTo(page, QPoint(0, 0)))
            assert page.rect().contains(box), name
            assert not field.visibleRegion().isEmpty(), name
        assert page.rect().contains(page.card.act.geometry().translated(page.card.pos()))
        assert page.grab().toImage().width() == page.width()
