"""Doorkeeper: from a folder to an open place in the window, and back: opening, login, lock, the end.

    wait ──demonstration──────────────────────────► frame ◄──PIN── lock
      └──a store with logins──► login ──password──►   │ ──Ctrl+L, 30 min idle──► lock ──password──► wait
                                                      └──closed: the draft laid aside, the store let go

What it needs of the program comes as `Premises`; everything slow runs in the lanes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, refuse
from coalguard.settings import Settings
from coalguard.ui.ahead import Ahead, later
from coalguard.ui.background import Background, Lane
from coalguard.ui.disk_watch import DiskWatch
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.founding import FoundingView, RecoveryView
from coalguard.ui.late_prints import LatePrints
from coalguard.ui.lock import LockView
from coalguard.ui.login import LoginView, TroubleView, WaitView
from coalguard.ui.machines import Machines
from coalguard.ui.premises import Opened, Premises
from coalguard.ui.sync_deeds import deeds_of
from coalguard.ui.sync_desk import SyncDesk
from coalguard.ui.window import Window
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the window is painted before the store and its libraries are loaded
    from coalguard.operations.draft import Drafts
    from coalguard.operations.session import DeskSheet
    from coalguard.operations.setup import FoundStation
    from coalguard.operations.station import Actor, Station
    from coalguard.operations.visit import OpenVisits

IDLE_MS: Final = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Entered:
    """Everything that is known when somebody has come in."""

    opened: Opened
    sheet: "DeskSheet"
    drafts: "Drafts"
    findings: tuple[Finding, ...]
    scales: tuple[str, ...]


class Doorkeeper(QObject):
    """Opens and closes the place of one window."""

    opened = Signal()
    gone = Signal()
    """Everything was let go."""

    def __init__(self, window: Window, premises: Premises, settings: Settings, *, demo: str = "") -> None:
        """Keep the door of a folder; `demo` names the kind of demonstration to build in it where it is empty."""
        super().__init__()
        self._window, self._premises, self._settings, self._demo = window, premises, settings, demo
        self.background = Background(premises.explain)
        self.place: Workplace | None = None
        self._entered: Entered | None = None
        self._cold = True
        self._sync: SyncDesk | None = None
        self._machines: Machines | None = None
        self._disk: DiskWatch | None = None
        self._ahead = Ahead(self.background, ())
        self._idle = QTimer(self)
        self._idle.setInterval(IDLE_MS)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        window.lock_asked.connect(self.lock)
        window.pressed.connect(self._on_pressed)
        window.closing.connect(self.leave)

    # --- in --------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Look what lies in the folder and open it, or ask who is there."""
        waiting = _("正在准备演示数据，约需半分钟…") if self._demo else _("正在打开账本…")
        self._show(WaitView(waiting))
        self.background.run(self._look, self._looked, self._not_opened)

    def _look(self) -> Entered | tuple[str, ...]:
        if self._demo:
            self._premises.build_demo(self._settings, self._demo)
        logins = self._premises.logins(self._settings)
        opened = self._premises.open_demo(self._settings, self.background.ring)
        if opened is None and self._demo:
            raise refuse("store.not_demo", folder=str(self._settings.folder))
        return self._enter(opened) if opened is not None else logins

    def _enter(self, opened: Opened) -> Entered:
        from coalguard.operations.draft import ResumeDrafts, resume  # noqa: PLC0415 -- in the lane, after the first paint
        from coalguard.operations.session import ShowDesk, show_desk  # noqa: PLC0415 -- as above

        station, actor = opened.station, opened.actor
        try:
            sheet = show_desk(station, actor, ShowDesk())
            drafts = resume(station, actor, ResumeDrafts())
            self._window.frame.load_first(sheet.kind, actor.roles)
            return Entered(opened, sheet, drafts, self._premises.told(opened), station.desk.names)
        except BaseException:
            opened.close()
            raise

    def _looked(self, found: Entered | tuple[str, ...]) -> None:
        if isinstance(found, Entered):
            self._come_in(found)
        else:
            self._show_login(found)

    def _not_opened(self, error: CoalGuardError) -> None:
        if error.code == "store.missing":
            self._show_founding()
            return
        view = TroubleView(error)
        view.again.connect(self.begin)
        view.leave.connect(self.leave)
        self._show(view)

    def _show_login(self, logins: tuple[str, ...]) -> None:
        view = LoginView(logins)

        def ask(login: str, password: str) -> None:
            view.working(under_way=True)
            self.background.run(lambda: self._open(login, password), self._come_in, view.refused)

        view.asked.connect(ask)
        self._show(view)

    def _open(self, login: str, password: str) -> Entered:
        return self._enter(self._premises.open(self._settings, login, password, self.background.ring))

    # --- a new station -----------------------------------------------------------------------------------------------

    def _show_founding(self) -> None:
        view = FoundingView()

        def found(request: "FoundStation", login: str, password: str) -> None:
            def made(code: str) -> None:
                self._show_recovery(code, login, password)

            self.background.run(
                lambda: self._premises.found(self._settings, request, login, password), made, view.refused
            )

        view.asked.connect(found)
        view.demo_asked.connect(self._build_demo)
        self._show(view)

    def _build_demo(self, kind: str) -> None:
        self._demo = kind
        self.begin()

    def _show_recovery(self, code: str, login: str, password: str) -> None:
        view = RecoveryView(code)
        view.written_down.connect(
            lambda: self.background.run(lambda: self._open(login, password), self._come_in, self._not_opened)
        )
        self._show(view)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _come_in(self, entered: Entered) -> None:
        self._entered, station, actor = entered, entered.opened.station, entered.opened.actor
        place = Workplace(station, actor, entered.sheet, self.background)
        place.actor_changed.connect(self._window.frame.show_keys)
        place.changed.connect(lambda _kinds: self._show_queue())
        place.look_asked.connect(lambda dark, percent: self._window.change_look(dark=dark, percent=percent))
        self.place = place
        self._machines = Machines(self._window.frame, place, entered.scales)
        keeper = DraftKeeper(place, entered.drafts.drafts, self._window.frame.messages)
        self._window.frame.open(place, keeper)
        self._window.show_frame()
        if entered.drafts.interrupted:
            keeper.tell()
        late = LatePrints(self._window.frame, place)
        for finding in entered.findings:
            self._window.frame.tell(late.message_of(finding))
        self._sync = SyncDesk(self._window, place, deeds_of(place, self._premises.explain))
        self._disk = DiskWatch(self._window.frame, self.background, lambda: _room_left(station))
        self._ahead = Ahead(self.background, later(self._window.frame.current, self._window.frame.links))
        self._ahead.begin_behind_rows(self._ask_around)
        self._idle.start()
        self.opened.emit()

    def _ask_around(self) -> None:
        if self._sync is not None and self._machines is not None and self._disk is not None:
            self._sync.begin()
            self._machines.begin()
            self._disk.begin()

    def _on_pressed(self) -> None:
        if self._idle.isActive():
            self._idle.start()
            self._warm_up()

    def _warm_up(self) -> None:
        """Somebody works here: have the printing loaded long before the first F9."""
        if self._cold:
            self._cold = False
            self.background.run(_load_press, lambda _: None, _ignore, lane=Lane.OUTSIDE)

    # --- the lock ----------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Let nobody act until a PIN comes."""
        place = self.place
        if place is None or isinstance(self._window.view, LockView):
            return
        self._idle.stop()
        self._window.frame.keep_draft()
        view = LockView(place.sheet.colleagues, place.actor.login, place.scale, kind=place.sheet.kind)
        view.asked.connect(lambda login, pin: self._unlock(view, login, pin))
        view.login_asked.connect(self._log_in_anew)
        self._show(view)
        self._show_queue()

    def _unlock(self, view: LockView, login: str, pin: str) -> None:
        place = self.place
        if place is None:
            return

        def prove() -> tuple["Actor", "DeskSheet"]:
            from coalguard.operations.session import ShowDesk, show_desk, unlock  # noqa: PLC0415 -- as above

            actor = unlock(place.station, login, pin)
            return actor, show_desk(place.station, actor, ShowDesk())

        def unlocked(found: tuple["Actor", "DeskSheet"]) -> None:
            self._window.show_frame()
            place.sit(*found)
            self._idle.start()

        self.background.run(prove, unlocked, view.refused)

    def _show_queue(self) -> None:
        """Have the lock show who waits, when it comes and after each save."""
        from coalguard.operations.visit import ListOpen, list_open  # noqa: PLC0415 -- loaded long since

        place, view = self.place, self._window.view
        if place is None or not isinstance(view, LockView):
            return

        def show(found: "OpenVisits") -> None:
            if self._window.view is view:
                view.queue.show_trucks(found.visits)

        place.ask(list_open, ListOpen(), show, _ignore)

    def _log_in_anew(self) -> None:
        self._let_go(self.begin)

    # --- out ---------------------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Lay the draft aside, let everything go."""
        self._window.frame.keep_draft()
        self._window.hide()
        self._let_go(self._ended)

    def _ended(self) -> None:
        self.background.close()
        self.gone.emit()

    def _let_go(self, then: Callable[[], None]) -> None:
        entered, self._entered, place, self.place = self._entered, None, self.place, None
        self._idle.stop()
        if entered is None or place is None:
            then()
            return
        place.leave()
        sync, self._sync = self._sync, None
        self._ahead.end()
        if self._machines is not None:
            self._machines.close()
        if self._disk is not None:
            self._disk.close()
        if sync is not None:
            sync.close()
        self._window.frame.close_place()

        def close() -> None:
            from coalguard.operations.draft import LayAsideDrafts, lay_aside  # noqa: PLC0415 -- loaded long since

            if sync is not None:
                sync.wait()
            try:
                lay_aside(place.station, place.actor, LayAsideDrafts())
            finally:
                entered.opened.close()

        self.background.run(close, lambda _: then(), lambda _: then(), lane=Lane.WRITER)

    def _show(self, view: QWidget) -> None:
        self._window.show_view(view)
        view.setFocus()


def _load_press() -> None:
    from coalguard.operations.paper.press import warm_up  # noqa: PLC0415 -- a start does without it

    warm_up()


def _room_left(station: "Station") -> tuple[Finding, ...]:
    from coalguard.operations.station import room_left  # noqa: PLC0415 -- loaded long since

    return room_left(station)


def _ignore(_: CoalGuardError) -> None:
    """A queue that could not be read is not shown; what could not be loaded is told by whoever needs it."""
