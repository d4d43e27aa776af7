"""The window: the frame with its pages, or a view before it (opening, login, lock), and every key (`ux.md` §4.1).

A key goes first to the order of fields (Enter), then to the bars and the page, then to the window itself. A key that
nobody uses here and that the table claims is swallowed, so that F10 opens no menu and F5 reloads nothing.
"""

from collections.abc import Callable, Sequence
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from coalguard.ui.frame import Frame
from coalguard.ui.key_bar import HELP
from coalguard.ui.keys import EnterOrder, KeyAct, lead_on, takes_text, wanted, writes
from coalguard.ui.look import look, neighbouring_percent
from coalguard.ui.messages import Message
from coalguard.ui.sheet import Sheet
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.button import Button
from coalguard.ui.words import _

LEAST: Final = (1024, 600)
GARBLED: Final = "scan.garbled"
ZEROING: Final = "scale.zeroing"
_FUNCTION_KEYS: Final = frozenset(f"F{number}" for number in range(1, 13))
_OURS: Final = _FUNCTION_KEYS | {
    "Esc",
    "Ctrl+D",
    "Ctrl+L",
    "Ctrl++",
    "Ctrl+=",
    "Ctrl+-",
    "Ctrl+0",
    "Ctrl+E",
    "Ctrl+K",
    "Ctrl+P",
    "Ctrl+R",
    "Ctrl+U",
    "Alt+M",
    *(f"Alt+{number}" for number in range(1, 8)),
}


