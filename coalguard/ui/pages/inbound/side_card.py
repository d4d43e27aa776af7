"""At the right: how the load stands with its papers, what that means, where the ticket is printed, the main act."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.states.inbound import Standing, consequence
from coalguard.ui.tokens import CAPTION, GAP_3, TABLE, TABLE_STRONG, Tone
from coalguard.ui.weighbridge.panel import WIDTH
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card, Divider
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.paint import CENTRE, ICON_OF, RIGHT, draw_text, text_width
from coalguard.ui.words import _

_ROW = 34


class Standings(QWidget):
    """Lines of a shape, a word, and how it stands."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self._lines: tuple[Standing, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_standings(self, lines: Sequence[Standing]) -> None:
        """Show these."""
        self._lines = tuple(lines)
        self.setAccessibleName("；".join(f"{one.word} {one.text}" for one in lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line each."""
        return QSize(200, look().px(_ROW) * len(self._lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shape, word, standing."""
        del event
        painter, theme, row = QPainter(self), look().theme, look().px(_ROW)
        for line, one in enumerate(self._lines):
            top, size, ink = line * row, look().px(18), theme.shade(one.tone).ink
            draw_icon(painter, ICON_OF[one.tone], ink, QRectF(0, top + (row - size) / 2, size, size))
            place = QRectF(size + 9, top, self.width() - size - 9, row)
            draw_text(painter, place, one.word, TABLE_STRONG, theme.text)
            place.setLeft(place.left() + text_width(one.word, TABLE_STRONG) + 8)
            soft = theme.text3 if one.tone is Tone.ACCENT else ink
            draw_text(painter, place, one.text, TABLE, soft, align=RIGHT)


class SideCard(Card):
    """The right column."""

    def __init__(self) -> None:
        """Nothing is said before a load is known."""
        super().__init__(_("入库手续"))
        self.standings, self.meaning = Standings(), Paragraph(type_=TABLE)
        self.over = Paragraph(type_=TABLE)
        self.over.hide()
        self.papers = Standings()
        self.hint = Label(Line("", CAPTION), align=CENTRE)
        self.receive = Button(_("入库"), key="F9", icon="tray", rank=Rank.MAIN)
        self.body.setSpacing(GAP_3)
        for part in (self.standings, self.meaning, self.over, Divider(), self.papers):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.receive)
        self.setFixedWidth(WIDTH)

    def show_load(self, contract: Standing, report: Standing, over: str = "") -> None:
        """Show how a load stands with its papers, what that means, and what it takes beyond its contract."""
        self.standings.show_standings((contract, report))
        self.meaning.show_text(consequence(contract, report))
        self.over.show_text(over)
        self.over.setVisible(bool(over))

    def show_printing(self, text: str, tone: Tone) -> None:
        """Show how the ticket stands."""
        self.papers.show_standings((Standing(_("过磅单"), text, tone),))

    def show_ready(self, *, ready: bool) -> None:
        """Whether the load can be received."""
        self.receive.setEnabled(ready)
        text = _("入库后不可修改") if ready else _("两次过磅后可入库")
        self.hint.show_lines(Line(text, CAPTION, soft=2))
