"""Printing: five-part forms as PDF, each with its own number and codes, beside bare reportlab drawing the same content.

Ours is `printing.paper.render`. The limit is what one writes with reportlab alone: the same texts at the same places in
the same three weights, the same lines, the same codes as rectangles, page by page; codes are made once a form there
too, with the mask that segno picks. Both take turns, so that the machine's moods meet both.
"""

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Any

from coalguard import resources
from coalguard.domain.assay import Basis, Item
from coalguard.domain.form import end_of_day, parse_parts
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.mass import Mass
from coalguard.domain.money import Price
from coalguard.domain.quality import Verdict
from coalguard.printing.content import FormContent, PrintMark, Proof, Tested, Weighed
from tests.bench.figures import asked_for, seconds_of, share_of, tell
from tests.bench.limit import tickets

ADDRESS = "HTTPS://MG.LINXIA.EXAMPLE/V/"
_POINTS = 72 / 25.4
_WEIGHTS = ("Regular", "Medium", "Bold")
_LINE = re.compile(r"([\d.]+) w ([\d.-]+) ([\d.-]+) m ([\d.-]+) ([\d.-]+) l S")
_FRAME = re.compile(r"([\d.]+) w ([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re S")
_FIRST = "from tests.bench.printing import first; first({!r})"


def main() -> None:
    """Render forms one by one, five parts at a time, and all in a row."""
    count = asked_for("BENCH_FORMS", 40)
    ours, limit = (_first_s(name) for name in ("ours", "limit"))
    tell("one-page", "first_s", ours)
    tell("one-page", "first_of_limit", ours / limit)
    made = list(islice(contents(), count))
    for case, parts in (("one-page", (0,)), ("five-copies", (1, 2, 3, 4, 5))):
        _tell_case(case, made, parts)
    _tell_batch(made)


def first(name: str) -> None:
    """The first form of a process, imports and fonts included, in seconds on the standard output."""
    content = next(contents())
    sys.stdout.write(str(seconds_of(lambda: _writers(name)(content, (0,)))))


def contents() -> Iterator[FormContent]:
    """Forms without end, each with other names, numbers and codes."""
    chance = random.Random(3)
    parts = parse_parts(resources.path("forms/five-part-form.json").read_bytes())
    begin = datetime(2026, 1, 14, 1, 0, tzinfo=UTC)
    for number, ticket in enumerate(tickets(), start=1):
        gross, tare, net = (Mass(int(ticket[name])) for name in ("gross_kg", "tare_kg", "net_kg"))
        at = begin + number * timedelta(seconds=288)
        price = Price(chance.randrange(70_000, 99_000, 500))
        code = (ADDRESS, str(int.from_bytes(b"\x01" + chance.randbytes(112), "big")))
        values = (Decimal(chance.randrange(600, 1200)), Decimal(chance.randrange(30, 100)), Decimal(2_340))
        items = ((Item.VOLATILE, Basis.DAF, 12), (Item.SULFUR, Basis.D, 1), (Item.ASH, Basis.D, 30))
        yield FormContent(
            number=DocumentNumber("LX01", "260114", number),
            issued_at=at,
            issuer="演示煤炭市场检查室",
            parts=parts,
            proof=Proof(codes={0: code}, check_code="7KQ4-M2XD"),
            plate=str(ticket["plate"]),
            gross=Weighed(gross, at - timedelta(seconds=31)),
            tare=Weighed(tare, at - timedelta(minutes=27)),
            net=net,
            price=price,
            amount=price.of(net),
            valid_until=end_of_day(at),
            buyer=str(ticket["buyer"]),
            agent=str(ticket["driver"]),
            id_number="622901198001012416",
            phone="13800006620",
            address=f"{ticket['mine']}南院",
            purpose="取暖配送",
            coal=str(ticket["coal"]),
            lot=f"260112A{number:03d}",
            report=f"ZJ-2601-{number:04d}",
            laboratory="演示质检所煤炭化验室",
            reported_on=begin.date(),
            tested=tuple(
                Tested(item, basis, value.scaleb(-2), Decimal(f"{most}.00"))
                for value, (item, basis, most) in zip(values, items, strict=True)
            ),
            verdict=Verdict.PASS,
            driver=str(ticket["driver"]),
            carrier="演示物流",
            destination=f"演示配送点{number}",
            clerk="演示开票员",
            weigher="演示司磅员",
        )


Parts = tuple[int, ...]
Write = Callable[[FormContent, Parts], bytes]


def _writers(name: str) -> Write:
    return render_ours if name == "ours" else render_bare


def render_ours(content: FormContent, parts: Parts) -> bytes:
    """The form by our own printing."""
    from coalguard.printing.paper import render  # noqa: PLC0415 -- its first use is what is timed

    return render(content, PrintMark(), parts=parts).pdf


# --- the limit -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one page shows: texts as (x, y, size, weight, text), lines and frames as their operands, in points."""

    texts: tuple[tuple[float, float, float, str, str], ...]
    lines: tuple[tuple[float, ...], ...]
    frames: tuple[tuple[float, ...], ...]
    qr: tuple[float, float, float]
    bars: tuple[float, float, float, float]


