"""The test page: the same bytes for the same moment, one page of the size it tries out, codes that scan."""

from datetime import UTC, datetime

import pytest

from coalguard.domain.offset import NO_OFFSET, Offset
from coalguard.printing.content import PrintMark
from coalguard.printing.paper import render, render_first_slip
from coalguard.printing.ruler import ruled_page
from coalguard.printing.size import A5, FANFOLD_FORM, FANFOLD_TICKET, ROLL_80, PaperSize
from tests.printing import papers
from tests.printing.reading import is_moved, page_of, seen, squeezed, text_of
from tests.printing.test_firstslip import SLIP

AT = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
MOVED = Offset(15, -23)


@pytest.mark.parametrize("size", [FANFOLD_FORM, FANFOLD_TICKET, A5, ROLL_80], ids=lambda size: size.name)
def test_a_test_page_says_whose_it_is_and_its_codes_scan(size: PaperSize) -> None:
    page = ruled_page(size, ("演示市场", "针打"), AT)
    assert page == ruled_page(size, ("演示市场", "针打"), AT)
    text = squeezed(text_of(page))
    for shown in ("打印测试页", "演示市场", "针打", "01-1412:00:00", "10", "60"):
        assert shown in text
    wanted = {("QRCode", "CG1:" + "0" * 40), ("Code128", "0000")}
    assert seen(page_of(page, size.dots_per_inch), wanted) == wanted


def test_a_ruler_is_as_long_as_what_can_be_printed_on() -> None:
    text = text_of(ruled_page(FANFOLD_FORM, ("演示市场", "针打"), AT)).split()
    assert "200" in text
    assert "210" not in text


@pytest.mark.parametrize("size", [FANFOLD_FORM, FANFOLD_TICKET, A5, ROLL_80], ids=lambda size: size.name)
def test_a_test_page_is_moved_by_the_nearest_dots_and_its_codes_scan(size: PaperSize) -> None:
    plain, moved = ruled_page(size, ("演示市场",), AT), ruled_page(size, ("演示市场",), AT, MOVED)
    across, down = size.on_dot(1.5), size.on_dot(-2.3)
    assert (across, down) == pytest.approx((1.5, -2.3), abs=size.dot / 2 + 1e-9)
    assert is_moved(plain, moved, across, down)
    wanted = {("QRCode", "CG1:" + "0" * 40), ("Code128", "0000")}
    assert seen(page_of(moved, size.dots_per_inch), wanted) == wanted


def test_on_a_roll_half_a_millimetre_is_exact_and_the_paper_is_cut_later() -> None:
    plain, moved = (render_first_slip(SLIP, PrintMark(), one) for one in (NO_OFFSET, Offset(-5, 40)))
    assert is_moved(plain.pdf, moved.pdf, -0.5, 4.0)
    assert moved.height_mm == pytest.approx(plain.height_mm + 4)
    assert render_first_slip(SLIP, PrintMark(), Offset(0, -40)).height_mm == plain.height_mm


@pytest.mark.parametrize("size", [FANFOLD_FORM, A5], ids=lambda size: size.name)
def test_every_page_of_a_form_is_moved_and_stays_as_large(size: PaperSize) -> None:
    plain, moved = (render(papers.FORM, PrintMark(), size, offset=one) for one in (NO_OFFSET, MOVED))
    assert is_moved(plain.pdf, moved.pdf, size.on_dot(1.5), size.on_dot(-2.3))
    assert (moved.pages, moved.width_mm, moved.height_mm) == (plain.pages, plain.width_mm, plain.height_mm)
