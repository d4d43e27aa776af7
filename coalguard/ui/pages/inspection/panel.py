"""Panel: what takes the place of the decisions while one of them is being taken; Esc gives the decisions back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from coalguard.domain.findings import Finding
from coalguard.domain.journal import Json
from coalguard.domain.plate import spaced
from coalguard.ui.icons import draw_icon
from coalguard.ui.keys import EnterOrder, KeyAct
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY_STRONG, GAP_1, GAP_2, PAGE_TITLE, Tone
from coalguard.ui.typed import type_into, typed_in
from coalguard.ui.widgets.button import Button
from coalguard.ui.widgets.card import Card, Divider
from coalguard.ui.widgets.chip import KeyCap
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.words import _


class Shape(QWidget):
    """One icon in the colour of a tone."""

    def __init__(self, icon: str, tone: Tone) -> None:
        """Show an icon."""
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(look().px(22), look().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon."""
        del event
        size = look().px(22)
        place = QRectF(0, (self.height() - size) / 2, size, size)
        draw_icon(QPainter(self), self._icon, look().theme.shade(self._tone).ink, place)


class Panel(Card):
    """A panel: its title and the truck it is about, what is entered, and one button that says what happens."""

    name: ClassVar[str] = ""
    """Stable, for drafts."""

    left = Signal()
    """Esc: the panel is not wanted any more."""

    def __init__(self, title: str, icon: str, tone: Tone, plate: str = "") -> None:
        """A panel about a truck."""
        super().__init__()
        self.about = plate
        self.fields: dict[str, Input] = {}
        self.enter_order = EnterOrder(())
        self.main: Button | None = None
        self.first_focus: QWidget | None = None
        self.optional: list[QWidget] = []
        head = QHBoxLayout()
        head.setSpacing(GAP_2)
        head.addWidget(Shape(icon, tone))
        head.addWidget(Label(Line(title, PAGE_TITLE, tone), fixed=True))
        head.addWidget(Label(Line(spaced(plate) if plate else "", BODY_STRONG)))
        head.addWidget(KeyCap("Esc", _("返回")))
        self.body.setSpacing(GAP_2)
        self.body.addLayout(head)
        self.body.addWidget(Divider())
        self.setAccessibleName(f"{title} {plate}".strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is optional goes where there is no room for it (`ux.md` §4, compact rule), then half of each gap."""
        super().resizeEvent(event)
        self.body.setSpacing(GAP_2)
        for part in self.optional:
            part.show()
        for part in self.optional:
            if self.body.minimumSize().height() <= event.size().height():
                break
            part.hide()
        if self.body.minimumSize().height() > event.size().height():
            self.body.setSpacing(GAP_1)

    def needs(self, *, everything: bool) -> int:
        """How high the panel must be: with what is optional, or without."""
        gap, shown = self.body.spacing(), self.body.minimumSize().height()
        heights = [(part.isHidden(), part.sizeHint().height() + gap) for part in self.optional]
        if everything:
            return shown + sum(height for hidden, height in heights if hidden)
        return shown - sum(height for hidden, height in heights if not hidden)

    def lead(self, *stops: QWidget) -> None:
        """The order of Enter through the panel, to its button."""
        self.enter_order = EnterOrder(stops, last=self.main)

    def acts(self) -> Sequence[KeyAct]:
        """What the panel's own keys do."""
        return ()

    def keys(self) -> Sequence[KeyAct]:
        """The panel's keys, and Esc."""
        return (*self.acts(), KeyAct("Esc", _("返回"), self.left.emit))

    def focus_first(self) -> None:
        """Put the cursor in."""
        stop = self.first_focus or self.enter_order.first_reachable() or self.main
        if stop is not None:
            stop.setFocus()

    def field_of(self, finding: Finding) -> Input | None:
        """The field at whose side a finding is shown."""
        named = self.fields.get(str(finding.facts.get("field", "")))
        return named or self.fields.get(finding.code.partition(".")[0])

    def draft(self) -> Mapping[str, Json]:
        """What stands here and is not said yet, to survive a power cut; a PIN does not."""
        return typed_in(self.fields)

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Put a draft back."""
        type_into(self.fields, draft)

    def digits(self, count: int, toggle: Callable[[int], None]) -> tuple[KeyAct, ...]:
        """The keys 1, 2, … of a list."""
        return tuple(KeyAct(str(place + 1), "", partial(toggle, place), in_bar=False) for place in range(count))
