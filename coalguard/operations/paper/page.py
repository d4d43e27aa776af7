"""Page: a paper made ready for a size and its parts, and rendered to a file.

A render is no print: it is not counted, and shows the count and the reason of the latest print (of the first, where
there was none yet). The same paper, printed as often, always gives the same bytes.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from coalguard.domain.findings import fail, refuse, refuse_if_any
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.offset import NO_OFFSET, Offset
from coalguard.domain.printout import Stock
from coalguard.domain.roles import Duty
from coalguard.operations.paper.content import content_of
from coalguard.operations.paper.press import SET, render, sizes_of, to_png
from coalguard.operations.paper.source import Source
from coalguard.operations.station import Actor, Station, entitle, parse_path
from coalguard.printing.content import Content, PrintMark
from coalguard.printing.size import A5, FANFOLD_FORM, FANFOLD_TICKET, ROLL_80, PaperSize
from coalguard.sqlite import translated
from coalguard.store.dossier import Dossier, load_dossier
from coalguard.store.prints import copies_of, last_reason
from coalguard.store.settings import load_settings

if TYPE_CHECKING:
    from coalguard.printing.paper import Rendered as RenderedPaper

HUNDREDTH = Decimal("0.01")
FINEST_PICTURE = 300
"""Dots per inch: beyond this a picture is no better to look at or to scan."""

_SIGNATURES = (b"%PDF-", b"\x89PNG")
_LONGEST_SIGNATURE = 5


class Medium(StrEnum):
    """What a paper is rendered as."""

    PDF = "pdf"
    PNG = "png"


_SIZES = {Stock.FANFOLD: (FANFOLD_FORM, FANFOLD_TICKET), Stock.A5: (A5,), Stock.ROLL: (ROLL_80,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderPaper:
    """A paper by its number, as what, and where to; one of its parts, or as it is usually printed."""

    number: str
    path: str
    medium: Medium = Medium.PDF
    part: int | None = None
    size: Stock | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The file; a picture of several pages is several files. `copy` is the count that stands on the paper."""

    path: str
    paths: tuple[str, ...]
    pages: int
    width_mm: Decimal
    height_mm: Decimal
    copy: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A paper that can be rendered: what it shows, on what, which parts were asked for, and which come out."""

    dossier: Dossier
    content: Content
    size: PaperSize
    asked: tuple[int, ...]
    parts: tuple[int, ...]
    demo: bool

    def mark(self, copy: int, reason: str) -> PrintMark:
        """What distinguishes this print from the others, and what must stand across it."""
        return PrintMark(copy=copy, reason=reason, demo=self.demo, voided=self.dossier.voided)

    def render(self, copy: int, reason: str, offset: Offset = NO_OFFSET) -> "RenderedPaper":
        """The paper as a PDF file, moved by the offset of the printer that it is for."""
        return render(self.content, self.mark(copy, reason), self.size, parts=self.asked, offset=offset)


def make_ready(station: Station, number: str, part: int | None, stock: Stock | None) -> Ready:
    """A paper with all it shows.

    Raises Refused `number.malformed`, `paper.unknown`, `paper.not_printed`, `paper.part_unknown`, `paper.size_unknown`.
    """
    reader = station.store.read()
    dossier = load_dossier(reader, number)
    content = content_of(Source(station, reader, dossier))
    every = tuple(part.no for part in getattr(content, "parts", ())) or (SET,)
    if part not in {None, SET, *every}:
        raise refuse("paper.part_unknown", number=str(dossier.number), part=part, known="、".join(map(str, every)))
    one = part is not None and part != SET
    asked = (part,) if part is not None and one else ()
    demo = bool(load_settings(reader, "station")[0]["demo"])
    return Ready(dossier, content, _size(dossier.number, content, stock), asked, asked or every, demo)


def _size(number: DocumentNumber, content: Content, stock: Stock | None) -> PaperSize:
    sizes = sizes_of(content)
    if stock is None:
        return sizes[0]
    found = next((size for size in sizes if size in _SIZES[stock]), None)
    if found is None:
        known = ",".join(name for name, some in _SIZES.items() if set(some) & set(sizes))
        raise refuse("paper.size_unknown", number=str(number), size=stock.value, known=known)
    return found


def render_paper(station: Station, actor: Actor, request: RenderPaper) -> Rendered:
    """Render a paper to a file, as it was printed the last time; nothing is counted."""
    entitle(actor, Duty.READ)
    path = parse_path("path", request.path)
    ready = make_ready(station, request.number, request.part, request.size)
    reader, number = station.store.read(), ready.dossier.number
    copy = max(1, copies_of(reader, number, ready.parts))
    made = ready.render(copy, last_reason(reader, number) if copy > 1 else "")
    return kept(made, path, request.medium, copy, ready.size)


def kept(made: "RenderedPaper", path: Path, medium: Medium, copy: int, size: PaperSize) -> Rendered:
    """A paper that was made, written to its files. Raises Refused `paper.file_exists`."""
    paths = _keep(path, _files(made, medium, size))
    width, height = (Decimal(length).quantize(HUNDREDTH) for length in (made.width_mm, made.height_mm))
    return Rendered(paths[0], paths, made.pages, width, height, copy)


def _files(made: "RenderedPaper", medium: Medium, size: PaperSize) -> list[bytes]:
    """The files of a paper: one PDF, or a picture a page."""
    if medium is Medium.PDF:
        return [made.pdf]
    return to_png(made.pdf, min(size.dots_per_inch, FINEST_PICTURE))


def _keep(path: Path, files: list[bytes]) -> tuple[str, ...]:
    """Write the files, the first at the path itself, those of further pages beside it (form.png, form-2.png).

    What lies there is replaced where it is a paper itself; a file of any other sort is never touched.
    """
    more = (path.with_name(f"{path.stem}-{page}{path.suffix}") for page in range(2, len(files) + 1))
    paths = (path, *more)
    with translated():
        refuse_if_any(fail("paper.file_exists", file=one.name) for one in paths if _is_foreign(one))
        for place, file in zip(paths, files, strict=True):
            draft = place.with_name(f".{place.name}.part")
            draft.write_bytes(file)
            draft.replace(place)
    return tuple(map(str, paths))


def _is_foreign(path: Path) -> bool:
    """Whether something lies there that no render has made."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        begins = file.read(_LONGEST_SIGNATURE)
    return bool(begins) and not begins.startswith(_SIGNATURES)
