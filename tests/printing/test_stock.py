"""Stock: the colours of parts, the edge of a laser sheet, the look of fan-fold paper."""

import io

import pytest
from PIL import Image

from coalguard.printing.content import FormContent, PrintMark, TicketContent
from coalguard.printing.paper import ALL_PARTS, SET, render
from coalguard.printing.picture import to_png
from coalguard.printing.size import A5
from coalguard.printing.stock import TINTS, tint
from tests.printing.papers import FORM, TICKET
from tests.printing.reading import text_of

FINE = 100


def colour_at(png: bytes, x: float, y: float) -> object:
    """The colour of a place given in millimetres."""
    return Image.open(io.BytesIO(png)).getpixel((int(x / 25.4 * FINE), int(y / 25.4 * FINE)))


def as_bytes(name: str) -> tuple[int, ...]:
    """A tint as it is on screen."""
    return tuple(round(part * 255) for part in tint(name))


def test_every_colour_of_the_form_is_known_and_any_other_is_white() -> None:
    assert {part.colour for part in FORM.parts} <= set(TINTS)
    assert tint("mauve") == TINTS["white"]


def test_a_laser_sheet_has_an_edge_in_the_colour_of_its_part() -> None:
    pages = to_png(render(FORM, PrintMark(), A5).pdf, FINE)
    for part, page in zip(FORM.parts, pages, strict=True):
        assert colour_at(page, 7, 20) == pytest.approx(as_bytes(part.colour), abs=2)
        assert colour_at(page, 2, 20) == (255, 255, 255)


def test_the_edge_of_a_laser_sheet_names_the_part_and_its_holder() -> None:
    told = text_of(render(FORM, PrintMark(), A5, parts=(4,)).pdf)
    assert "第四联　记账联　签发单位财务" in told


@pytest.mark.parametrize(("paper", "parts"), [(FORM, ALL_PARTS), (TICKET, (1, 2, 3))])
def test_paper_is_shown_for_the_eyes_alone(paper: FormContent | TicketContent, parts: tuple[int, ...]) -> None:
    shown = to_png(render(paper, PrintMark(), parts=parts, show_stock=True).pdf, FINE)
    struck = to_png(render(paper, PrintMark(), parts=parts).pdf, FINE)
    for part, seen, printed in zip(paper.parts, shown, struck, strict=True):
        assert colour_at(seen, 120, 3) == pytest.approx(as_bytes(part.colour), abs=2)
        assert colour_at(printed, 120, 3) == (255, 255, 255)


def test_an_impact_printer_gets_black_and_white_alone() -> None:
    (page,) = to_png(render(FORM, PrintMark(demo=True)).pdf, FINE)
    red, green, blue = Image.open(io.BytesIO(page)).split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_a_set_on_one_laser_sheet_has_no_edge() -> None:
    (page,) = to_png(render(FORM, PrintMark(), A5, parts=(SET,)).pdf, FINE)
    assert colour_at(page, 7, 20) == (255, 255, 255)
