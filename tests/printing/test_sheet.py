"""The sheet: what is drawn lands where it should, on the head's dots, and is remembered."""

import re

import pytest

from coalguard.printing.barcode import code128, qr
from coalguard.printing.fit import Style
from coalguard.printing.font import Weight
from coalguard.printing.sheet import Align, Box, Document, Piece, Sheet, Shown
from tests.printing.papers import code
from tests.printing.reading import codes_of, page_of, text_of

STYLE = Style(4.0)


def sheet(dot: float = 0.0) -> Sheet:
    """An empty sheet of a document."""
    return Document("演示", "演示", dot).sheet()


@pytest.mark.parametrize(("align", "x"), [(Align.LEFT, 10), (Align.MIDDLE, 16), (Align.RIGHT, 22)])
def test_a_line_stands_at_its_side_of_the_box(align: Align, x: float) -> None:
    drawn = sheet()
    drawn.text(Box(10, 10, 20, 10), "煤炭", STYLE, align)
    (placed,) = drawn.placed
    assert placed.covers == Box(x, 13, 8, 4)
    assert placed.spans[0][0] == x
    assert placed.spans[0][1] == pytest.approx(15 + 4 * 0.38)


def test_lines_of_a_text_stand_below_each_other_in_the_middle_of_the_box() -> None:
    drawn = sheet()
    drawn.text(Box(0, 0, 8.1, 30), "煤炭市场", STYLE)
    (placed,) = drawn.placed
    assert [span[4] for span in placed.spans] == ["煤炭", "市场"]
    assert placed.spans[1][1] - placed.spans[0][1] == pytest.approx(4 * 1.16)
    assert placed.covers.y + placed.covers.height / 2 == pytest.approx(15)


def test_a_box_holds_what_is_inside_and_meets_what_overlaps() -> None:
    box = Box(0, 0, 10, 10)
    assert box.holds(Box(0, 0, 10, 10))
    assert not box.holds(Box(5, 5, 6, 2))
    assert not box.holds(Box(-1, 0, 2, 2))
    assert not box.holds(Box(0, -1, 2, 2))
    assert not box.holds(Box(0, 9, 2, 2))
    assert box.meets(Box(9, 9, 5, 5))
    assert not box.meets(Box(10, 0, 5, 5)), "an edge in common is no overlap"
    assert box.inset(1, 2) == Box(1, 2, 8, 6)


def test_a_line_lies_on_whole_dots_and_is_whole_dots_thick() -> None:
    dot = 25.4 / 180
    drawn = sheet(dot)
    drawn.line(18.03, 21.51, 148.07, 21.51)
    found = re.fullmatch(r"([\d.]+) w ([\d.-]+) ([\d.-]+) m ([\d.-]+) ([\d.-]+) l S", drawn.ops)
    assert found
    thick, *ends = (float(number) / 72 * 180 for number in found.groups())
    assert thick == pytest.approx(2, abs=0.01)
    assert [abs(end - round(end)) < 0.01 for end in ends] == [True] * 4


def test_a_line_stays_where_it_is_where_no_head_is_known() -> None:
    drawn = sheet()
    drawn.line(10, 10, 20, 10, 0.25)
    assert drawn.ops == "0.709 w 28.346 -28.346 m 56.693 -28.346 l S"


def test_pieces_share_a_baseline_and_shrink_alike() -> None:
    drawn = sheet()
    large, small = Style(8.0, Weight.BOLD), Style(4.0)
    pieces = (Piece.of("32.420", large), Piece.of(" t", small))
    drawn.pieces(Box(0, 0, 100, 10), pieces, Align.RIGHT)
    drawn.pieces(Box(0, 0, 10, 10), pieces)
    wide, narrow = drawn.placed
    assert wide.text == "32.420 t"
    assert wide.spans[0][1] == wide.spans[1][1]
    assert wide.covers.x + wide.covers.width == pytest.approx(100)
    assert narrow.covers.width == pytest.approx(10)
    assert narrow.spans[0][2] / narrow.spans[1][2] == pytest.approx(2)


