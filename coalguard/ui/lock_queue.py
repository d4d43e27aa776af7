"""The queue beside the lock: which trucks wait here and for how long, and nothing of any person (`ux.md` §6.1).

A plate, what it waits for, the weight that stands. At a gate these are the trucks in the queue, elsewhere those in the
yard. The waits count up by themselves; whoever knows that something was saved brings the trucks anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QShowEvent

from coalguard.domain.mass import Mass
from coalguard.ui.states.inspection import LATE, clock_of
from coalguard.ui.states.yard import YardTruck, long_wait_line, standing, waited
from coalguard.ui.tokens import CAPTION, CARD_TITLE, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.open_list import OpenList, OpenRow
from coalguard.ui.words import _

if TYPE_CHECKING:
    from coalguard.operations.visit import OpenVisit

GATE: Final = "checkpoint"
"""The kind of station where trucks queue."""
_WIDTH: Final = 380
_SECOND_MS: Final = 1000


class LockQueue(Card):
    """The card: it takes neither keys nor the cursor, and nothing can be chosen."""

    def __init__(self, kind: str) -> None:
        """A card for this kind of station; nothing is known yet."""
        self._gate = kind == GATE
        super().__init__(self._title)
        self.list = OpenList()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.late = Label()
        self.late.hide()
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.late)
        self.setFixedWidth(_WIDTH)
        self._trucks: tuple[YardTruck, ...] = ()
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(lambda: self.show_time(self._since.elapsed() // 1000))

    @property
    def _title(self) -> str:
        return _("排队车辆") if self._gate else _("场内未完成")

    def show_trucks(self, trucks: Sequence["OpenVisit"]) -> None:
        """Show who waits now."""
        self._trucks = tuple(
            YardTruck(
                str(one.visit), one.plate, one.purpose, one.state, one.gross_kg, one.tare_kg, one.waiting_s, one.colour
            )
            for one in trucks
        )
        self._since.start()
        self.list.show_nothing(_("没有排队车辆。") if self._gate else _("场内没有未完成的车。"))
        self.show_time(0)

    def show_time(self, passed_s: int) -> None:
        """Let the waits count up: so many seconds have passed since the trucks were brought."""
        trucks = [replace(one, waiting_s=one.waiting_s + passed_s) for one in self._trucks]
        self.list.show_rows([_queued(one) if self._gate else _in_yard(one) for one in trucks])
        count = Line(_("{count} 辆").format(count=len(trucks)), CARD_TITLE, Tone.ACCENT)
        self.show_title(self._title, *([count] if trucks else []))
        late = "" if self._gate else long_wait_line(trucks)
        self.late.show_lines(Line(late, CAPTION, Tone.WARN))
        self.late.setVisible(bool(late))

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the waits count up."""
        super().showEvent(event)
        self._timer.start()


def _queued(truck: YardTruck) -> OpenRow:
    """A truck at a gate."""
    wait = timedelta(seconds=truck.waiting_s)
    late = Tone.WARN if wait > LATE else Tone.PLAIN
    return _row(truck, _("待查验"), Tone.PLAIN, clock_of(wait), late)


def _in_yard(truck: YardTruck) -> OpenRow:
    """A truck in a yard."""
    word, tone = standing(truck)
    late = Tone.WARN if truck.waits_long else Tone.PLAIN
    return _row(truck, word, tone, waited(truck.waiting_s), late)


def _row(truck: YardTruck, word: str, tone: Tone, time: str, late: Tone) -> OpenRow:
    figure = Mass(truck.last_kg).tonnes if truck.last_kg is not None else ""
    return OpenRow(truck.key, truck.plate, word, tone, figure=figure, time=time, time_tone=late, colour=truck.colour)
