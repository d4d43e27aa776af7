"""What both pages with a weighbridge say of the yard: standings, waits, which truck is meant, which weight is due."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coalguard.domain.mass import Mass
from coalguard.domain.vehicle import StoredTare
from coalguard.domain.weighing import Origin, WeightTaken
from coalguard.ui.states.yard import (
    PASS_WORDS,
    YardTruck,
    called,
    due,
    first_line,
    in_order,
    long_wait_line,
    pass_note,
    pass_word,
    plate_of,
    standing,
    stored_line,
    waited,
)
from coalguard.ui.tokens import Tone

NOON = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
TRUCK = YardTruck("1", "甘N8F326", "sale", "half_weighed", None, 15_400, 60)


@pytest.mark.parametrize(
    ("truck", "word", "tone"),
    [
        (TRUCK, "待称毛重", Tone.PLAIN),
        (replace(TRUCK, gross_kg=47_820, tare_kg=None), "待称皮重", Tone.PLAIN),
        (replace(TRUCK, waiting_s=7201), "待称毛重", Tone.WARN),
        (replace(TRUCK, state="arrived", tare_kg=None), "待过磅", Tone.PLAIN),
        (replace(TRUCK, state="weighed", gross_kg=47_820), "待开单", Tone.PLAIN),
        (replace(TRUCK, state="weighed", gross_kg=47_820, purpose="inbound"), "待入库", Tone.PLAIN),
    ],
)
def test_a_truck_of_the_yard_says_what_it_waits_for(truck: YardTruck, word: str, tone: Tone) -> None:
    assert standing(truck) == (word, tone)


def test_the_truck_in_hand_is_being_sold_to_or_received() -> None:
    weighed = replace(TRUCK, state="weighed", gross_kg=47_820)
    assert standing(weighed, "1") == ("开单中", Tone.ACCENT)
    assert standing(replace(weighed, purpose="inbound"), "1") == ("入库中", Tone.ACCENT)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 分"), (59 * 60, "59 分"), (2 * 3600 + 300, "2 时 05 分")])
def test_waits_are_told_in_hours_and_minutes(seconds: int, text: str) -> None:
    assert waited(seconds) == text


def test_only_a_truck_weighed_once_for_more_than_two_hours_is_asked_about() -> None:
    late = replace(TRUCK, waiting_s=7201)
    assert long_wait_line([TRUCK, replace(late, state="arrived")]) == ""
    assert long_wait_line([TRUCK, late]) == "甘N 8F326 已超过 2 小时未二次过磅"
    assert long_wait_line([late, replace(late, key="2")]) == "2 辆车已超过 2 小时未二次过磅"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("F326", ["1"]), ("f326", ["1"]), ("8F326", ["1"]), ("甘N8F326", ["1"]), ("326", []), ("8F327", []), ("", [])],
)
def test_a_truck_is_called_by_its_tail_or_its_plate(typed: str, meant: list[str]) -> None:
    other = replace(TRUCK, key="2", plate="甘N8F999")
    assert [truck.key for truck in called([TRUCK, other], typed)] == meant


def test_two_trucks_with_one_tail_are_both_meant() -> None:
    assert len(called([TRUCK, replace(TRUCK, key="2", plate="甘A8F326")], "F326")) == 2


def test_a_serial_alone_is_a_plate_of_home() -> None:
    assert (plate_of("8f326"), plate_of("8f3")) == ("甘N8F326", "")


@pytest.mark.parametrize(
    ("planned", "taken", "order", "step"),
    [
        (("tare", "gross"), (), ("tare", "gross"), "tare"),
        (("gross", "tare"), (), ("gross", "tare"), "gross"),
        (("tare", "gross"), ("gross",), ("gross", "tare"), "tare"),
        (("gross", "tare"), ("tare",), ("tare", "gross"), "gross"),
        (("tare", "gross"), ("gross", "tare"), ("gross", "tare"), ""),
    ],
)
def test_the_weight_that_is_due_follows_the_order_and_what_was_taken(
    planned: tuple[str, ...], taken: tuple[str, ...], order: tuple[str, ...], step: str
) -> None:
    assert in_order(taken, planned) == order
    assert due(taken, order) == step


def test_a_weight_says_when_it_was_taken_and_by_whom() -> None:
    taken = WeightTaken("tare", Mass(15_400), NOON, "马演示", Origin.WEIGHED)
    assert (pass_word(taken), pass_note(taken)) == ("皮重", "12:00:00 已取 · 马演示")
    assert pass_word(replace(taken, origin=Origin.TYPED)) == "皮重"


def test_a_tare_on_record_says_so_and_when_it_was_weighed() -> None:
    taken = WeightTaken("tare", Mass(15_400), NOON, "马演示", Origin.STORED)
    assert (pass_word(taken), pass_note(taken)) == ("备案皮重", "01-14 12:00 过磅 · 马演示 采用")
    assert stored_line(StoredTare(Mass(15_400), NOON)).startswith("本车备案皮重 15.400 t，01-14 12:00 过磅。按 T 采用")


@pytest.mark.parametrize(("step", "next_"), [("tare", "装好煤再上磅"), ("gross", "卸完煤再上磅")])
def test_a_first_weight_says_what_comes_next(step: str, next_: str) -> None:
    assert next_ in first_line(step, "甘N 8F326", 15_400)
    assert "15.400 t 已存" in first_line(step, "甘N 8F326", 15_400)
    assert f"甘N 8F326 {PASS_WORDS[step]}（手录） 15.400 t" in first_line(step, "甘N 8F326", 15_400, by_hand=True)
