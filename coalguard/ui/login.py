"""Views before the frame: the program opens, somebody logs in, something does not open.

Each is a card in the middle of the window. They know nothing of stores: what is to be done is told by a signal.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Refused
from coalguard.ui.icons import draw_icon
from coalguard.ui.keys import EnterOrder, KeyAct
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, CAPTION, GAP_2, GAP_3, GAP_4, GAP_6, PAGE_TITLE
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _, said

CARD_WIDTH: Final = 400
_SECOND_MS: Final = 1000


class Mark(QWidget):
    """The mark of the house."""

    def __init__(self, size: int = 56) -> None:
        """Draw it at a size."""
        super().__init__()
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hexagon and a tick."""
        del event
        painter, theme = QPainter(self), look().theme
        place = QRectF(self.rect())
        draw_icon(painter, "logo", theme.accent.ink, place)
        inner = place.width() * 0.24
        draw_icon(painter, "tick", theme.text, place.adjusted(inner, inner, -inner, -inner))


class MiddleView(QWidget):
    """A view whose card stands in the middle."""

    def __init__(self, *, width: int = CARD_WIDTH) -> None:
        """Put the card in the middle; fill `body`."""
        super().__init__()
        self.setObjectName("ground")
        self.enter_order = EnterOrder(())
        self.card = Card(pad=GAP_6)
        self.card.setFixedWidth(width)
        self.body = self.card.body
        self.body.setSpacing(GAP_4)
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(GAP_3)
        self._grid.addWidget(self.card, 1, 2)
        for row, column in ((0, 0), (2, 3)):
            self._grid.setRowStretch(row, 1)
            self._grid.setColumnStretch(column, 1)

    def beside(self, other: QWidget) -> None:
        """Another card, as high, to the left of the one in the middle."""
        self._grid.addWidget(other, 1, 1)

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work here."""
        return ()

    def head(self, title: str, line: str) -> None:
        """The mark of the house, a title and a line below it."""
        names = QVBoxLayout()
        names.setSpacing(GAP_2 // 2)
        names.addWidget(Label(Line(title, PAGE_TITLE)))
        self.line = Label(Line(line, CAPTION, soft=2))
        names.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(GAP_4)
        row.addWidget(Mark())
        row.addLayout(names, 1)
        self.body.addLayout(row)


class WaitView(MiddleView):
    """Something is under way; one sentence says what."""

    def __init__(self, sentence: str) -> None:
        """Say what is under way."""
        super().__init__()
        self.head(_("煤管通"), sentence)


class TroubleView(MiddleView):
    """Something does not open: why, and what can be done."""

    again = Signal()
    leave = Signal()

    def __init__(self, error: CoalGuardError) -> None:
        """Say why."""
        super().__init__(width=CARD_WIDTH + 80)
        self.head(_("煤管通"), _("账本没有打开"))
        for sentence in sentences_of(error):
            self.body.addWidget(Paragraph(sentence, BODY, soft=0))
        again = Button(_("再试"), key="F5", icon="retry", rank=Rank.MAIN)
        leave = Button(_("关闭程序"), key="Esc")
        again.clicked.connect(self.again)
        leave.clicked.connect(self.leave)
        row = QHBoxLayout()
        row.addWidget(again, 1)
        row.addWidget(leave)
        self.body.addLayout(row)
        self.setFocusProxy(again)

    def keys(self) -> Sequence[KeyAct]:
        """Again, or not at all."""
        return (KeyAct("F5", _("再试"), self.again.emit), KeyAct("Esc", _("关闭程序"), self.leave.emit))


class LoginView(MiddleView):
    """A login out of those the store knows, and its password."""

    asked = Signal(str, str)
    """A login and a password to try."""

    def __init__(self, logins: Sequence[str], station: str = "") -> None:
        """Ask for a password; the first login is taken beforehand."""
        super().__init__()
        self.head(_("煤管通"), station or _("请登录"))
        self.login = Combo(_("登录名"), required=True)
        self.login.set_options([Option(login, login) for login in logins])
        self.password = Field(_("密码"), kind=Kind.SECRET, required=True)
        self.button = Button(_("登录"), key="Enter", icon="key", rank=Rank.MAIN)
        for part in (self.login, self.password, self.button):
            self.body.addWidget(part)
        self.button.clicked.connect(self._on_asked)
        self.password.line.returnPressed.connect(self._on_asked)
        self.enter_order = EnterOrder([self.login], last=self.password)
        if logins:
            self.login.set_value(logins[0])
        self.setFocusProxy(self.password if logins else self.login)
        self._wait_s = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self._on_second)

    def refused(self, error: CoalGuardError) -> None:
        """Show why the store did not open; after five wrong passwords count the seconds down."""
        self.working(under_way=False)
        self.password.set_text("")
        if error.code == "session.wait":
            self._wait_s = int(error.facts.get("seconds") or 0) + 1
            self._timer.start()
            self._on_second()
            return
        self.password.show_error(said(error))
        self.password.setFocus()

    def working(self, *, under_way: bool) -> None:
        """The password is tried; nothing can be changed meanwhile."""
        self.button.setEnabled(not under_way)
        self.password.setEnabled(not under_way)
        self.login.setEnabled(not under_way)
        if under_way:
            self.button.change(_("正在打开…"), key="")
        else:
            self.button.change(_("登录"), key="Enter")

    def _on_asked(self) -> None:
        if self.button.isEnabled() and self.login.value() and self.password.text():
            self.password.clear()
            self.asked.emit(self.login.value(), self.password.text())

    def _on_second(self) -> None:
        self._wait_s -= 1
        self.button.setEnabled(self._wait_s <= 0)
        if self._wait_s <= 0:
            self._timer.stop()
            self.password.clear()
            self.password.setFocus()
        else:
            self.password.show_warning(_("密码连续输错，请稍候 {count} 秒。").format(count=self._wait_s))


def sentences_of(error: CoalGuardError) -> list[str]:
    """The sentence of an error, or of each finding of a refusal."""
    reasons: Sequence[Finding | CoalGuardError] = error.findings if isinstance(error, Refused) else (error,)
    return [said(reason) for reason in reasons]
