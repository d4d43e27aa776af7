"""Sync at the desk: the courier, the two lines in the top bar, 同步详情, the count of open exceptions on the rail.

What it asks of the operations comes as `SyncDeeds`. A demonstration and a station that is not enrolled have no courier;
an enrolment in the window brings one. After each save it asks how sync stands, beside the saves; asked again while an
answer is under way it asks once more and not more often.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from coalguard.domain.errors import CoalGuardError
from coalguard.ui.background import Lane
from coalguard.ui.courier import Courier, Rounds
from coalguard.ui.states.sync import SyncFacts, Traffic, View, saved
from coalguard.ui.window import Window
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # loaded when somebody asks for it
    from coalguard.ui.sync_sheet import SyncSheet

EXCEPTIONS: Final = "exceptions"
_TICK_MS: Final = 30_000
"""How often the times that are shown are brought up to date."""


@dataclass(frozen=True, slots=True)
class SyncDeeds:
    """What the desk asks: each may take long and runs in a lane, `rounds` in the courier's thread."""

    show: Callable[[], SyncFacts]
    count_exceptions: Callable[[], int]
    rounds: Rounds
    heard: Callable[[object, Traffic], Traffic]
    """How sync stands after what the courier said, known how it stood before."""
    explain: Callable[[Exception], object]


class SyncDesk(QObject):
    """Sync at one open place in one window."""

    def __init__(self, window: Window, place: Workplace, deeds: SyncDeeds) -> None:
        """Sit down; `begin` asks for the first time."""
        super().__init__()
        self._window, self._place, self._deeds = window, place, deeds
        self.facts = SyncFacts()
        self.courier: Courier | None = None
        self.sheet: SyncSheet | None = None
        self._asking = self._again = self._over = False
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.refresh)
        place.changed.connect(self._on_changed)
        place.actor_changed.connect(self._show)
        window.sync_asked.connect(self.open)
        window.frame.top.saved_pressed.connect(self.open)

    def begin(self) -> None:
        """Ask how sync stands, and how many exceptions are open."""
        self.refresh()
        self._count()
        self._tick.start()

    def close(self) -> None:
        """Say nothing more, and let the courier go; waits for nothing."""
        self._over = True
        self._tick.stop()
        self._place.changed.disconnect(self._on_changed)
        self._place.actor_changed.disconnect(self._show)
        self._window.sync_asked.disconnect(self.open)
        self._window.frame.top.saved_pressed.disconnect(self.open)
        if self.sheet is not None:
            self._window.close_sheet()
        if self.courier is not None:
            self.courier.stop()

    def wait(self) -> None:
        """After `close`, give the round under way a moment to end before the store is let go; runs in a lane."""
        if self.courier is not None:
            self.courier.wait()

    # --- what is asked -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask how sync stands."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._place.background.run(self._deeds.show, self._on_facts, self._on_unknown, lane=Lane.READER)

    def sync_now(self) -> None:
        """Send the courier on its way at once."""
        if self.courier is not None:
            self.courier.wake()
        else:
            self.refresh()

    def _count(self) -> None:
        self._place.background.run(self._deeds.count_exceptions, self._on_counted, _ignore, lane=Lane.READER)

    def _on_changed(self, kinds: frozenset[str]) -> None:
        self.refresh()
        if any(kind.startswith("exception.") for kind in kinds):
            self._count()

    # --- what comes home ---------------------------------------------------------------------------------------------

    def _on_facts(self, facts: SyncFacts) -> None:
        self._asking, again, self._again = False, self._again, False
        if self._over:
            return
        before, course = self.facts.traffic, facts.traffic
        self.facts = replace(facts, traffic=replace(course, sending=before.sending, batch=before.batch))
        self._show()
        if self.courier is None:
            self._send_first()
        elif course.waiting > before.waiting:
            self.courier.wake()
        if again:
            self.refresh()

    def _on_unknown(self, error: CoalGuardError) -> None:
        del error  # what could not be read is not shown; the next save asks again
        self._asking = self._again = False

    def _on_counted(self, count: int) -> None:
        if not self._over:
            self._window.frame.rail.show_count(EXCEPTIONS, count)

    def _on_told(self, said: object) -> None:
        self.facts = replace(self.facts, traffic=self._deeds.heard(said, self.facts.traffic))
        self._show()
        self.refresh()

    def _send_first(self) -> None:
        if self.facts.traffic.enrolled and not self._place.sheet.demo:
            self.courier = Courier(self._deeds.rounds, self._deeds.explain)
            self.courier.told.connect(self._on_told)
            self.courier.start()

    # --- what is shown -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show 同步详情, as it is known now and anew when it is asked for."""
        from coalguard.ui.sync_sheet import SyncSheet  # noqa: PLC0415 -- not before somebody asks for it

        if self.sheet is None:
            self.sheet = SyncSheet(self._window)
            self.sheet.sync_asked.connect(self.sync_now)
            self.sheet.view_asked.connect(self._on_view)
            self.sheet.closed.connect(self._on_sheet_closed)
        self._show()
        self._window.show_sheet(self.sheet)
        self.refresh()

    def _on_view(self, view: View) -> None:
        frame = self._window.frame
        frame.show_page(view.page)
        page = frame.current
        if page is not None and page.name == view.page and view.item:
            page.show_item(view.item)

    def _on_sheet_closed(self) -> None:
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            sheet.deleteLater()

    def _show(self) -> None:
        kind, now = self._place.sheet.kind, self._place.clock.now()
        self._window.frame.show_saved(saved(self.facts.traffic, kind, now))
        if self.sheet is not None:
            self.sheet.show_facts(self.facts, kind, now, self._window.frame.names)


def _ignore(_: CoalGuardError) -> None:
    """A number that could not be counted is not shown."""
