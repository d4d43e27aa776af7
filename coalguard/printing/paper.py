"""The door of printing: content and mark in, the file of a paper out.

    render(content, PrintMark(copy=2, reason="卡纸"))                 what an impact printer or a roll prints
    render(content, PrintMark(), A5)                                  five laser sheets, a code for each part
    render(content, PrintMark(), parts=ALL_PARTS, show_stock=True)    what the five plies look like, for the eyes

The same arguments always give the same bytes. It refuses to know where the content comes from and where the file goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import assert_never

from coalguard.domain.offset import NO_OFFSET, Offset
from coalguard.printing import closing, firstslip, form, notice, settlement, slip, ticket
from coalguard.printing.content import (
    ClosingContent,
    Content,
    FirstSlipContent,
    FormContent,
    HandOverContent,
    PrintMark,
    SettlementContent,
    SlipContent,
    TicketContent,
    TurnBackContent,
)
from coalguard.printing.sheet import Document
from coalguard.printing.size import A5, ROLL_80, PaperSize

SET = form.SET
"""The part that stands for a whole carbon set."""
ALL_PARTS = (1, 2, 3, 4, 5)
"""The five parts of a form, each on a page of its own."""

_ONE_AT_A_TIME = Lock()  # reportlab's fonts read from one place in their file


@dataclass(frozen=True, slots=True)
class Rendered:
    """A paper as a file, and the pages in it."""

    pdf: bytes
    pages: int
    width_mm: float
    height_mm: float


def sizes_of(content: Content) -> tuple[PaperSize, ...]:
    """What a paper can be printed on; the usual size first."""
    match content:
        case FormContent():
            return form.SIZES
        case TicketContent():
            return ticket.SIZES
        case SlipContent():
            return slip.SIZES
        case TurnBackContent() | HandOverContent():
            return notice.SIZES
        case SettlementContent():
            return settlement.SIZES
    assert_never(content)


def render(
    content: Content,
    mark: PrintMark,
    size: PaperSize | None = None,
    *,
    parts: Sequence[int] = (),
    show_stock: bool = False,
    offset: Offset = NO_OFFSET,
) -> Rendered:
    """The paper on a size of its own, by default the usual one, with the parts that are asked for.

    Without `parts` it is what one print takes: the set on fan-fold, every sheet of a laser form, both copies of a
    notice. `show_stock` adds the look of fan-fold paper; `offset` is that of the printer which the paper is for. Raises
    ValueError where the paper has no such size or part.
    """
    sizes = sizes_of(content)
    chosen = size or sizes[0]
    known = (SET, *(part.no for part in getattr(content, "parts", ())))
    if chosen not in sizes or any(part not in known for part in parts):
        raise ValueError((chosen.name, tuple(parts)))
    shown = replace(content, number=None) if mark.preview else content  # numbers are given at issue, never before
    with _ONE_AT_A_TIME:
        return _written(compose(shown, mark, chosen, tuple(parts), show_stock=show_stock), chosen, offset)


def render_closing(content: ClosingContent, mark: PrintMark, offset: Offset = NO_OFFSET) -> Rendered:
    """The closing sheet of a shift, on the one size that it has."""
    with _ONE_AT_A_TIME:
        return _written(closing.compose(content, mark), ROLL_80, offset)


def render_first_slip(content: FirstSlipContent, mark: PrintMark, offset: Offset = NO_OFFSET) -> Rendered:
    """The slip of a first weighing, on the one size that it has."""
    with _ONE_AT_A_TIME:
        return _written(firstslip.compose(content, mark), ROLL_80, offset)


def _written(document: Document, size: PaperSize, offset: Offset) -> Rendered:
    document.shift(size, offset)
    width, height = document.pages[0]
    return Rendered(document.render(), len(document.pages), width, height)


def compose(
    content: Content, mark: PrintMark, size: PaperSize, parts: tuple[int, ...], *, show_stock: bool
) -> Document:
    """The paper as a document that is not written yet."""
    match content:
        case FormContent():
            every = tuple(part.no for part in content.parts)
            return form.compose(content, mark, size, parts or (every if size == A5 else (SET,)), show_stock=show_stock)
        case TicketContent():
            return ticket.compose(content, mark, size, parts or (SET,), show_stock=show_stock)
        case SlipContent():
            return slip.compose(content, mark, size)
        case TurnBackContent():
            return notice.compose_turn_back(content, mark, size, parts)
        case HandOverContent():
            return notice.compose_hand_over(content, mark, size, parts)
        case SettlementContent():
            return settlement.compose(content, mark, size)
    assert_never(content)