def test_a_plate_has_its_dot_close_and_is_read_as_one_word() -> None:
    document = Document("演示", "演示")
    drawn = document.sheet()
    drawn.plate(Box(0, 0, 60, 10), "甘N8F326", Style(8.0, Weight.BOLD))
    drawn.plate(Box(0, 20, 60, 10), "甘2912345", Style(8.0, Weight.BOLD))
    document.add_page(60, 40, [Shown(drawn)])
    assert text_of(document.render()) == "甘N·8F326\n甘2912345\n"


def test_a_spread_word_stays_one_word() -> None:
    document = Document("演示", "演示")
    drawn = document.sheet()
    drawn.spread(Box(0, 0, 60, 10), "过磅单", Style(8.0), 0.3)
    document.add_page(60, 20, [Shown(drawn)])
    assert drawn.placed[0].covers.width == pytest.approx(8 * 3.6)
    assert text_of(document.render()) == "过磅单\n"


def test_a_kept_drawing_is_stored_once_however_often_it_is_shown() -> None:
    sizes = []
    for pages in (1, 5):
        document = Document("演示", "演示")
        drawn = document.sheet()
        for row in range(20):
            drawn.text(Box(0, 5 * row, 200, 5), "签发单位煤种批次质检报告" * 3, STYLE)
        kept = document.keep(drawn, 241, 139.7)
        for _ in range(pages):
            document.add_page(241, 139.7, [Shown(kept)])
        assert document.pages == [(241, 139.7)] * pages
        sizes.append(len(document.render()))
    assert sizes[1] < 1.3 * sizes[0]


def test_a_scaled_drawing_is_shown_at_its_place() -> None:
    document = Document("演示", "演示")
    drawn = document.sheet()
    drawn.modules(qr(code(1)), 10, 10, 0.6)
    kept = document.keep(drawn, 60, 60)
    document.add_page(60, 60, [Shown(kept, 5, 5, 0.9), Shown(document.sheet())])
    assert ("QRCode", "".join(code(1))) in codes_of(page_of(document.render(), 180))


def test_codes_are_remembered_with_their_quiet_zones() -> None:
    drawn = sheet()
    drawn.modules(qr(code(1)), 10, 10, 0.5)
    drawn.bars(code128("01260114000032"), 10, 50, 0.25, 8)
    assert drawn.coded == [Box(8, 8, 28.5, 28.5), Box(7.5, 50, 112 * 0.25 + 5, 8)]
    assert drawn.ops.count(" re f") == len(qr(code(1)).dark) + len(code128("01260114000032").dark)


def test_a_word_across_is_in_outline_and_is_read() -> None:
    document = Document("演示", "演示")
    drawn = document.sheet()
    drawn.across("演示 不作凭证", Box(5, 5, 90, 50), 20)
    assert " 1 Tr " in drawn.ops
    document.add_page(100, 60, [Shown(drawn)])
    assert text_of(document.render()) == "演示 不作凭证\n"


def test_everything_else_that_can_be_drawn_leaves_ink() -> None:
    document = Document("演示", "演示")
    drawn = document.sheet()
    drawn.frame(Box(10, 10, 20, 10))
    drawn.ground(Box(40, 10, 20, 10), (0, 0, 0))
    drawn.circle(20, 40, 3, (0, 0, 0))
    drawn.dashes(40, 40, 60)
    drawn.dotted(70, 60)
    drawn.tick(80, 10, 6)
    with drawn.upright(80, 50) as turned:
        turned.text(Box(0, 0, 20, 6), "第一联", STYLE)
    document.add_page(100, 60, [Shown(drawn)])
    page = page_of(document.render(), 100)
    for x, y in ((10, 15), (50, 15), (20, 40), (41, 40), (80.5, 13.5)):
        near = page.crop((int(x / 0.254) - 4, int(y / 0.254) - 4, int(x / 0.254) + 4, int(y / 0.254) + 4))
        assert min(near.tobytes()) < 128, (x, y)
