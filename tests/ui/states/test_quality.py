"""What the page of reports says is worked out without a window."""

from decimal import Decimal

import pytest

from coalguard.domain.assay import Basis, Item, Measured
from coalguard.domain.quality import Assessment, Limit, Verdict, assess
from coalguard.operations.station import load_books
from coalguard.operations.supply import CoursePoint
from coalguard.ui.states.quality import (
    arithmetic_lines,
    bar,
    basis_note,
    consequences,
    course_line,
    heights,
    limits_line,
    shown,
    split_letter,
    symbol,
)
from coalguard.ui.tokens import Tone

STANDARD = load_books().rules.standards[0]
SULFUR: Limit = next(one for one in STANDARD.limits if one.item is Item.SULFUR)


def judged(*values: tuple[Item, Basis, str]) -> Assessment:
    return assess([Measured(item, basis, Decimal(value)) for item, basis, value in values], STANDARD)


GOOD = ((Item.VOLATILE, Basis.DAF, "10.42"), (Item.ASH, Basis.D, "27.35"))


@pytest.mark.parametrize(
    ("typed", "text", "basis"),
    [
        ("a", "", Basis.AD),
        ("7.85a", "7.85", Basis.AD),
        ("F", "", Basis.DAF),
        ("1.2dr", "1.2", Basis.AR),
        ("3", "3", None),
    ],
)
def test_one_letter_chooses_the_basis(typed: str, text: str, basis: Basis | None) -> None:
    assert split_letter(typed) == (text, basis)


def test_a_value_is_called_as_laboratories_call_it() -> None:
    assert symbol(Item.SULFUR, Basis.D) == "St,d"
    assert basis_note(Item.VOLATILE, Basis.DAF) == "Vdaf 干燥无灰基"
    assert symbol(Item.MOISTURE, Basis.AD) == ""


def test_a_bar_reaches_four_thirds_of_the_limit() -> None:
    one = bar(SULFUR, judged((Item.SULFUR, Basis.D, "0.98")).judged[0])
    assert (one.tone, one.limit, one.result, one.distance) == (Tone.OK, "限值 ≤ 1", "合格", "低于限值 0.02")
    assert bar(SULFUR, judged((Item.SULFUR, Basis.D, "1.00")).judged[0]).distance == "等于限值"
    assert one.limit_share == pytest.approx(0.75)
    assert one.share == pytest.approx(0.735)


def test_a_value_far_beyond_fills_the_bar() -> None:
    one = bar(SULFUR, judged((Item.SULFUR, Basis.D, "9.00")).judged[0])
    assert (one.tone, one.share, one.result) == (Tone.FAIL, 1.0, "超限")


def test_a_value_that_rounding_saves_is_borderline() -> None:
    one = bar(SULFUR, judged((Item.SULFUR, Basis.D, "1.004")).judged[0])
    assert (one.tone, one.result) == (Tone.WARN, "临界")


def test_an_empty_bar_shows_its_limit() -> None:
    assert bar(SULFUR, None).limit == "限值 ≤ 1"


def test_nothing_is_judged_before_three_values_stand() -> None:
    found = judged(*GOOD)
    assert shown(found.verdict, found.judged, 2).title == "待录入 2 / 3"
    assert shown(None, (), 0).tone is Tone.OFF


def test_one_value_over_its_limit_fails_at_once() -> None:
    found = judged((Item.SULFUR, Basis.D, "1.28"))
    panel = shown(found.verdict, found.judged, 1)
    assert (panel.tone, panel.title, panel.sentence) == (Tone.FAIL, "不合格", "全硫 1.28 % 超限 0.28")


@pytest.mark.parametrize(
    ("sulfur", "basis", "title", "sentence"),
    [
        ("1.00", Basis.D, "合格", "三项指标都在限值以内"),
        ("1.004", Basis.D, "临界", "全硫修约后等于限值"),
        ("0.46", Basis.AD, "不能判定", "缺的数见下方说明"),
    ],
)
def test_three_values_make_a_verdict(sulfur: str, basis: Basis, title: str, sentence: str) -> None:
    found = judged(*GOOD, (Item.SULFUR, basis, sulfur))
    panel = shown(found.verdict, found.judged, 3)
    assert (panel.title, panel.sentence) == (title, sentence)


def test_arithmetic_and_limits_are_shown() -> None:
    assert arithmetic_lines(judged((Item.SULFUR, Basis.D, "1.284")).judged) == ("St,d = 1.284 → 1.28",)
    assert arithmetic_lines(judged((Item.SULFUR, Basis.D, "1.28")).judged) == ()
    assert limits_line([SULFUR]) == "全硫 ≤ 1 %"


@pytest.mark.parametrize(
    ("verdict", "lot", "part"),
    [
        (Verdict.FAIL, "A1", "冻结批次 A1（4 车）"),
        (Verdict.FAIL, "", "凭这份报告入库的批次会冻结"),
        (Verdict.PASS, "A1", "批次 A1 补上质检报告"),
        (Verdict.PASS, "", "入库时可以选用这份报告"),
        (Verdict.CANNOT_JUDGE, "", "不能判定"),
    ],
)
def test_what_saving_does_is_said_before(verdict: Verdict, lot: str, part: str) -> None:
    assert any(part in line for line in consequences(verdict, lot, 4))


def test_nothing_follows_from_nothing() -> None:
    assert consequences(None, "", 0) == ()


def test_a_chart_has_its_lowest_a_little_above_the_ground() -> None:
    points = [CoursePoint("2026-01-03", Decimal("0.50"), Decimal("1.00"), holds=True)]
    points.append(CoursePoint("2026-01-04", Decimal("1.50"), Decimal("1.00"), holds=False))
    values, limits = heights(points)
    assert [round(one, 3) for one in values] == [0.091, 1.0]
    assert limits[0] == limits[1] == pytest.approx(0.545, abs=0.001)
    assert course_line(points) == "01-03 0.50 合格，01-04 1.50 超限"


def test_a_chart_of_one_level_stands_just_above_the_ground() -> None:
    level = CoursePoint("2026-01-03", Decimal(1), Decimal(1), holds=True)
    (value,), (limit,) = heights([level])
    assert value == limit == pytest.approx(0.091, abs=0.001)
