"""The lot in hand: how it is offered, why it may not be sold, and what it was judged."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from coalguard.domain.findings import Finding
from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import CAPTION, INPUT_RADIUS, TABLE_STRONG, Tone
from coalguard.ui.widgets.input import Input, Reading
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.paint import ICON_OF, RIGHT, draw_box, draw_text, text_width
from coalguard.ui.words import _, said, word

if TYPE_CHECKING:  # the rows are there before what calls a truck up (`ui.ahead`)
    from coalguard.operations.counter import LotChoice

_AROUND = 30
"""What icon, word and values keep free around them."""


class Quality(Reading):
    """批次质检: the verdict of the lot in hand with its three values."""

    def __init__(self) -> None:
        """Begin without a lot."""
        super().__init__(_("批次质检"))
        self._ground, self._word, self._left = Tone.OFF, "", ""

    def show_lot(self, lot: "LotChoice | None") -> None:
        """Show what the lot was judged."""
        verdict = lot.verdict if lot else ""
        self._word = word("verdict", verdict) if verdict else (_("待检") if lot else "")
        self._ground = {"pass": Tone.OK, "borderline": Tone.WARN, "fail": Tone.FAIL}.get(verdict, Tone.OFF)
        self.set_text("/".join(lot.values) if lot else "")
        self.setAccessibleDescription(f"{self._word} {self.text()}".strip())
        self._left = _("余 {left} t").format(left=f"{lot.stock.kg / 1000:.1f}") if lot else ""
        self.set_note(self._left)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A chip as large as a field."""
        if not self._word:
            Input.paintEvent(self, event)
            return
        painter, theme = QPainter(self), look().theme
        shade, box = theme.shade(self._ground), QRectF(self.box())
        size, named = look().px(18), text_width(self._word, TABLE_STRONG)
        spare = box.width() - size - named - text_width(self.text(), CAPTION) - _AROUND
        fits = spare >= 0
        pad, gap = (12, 6) if fits else (6, 4)
        self.note = self._left if fits else f"{self._word} {self._left}"  # the word never goes, it only moves up
        self._paint_label(painter)
        draw_box(painter, box, ground=shade.soft, line=shade.line, radius=INPUT_RADIUS)
        left = box.x() + pad
        draw_icon(painter, ICON_OF[self._ground], shade.ink, QRectF(left, box.center().y() - size / 2, size, size))
        left += size + gap
        if fits:
            place = QRectF(left, box.y(), box.width(), box.height())
            left += draw_text(painter, place, self._word, TABLE_STRONG, shade.ink) + gap
        room = QRectF(left, box.y(), box.right() - 6 - min(max(spare, 0), 6) - left, box.height())
        draw_text(painter, room, self.text(), CAPTION, theme.text2, align=RIGHT)


def lot_option(lot: "LotChoice") -> Option:
    """A lot as it is offered."""
    left = _("余 {left} t").format(left=f"{lot.stock.kg / 1000:.1f}")
    reason = _short(min(lot.against, key=_gravity)) if lot.against else ""
    return Option(lot.lot, lot.lot, note=left, possible=not lot.against, reason=reason)


def _gravity(finding: Finding) -> bool:
    """What fails for good stands before what can be brought or waited for."""
    return finding.code != "lot.frozen"


def _short(finding: Finding) -> str:
    """Why a lot can not be sold, in a word."""
    words = {
        "lot.frozen": _("不合格，已冻结"),
        "lot.incomplete": _("待补证"),
        "stock.insufficient": _("余量不足"),
    }
    return words.get(finding.code) or said(finding)
