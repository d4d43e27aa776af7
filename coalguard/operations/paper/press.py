"""Press: the printing behind the papers, loaded when the first of them is made.

reportlab, the bar codes and PDFium take as long to load as a store to open, and a fifth of the program's memory. So no
other module of this package imports them, and a start does not wait for them; whoever knows that a paper is coming has
them loaded beforehand (`warm_up`).
"""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final

from coalguard.domain.offset import NO_OFFSET, Offset
from coalguard.printing.content import ClosingContent, Content, FirstSlipContent, PrintMark
from coalguard.printing.size import PaperSize

if TYPE_CHECKING:
    from coalguard.printing.paper import Rendered

SET: Final = 0
"""The part that stands for a whole carbon set."""


def warm_up() -> None:
    """Load what the first paper needs; the second time it does nothing."""
    for name in ("paper", "picture"):
        import_module(f"coalguard.printing.{name}")


def sizes_of(content: Content) -> tuple[PaperSize, ...]:
    """What a paper can be printed on; the usual size first."""
    from coalguard.printing import paper  # noqa: PLC0415 -- loaded with the first paper

    return paper.sizes_of(content)


def render(
    content: Content,
    mark: PrintMark,
    size: PaperSize | None = None,
    *,
    parts: Sequence[int] = (),
    offset: Offset = NO_OFFSET,
) -> "Rendered":
    """A paper as a PDF file."""
    from coalguard.printing import paper  # noqa: PLC0415 -- as above

    return paper.render(content, mark, size, parts=parts, offset=offset)


def render_closing(content: ClosingContent, mark: PrintMark, offset: Offset = NO_OFFSET) -> "Rendered":
    """The closing sheet of a shift as a PDF file."""
    from coalguard.printing import paper  # noqa: PLC0415 -- as above

    return paper.render_closing(content, mark, offset)


def render_first_slip(content: FirstSlipContent, mark: PrintMark, offset: Offset = NO_OFFSET) -> "Rendered":
    """The slip of a first weighing as a PDF file."""
    from coalguard.printing import paper  # noqa: PLC0415 -- as above

    return paper.render_first_slip(content, mark, offset)


def ruled_page(size: PaperSize, named: Sequence[str], at: datetime, offset: Offset = NO_OFFSET) -> bytes:
    """The test page as a PDF file."""
    from coalguard.printing import ruler  # noqa: PLC0415 -- as above

    return ruler.ruled_page(size, named, at, offset)


def to_png(pdf: bytes, dots_per_inch: float) -> list[bytes]:
    """A picture of each page of a PDF file."""
    from coalguard.printing import picture  # noqa: PLC0415 -- as above

    return picture.to_png(pdf, dots_per_inch)
