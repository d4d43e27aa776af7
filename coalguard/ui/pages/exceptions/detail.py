"""One exception in full: what happened, both sides of a double use side by side, the facts, what to do."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout

from coalguard.ui.states.exceptions import Opened, Side, advice, facts_of, sentence, sides, standing, title
from coalguard.ui.tokens import BODY, BODY_STRONG, CAPTION, CAPTION_STRONG, FIGURE, GAP_2, GAP_3, GAP_4, TABLE, Tone
from coalguard.ui.widgets.card import Card, Divider, SectionTitle
from coalguard.ui.widgets.chip import Chip
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.words import _

_WIDTH: Final = 480


class DetailCard(Card):
    """The card at the right of the list."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(_("异常单"))
        self.setFixedWidth(_WIDTH)
        self.chip = Chip()
        self.head.addWidget(self.chip)
        self.sentence = Paragraph("", BODY_STRONG, soft=0)
        self.advice = Paragraph("", TABLE, soft=1)
        self._names, self._values = Label(fixed=True), Label()
        self._sides = QHBoxLayout()
        self._sides.setSpacing(GAP_3)
        facts = QHBoxLayout()
        facts.setSpacing(GAP_4)
        facts.addWidget(self._names)
        facts.addWidget(self._values, 1)
        self.body.setSpacing(GAP_3)
        self.body.addWidget(self.sentence)
        self.body.addLayout(self._sides)
        self.body.addLayout(facts)
        self.body.addWidget(SectionTitle(_("怎么办"), "help"))
        self.body.addWidget(self.advice)
        self.body.addStretch(1)

    def show_slip(self, slip: Opened) -> None:
        """Show one."""
        self.show_title(title(slip))
        self.chip.show_text(standing(slip), Tone.WARN if slip.is_open else Tone.OFF)
        self.sentence.show_text(sentence(slip))
        self.advice.show_text(advice(slip))
        rows = facts_of(slip)
        self._names.show_lines(*(_spaced(name, soft=2) for name, _value in rows))
        self._values.show_lines(*(_spaced(value, soft=0) for _name, value in rows))
        self._show_sides(sides(slip), Tone.WARN if slip.is_open else Tone.PLAIN)

    def _show_sides(self, found: Sequence[Side], tone: Tone) -> None:
        _clear(self._sides)
        for side in found:
            box = Card(pad=GAP_3, tone=tone)
            column = QVBoxLayout()
            column.setSpacing(GAP_2)
            column.addWidget(Label(Line(side.title, CAPTION_STRONG, tone)))
            column.addWidget(Divider())
            column.addWidget(Label(Line(side.station, FIGURE), Line(side.at, CAPTION, soft=2)))
            box.body.addLayout(column)
            box.setAccessibleName(f"{side.title} {side.station} {side.at}")
            self._sides.addWidget(box, 1)


def _spaced(text: str, *, soft: int) -> Line:
    return Line(text, BODY, soft=soft)


def _clear(layout: QLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        widget.hide()
        widget.deleteLater()
