"""The lock: the desk waits for a PIN; weight and queue stay in sight, whatever is personal does not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal

from coalguard.domain.errors import CoalGuardError
from coalguard.ui.keys import EnterOrder, KeyAct
from coalguard.ui.login import MiddleView
from coalguard.ui.tokens import MASS_CHECKPOINT
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _, said

if TYPE_CHECKING:
    from coalguard.operations.session import Colleague
    from coalguard.ui.live_scale import LiveScale

_WIDTH: Final = 440
_SECOND_MS: Final = 1000


class LockView(MiddleView):
    """Who takes the desk, and the PIN; whoever has none logs in anew."""

    asked = Signal(str, str)
    """A login and a PIN to try."""
    login_asked = Signal()
    """Somebody wants to log in with a password."""

    def __init__(
        self, colleagues: Sequence["Colleague"], last: str, scale: "LiveScale | None" = None, *, kind: str = ""
    ) -> None:
        """Ask for the PIN of whoever was at the desk; `kind` is the station's."""
        from coalguard.ui.lock_queue import LockQueue  # noqa: PLC0415 -- a start does without it

        super().__init__(width=_WIDTH)
        self.queue = LockQueue(kind)
        self.beside(self.queue)
        self.head(_("已锁屏"), _("记录都在，解锁后接着做"))
        if scale is not None:
            mass = MassDisplay(MASS_CHECKPOINT)
            mass.set_aside(_("解锁后可取重"))  # no key takes a weight here, whatever the state would say
            mass.show_mass(scale.last)
            scale.shown.connect(mass.show_mass)
            self.body.addWidget(mass)
        self.person = Combo(_("姓名"), required=True)
        self.person.set_options([Option(one.login, one.name) for one in colleagues])
        self.person.set_value(last)
        self.pin = Field("PIN", kind=Kind.SECRET, required=True, longest=6)
        self.button = Button(_("解锁"), key="Enter", icon="lock", rank=Rank.MAIN)
        again = Button(_("用密码重新登录"), key="F2", rank=Rank.LINK)
        for part in (self.person, self.pin, self.button, again):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.button.clicked.connect(self._on_asked)
        self.pin.line.returnPressed.connect(self._on_asked)
        self.person.chose.connect(lambda _option: self._show_wait())
        again.clicked.connect(self.login_asked)
        self.enter_order = EnterOrder([self.person], last=self.pin)
        self.setFocusProxy(self.pin)
        self._asking, self._told_to_wait = "", False
        self._waits: dict[str, int] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self._on_second)

    def keys(self) -> Sequence[KeyAct]:
        """Log in anew."""
        return (KeyAct("F2", _("用密码重新登录"), self.login_asked.emit),)

    def refused(self, error: CoalGuardError) -> None:
        """Show why the desk stays locked; after five wrong PINs count the seconds down, for that person alone."""
        asked, self._asking = self._asking or self.person.value(), ""
        self.pin.set_text("")
        self.button.setEnabled(True)
        if error.code == "pin.wait":
            self._waits[asked] = int(error.facts.get("seconds") or 0)
            self._timer.start()
            self._show_wait()
            return
        self.pin.show_error(said(error))
        self.pin.setFocus()

    def _on_asked(self) -> None:
        if self.button.isEnabled() and self.person.value() and self.pin.text():
            self._asking = self.person.value()
            self.button.setEnabled(False)
            self.pin.clear()
            self.asked.emit(self._asking, self.pin.text())

    def _on_second(self) -> None:
        self._waits = {login: left - 1 for login, left in self._waits.items() if left > 1}
        if not self._waits:
            self._timer.stop()
        self._show_wait()

    def _show_wait(self) -> None:
        """Whoever is chosen must wait, or need not."""
        left = self._waits.get(self.person.value(), 0)
        if left:
            self.pin.show_warning(_("请稍候 {count} 秒，或由他人解锁。").format(count=left))
        elif self._told_to_wait:
            self.pin.clear()
        self._told_to_wait = bool(left)
        self.button.setEnabled(not left and not self._asking)
