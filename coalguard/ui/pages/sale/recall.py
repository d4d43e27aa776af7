"""Recall: a field for a name that remembers who bought before, by initials or the tail of a telephone or paper."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPaintEvent

from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.option_list import Option

if TYPE_CHECKING:  # the rows are there before what calls a truck up (`ui.ahead`)
    from coalguard.operations.counter import FoundBuyer

MOST = 20


class Recall(Combo):
    """A name to type; below it those who are known by it. A new name stands as it is typed."""

    def __init__(self, label: str, known: Callable[[], Sequence["FoundBuyer"]], *, required: bool = False) -> None:
        """Look among those who are known."""
        super().__init__(label, required=required, free=True)
        self._known = known
        self.set_search(self._find)

    def set_label(self, label: str) -> None:
        """Ask for something else."""
        self.label = label
        self.setAccessibleName(label)
        self.update()

    def _find(self, typed: str) -> Sequence[Option]:
        from coalguard.operations.counter import recalled  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        return [_option(one) for one in recalled(self._known(), typed)[:MOST]]

    def inner_place(self) -> QRect:
        """The whole box: there is no arrow, because it is a field to type in first."""
        return Input.inner_place(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box alone."""
        Input.paintEvent(self, event)


def _option(buyer: "FoundBuyer") -> Option:
    text = f"{buyer.name} {buyer.agent}".strip()
    return Option(str(buyer.buyer), buyer.name or text, note=buyer.agent or buyer.phone)
