"""The roll: as long as its content, four dots a module, nothing beside the 72 mm that can be printed on."""

import pytest

from coalguard.printing.content import PrintMark
from coalguard.printing.roll import LEFT, RIGHT, Roll
from coalguard.printing.sheet import Document
from coalguard.printing.size import ROLL_80
from tests.printing.papers import code


def slip(items: int, mark: PrintMark | None = None) -> Document:
    """A slip with so many items."""
    document = Document("演示", "演示", ROLL_80.dot)
    roll = Roll(document, ROLL_80, code(1), mark or PrintMark())
    roll.title("演示卡口 演示单")
    roll.plate("甘N8F326")
    roll.boxed("放行", ticked=True)
    roll.listed(("无五联单或单据无效",) * items)
    roll.pair("去向", "")
    roll.proof("7KQ4-M2XD", ("扫码验真",))
    roll.bars("CF02-260114-0047")
    roll.foot("举报电话 12315")
    roll.tear()
    return document


def test_a_slip_is_as_long_as_its_content() -> None:
    (few,), (many,) = slip(1).pages, slip(9).pages
    assert few[0] == many[0] == 80
    assert many[1] - few[1] == pytest.approx(8 * 5.3, abs=0.2)


def test_a_slip_ends_on_a_whole_dot() -> None:
    ((_, high),) = slip(3).pages
    assert high * 8 == pytest.approx(round(high * 8))


def test_codes_lie_on_whole_dots() -> None:
    document = slip(2)
    qr_code, bars = (box for sheet in document.sheets for box in sheet.coded)
    assert (qr_code.x + 2) * 8 == pytest.approx(round((qr_code.x + 2) * 8))
    assert (bars.x + 2.5) * 8 == pytest.approx(round((bars.x + 2.5) * 8))
    assert qr_code.width == pytest.approx((49 + 8) * 0.5)


def test_nothing_stands_beside_what_can_be_printed_on() -> None:
    for sheet in slip(2).sheets:
        assert all(one.covers.x >= LEFT and one.covers.x + one.covers.width <= RIGHT + 0.02 for one in sheet.placed)


def test_a_preview_has_no_codes_and_no_check_code() -> None:
    document = slip(2, PrintMark(preview=True))
    assert [box for sheet in document.sheets for box in sheet.coded] == []
    assert "7KQ4-M2XD" not in [one.text for sheet in document.sheets for one in sheet.placed]


def test_an_empty_list_and_an_empty_field_are_dashes() -> None:
    placed = [one.text for sheet in slip(0).sheets for one in sheet.placed]
    assert placed.count("—") == 2
