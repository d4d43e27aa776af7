"""Exceptions in words: every code of the wire has its sentence and its advice; a double use shows both sides."""

from datetime import datetime, timedelta

import pytest

from coalguard.domain.identity import CHINA
from coalguard.ui.states.exceptions import (
    DOUBLE,
    Opened,
    Side,
    advice,
    count_open,
    facts_of,
    newest_first,
    sentence,
    sides,
    standing,
    title,
)

AT = datetime(2026, 1, 14, 21, 46, tzinfo=CHINA)
FIRST = {"station": "CP01", "at": "2026-01-14T12:58:11.250Z"}
SECOND = {"station": "CP02", "at": "2026-01-14T13:10:00.000Z"}
TWICE = Opened(
    key="a",
    code=DOUBLE,
    number="LX01-260114-0032",
    at=AT,
    stations=("CP01", "CP02", "LX01"),
    facts={"number": "LX01-260114-0032", "first": FIRST, "second": SECOND},
)
CODES = [
    DOUBLE,
    "number.outside_grant",
    "number.twice",
    "form.void_after_redemption",
    "device.forked",
    "device.cloned",
    "entry.quarantined",
    "plate.watched_passed",
]


@pytest.mark.parametrize("code", CODES)
def test_each_exception_says_what_happened_and_what_to_do(code: str) -> None:
    slip = Opened(key="a", code=code, number="LX01-260114-0032", at=AT, facts={"plate": "甘N8F326"})
    assert title(slip) != "其他异常"
    assert sentence(slip).endswith("。")
    assert "{" not in sentence(slip)
    assert advice(slip).endswith("。")


def test_a_code_from_a_newer_program_is_shown_with_its_facts() -> None:
    slip = Opened(key="a", code="form.future", at=AT, facts={"seq": 20260114, "mystery": "x", "until": None})
    assert "不认识" in sentence(slip)
    assert ("序号", "20260114") in facts_of(slip)
    assert ("mystery", "x") in facts_of(slip)
    assert "布控至" not in dict(facts_of(slip))


def test_a_double_use_shows_both_sides_and_not_as_facts() -> None:
    assert sides(TWICE) == (
        Side("第一次核销", "CP01", "2026-01-14 20:58"),
        Side("第二次核销", "CP02", "2026-01-14 21:10"),
    )
    assert dict(facts_of(TWICE)) == {
        "单号": "LX01-260114-0032",
        "涉及站点": "CP01、CP02、LX01",
        "开出时间": "2026-01-14 21:46",
    }


def test_a_side_that_is_missing_or_of_another_exception_is_not_shown() -> None:
    assert sides(Opened(key="a", code=DOUBLE, at=AT, facts={"first": FIRST})) == (
        Side("第一次核销", "CP01", "2026-01-14 20:58"),
    )
    assert sides(Opened(key="a", code="number.twice", at=AT, facts={"first": FIRST})) == ()


@pytest.mark.parametrize(
    ("note", "told"), [("两处同一车", "市局已处理：两处同一车"), ("", "市局已处理，不必再做什么。")]
)
def test_a_closed_exception_tells_what_the_city_decided(note: str, told: str) -> None:
    slip = Opened(key="a", code=DOUBLE, number="n", at=AT, is_open=False, note=note)
    assert advice(slip) == told
    assert standing(slip) == "已处理"


def test_the_newest_stands_first_and_the_open_ones_are_counted() -> None:
    older = Opened(key="b", code=DOUBLE, at=AT - timedelta(days=1), is_open=False)
    assert newest_first((older, TWICE)) == (TWICE, older)
    assert count_open((older, TWICE)) == 1


def test_a_watched_truck_is_named_by_its_plate_or_by_the_number() -> None:
    slip = Opened(key="a", code="plate.watched_passed", number="CF01-260114-0007", at=AT)
    assert "CF01-260114-0007" in sentence(slip)
