"""At the right: the form in small, its five copies, how each paper stands with the printer, and the main act."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.domain.form import Part
from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.states.sale import PAPERS, PaperState
from coalguard.ui.tokens import CAPTION, COPIES, GAP_3, TABLE, TABLE_STRONG, Tone
from coalguard.ui.weighbridge.panel import WIDTH
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card, Divider
from coalguard.ui.widgets.chip import KeyCap
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.paint import CENTRE, ICON_OF, RIGHT, draw_text
from coalguard.ui.widgets.preview_thumb import PreviewThumb
from coalguard.ui.words import _

_COPY_ROW, _PAPER_ROW = 28, 30
_NUMERALS = "零一二三四五六七八九"


class Copies(QWidget):
    """The parts of the form: the colour of their paper, their name, one each."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Show parts."""
        super().__init__()
        self._parts = tuple(parts)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("；".join(f"{part.no} {part.name}" for part in parts))

    def sizeHint(self) -> QSize:
        """A line each."""
        return QSize(200, look().px(_COPY_ROW) * len(self._parts))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Colour, number, name, count."""
        del event
        painter, theme, row = QPainter(self), look().theme, look().px(_COPY_ROW)
        for line, part in enumerate(self._parts):
            top = line * row
            swatch = QRectF(0.5, round(top + row / 2 - 7) + 0.5, 21, 13)
            painter.setPen(QPen(QColor(theme.line_strong), 1))
            painter.setBrush(QColor(COPIES.get(part.colour, COPIES["white"])))
            painter.drawRect(swatch)
            left = 30.0
            place = QRectF(left, top, self.width(), row)
            number = _("第{number}联").format(number=_NUMERALS[part.no])
            left += draw_text(painter, place, number, TABLE_STRONG, theme.text) + 9
            draw_text(painter, QRectF(left, top, self.width() - left, row), part.name, TABLE, theme.text2)
            count = QRectF(0, top, self.width(), row)
            draw_text(painter, count, _("{count} 份").format(count=1), CAPTION, theme.text3, align=RIGHT)


class Papers(QWidget):
    """The three papers of a sale, and how each stands."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self._papers: tuple[PaperState, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def papers(self) -> tuple[PaperState, ...]:
        """What is shown."""
        return self._papers

    def show_papers(self, papers: Sequence[PaperState]) -> None:
        """Show how they stand."""
        self._papers = tuple(papers)
        self.setAccessibleName("；".join(f"{one.word} {one.text}" for one in papers))
        self.update()

    def sizeHint(self) -> QSize:
        """A line each."""
        return QSize(200, look().px(_PAPER_ROW) * len(PAPERS))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shape, word, standing."""
        del event
        painter, theme, row = QPainter(self), look().theme, look().px(_PAPER_ROW)
        for line, one in enumerate(self._papers):
            top, size = line * row, look().px(17)
            shade = theme.shade(one.tone)
            draw_icon(painter, ICON_OF[one.tone], shade.ink, QRectF(0, top + (row - size) / 2, size, size))
            left = size + 9.0
            left += draw_text(painter, QRectF(left, top, self.width(), row), one.word, TABLE_STRONG, theme.text)
            ink = theme.text3 if one.tone in {Tone.ACCENT, Tone.OFF, Tone.PLAIN} else shade.ink
            room = QRectF(left + 8, top, self.width() - left - 8, row)
            draw_text(painter, room, one.text, CAPTION, ink, align=RIGHT)


class PaperCard(Card):
    """The right column."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Show the parts of the form."""
        super().__init__(_("打印预览"))
        self._colours = [COPIES.get(part.colour, COPIES["white"]) for part in parts]
        self.thumb = PreviewThumb()
        self.copies, self.papers = Copies(parts), Papers()
        self.hint = Label(Line("", CAPTION), align=CENTRE)
        self.issue = Button(_("开具并打印"), key="F9", icon="printer", rank=Rank.MAIN)
        self.aside.hide()
        self.head.addStretch(1)
        self.head.addWidget(KeyCap("F6", _("放大")))
        self.body.setSpacing(GAP_3)
        for part in (self.thumb, self.copies, Divider(), self.papers):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.issue)
        self.setFixedWidth(WIDTH)
        self.show_picture(None)
        self.show_ready(ready=False)

    def fold(self, *, folded: bool) -> None:
        """Leave out the copies where there is little room: the sheet above shows their colours."""
        self.copies.setVisible(not folded)

    def show_picture(self, picture: QImage | None) -> None:
        """Show the form as it will look."""
        self.thumb.show_image(picture, self._colours)

    def show_ready(self, *, ready: bool) -> None:
        """Whether there is a form to issue."""
        self.issue.setEnabled(ready)
        self.thumb.show_nothing(_("正在画预览…") if ready else _("两次过磅后可预览"))
        text = _("开具后不可修改，可作废重开") if ready else _("两次过磅后可开具")
        self.hint.show_lines(Line(text, CAPTION, soft=2))
