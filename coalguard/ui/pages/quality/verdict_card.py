"""At the right: the verdict, what saving it does, by which rule and with which arithmetic, and the main act."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coalguard.domain.quality import Verdict
from coalguard.operations.quality import Judgement
from coalguard.operations.supply import OpenLot
from coalguard.ui.states.quality import arithmetic_lines, consequences, limits_line, shown
from coalguard.ui.tokens import CAPTION, GAP_3, TABLE, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.paint import CENTRE
from coalguard.ui.widgets.verdict_panel import VerdictPanel
from coalguard.ui.words import _, said

WIDTH = 318
SHOWN: Final = frozenset({"quality.over_limit", "quality.under_limit"})
"""What the verdict and the bars say already."""


class VerdictCard(QWidget):
    """The right column."""

    def __init__(self) -> None:
        """Nothing is judged yet."""
        super().__init__()
        self.verdict = VerdictPanel()
        self.after, self.grounds = Card(_("保存后")), Card(_("判定依据"))
        self._after, self._source = Paragraph(type_=TABLE), Paragraph(type_=TABLE, soft=0)
        self._limits, self.arithmetic = Paragraph(type_=CAPTION), Label()
        self.reasons = Paragraph(type_=CAPTION)
        self.save = Button(_("保存判定"), key="F9", icon="check", rank=Rank.MAIN)
        self.after.body.addWidget(self._after)
        for part in (self._source, self._limits, self.arithmetic, self.reasons):
            self.grounds.body.addWidget(part)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        self._optional = (self._source, self._limits, self.after)  # the bars show the limits too
        for card in (self.verdict, self.after, self.grounds):
            column.addWidget(card)
        column.addStretch(1)
        column.addWidget(Label(Line(_("保存后不可修改，可另录新报告"), CAPTION, soft=2), align=CENTRE))
        column.addWidget(self.save)
        self.setFixedWidth(WIDTH)
        self.show_judgement(None, None, 0)

    def show_judgement(self, judgement: Judgement | None, lot: OpenLot | None, filled: int) -> None:
        """Show what the values come to."""
        verdict = judgement.verdict if judgement is not None and filled else None
        judged = judgement.judged if judgement else ()
        panel = shown(verdict, judged, filled)
        self.verdict.show_verdict(panel.tone, panel.title, panel.sentence)
        settled = verdict if panel.tone is not Tone.OFF else None
        lines = consequences(settled, lot.lot if lot else "", lot.loads if lot else 0)
        self._after.show_text("；".join(lines) + "。" if lines else "")
        self._show_grounds(judgement, told=settled is not None)
        self._fit()
        freezes = settled is Verdict.FAIL and lot is not None
        self.save.change(
            _("保存判定并冻结批次") if freezes else _("保存判定"),
            tone=Tone.FAIL if freezes else Tone.PLAIN,
            icon="lock" if freezes else "check",
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is less room, or more."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What is said elsewhere too gives way where there is little room (`ux.md` §4, compact rule)."""
        for part in self._optional:
            part.setVisible(part is not self.after or bool(self._after.text()))
        for part in self._optional:
            for card in (self.after, self.grounds):
                card.updateGeometry()
            if self._column.heightForWidth(self.width()) <= self.height():
                break
            part.hide()

    def _show_grounds(self, judgement: Judgement | None, *, told: bool) -> None:
        self._source.show_text(judgement.source if judgement else "")
        self._limits.show_text(limits_line(judgement.limits) if judgement else "")
        lines = arithmetic_lines(judgement.judged) if judgement else ()
        self.arithmetic.show_lines(*(Line(text, CAPTION, soft=1) for text in lines))
        self.arithmetic.setVisible(bool(lines))
        findings = judgement.findings if judgement and told else ()
        self._show_reasons(said(one) for one in findings if one.code not in SHOWN)

    def _show_reasons(self, sentences: Iterable[str]) -> None:
        text = "".join(sentences)
        self.reasons.show_text(text)
        self.reasons.setVisible(bool(text))
