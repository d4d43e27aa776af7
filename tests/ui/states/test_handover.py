"""The shift in figures, what is handed on, and counts as they are typed."""

from datetime import UTC, datetime, timedelta

import pytest

from coalguard.domain.findings import fail
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.domain.shift import Changes, LeftOpen, NumberRun, Totals, totals_facts
from coalguard.ui.states.handover import accounts, differing, figures, handed_on, parse_count, parse_yuan
from coalguard.ui.tokens import Tone

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
GATE = totals_facts(Totals(passed=47, turned_back=9, handed_over=1, not_coal=2, redeemed=45))
MARKET = totals_facts(
    Totals(weighings=46, forms=22, voids=1, mass_in=Mass(120_460), mass_out=Mass(680_820), amount=Money(58_550_520))
)


def test_a_gate_counts_trucks_and_colours_what_was_stopped() -> None:
    shown = figures("checkpoint", GATE)
    assert [(one.value, one.label) for one in shown] == [
        ("57", "过煤车"),
        ("47", "放行"),
        ("9", "劝返"),
        ("1", "查扣"),
        ("45", "五联单核销"),
        ("2", "非煤"),
    ]
    assert [one.tone for one in shown] == [Tone.PLAIN, Tone.OK, Tone.WARN, Tone.FAIL, Tone.PLAIN, Tone.PLAIN]
    assert {one.tone for one in figures("checkpoint", totals_facts(Totals()))} == {Tone.PLAIN}


def test_a_market_counts_coal_and_money_and_a_city_nothing() -> None:
    shown = figures("market", MARKET)
    assert [(one.value, one.label, one.unit) for one in shown] == [
        ("46", "过磅", ""),
        ("22", "五联单", ""),
        ("1", "作废", ""),
        ("120.460", "进煤", "t"),
        ("680.820", "销煤", "t"),
        ("585,505.20", "售煤", "元"),
    ]
    assert figures("outlet", totals_facts(Totals(amount=Money(-7))))[-1].value == "-0.07"
    assert figures("city", MARKET) == ()


def test_what_is_open_is_listed_with_its_longest_wait() -> None:
    left = LeftOpen(
        weighings=("甘N8F326",),
        queue=("甘N00001", "甘N00002"),
        held_lots=("B0114-01",),
        weighing_since=NOW - timedelta(minutes=75),
        queued_since=NOW - timedelta(minutes=9),
        unprinted=("GB01-260114-0058",),
    )
    assert [(one.text, one.note, one.tone) for one in handed_on(left, NOW)] == [
        ("排队中 2 辆，最久 9 分", "甘N 00001、甘N 00002", Tone.PLAIN),
        ("未完成过磅 1 辆，最久 1 小时 15 分", "甘N 8F326", Tone.WARN),
        ("冻结或待检 1 个批次", "B0114-01", Tone.FAIL),
        ("1 张单据没有打印出来", "GB01-260114-0058", Tone.WARN),
    ]
    assert handed_on(LeftOpen(queue=("甘N00001",)), NOW)[0].text == "排队中 1 辆"
    assert [one.text for one in handed_on(LeftOpen(), NOW)] == ["没有未完的事"]


def test_every_number_stands_there_and_what_became_of_it() -> None:
    runs = (
        NumberRun(DocumentNumber("GB01", "260114", 58), DocumentNumber("GB01", "260114", 58), 1, left=999_942),
        NumberRun(DocumentNumber("LX01", "260114", 11), DocumentNumber("LX01", "260114", 32), 22, 1, 999_968),
    )
    shown = accounts(totals_facts(Totals(numbers=runs)), ("LX01-260114-0019",), Changes(0, 3))
    assert [(one.text, one.note) for one in shown] == [
        ("过磅单 GB01 0058，1 张", "余 999,942"),
        ("五联单 LX01 0011–0032，22 张，作废 1 张", "余 999,968"),
        ("作废五联单 1 张", "LX01-260114-0019"),
        ("参数修改 本班 0 次，累计 3 次", ""),
    ]
    (alone,) = accounts(totals_facts(Totals()), (), Changes(1, 4))
    assert (alone.text, alone.tone) == ("参数修改 本班 1 次，累计 4 次", Tone.WARN)


def test_what_does_not_tie_is_said_in_red() -> None:
    (told,) = differing((fail("shift.does_not_tie", what="sales", left=2, right=3),))
    assert told.tone is Tone.FAIL
    assert "2" in told.text


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("", None), ("860", 86_000), (" 1,286.5 ", 128_650), ("0.07", 7), ("8.605", None), ("-1", None), ("约 60", None)],
)
def test_cash_is_typed_in_yuan(typed: str, fen: int | None) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(("typed", "count"), [("", None), (" 60 ", 60), ("0", 0), ("-1", None), ("6o", None)])
def test_sheets_are_counted_whole(typed: str, count: int | None) -> None:
    assert parse_count(typed) == count
