"""Pictures: pages as PNG in their true size, and as dots for printers that take no PDF."""

import io
from threading import Thread

import pytest
from PIL import Image

from coalguard.printing.barcode import qr
from coalguard.printing.content import PrintMark
from coalguard.printing.fit import Style
from coalguard.printing.paper import render
from coalguard.printing.picture import Dots, to_dots, to_png
from coalguard.printing.sheet import Box, Document, Shown
from coalguard.printing.size import FANFOLD_FORM, ROLL_80
from tests.printing.papers import FORM, SLIP, TURN_BACK, code


def test_a_page_is_a_png_of_its_true_size() -> None:
    (png,) = to_png(render(FORM, PrintMark()).pdf, 180)
    page = Image.open(io.BytesIO(png))
    page.load()
    assert page.format == "PNG"
    assert page.size == (1708, 990)
    assert page.info["dpi"] == pytest.approx((180, 180), abs=0.1)


def test_every_page_is_a_picture() -> None:
    assert len(to_png(render(TURN_BACK, PrintMark()).pdf, 100)) == 2


def test_a_roll_is_as_wide_as_its_head_and_its_margins() -> None:
    (dots,) = to_dots(render(SLIP, PrintMark()).pdf, 203.2)
    assert dots.width == 640
    assert len(dots.rows) == dots.height
    assert {len(row) for row in dots.rows} == {80}


def test_dots_are_what_the_picture_shows() -> None:
    document = Document("演示", "演示")
    sheet = document.sheet()
    sheet.ground(Box(2.54, 2.54, 2.54, 2.54), (0, 0, 0))
    document.add_page(10.16, 7.62, [Shown(sheet)])
    (dots,) = to_dots(document.render(), 10)
    assert dots == Dots(4, 3, (b"\x00", b"\x40", b"\x00"))


def test_a_module_is_exactly_its_dots() -> None:
    document = Document("演示", "演示")
    sheet = document.sheet()
    modules = qr(code(1))
    size = FANFOLD_FORM
    sheet.modules(modules, size.on_dot(10), size.on_dot(10), size.qr_module)
    document.add_page(50.8, 50.8, [Shown(sheet)])
    (dots,) = to_dots(document.render(), size.dots_per_inch)
    black = sum(row.count(bit) for row in (f"{int.from_bytes(row, 'big'):b}" for row in dots.rows) for bit in "1")
    assert black == 16 * sum(wide for _, _, wide in modules.dark)


def test_pages_are_drawn_from_many_threads() -> None:
    pdf = render(SLIP, PrintMark(), ROLL_80).pdf
    alone = to_png(pdf, 100)
    told: list[list[bytes]] = []
    threads = [Thread(target=lambda: told.append(to_png(render(SLIP, PrintMark()).pdf, 100))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [alone] * 4


def test_a_text_struck_by_dots_is_dark_enough_to_read() -> None:
    document = Document("演示", "演示")
    sheet = document.sheet()
    sheet.text(Box(0, 0, 29, 2.9), "甘肃省临夏市煤炭", Style(2.9))
    document.add_page(29, 4, [Shown(sheet)])
    (dots,) = to_dots(document.render(), 180)
    struck = sum(int.from_bytes(row, "big").bit_count() for row in dots.rows)
    assert 0.10 < struck / (8 * 20.5 * 20.5) < 0.6
