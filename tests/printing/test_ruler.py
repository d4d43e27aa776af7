"""The test page: the same bytes for the same moment, one page of the size it tries out, codes that scan."""

from datetime import UTC, datetime

import pytest

from coalguard.printing.ruler import ruled_page
from coalguard.printing.size import A5, FANFOLD_FORM, FANFOLD_TICKET, ROLL_80, PaperSize
from tests.printing.reading import page_of, seen, squeezed, text_of

AT = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)


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
