"""The closing sheet: golden text, the same bytes, nothing clipped, its seal read back, both signatures."""

import os
from dataclasses import replace

import pytest

from coalguard.printing.closing import compose
from coalguard.printing.content import ClosingContent, PrintMark
from coalguard.printing.paper import render_closing
from coalguard.printing.sheet import Box
from coalguard.printing.size import ROLL_80
from tests.printing.papers import CLOSING
from tests.printing.reading import GOLDEN, codes_of, golden, page_of, squeezed, text_of

FIRST = PrintMark()
CLOSED = replace(CLOSING, receiver="", cash=None, paper_left=None, notes="", voided=(), left=(), numbers=())
LONG = replace(
    CLOSING,
    station="城北煤炭市场检查室（演示用的很长的名字）",
    holder="阿卜杜热合曼·麦麦提吐尔逊·买买提依明江吐尔逊古丽",
    given_by="带班演示",
    reason="当班人已离岗" * 8,
    notes="演" * 200,
    left=tuple("还有 12 辆车在排队：" + "、".join(["甘N12345D"] * 12) for _ in range(3)),
    voided=tuple(f"LX01-260114-{serial:04d}" for serial in range(12)),
)


def told(content: ClosingContent, mark: PrintMark = FIRST) -> str:
    return squeezed(text_of(render_closing(content, mark).pdf))


def test_it_shows_exactly_this() -> None:
    text = text_of(render_closing(CLOSING, FIRST).pdf)
    if os.environ.get("WRITE_GOLDEN"):
        (GOLDEN / "closing.txt").write_text(text, "utf-8")
    assert text == golden("closing")


def test_it_is_one_page_of_the_roll_and_always_the_same_bytes() -> None:
    made = render_closing(CLOSING, FIRST)
    assert (made.pages, made.width_mm) == (1, 80)
    assert made.height_mm == pytest.approx(240, abs=8)
    assert made.pdf == render_closing(CLOSING, FIRST).pdf


def test_its_seal_is_read_from_a_page_of_the_head_that_prints_it() -> None:
    page = page_of(render_closing(CLOSING, PrintMark(demo=True)).pdf, 203.2)
    assert codes_of(page) == {("QRCode", "".join(CLOSING.seal or ()))}


def test_who_hands_over_and_who_takes_both_sign() -> None:
    said = told(CLOSING)
    assert "当班人韩振国" in said
    assert "接班人妥建军" in said
    assert "接班人签字" in said


def test_where_nobody_takes_over_one_signs_and_empty_fields_are_dashes() -> None:
    said = told(CLOSED)
    assert "关班" in said
    assert "接班人" not in said
    assert "现金—" in said
    assert "纸张余张—" in said
    assert "交接事项—" in said
    assert "没有未完的事" in said
    assert "本班没有用号" in said
    assert "本班作废" not in said


def test_a_gate_has_no_till() -> None:
    assert "现金" not in told(replace(CLOSED, due=None))
    assert "现金" in told(replace(CLOSING, due=None))


def test_a_lead_who_gave_in_the_holder_s_place_is_named_with_the_reason() -> None:
    said = told(replace(CLOSING, given_by="带班演示", reason="当班人已离岗"))
    assert "带班代交带班演示代交原因当班人已离岗" in said


def test_every_number_is_accounted_for() -> None:
    said = told(CLOSING)
    assert "五联单LX010011–003222张，其中作废1，余999,968" in said
    assert "JH0100041张，余999,996" in said


def test_sums_that_do_not_tie_are_told_and_so_is_a_doubtful_clock() -> None:
    assert "单据与台账相符" in told(CLOSING)
    assert "单据与台账对不上，待查" in told(replace(CLOSING, ties=False))
    assert "时钟未核准" in told(replace(CLOSING, clock_trusted=False))


def test_without_a_seal_it_says_so_and_has_no_code() -> None:
    bare = replace(CLOSING, seal=None, sealed_seq=None, check_code="")
    assert "封签未生成" in told(bare)
    assert codes_of(page_of(render_closing(bare, FIRST).pdf, 203.2)) == set()


def test_a_reprint_says_its_count_and_a_demonstration_what_it_is() -> None:
    said = told(CLOSING, PrintMark(copy=3, reason="卡纸", demo=True))
    assert "补打原因：卡纸" in said
    assert "补打第3次打印" in said
    assert "演示不作凭证" in said


@pytest.mark.parametrize("content", [CLOSING, CLOSED, LONG])
def test_nothing_leaves_its_box_or_touches_another(content: ClosingContent) -> None:
    document = compose(content, PrintMark(copy=2, reason="卡" * 60))
    safe = Box(ROLL_80.left, 2, ROLL_80.right - ROLL_80.left, document.pages[0][1] - 3.8)
    placed = [one for sheet in document.sheets for one in sheet.placed]
    coded = [box for sheet in document.sheets for box in sheet.coded]
    assert [one.text for one in placed if not (one.box.holds(one.covers) and safe.holds(one.covers))] == []
    pairs = ((one, other) for n, one in enumerate(placed) for other in placed[n + 1 :])
    assert [(one.text, other.text) for one, other in pairs if one.covers.meets(other.covers)] == []
    assert [one.text for one in placed for box in coded if one.covers.meets(box)] == []
