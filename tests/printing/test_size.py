"""Sizes: exact lengths, and codes in whole dots of whatever head prints."""

import pytest

from coalguard.printing.size import A5, FANFOLD_FORM, FANFOLD_TICKET, ROLL_80, PaperSize


@pytest.mark.parametrize(("size", "high"), [(FANFOLD_FORM, 139.7), (FANFOLD_TICKET, 93.1333333)])
def test_fan_fold_is_an_exact_part_of_eleven_inches(size: PaperSize, high: float) -> None:
    assert size.height == pytest.approx(high)


@pytest.mark.parametrize(
    ("size", "head", "qr_dots", "bar_dots"),
    [
        (FANFOLD_FORM, 180, 4, 2),
        (FANFOLD_FORM, 360, 8, 4),
        (ROLL_80, 203.2, 4, 2),
        (ROLL_80, 180, 4, 2),
        (ROLL_80, 300, 6, 3),
        (A5, 600, 13, 7),
    ],
)
def test_a_module_is_whole_dots_of_the_head(size: PaperSize, head: float, qr_dots: int, bar_dots: int) -> None:
    on_head = size.on_head(head)
    assert on_head.qr_module == pytest.approx(qr_dots * 25.4 / head)
    assert on_head.bar_module == pytest.approx(bar_dots * 25.4 / head)


@pytest.mark.parametrize(("head", "side"), [(180, 27.7), (203.2, 24.5)])
def test_the_largest_qr_code_is_as_large_as_was_planned(head: float, side: float) -> None:
    assert 49 * FANFOLD_FORM.on_head(head).qr_module == pytest.approx(side, abs=0.05)


def test_another_head_makes_no_other_paper() -> None:
    assert ROLL_80.on_head(180) == ROLL_80
    assert ROLL_80 != FANFOLD_FORM


def test_a_place_on_a_dot_is_a_whole_number_of_dots() -> None:
    assert FANFOLD_FORM.on_dot(89.2) / FANFOLD_FORM.dot == pytest.approx(632)
