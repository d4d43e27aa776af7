"""The slip of a first weighing: what it says, its bar code read back, nothing clipped, no number and no count."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coalguard.domain.mass import Mass
from coalguard.domain.weighing import Origin
from coalguard.printing.content import FirstSlipContent, PrintMark, Weighed
from coalguard.printing.firstslip import compose
from coalguard.printing.paper import render_first_slip
from coalguard.printing.sheet import Box
from coalguard.printing.size import ROLL_80
from tests.printing.reading import DAMAGES, codes_of, page_of, seen, squeezed, text_of

CODE = "W0000471185481829"
SLIP = FirstSlipContent(
    place="城北煤炭市场",
    plate="甘N8F326",
    step="tare",
    weighed=Weighed(Mass(15_400), datetime(2026, 1, 14, 12, 31, 5, tzinfo=UTC)),
    code=CODE,
    direction="销售",
    coal="无烟2号",
    scale="1号磅",
    scale_number="SCS-100-演示",
    driver="马演示",
    weigher="韩振国",
)
LONG = replace(
    SLIP,
    place="城北煤炭市场检查室（演示用的很长的名字）",
    coal="无烟2号 块煤 特长的煤种名称演示",
    scale_number="SCS-100-" + "演示" * 12,
    weigher="阿卜杜热合曼·麦麦提吐尔逊·买买提依明江吐尔逊古丽",
    code="W00471147110085481829",
)


def told(content: FirstSlipContent, mark: PrintMark | None = None) -> str:
    """What a slip says, without its spaces."""
    return squeezed(text_of(render_first_slip(content, mark or PrintMark()).pdf))


def test_it_says_which_truck_what_weight_when_where_and_by_whom() -> None:
    said = told(SLIP)
    for word in ("城北煤炭市场首磅条", "皮重01-1420:31:0515.400t", "方向销售", "煤种无烟2号", "司磅员韩振国"):
        assert word in said
    assert "甘N·8F326" in said
    assert "下一步装好煤上磅，称毛重" in said
    assert "司机马*示" in said
    assert "本条不作凭证，以过磅单为准" in said


def test_a_loaded_truck_is_told_to_come_back_empty_and_a_typed_weight_says_so() -> None:
    said = told(replace(SLIP, step="gross", weighed=Weighed(Mass(48_260), SLIP.weighed.at, Origin.TYPED)))
    assert "手录毛重" in said
    assert "卸完煤空车上磅，称皮重" in said
    assert "时钟未核准" in told(replace(SLIP, clock_trusted=False))


def test_it_has_no_number_and_no_count_so_that_a_second_one_is_as_good() -> None:
    said = told(SLIP)
    assert "№" not in said
    assert "次打印" not in said
    assert "校验码" not in said


def test_it_is_a_short_page_and_always_the_same_bytes() -> None:
    made = render_first_slip(SLIP, PrintMark())
    assert (made.pages, made.width_mm) == (1, 80)
    assert made.height_mm == pytest.approx(98, abs=6)
    assert made.pdf == render_first_slip(SLIP, PrintMark()).pdf


@pytest.mark.parametrize("content", [SLIP, LONG])
def test_its_bar_code_is_read_from_a_page_of_the_head_that_prints_it(content: FirstSlipContent) -> None:
    page = page_of(render_first_slip(content, PrintMark(demo=True)).pdf, 203.2)
    assert codes_of(page) == {("Code128", content.code)}


@pytest.mark.parametrize("damage", ["5 % of dots missing", "2 % wider", "1 degree left"])
def test_a_crumpled_slip_is_still_read(damage: str) -> None:
    page = DAMAGES[damage](page_of(render_first_slip(SLIP, PrintMark()).pdf, 203.2), random.Random(7))
    assert seen(page, {("Code128", CODE)}) >= {("Code128", CODE)}


@pytest.mark.parametrize("content", [SLIP, LONG])
def test_nothing_leaves_its_box_or_touches_another(content: FirstSlipContent) -> None:
    document = compose(content, PrintMark())
    safe = Box(ROLL_80.left, 2, ROLL_80.right - ROLL_80.left, document.pages[0][1] - 3.8)
    placed = [one for sheet in document.sheets for one in sheet.placed]
    coded = [box for sheet in document.sheets for box in sheet.coded]
    assert [one.text for one in placed if not (one.box.holds(one.covers) and safe.holds(one.covers))] == []
    pairs = ((one, other) for n, one in enumerate(placed) for other in placed[n + 1 :])
    assert [(one.text, other.text) for one, other in pairs if one.covers.meets(other.covers)] == []
    assert [one.text for one in placed for box in coded if one.covers.meets(box)] == []
