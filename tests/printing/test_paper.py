"""Every paper through the one door: golden text, the same bytes, nothing clipped, codes read back, people masked."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from coalguard.printing.content import Content, FormContent, PrintMark, SettlementContent, TicketContent
from coalguard.printing.font import Weight, runs
from coalguard.printing.paper import ALL_PARTS, SET, compose, render, sizes_of
from coalguard.printing.sheet import Box, Document, Placed
from coalguard.printing.size import A5, FANFOLD_FORM, FANFOLD_TICKET, ROLL_80, PaperSize
from tests.printing.papers import (
    DRIVER,
    FORM,
    HAND_OVER,
    ID_NUMBER,
    PAPERS,
    PHONE,
    RARE,
    SETTLEMENT,
    SLIP,
    TICKET,
    TURN_BACK,
    extremes,
)
from tests.printing.reading import DAMAGES, GOLDEN, codes_of, golden, page_of, seen, squeezed, text_of

FIRST = PrintMark()
SHOWN: dict[str, tuple[Content, PaperSize, tuple[int, ...]]] = {
    "form-set": (FORM, FANFOLD_FORM, (SET,)),
    "form-parts": (FORM, FANFOLD_FORM, ALL_PARTS),
    "form-a5": (FORM, A5, ()),
    "ticket-set": (TICKET, FANFOLD_TICKET, (SET,)),
    "ticket-plies": (TICKET, FANFOLD_TICKET, (1, 2, 3)),
    "ticket-80": (TICKET, ROLL_80, ()),
    "release": (SLIP, ROLL_80, ()),
    "turn-back": (TURN_BACK, ROLL_80, ()),
    "hand-over": (HAND_OVER, ROLL_80, ()),
    "settlement": (SETTLEMENT, ROLL_80, ()),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_paper_shows_exactly_this(name: str) -> None:
    content, size, parts = SHOWN[name]
    text = text_of(render(content, FIRST, size, parts=parts).pdf)
    if os.environ.get("WRITE_GOLDEN"):
        (GOLDEN / f"{name}.txt").write_text(text, "utf-8")
    assert text == golden(name)


@pytest.mark.parametrize(
    ("name", "pages", "wide", "high"),
    [
        ("form-set", 1, 241, 139.7),
        ("form-parts", 5, 241, 139.7),
        ("form-a5", 5, 210, 148),
        ("ticket-set", 1, 241, 93.133),
        ("ticket-plies", 3, 241, 93.133),
        ("ticket-80", 1, 80, 141),
        ("release", 1, 80, 144),
        ("turn-back", 2, 80, 203),
        ("hand-over", 2, 80, 240),
        ("settlement", 1, 80, 132),
    ],
)
def test_a_paper_has_its_pages_and_its_size(name: str, pages: int, wide: float, high: float) -> None:
    content, size, parts = SHOWN[name]
    made = render(content, FIRST, size, parts=parts)
    assert (made.pages, made.width_mm) == (pages, wide)
    assert made.height_mm == pytest.approx(high, abs=0.001 if size.height else 8)
    assert made.pdf.startswith(b"%PDF-")


def test_the_usual_print_needs_no_size_and_no_parts() -> None:
    assert [sizes_of(content)[0].name for content in PAPERS] == [
        "fanfold-form",
        "fanfold-ticket",
        *["roll-80"] * 4,
    ]
    assert render(FORM, FIRST).pdf == render(FORM, FIRST, FANFOLD_FORM, parts=(SET,)).pdf
    assert render(FORM, FIRST, A5).pdf == render(FORM, FIRST, A5, parts=ALL_PARTS).pdf


@pytest.mark.parametrize(
    ("content", "size", "parts"), [(FORM, ROLL_80, ()), (SLIP, A5, ()), (FORM, A5, (6,)), (SLIP, None, (1,))]
)
def test_a_size_or_a_part_that_a_paper_does_not_have_is_our_own_mistake(
    content: Content, size: PaperSize | None, parts: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"roll-80|a5"):
        render(content, FIRST, size, parts=parts)


# --- the same bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN)
def test_the_same_content_gives_the_same_bytes(name: str) -> None:
    content, size, parts = SHOWN[name]
    assert render(content, FIRST, size, parts=parts).pdf == render(content, FIRST, size, parts=parts).pdf


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import sys; from tests.printing.papers import FORM; from coalguard.printing.paper import render; "
        "from coalguard.printing.content import PrintMark; sys.stdout.buffer.write(render(FORM, PrintMark()).pdf)"
    )
    other = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "America/New_York"}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=other)
    assert told.stdout == render(FORM, FIRST).pdf


# --- nothing clipped -------------------------------------------------------------------------------------------------


def one_part(size: PaperSize) -> tuple[int, ...]:
    """What is enough to see of a paper: one sheet of five."""
    return (1,) if size == A5 else ()


@cache
def laid_out() -> tuple[tuple[PaperSize, Document], ...]:
    """Everyday and extreme papers on each of their sizes, composed and not yet written."""
    made = [*((content, FIRST) for content in PAPERS), *extremes(5)]
    return tuple(
        (size, compose(content, mark, size, one_part(size), show_stock=False))
        for content, mark in made
        for size in sizes_of(content)
    )


def placed_in(document: Document) -> list[Placed]:
    """Every text of a document."""
    return [one for sheet in document.sheets for one in sheet.placed]


def test_nothing_leaves_its_box_or_the_safe_area() -> None:
    for size, document in laid_out():
        top = 4.9 if size != ROLL_80 else 2.0
        safe = Box(size.left, top, size.right - size.left, document.pages[0][1] - 2 * top + 0.2)
        for one in placed_in(document):
            assert one.box.holds(one.covers), one.text
            assert size == A5 or safe.holds(one.covers), one.text
            assert squeezed("".join(one.fitted.lines)) == squeezed(one.text)


def test_no_text_touches_another_or_the_quiet_zone_of_a_code() -> None:
    for size, document in laid_out():
        if size == A5 or len(document.pages) > 1:
            continue
        placed = placed_in(document)
        coded = [box for sheet in document.sheets for box in sheet.coded]
        pairs = ((one, other) for n, one in enumerate(placed) for other in placed[n + 1 :])
        assert [(one.text, other.text) for one, other in pairs if one.covers.meets(other.covers)] == []
        assert [one.text for one in placed for box in coded if one.covers.meets(box)] == []


def drawn(text: str) -> str:
    """A text as it is drawn: what has no glyph as its code point."""
    return squeezed("".join(run.text for run in runs(text, Weight.MEDIUM)))


def test_every_line_that_was_drawn_is_read_back_whatever_the_content() -> None:
    for content, mark in extremes(3):
        for size in sizes_of(content):
            document = compose(content, mark, size, one_part(size), show_stock=False)
            lines = {drawn(line) for one in placed_in(document) for line in one.fitted.lines}
            told = squeezed(text_of(document.render()))
            assert [line for line in lines if line not in told] == [], size.name


def test_an_impact_printer_gets_no_text_below_its_floor_in_everyday_use() -> None:
    for content, size in ((FORM, FANFOLD_FORM), (TICKET, FANFOLD_TICKET)):
        document = compose(content, FIRST, size, (), show_stock=False)
        small = [one.text for sheet in document.sheets for one in sheet.placed if one.fitted.size < 2.9 - 1e-9]
        assert small == []


# --- codes -----------------------------------------------------------------------------------------------------------

HEADS = (180, 203.2)
CODED = {name: SHOWN[name] for name in SHOWN if name not in {"form-parts", "ticket-plies"}}


def expected(content: Content, part: int) -> set[tuple[str, str]]:
    """The codes that a paper carries."""
    code = content.proof.of(part)
    codes = {("QRCode", "".join(code or ()))}
    if isinstance(content, FormContent):
        codes.add(("Code128", "01260114000032"))
    elif not isinstance(content, (TicketContent, SettlementContent)):
        codes.add(("Code128", str(content.number)))
    return codes


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("name", CODED)
def test_every_code_is_read_from_a_page_of_the_head_that_prints_it(name: str, head: float) -> None:
    content, size, parts = CODED[name]
    on_head = size if size == A5 else size.on_head(head)
    demo = PrintMark(demo=True)
    page = page_of(render(content, demo, on_head, parts=parts).pdf, head)
    assert codes_of(page) == expected(content, 1 if size == A5 else SET)


def test_each_laser_sheet_carries_the_code_of_its_own_part() -> None:
    for part in ALL_PARTS:
        page = page_of(render(FORM, FIRST, A5, parts=(part,)).pdf, 203)
        assert ("QRCode", "".join(FORM.proof.codes[part])) in codes_of(page)


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_form_s_qr_code_survives(damage: str) -> None:
    page = page_of(render(FORM, FIRST).pdf, 180)
    corner = page.crop((page.width * 3 // 4, page.height // 2, page.width, page.height))
    wanted = {("QRCode", "".join(FORM.proof.codes[0]))}
    assert wanted <= seen(DAMAGES[damage](corner, random.Random(1)), wanted)


TRIES = 8


def rates(page: Image.Image, damage: str, wanted: set[tuple[str, str]]) -> dict[str, float]:
    """How often each of the wanted codes is read from a page that is spoilt so many times, by format."""
    spoilt = (DAMAGES[damage](page, random.Random(n)) for n in range(TRIES))
    read = [code for one in spoilt for code in seen(one, wanted) & wanted]
    return {kind: sum(code[0] == kind for code in read) / TRIES for kind, _ in sorted(wanted)}


@pytest.mark.long
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("name", CODED)
def test_spoilt_codes_are_read(name: str, head: float, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the share of codes read for every damage; QR codes must all but always be read."""
    content, size, parts = CODED[name]
    on_head = size if size == A5 else size.on_head(head)
    page = page_of(render(content, FIRST, on_head, parts=parts).pdf, head)
    for damage in DAMAGES:
        found = rates(page, damage, expected(content, 1 if size == A5 else SET))
        told = "  ".join(f"{kind} {rate:.0%}" for kind, rate in found.items())
        with capsys.disabled():
            sys.stdout.write(f"{name:<12}{head:>6} dpi  {damage:<22}{told}\n")
        assert found["QRCode"] >= 0.85


