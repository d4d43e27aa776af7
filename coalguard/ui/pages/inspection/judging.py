"""Judging: the end of the plate, then row by row what waits for the eye; where the cursor goes next.

the line that begins → the end of the plate → each row that waits → the note
"""

from PySide6.QtCore import QObject, Signal

from coalguard.domain.inspection import Mark, Row
from coalguard.ui.pages.inspection.evidence import EvidenceColumn
from coalguard.ui.pages.inspection.hand import Hand
from coalguard.ui.pages.inspection.rows import SEEN, places_told


class Judging(QObject):
    """Takes the officer's answers; `led` follows the cursor to its next place, `answered` each answer."""

    led = Signal()
    answered = Signal()

    def __init__(self, hand: Hand, evidence: EvidenceColumn) -> None:
        """Listen to the line below the table."""
        super().__init__()
        self._hand, self._evidence = hand, evidence
        evidence.tail.entered.connect(self._on_tail)
        evidence.tail.left.connect(self.compare_tail)
        evidence.judgement.taken.connect(self._on_judged)
        evidence.table.picked.connect(self._on_row_picked)

    def lead(self) -> None:
        """Put the cursor where the next thing is to be said."""
        hand, evidence = self._hand, self._evidence
        if not hand.visit:
            evidence.entry.setFocus()
            return
        evidence.ask_for_code(asking=False)
        if self._tail_missing:
            evidence.tail.setFocus()
        elif hand.check.askable:
            evidence.judgement.setFocus()
        else:
            evidence.note.setFocus()
        self.led.emit()

    def lead_to_pending(self) -> None:
        """Rows are still to be judged: the first of them, the weight too where nothing else waits."""
        check = self._hand.check
        if self._tail_missing:
            self._evidence.tail.setFocus()
            return
        if check.pending and not check.askable:
            self._hand.show(check.asking(check.pending[0]))
        elif check.asked not in check.pending:
            self._hand.show(check.ask_next())
        self._evidence.judgement.setFocus()

    def step(self, step: int) -> None:
        """Ask about the row above or below."""
        self._hand.show(self._hand.check.ask(step))
        self._evidence.judgement.setFocus()

    @property
    def _tail_missing(self) -> bool:
        check = self._hand.check
        return check.tail_wanted and Row.PLATE not in check.answers

    def compare_tail(self) -> None:
        """Compare what stands there as the end of the plate, and say at the field how it came out."""
        tail, hand = self._evidence.tail, self._hand
        if not tail.text().strip() or not hand.check.tail_wanted:
            return
        check, judged = hand.check.tail_read(tail.text())
        if judged.mark is Mark.OK:
            tail.set_verified()
        else:
            tail.show_error(places_told(str(judged.facts.get("place") or judged.facts.get("places") or "")))
        if check.answers != hand.check.answers:
            hand.show(check)

    def _on_tail(self) -> None:
        self.compare_tail()
        if self._evidence.tail.text().strip():
            self.lead()

    def _on_judged(self, mark: str) -> None:
        row = self._hand.check.asked or Row.KIND
        found = Mark(mark)
        self._hand.show(self._hand.check.answered(row, found, SEEN[row, found]).ask_next())
        self.answered.emit()
        self.lead()

    def _on_row_picked(self, key: str) -> None:
        check = self._hand.check
        if Row(key) is Row.PLATE and check.tail_wanted:
            self._evidence.tail.setFocus()
            return
        self._hand.show(check.asking(Row(key)))
        self._evidence.judgement.setFocus()
