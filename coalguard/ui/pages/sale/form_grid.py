"""Where the fields of the form stand: one grid of three columns; and the order in which Enter leads through it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from coalguard.ui.keys import EnterOrder
from coalguard.ui.tokens import GAP_2, GAP_3
from coalguard.ui.widgets.card import SectionTitle
from coalguard.ui.widgets.scrolled import Scrolled
from coalguard.ui.words import _

COLUMNS = 3
TOP = Qt.AlignmentFlag.AlignTop


def lay_out(grid: QGridLayout, rows: Mapping[int, Sequence[QWidget]]) -> Scrolled:
    """Put fields into their rows, the last of a row as wide as what is left; what does not fit can be scrolled to."""
    grid.setHorizontalSpacing(GAP_3)
    grid.setVerticalSpacing(GAP_2)
    for column in range(COLUMNS):
        grid.setColumnStretch(column, 1)
    titles = ((0, _("购煤人（实名）"), "card"), (5, _("煤炭"), "box"), (8, _("运输"), "truck"))
    for row, text, icon in titles:
        grid.addWidget(SectionTitle(text, icon), row, 0, 1, COLUMNS)
    for row, fields in rows.items():
        for column, field in enumerate(fields):
            last = column == len(fields) - 1
            grid.addWidget(field, row, column, 1, COLUMNS - column if last else 1, TOP)
    grid.setRowStretch(max(rows) + 1, 1)
    return Scrolled(grid)


def place_again(grid: QGridLayout, places: Mapping[QWidget, tuple[int, int, int]]) -> None:
    """Put widgets elsewhere: row, column, and how many columns wide."""
    for field, (row, column, width) in places.items():
        grid.removeWidget(field)
        grid.addWidget(field, row, column, 1, width, TOP)


class FormOrder(EnterOrder):
    """The order of the form; from the name of somebody known it leads past what is known of them."""

    def __init__(self, stops: Sequence[QWidget], last: QWidget, *, past_buyer: QWidget) -> None:
        """Lead through stops; `past_buyer` is the first after those that a known buyer fills."""
        super().__init__(stops, last)
        self._past_buyer = past_buyer
        self._skips = False

    def skip_once(self) -> None:
        """The next Enter leads past the buyer."""
        self._skips = True

    def neighbour(self, stop: QWidget, *, forward: bool) -> QWidget | None:
        """The lot follows the name of a known buyer."""
        skips, self._skips = self._skips, False
        return self._past_buyer if forward and skips else super().neighbour(stop, forward=forward)
