"""单据打印: which printer each paper of this station goes to, and where an administrator says so.

A paper is left to the rule, given to one of the printers that can print it, or, the slip of a first weighing alone, not
printed. What was chosen counts at once; there is nothing to save. The card asks nobody: the page carries a choice to
the operation and shows what came of it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from coalguard.domain.printout import OPTIONAL, SUITS, Printer, Printout, Route
from coalguard.ui.tokens import CAPTION, GAP_2, GAP_3, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.label import Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _, word

BY_RULE: Final = "rule"
UNWANTED: Final = "off"
_NAMED: Final = "printer:"
_COLUMNS: Final = 2


class PrintingCard(Card):
    """The card; `assigned` carries a paper, the printer's name (empty: by the rule), and whether it is wanted."""

    assigned = Signal(object, str, bool)

    def __init__(self, papers: Sequence[Printout]) -> None:
        """One field a paper; nothing can be chosen before the printers are known."""
        super().__init__(_("单据打印"))
        self.choices = {paper: Combo(word("printout", paper.value)) for paper in papers}
        self._routes: dict[Printout, Route] = {}
        self._printers: tuple[Printer, ...] = ()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_3)
        grid.setVerticalSpacing(GAP_2)
        for place, (paper, choice) in enumerate(self.choices.items()):
            choice.drafted = False
            choice.chose.connect(lambda option, paper=paper: self._on_chose(paper, option))
            choice.left.connect(lambda paper=paper: self._show(paper))
            grid.addWidget(choice, place // _COLUMNS, place % _COLUMNS)
            grid.setColumnStretch(place % _COLUMNS, 1)
        self._fields = QWidget()
        self._fields.setLayout(grid)
        self._fields.hide()
        self.body.addWidget(self._fields)
        self.note = Paragraph("", CAPTION)
        self.note.hide()
        self.body.addWidget(self.note)
        self.body.addStretch(1)

    def show_routes(self, printers: Sequence[Printer], routes: Sequence[Route], *, may_change: bool) -> None:
        """Show where each paper goes; without a printer there is nothing to choose."""
        self._printers = tuple(printers)
        self._routes = {route.printout: route for route in routes}
        self._fields.setVisible(bool(printers))
        self.show_title(_("单据打印"), *([Line(_("选定即生效"), CAPTION, soft=2)] if printers else []))
        for paper, choice in self.choices.items():
            choice.set_read_only(read_only=not may_change)
            self._show(paper)
        self._show_note()

    def _show(self, paper: Printout) -> None:
        choice, route = self.choices[paper], self._routes.get(paper)
        if route is None:
            return
        choice.set_options(list(self._options(paper, route)))
        choice.set_value(_value(route))
        name = word("printout", paper.value)
        choice.label = _("{paper} · 自动").format(paper=name) if route.by_rule else name
        choice.setAccessibleName(choice.label)
        if route.by_rule:  # the field is narrow: what the rule came to, and beside the name that it was the rule
            choice.line.setText(route.first or (_("暂不打印") if paper in OPTIONAL else _("没有打印机")))
            choice.line.setCursorPosition(0)
        choice.clear()
        choice.update()

    def _show_note(self) -> None:
        """What waits for a printer, and what nobody has chosen a printer for."""
        waiting = [paper for paper, one in self._routes.items() if _waits(one)]
        undecided = [paper for paper, one in self._routes.items() if one.rivals]
        none = [] if self._printers else [_("还没有设置打印机。单据照常保存，先留着待打。")]
        notes = none or [
            sentence.format(papers="、".join(word("printout", paper.value) for paper in papers))
            for sentence, papers in (
                (_("没有打印机能打{papers}，先留着待打。"), waiting),
                (_("{papers}几台都能打，没有指定，先用所列的一台。"), undecided),
            )
            if papers
        ]
        self.note.show_text("".join(notes))
        self.note.setVisible(bool(notes))
        self.show_tone(Tone.WARN if waiting and self._printers else Tone.PLAIN)

    def _options(self, paper: Printout, route: Route) -> Iterator[Option]:
        by_rule = route.first if route.by_rule else ""
        text = _("自动 · {printer}").format(printer=by_rule) if by_rule else _("自动")
        if route.by_rule and not by_rule and paper in OPTIONAL:
            text = _("自动 · 有 80 mm 纸时")
        yield Option(BY_RULE, text)
        for printer in self._printers:
            lies = word("stock", printer.stock.value) if printer.stock else ""
            needs = "、".join(word("stock", stock.value) for stock in SUITS[paper])
            reason = "" if printer.takes(paper) else _("要{stocks}").format(stocks=needs)
            yield Option(_NAMED + printer.name, printer.name, note=lies, possible=printer.takes(paper), reason=reason)
        if paper in OPTIONAL:
            yield Option(UNWANTED, _("不打印"))

    def _on_chose(self, paper: Printout, option: Option) -> None:
        route = self._routes.get(paper)
        if route is not None and option.value != _value(route):
            self.assigned.emit(paper, option.value.removeprefix(_NAMED) if _is_named(option) else "", _wants(option))


def _value(route: Route) -> str:
    if not route.wanted:
        return UNWANTED
    return BY_RULE if route.by_rule else _NAMED + route.printer


def _waits(route: Route) -> bool:
    return route.wanted and not route.first and route.printout not in OPTIONAL


def _is_named(option: Option) -> bool:
    return option.value.startswith(_NAMED)


def _wants(option: Option) -> bool:
    return option.value != UNWANTED
