"""`render` and `print-test`: a paper as a file, and a page that tries a printer out."""

from coalguard.domain.printout import Stock
from coalguard.doors.errand import Errand, Outcome
from coalguard.operations.paper import print_trial, render_paper
from coalguard.operations.paper.page import Medium, RenderPaper
from coalguard.operations.paper.trial import PrintTrial


def render(errand: Errand) -> Outcome:
    """Write a paper to a file."""
    asked, _ = errand.asked, errand.words.gettext
    request = RenderPaper(
        number=asked.number,
        path=asked.out,
        medium=Medium(asked.medium),
        part=asked.part,
        size=Stock(asked.size) if asked.size else None,
    )
    with errand.opened() as opening:
        made = render_paper(opening.station, opening.actor, request)
    told = _("{number} 写成了 {path}，{pages} 页，{width} × {height} mm。").format(
        number=asked.number, path="、".join(made.paths), pages=made.pages, width=made.width_mm, height=made.height_mm
    )
    return Outcome(made, [told])


def print_test(errand: Errand) -> Outcome:
    """Send a test page to a printer."""
    size = errand.asked.size
    request = PrintTrial(printer=errand.asked.printer, size=Stock(size) if size else None)
    with errand.opened() as opening:
        tried = print_trial(opening.station, opening.actor, request)
    told = errand.words.gettext("测试页已交给打印机 {printer}（{target}）。请用尺量刻度。").format(
        printer=tried.printer, target=tried.target
    )
    return Outcome(tried, [told])
