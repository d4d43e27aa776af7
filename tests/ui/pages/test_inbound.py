"""A day of incoming coal by keys alone: weigh, unload, weigh, receive; papers that lack are said and brought later."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.mass import Mass
from coalguard.operations.supply import ListSupply, OpenLot, list_supply
from coalguard.operations.visit import ListOpen, list_open
from coalguard.ui.pages.inbound import InboundPage
from coalguard.ui.widgets.message_bar import MessageStack
from tests import market as at
from tests.ui.marked import marked_behind, marks
from tests.ui.salesroom import Room, open_room


@contextmanager
def at_the_scale(folder: Path, qtbot: QtBot, *, printer: bool = True) -> Iterator[tuple[Room, InboundPage]]:
    """The page in front."""
    with open_room(folder, qtbot, printer=printer) as room:
        room.window.frame.show_page("inbound")
        room.rest()
        page = room.window.frame.current
        assert isinstance(page, InboundPage)
        yield room, page


def bars(page: InboundPage) -> dict[str, str]:
    host = page.parentWidget()
    stack = host.findChild(MessageStack) if host else None
    assert stack is not None
    return {one.code: one.text for one in stack.messages}


def asks(page: InboundPage) -> bool:
    """Whether a panel is open."""
    return page.panel is not None


def lots(room: Room) -> tuple[OpenLot, ...]:
    return list_supply(room.market.station, room.market.clerk, ListSupply()).lots


def weigh_in(room: Room, page: InboundPage, *, supplier: str = "ysmk") -> None:
    """A loaded truck, as far as its gross weight."""
    room.stand(49_980)
    room.type("8F326")
    room.press("Enter")
    room.type(supplier)
    room.press("Enter", "F4")
    assert page.load.plate.text() == ""


def weigh_out(room: Room) -> None:
    """The truck comes back empty."""
    room.stand(0)
    room.stand(15_840)
    room.type("F326")
    room.press("Enter", "F4")


def test_a_load_with_its_papers_is_received_by_keys(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        weigh_in(room, page)
        assert "49.980 t 已存" in bars(page)["weighing.saved"]
        weigh_out(room)
        assert page.load.net.text() == "34.140"
        assert page.side.meaning.accessibleName() == "手续齐全，入库后可以销售。"
        seen = marked_behind(room.market.station.store, "lot.received")
        room.press("F9")
        assert (seen, marks(room.market.station.store)) == ([["ticket"]], [])
        assert next((one.stock, one.missing) for one in lots(room)) == (Mass(34_140), ())
        proof = bars(page)["lot.proof"]
        assert "34.140 t" in proof
        assert " JH" in proof
        assert " GB" in proof
        assert len(list((room.prints).iterdir())) == 1
        assert page.load.plate.line.hasFocus()


@pytest.mark.budget
def test_a_truck_of_the_day_takes_few_keys(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot, printer=False) as (room, page):
        before = room.hands.count
        weigh_in(room, page)
        weigh_out(room)
        room.press("F9")
        assert len(lots(room)) == 2
        assert room.hands.count - before <= 20


def test_without_papers_the_load_is_received_and_says_what_to_bring(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        weigh_in(room, page, supplier="新演示煤矿")
        weigh_out(room)
        assert "补齐前不能销售" in page.side.meaning.accessibleName()
        room.press("F9")
        assert "待补 采购合同、质检报告" in bars(page)["lot.proof"]
        assert lots(room)[0].missing == ("contract", "report")
        assert any(one.name == "新演示煤矿" for one in page.load.supply.suppliers)


def chosen(page: InboundPage) -> str:
    """The number of the contract that the load is under."""
    contract = page.load.chosen_contract
    return contract.number if contract else ""


def test_a_contract_is_registered_beside_the_load_and_chosen(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        room.type("8F326")
        room.press("Enter")
        room.type("ysmk")
        room.press("Enter", "F10")
        room.type("HT-77")
        room.press("Enter", "Enter")
        room.type("200")
        room.press("Enter")
        room.type("+30")
        room.press("Enter", "Enter")
        assert not asks(page)
        room.qtbot.waitUntil(lambda: chosen(page) == "HT-77")
        assert page.load.plate.text() == "甘N8F326"


def test_what_a_lot_lacks_is_brought_later(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        room.type("8F326")
        room.press("Enter")
        room.type("ysmk")
        room.press("Enter")
        page.load.contract.empty()
        room.stand(49_980)
        room.press("F4")
        weigh_out(room)
        room.press("F9")
        assert lots(room)[0].missing == ("contract",)
        room.press("F6", "Enter", "Down", "Enter", "Enter")
        assert bars(page)["lot.completed"].endswith("手续齐全。")
        assert lots(room)[0].missing == ()


def test_a_weight_is_typed_with_a_second_person_where_the_scale_is_silent(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        room.type("8F326")
        room.press("Enter")
        room.type("ysmk")
        room.press("Enter")
        page.place.scales.clear()
        room.press("F4")
        assert asks(page)
        room.type("49980")
        room.press("Enter")
        room.type("1")
        room.press("Enter")
        room.type("lead")
        room.press("Enter")
        room.type("1234")
        room.press("Enter", "Enter")
        assert not asks(page)
        assert "49.980 t 已存" in bars(page)["weighing.saved"]


def test_a_wrong_pin_is_said_at_its_field(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        room.type("8F326")
        room.press("Enter")
        room.type("ysmk")
        room.press("Enter")
        page.place.scales.clear()
        room.press("F4")
        assert page.panel is not None
        for text in ("49980", "1", "lead", "9999"):
            room.type(text)
            room.press("Enter")
        room.press("Enter")
        assert page.panel.fields["pin"].faulty


def test_a_missing_supplier_is_said_before_the_truck_is_registered(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        room.type("8F326")
        room.press("Enter", "F4")
        assert page.load.supplier.faulty
        assert page.load.supplier.line.hasFocus()
        assert list_open(room.market.station, room.market.clerk, ListOpen()).visits == ()


def test_a_new_yard_is_registered_with_the_load(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        weigh_in(room, page)
        weigh_out(room)
        page.load.yard.empty()
        room.press("Enter")
        room.type("南场新堆")
        room.press("F9")
        assert [one.name for one in page.load.supply.yards] == ["1号堆", "南场新堆"]
        assert len(lots(room)) == 2


def test_a_stay_that_comes_to_nothing_is_given_up_with_a_reason(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        weigh_in(room, page)
        room.type("F326")
        room.press("Enter", "F12", "1", "Enter", "Enter")
        assert page.weighing.visit == ""
        assert list_open(room.market.station, room.market.clerk, ListOpen()).visits == ()


def test_what_was_typed_survives_as_a_draft(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        room.type("8F326")
        room.press("Enter")
        room.type("ysmk")
        room.press("Enter")
        contract = page.load.contract.value()
        draft = page.draft()
        page.load.begin()
        assert page.draft() == {}
        page.restore(draft)
        page.shown()
        room.rest()
        assert page.load.plate.text() == "甘N8F326"
        assert page.load.known_supplier == room.market.supplier
        assert page.load.contract.value() == contract != ""


def test_a_truck_that_buys_is_sent_to_its_page(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        at.load_up(room.market, plate="甘N12345")
        room.rest()
        room.type("2345")
        room.press("Enter")
        assert "过磅开单" in bars(page)["visit.elsewhere"]
        assert page.weighing.visit == ""


def test_fields_of_a_row_stay_level_when_one_of_them_says_something(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot) as (room, page):
        load = page.load
        load.lot.setFocus()
        room.type("没有这批")
        load.yard.setFocus()
        qtbot.waitUntil(lambda: load.lot.height() > load.yard.height())
        assert load.lot.y() == load.yard.y()
        load.follow()
        assert (load.lot.line.text(), load.lot.message) == ("新批次", ""), "nothing is said of what is gone"


def test_a_load_beyond_its_contract_is_said_before_f9_and_over_with_the_next_truck(
    tmp_path: Path, qtbot: QtBot
) -> None:
    with at_the_scale(tmp_path, qtbot, printer=False) as (room, page):
        at.enter_contract(room.market, "HT-2", 20_000)
        room.rest()
        room.stand(49_980)
        room.type("8F326")
        room.press("Enter")
        room.type("ysmk")
        room.press("Enter")
        room.type("HT-2")
        room.press("Enter", "Enter", "Enter")
        assert page.side.over.isHidden()
        room.type("30")
        room.press("Enter")
        assert page.side.over.text() == "本车 30.000 t，入库后合同超出 10.000 t。"
        room.press("F4")
        weigh_out(room)
        assert page.side.over.text() == "本车 34.140 t，入库后合同超出 14.140 t。"
        room.press("F9")
        assert {"contract.exceeded", "lot.proof"} <= bars(page).keys()
        weigh_in(room, page)
        assert not {"contract.exceeded", "lot.proof"} & bars(page).keys(), "the last truck's words went with it"


def test_a_contract_is_judged_field_by_field(tmp_path: Path, qtbot: QtBot) -> None:
    with at_the_scale(tmp_path, qtbot, printer=False) as (room, page):
        room.type("8F326")
        room.press("Enter")
        room.type("ysmk")
        room.press("Enter", "F10", "Enter", "Enter")
        room.type("20x")
        room.press("Enter")
        assert page.panel is not None
        assert page.panel.fields["quantity"].faulty
        room.type("1032")
        room.press("Enter")
        assert page.panel.fields["until"].faulty
