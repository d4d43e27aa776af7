"""What the page 过磅开单 says: standings, waits, prices, ends of validity, and which truck is meant."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coalguard.domain.mass import Mass
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.ui.states.sale import (
    PaperState,
    Way,
    YardTruck,
    amount_text,
    called,
    field_of,
    long_wait_line,
    next_pass,
    paper_kind,
    pass_note,
    plate_of,
    price_fen,
    price_text,
    proof_line,
    season_line,
    standing,
    validities,
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
    assert standing(truck, "") == (word, tone)


def test_the_truck_in_hand_is_being_sold_to() -> None:
    assert standing(replace(TRUCK, state="weighed", gross_kg=47_820), "1") == ("开单中", Tone.ACCENT)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 分"), (59 * 60, "59 分"), (2 * 3600 + 300, "2 时 05 分")])
def test_waits_are_told_in_hours_and_minutes(seconds: int, text: str) -> None:
    assert waited(seconds) == text


def test_only_a_truck_weighed_once_for_more_than_two_hours_is_asked_about() -> None:
    late = replace(TRUCK, waiting_s=7201)
    assert long_wait_line([TRUCK, replace(late, state="arrived")]) == ""
    assert long_wait_line([TRUCK, late], "甘N 8F326") == "甘N 8F326 已超过 2 小时未二次过磅"
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
    ("way", "taken", "step"),
    [
        (Way.TARE_FIRST, set(), "tare"),
        (Way.GROSS_FIRST, set(), "gross"),
        (Way.TARE_FIRST, {"gross"}, "tare"),
        (Way.GROSS_FIRST, {"tare"}, "gross"),
        (Way.TARE_FIRST, {"tare", "gross"}, ""),
    ],
)
def test_the_weight_that_is_due_follows_the_order_and_what_was_taken(way: Way, taken: set[str], step: str) -> None:
    assert next_pass(way, gross_taken="gross" in taken, tare_taken="tare" in taken) == step


def test_a_weight_says_when_it_was_taken_and_by_whom() -> None:
    assert pass_note(NOON, "马演示") == "12:00:00 已取 · 马演示"


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("860", 86_000),
        ("860.5", 86_050),
        ("860.00", 86_000),
        ("0.01", 1),
        ("0", None),
        ("", None),
        ("-3", None),
        ("8.605", None),
        ("8.x", None),
        ("８６０", None),
        ("1" * 10, None),
    ],
)
def test_a_price_is_read_to_the_fen_or_not_at_all(text: str, fen: int | None) -> None:
    assert price_fen(text) == fen


def test_amounts_stand_with_thousands_apart() -> None:
    assert amount_text(86_000, Mass(32_420)) == "27,881.20"
    assert (amount_text(None, Mass(1)), amount_text(1, None), price_text(None), price_text(86_000)) == (
        *("", "", ""),
        "860.00",
    )


def test_a_form_ends_with_its_day_or_one_of_the_next_two() -> None:
    ends = validities(NOON)
    assert [one.text for one in ends] == ["当日 24:00", "次日 24:00", "第三日 24:00"]
    assert [one.value for one in ends] == ["", "2026-01-16T00:00:00+08:00", "2026-01-17T00:00:00+08:00"]


@pytest.mark.parametrize(
    ("number", "kind"), [("622901188001010017", PaperKind.ID_CARD), ("E12345678", PaperKind.PASSPORT)]
)
def test_a_number_tells_its_paper(number: str, kind: PaperKind) -> None:
    assert paper_kind(number) is kind


@pytest.mark.parametrize(
    ("fact", "kind", "field"),
    [
        ("name", BuyerKind.PERSON, "agent"),
        ("name", BuyerKind.UNIT, "name"),
        ("agent.document", BuyerKind.OUTLET, "document"),
        ("price_fen_per_t", BuyerKind.UNIT, "price_fen_per_t"),
    ],
)
def test_findings_of_a_registration_stand_at_the_fields_of_the_page(fact: str, kind: BuyerKind, field: str) -> None:
    assert field_of(fact, kind) == field


def test_a_known_buyer_has_a_line_on_the_season() -> None:
    assert season_line(0, Mass(0), None, NOON) == "已登记，还没有购煤记录"
    assert season_line(18, Mass(612_400), NOON, NOON) == "本采暖季已购 18 车 612.40 t，上次今日 12:00"
    later = datetime(2026, 1, 20, tzinfo=UTC)
    assert season_line(1, Mass(500), NOON, later) == "本采暖季已购 1 车 0.50 t，上次01-14 12:00"


def test_the_proof_says_what_became_of_the_papers() -> None:
    sent, waiting = PaperState("五联单", "", Tone.OK), PaperState("过磅单", "", Tone.ACCENT)
    number = "LX01-260114-0032"
    assert proof_line(number, [sent, sent]) == f"已开具 {number} · 5 联已送打印"
    assert proof_line(number, [sent, waiting]) == f"已开具 {number} · 正在打印"
    assert proof_line(number, []) == f"已开具 {number} · 还没有设置打印机"