def lay_out(content: FormContent, part: int) -> Drawn:
    """What our own form shows on the page of a part: laid out beforehand, so that the limit only draws."""
    from coalguard.printing import form  # noqa: PLC0415 -- as above

    document = form.compose(content, PrintMark(), parts=(part,))
    texts, lines, frames = [], [], []
    for sheet in document.sheets:
        texts += [
            (x * _POINTS, y * _POINTS, size * _POINTS, weight, text)
            for placed in sheet.placed
            for x, y, size, weight, text in placed.spans
        ]
        lines += [tuple(map(float, match)) for match in _LINE.findall(sheet.ops)]
        frames += [tuple(map(float, match)) for match in _FRAME.findall(sheet.ops)]
    return Drawn(tuple(texts), tuple(lines), tuple(frames), (553.0, 253.0, 1.6), (431.0, 308.0, 0.8, 21.0))


_laid: dict[tuple[str, int], Drawn] = {}


def prepare(made: Sequence[FormContent], parts: Parts) -> None:
    """Lay out all pages of the limit before any clock runs."""
    for content in made:
        for part in parts:
            _laid[str(content.number), part] = lay_out(content, part)


def render_bare(content: FormContent, parts: Parts) -> bytes:
    """The same form, drawn with reportlab, segno and python-barcode alone."""
    import barcode  # noqa: PLC0415 -- as above
    import segno  # noqa: PLC0415 -- as above
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 -- as above
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 -- as above
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 -- as above

    for weight in _WEIGHTS:
        if f"Bare{weight}" not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(f"Bare{weight}", str(resources.path(f"fonts/NotoSansSC-{weight}.ttf"))))
    high = 396.0
    target = BytesIO()
    canvas = Canvas(target, pagesize=(683.15, high), pageCompression=1, invariant=1)
    number = content.number
    digits = f"01{number.day}{number.serial:06d}" if number else ""
    row = barcode.get("code128", digits).build()[0]
    address, value = content.proof.codes[0]
    segments: Any = [(address, segno.consts.MODE_ALPHANUMERIC), (value, segno.consts.MODE_NUMERIC)]
    matrix = segno.make_qr(segments, error="m")
    for part in parts:
        drawn = _laid.get((str(number), part)) or lay_out(content, part)
        _draw_page(canvas, drawn, high)
        _draw_bars(canvas, drawn, row, high)
        _draw_qr(canvas, drawn, [bytes(line) for line in matrix.matrix], high)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_page(canvas: Any, drawn: Drawn, high: float) -> None:
    for x, y, size, weight, text in drawn.texts:
        canvas.setFont(f"Bare{weight}", size)
        canvas.drawString(x, high - y, text)
    for thick, x, y, to_x, to_y in drawn.lines:
        canvas.setLineWidth(thick)
        canvas.line(x, high + y, to_x, high + to_y)
    for thick, x, y, wide, tall in drawn.frames:
        canvas.setLineWidth(thick)
        canvas.rect(x, high + y, wide, tall)


def _draw_bars(canvas: Any, drawn: Drawn, row: str, high: float) -> None:
    x, y, module, tall = drawn.bars
    for run in re.finditer("1+", row):
        canvas.rect(x + run.start() * module, high - y - tall, len(run[0]) * module, tall, stroke=0, fill=1)


def _draw_qr(canvas: Any, drawn: Drawn, rows: list[bytes], high: float) -> None:
    x, y, module = drawn.qr
    for down, line in enumerate(rows, start=1):
        for run in re.finditer(b"\x01+", line):
            left, wide = x + run.start() * module, len(run[0]) * module
            canvas.rect(left, high - y - down * module, wide, module, stroke=0, fill=1)


# --- the figures -----------------------------------------------------------------------------------------------------


def _first_s(name: str) -> float:
    told = subprocess.run(
        [sys.executable, "-c", _FIRST.format(name)], check=True, capture_output=True, encoding="utf-8"
    )
    return float(told.stdout)


def _tell_case(case: str, made: Sequence[FormContent], parts: Parts) -> None:
    prepare(made, parts)
    for write in (render_ours, render_bare):
        write(made[0], parts)
    mine, least = [], []
    for content in made[1:]:
        mine.append(seconds_of(partial(render_ours, _fresh(content), parts)))
        least.append(seconds_of(partial(render_bare, _fresh(content), parts)))
    ours, limit = share_of(mine, 50), share_of(least, 50)
    tell(case, "warm_ms", ours * 1e3)
    tell(case, "warm_limit_ms", limit * 1e3)
    tell(case, "warm_of_limit", ours / limit)
    tell(case, "pages_per_s", len(parts) / ours)
    size, bare = len(render_ours(made[1], parts)), len(render_bare(made[1], parts))
    tell(case, "bytes", size)
    tell(case, "bytes_of_limit", size / bare)


def _fresh(content: FormContent) -> FormContent:
    """The form with another code, so that nothing is remembered from the last time."""
    address, number = content.proof.codes[0]
    return replace(
        content, proof=replace(content.proof, codes={0: (address, str(int(number) ^ random.getrandbits(64)))})
    )


def _tell_batch(made: Sequence[FormContent]) -> None:
    parts = (1, 2, 3, 4, 5)
    for name in ("ours", "limit"):
        write = _writers(name)
        seconds = seconds_of(lambda: [write(_fresh(content), parts) for content in made])  # noqa: B023 -- runs at once
        tell("batch", "pages_per_s" if name == "ours" else "pages_per_s_limit", len(made) * len(parts) / seconds)


__all__ = ["contents", "main", "render_bare", "render_ours"]
