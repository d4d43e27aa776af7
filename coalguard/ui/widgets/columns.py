"""Columns: what is at hand, the work, what follows from it; on a wide screen the margins grow (`ux.md` §4)."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from coalguard.ui.tokens import GAP_3, WIDEST_CENTRE


class Columns(QHBoxLayout):
    """Three columns of a page; the middle one takes the room there is, but never more than can be read."""

    def __init__(self, page: QWidget, left: QWidget, centre: QWidget, right: QWidget) -> None:
        """Lay them out in a page."""
        super().__init__(page)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(GAP_3)
        centre.setMaximumWidth(WIDEST_CENTRE)
        self.addStretch()
        for column, stretch in ((left, 0), (centre, 1), (right, 0)):
            self.addWidget(column, stretch)
        self.addStretch()

    def replace(self, one: QWidget, other: QWidget) -> None:
        """Show another widget where one stands."""
        self.insertWidget(self.indexOf(one), other)
        one.hide()
        other.show()

    def take_back(self, one: QWidget, other: QWidget) -> None:
        """Show again what stood there."""
        self.removeWidget(other)
        other.hide()
        one.show()
