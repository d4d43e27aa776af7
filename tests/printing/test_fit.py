"""Fitting: what fits keeps its size, what does not shrinks or breaks by rule, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.printing.fit import Style, balanced, fit, needs, share, wrap
from coalguard.printing.font import Weight, width
from tests.printing.reading import squeezed

STYLE = Style(3.6)


def test_a_text_that_fits_keeps_its_size() -> None:
    fitted = fit("马小明", 21, 9, STYLE)
    assert (fitted.lines, fitted.size) == (("马小明",), 3.6)


def test_a_text_that_is_a_little_too_long_shrinks_on_its_line() -> None:
    fitted = fit("马小明明明明", 20, 9, STYLE)
    assert fitted.lines == ("马小明明明明",)
    assert 3.06 <= fitted.size < 3.6


def test_a_longer_text_is_broken() -> None:
    fitted = fit("甘肃省临夏市南龙镇", 16, 9, STYLE)
    assert len(fitted.lines) > 1
    assert fitted.size >= 2.9


def test_a_text_goes_below_the_floor_only_where_the_box_leaves_nothing_else() -> None:
    assert fit("甘" * 100, 20, 9, STYLE).size < 2.9
    assert fit("甘" * 12, 20, 9, STYLE).size >= 2.9


def test_a_single_line_is_kept_where_breaking_would_be_smaller() -> None:
    fitted = fit("甘肃省临夏市", 12, 3, STYLE)
    assert fitted.lines == ("甘肃省临夏市",)
    assert fitted.size == pytest.approx(2.0)


@given(
    st.text("煤炭甘肃省马（），。·AB12-. 　𬭚", min_size=1, max_size=100),
    st.floats(min_value=4, max_value=120),
    st.floats(min_value=3, max_value=30),
)
def test_whatever_is_fitted_stays_inside_and_is_complete(text: str, wide: float, high: float) -> None:
    fitted = fit(text, wide, high, STYLE)
    assert fitted.height <= high + 1e-6
    assert all(width(line, STYLE.weight) * fitted.size <= wide + 1e-6 for line in fitted.lines)
    assert squeezed("".join(fitted.lines)) == squeezed(text)


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("煤炭市场", 2, ("煤炭", "市场")),
        ("煤炭，市场", 2, ("煤", "炭，", "市场")),
        ("煤炭（市场）", 3, ("煤炭", "（市", "场）")),
        ("共 32.420 t", 3.9, ("共", "32.420 t")),
        ("ABCDEFGHIJKLMN", 3, ("ABCD", "EFGHI", "JKLM", "N")),
        ("", 3, ("",)),
    ],
)
def test_lines_break_between_han_and_never_inside_a_number_or_before_a_stop(
    text: str, ems: float, lines: tuple[str, ...]
) -> None:
    assert wrap(text, ems, Weight.REGULAR) == lines


def test_no_line_ends_with_a_forgotten_character() -> None:
    assert wrap("甘肃省临夏市煤", 6, Weight.REGULAR) == ("甘肃省临夏市", "煤")
    assert balanced("甘肃省临夏市煤", 6, Weight.REGULAR) == ("甘肃省临夏", "市煤")


def test_a_last_line_stays_short_where_nothing_helps() -> None:
    assert balanced("甘肃，省", 2, Weight.REGULAR) == ("甘", "肃，", "省")


def test_a_box_that_need_not_grow_wants_its_usual_line() -> None:
    assert needs("马小明", 21, STYLE) == pytest.approx(3.6)
    assert needs("马" * 14, 21, STYLE) == pytest.approx(2.9 * 2.16)


@pytest.mark.parametrize(
    ("usual", "wanted", "shared"),
    [
        ((10.0, 10.0), (5.0, 5.0), (10.0, 10.0)),
        ((10.0, 10.0), (13.0, 5.0), (13.0, 7.0)),
        ((10.0, 10.0, 10.0), (14.0, 5.0, 5.0), (14.0, 8.0, 8.0)),
        ((10.0, 10.0), (20.0, 5.0), (13.0, 7.0)),
        ((10.0, 10.0), (20.0, 20.0), (10.0, 10.0)),
    ],
)
def test_rows_share_their_height_by_need(
    usual: tuple[float, ...], wanted: tuple[float, ...], shared: tuple[float, ...]
) -> None:
    assert share(usual, wanted, 7.0) == pytest.approx(shared)