@runtime_checkable
class View(Protocol):
    """What stands in the window instead of the frame."""

    enter_order: EnterOrder

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work there."""


class Window(QWidget):
    """The one window of the program."""

    closing = Signal()
    """The window was asked to close; whoever runs it lets everything go and then calls `close_now`."""
    lock_asked = Signal()
    help_asked = Signal()
    sync_asked = Signal()
    look_changed = Signal()
    """The theme or the size of type was changed by a key."""
    pressed = Signal()
    """A key or a button of the mouse was pressed: somebody is there."""

    def __init__(self, frame: Frame | None = None) -> None:
        """Hold a frame; nothing is open yet."""
        super().__init__()
        self.setObjectName("ground")
        self.setWindowTitle(_("煤管通"))
        self.setMinimumSize(*LEAST)
        self.frame = frame or Frame()
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self.frame)
        self._view: QWidget | None = None
        self.overlay: QWidget | None = None
        self.sheet: Sheet | None = None
        self._may_close = False
        self._acts: dict[str, Callable[[], None]] = {
            "F1": self.help_asked.emit,
            "F11": self.turn_full_screen,
            "Ctrl+L": self.lock_asked.emit,
            "Ctrl+R": self._reveal,
            "Ctrl+U": self._ask_sync,
            "Ctrl+0": self._tell_zeroing,
            "Ctrl+D": lambda: self.change_look(dark=not look().theme.dark),
            "Ctrl++": lambda: self.change_look(percent=neighbouring_percent(look().percent, 1)),
            "Ctrl+=": lambda: self.change_look(percent=neighbouring_percent(look().percent, 1)),
            "Ctrl+-": lambda: self.change_look(percent=neighbouring_percent(look().percent, -1)),
        }

        self.frame.bar.pressed.connect(self._on_bar_pressed)

    def _on_bar_pressed(self, key: str) -> None:
        if key == HELP:
            self.help_asked.emit()

    # --- what stands in the window -----------------------------------------------------------------------------------

    def show_view(self, view: QWidget) -> None:
        """Put a view in place of the frame."""
        self.close_sheet()
        self._drop_view()
        self._view = view
        self._layers.addWidget(view)
        self._layers.setCurrentWidget(view)

    def show_frame(self) -> None:
        """Put the frame in front again."""
        self._layers.setCurrentWidget(self.frame)
        self._drop_view()

    @property
    def view(self) -> QWidget | None:
        """What stands in place of the frame, if anything does."""
        return self._view

    def show_sheet(self, sheet: Sheet) -> None:
        """Lay a sheet over the page; it takes the keys until it is closed."""
        self.close_sheet()
        self.sheet = sheet
        sheet.closed.connect(self._on_sheet_closed)
        sheet.open_sheet()

    def close_sheet(self) -> None:
        """Take the sheet away, if one is open."""
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            sheet.close_sheet()

    def _on_sheet_closed(self) -> None:
        self.sheet = None

    def acts(self) -> Sequence[KeyAct]:
        """The keys of whatever is in front, for the card of keys."""
        if self.sheet is not None and self.sheet.isVisible():
            keys = self.sheet.keys()
            return [act for act in keys if act.in_bar]
        if self._view is not None:
            return self._view.keys() if isinstance(self._view, View) else ()
        return self.frame.acts()

    def _ask_sync(self) -> None:
        if self._view is None:
            self.sync_asked.emit()

    def _reveal(self) -> None:
        if self._view is None:
            self.frame.reveal()

    def _drop_view(self) -> None:
        view, self._view = self._view, None
        if view is not None:
            self._layers.removeWidget(view)
            view.hide()
            view.deleteLater()

    def _tell_zeroing(self) -> None:
        """The program never sends zero or tare to a scale: say how it is done at the indicator."""
        if self._view is None and self.frame.has_scale:
            text = _("置零请在仪表上按“置零”键，磅上须无车。程序从不向地磅发送置零或去皮。")
            self.frame.tell(Message(ZEROING, text, Tone.ACCENT, icon="scale"))

    def turn_full_screen(self) -> None:
        """Fill the screen, or give it back."""
        top = self.window()
        if top.isFullScreen():
            top.showNormal()
        else:
            top.showFullScreen()

    def change_look(self, *, dark: bool | None = None, percent: int | None = None) -> None:
        """Another theme or size of type."""
        look().change(dark=dark, percent=percent)
        self.look_changed.emit()

    # --- keys (the listener of `key_filter`) -------------------------------------------------------------------------

    def notice(self) -> None:
        """Somebody is there."""
        self.pressed.emit()

    def owns(self, name: str) -> bool:
        """Whether this key is taken from whatever has the focus."""
        return name in _OURS

    def takes_scans(self) -> bool:
        """Whether the page in front takes scans."""
        page = self.frame.current
        return self._view is None and page is not None and page.takes_scans

    def scanned(self, text: str, *, garbled: bool) -> None:
        """Give a scan to the page in front, or say why it is none."""
        page = self.frame.current
        if page is None:
            return
        self.close_sheet()  # a truck at the barrier goes before what is read here
        if garbled:
            page.tell(Message(GARBLED, _("扫码被输入法改动，请切到英文再扫一次，或改用串口模式。"), Tone.WARN))
        else:
            page.scanned(text)

    def press(self, name: str, *, repeated: bool) -> bool:
        """Do what a key does here; whether it goes no further."""
        self.pressed.emit()
        overlay, self.overlay = self.overlay, None
        if overlay is not None:
            overlay.hide()
            if name in {"Esc", "F1"}:
                return True
        focus = QApplication.focusWidget()
        if focus is not None and focus.window() is not self.window():
            return False
        if name in {"Enter", "Shift+Enter"}:
            return self._enter(focus, name, repeated=repeated)
        if takes_text(focus) and writes(name):
            self.frame.typed()
            return False
        if focus is not None and wanted(focus, name):
            return False
        act = self._act(name)
        if act is not None:
            if not repeated:
                act()
            return True
        return name in _OURS and name != "Esc"

    def _enter(self, focus: QWidget | None, name: str, *, repeated: bool) -> bool:
        if repeated:
            return True
        act = self._act("Enter") if name == "Enter" else None
        if act is not None and (self._bar_asks or not isinstance(focus, Button)):
            act()
            return True
        return focus is not None and lead_on(focus, forward=name == "Enter")

    def _act(self, name: str) -> Callable[[], None] | None:
        """The deed of a key: the sheet's, the view's or the page's, else the window's."""
        sheet = self.sheet if self.sheet is not None and self.sheet.isVisible() else None
        if sheet is not None:
            keys = sheet.keys()
            act = next((one for one in keys if one.key == name and one.possible), None)
            return act.run if act is not None else self._acts.get(name)
        if self._view is not None:
            keys = self._view.keys() if isinstance(self._view, View) else ()
            act = next((one for one in keys if one.key == name and one.possible), None)
        elif name == "Esc" and self.frame.asks:
            return self.frame.typed
        else:
            act = self.frame.act(name)
        if act is not None:
            return act.run
        if name.startswith("Alt+") and self._view is None:
            return self._page_act(name)
        if name == "Esc" and self._view is None and self.frame.has_messages:
            return self.frame.dismiss
        return self._acts.get(name)

    @property
    def _bar_asks(self) -> bool:
        """Whether Enter answers a bar of the page in front, whatever button the cursor is on."""
        covered = self._view is not None or (self.sheet is not None and self.sheet.isVisible())
        return not covered and self.frame.asks

    def _page_act(self, name: str) -> Callable[[], None] | None:
        number = name.removeprefix("Alt+")
        place = int(number) - 1 if number.isdigit() else -1
        names = self.frame.names
        return (lambda: self.frame.show_page(names[place])) if 0 <= place < len(names) else None

    # --- the end -----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask to be closed; close when everything was let go."""
        if self._may_close:
            super().closeEvent(event)
            return
        event.ignore()
        self.closing.emit()

    def close_now(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()