# --- people, marks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN)
def test_no_paper_shows_a_number_or_a_phone_of_a_person(name: str) -> None:
    content, size, parts = SHOWN[name]
    made = render(content, FIRST, size, parts=parts).pdf
    told = squeezed(text_of(made))
    assert ID_NUMBER not in told
    assert PHONE not in told
    assert DRIVER not in told
    assert ID_NUMBER.encode() not in made


@pytest.mark.parametrize("content", PAPERS, ids=lambda content: type(content).__name__)
def test_a_demonstration_says_so_across_every_page(content: Content) -> None:
    for size in sizes_of(content):
        made = render(content, PrintMark(demo=True), size)
        assert text_of(made.pdf).count("演示 不作凭证") == made.pages


@pytest.mark.parametrize("content", PAPERS, ids=lambda content: type(content).__name__)
def test_a_reprint_says_its_count_and_its_reason(content: Content) -> None:
    for size in sizes_of(content):
        first = squeezed(text_of(render(content, FIRST, size).pdf))
        second = squeezed(text_of(render(content, PrintMark(copy=2, reason="第一次卡纸"), size).pdf))
        assert "第1次打印" in first
        assert "补打" not in first
        assert "补打第2次打印" in second
        assert "补打原因：第一次卡纸" in second


@pytest.mark.parametrize("content", PAPERS, ids=lambda content: type(content).__name__)
def test_a_void_paper_says_so(content: Content) -> None:
    assert "作废" in text_of(render(content, PrintMark(voided=True)).pdf).replace("涂改", "")


@pytest.mark.parametrize("content", PAPERS, ids=lambda content: type(content).__name__)
def test_a_preview_has_no_number_no_code_and_no_check_code(content: Content) -> None:
    for size in sizes_of(content):
        made = render(content, PrintMark(preview=True), size)
        told = text_of(made.pdf)
        assert str(content.number) not in told
        assert "预览 不作凭证" in told
        assert "次打印" not in told
        assert content.proof.check_code not in told
        assert codes_of(page_of(made.pdf, 203)) == set()


@pytest.mark.parametrize("content", PAPERS, ids=lambda content: type(content).__name__)
def test_a_clock_that_is_not_trusted_leaves_its_mark(content: Content) -> None:
    doubtful = replace(content, clock_trusted=False)
    for size in sizes_of(content):
        assert "时钟未核准" in text_of(render(doubtful, FIRST, size).pdf)
        assert "时钟未核准" not in text_of(render(content, FIRST, size).pdf)


def test_rare_characters_of_a_name_are_read_back_exactly() -> None:
    told = squeezed(text_of(render(replace(FORM, buyer=RARE, agent=RARE), FIRST).pdf))
    assert told.count(RARE[:4]) >= 2
    assert RARE in told
