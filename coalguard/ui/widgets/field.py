"""Field: a line of text to type: plain text, codes, plates, numbers, secrets.

In codes, plates and numbers the input method is off, and what comes in full width is made half width in silence; a
plate's letters become capitals, and Down opens the list of provinces. A masked value is shown whole only while the
cursor is in it.
"""

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, BODY_MEDIUM, FIGURE, INPUT, Type
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.option_list import OptionList
from coalguard.ui.widgets.provinces import options, with_province

REVEALED_MS: Final = 10_000
_FULL_STOPS: Final = str.maketrans("。．，", "..,")


class Kind(StrEnum):
    """What is typed: words; a code or number of a paper; a plate; a figure; a password or PIN."""

    TEXT = "text"
    CODE = "code"
    PLATE = "plate"
    NUMBER = "number"
    SECRET = "secret"  # noqa: S105 -- a kind of field


_WITHOUT_INPUT_METHOD: Final = {Kind.CODE, Kind.PLATE, Kind.NUMBER, Kind.SECRET}
_STEPS: Final[dict[int, int]] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TYPES: Final = {
    Kind.TEXT: BODY,
    Kind.CODE: BODY_MEDIUM,
    Kind.PLATE: Type(BODY.size, BODY_MEDIUM.weight),
    Kind.NUMBER: FIGURE,
    Kind.SECRET: BODY,
}


class Field(Input):
    """A line of text."""

    def __init__(
        self,
        label: str,
        *,
        kind: Kind = Kind.TEXT,
        required: bool = False,
        hint: str = "",
        longest: int = 200,
        mask: Callable[[str], str] | None = None,
        height: int = INPUT,
        type_: Type | None = None,
    ) -> None:
        """A line under its label; `hint` is shown while it is empty, `mask` hides a value the cursor is not in."""
        super().__init__(label, required=required, height=height)
        self._kind = kind
        self._mask = mask
        self._masked = False
        self._value = ""
        self._type = type_ or _TYPES[kind]
        self._provinces: OptionList | None = None
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setPlaceholderText(hint)
        self.line.setMaxLength(longest)
        if kind in _WITHOUT_INPUT_METHOD:
            self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        if kind is Kind.NUMBER:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if kind is Kind.SECRET:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
            self.drafted = False
        self.line.textEdited.connect(self._on_edited)
        self.hold(self.line)
        self._dress()

    def text(self) -> str:
        """What was typed, whatever is shown of it."""
        return self._value

    def set_text(self, text: str) -> None:
        """Put a text there."""
        self._value = text
        self._masked = self._mask is not None and not self.line.hasFocus() and bool(text)
        self.line.setText(self._mask(text) if self._masked and self._mask is not None else text)
        self.line.setCursorPosition(len(text) if self.line.hasFocus() else 0)

    def set_hint(self, hint: str) -> None:
        """What is shown while it is empty."""
        self.line.setPlaceholderText(hint)

    def set_read_only(self, *, read_only: bool = True) -> None:
        """Only show the value; the cursor does not come."""
        super().set_read_only(read_only=read_only)
        self.line.setReadOnly(read_only)
        self.line.setFocusPolicy(Qt.FocusPolicy.NoFocus if read_only else Qt.FocusPolicy.StrongFocus)

    def reveal(self) -> bool:
        """Show a masked value for ten seconds; whether there was one."""
        if not self._masked:
            return False
        self.line.setText(self._value)
        QTimer.singleShot(REVEALED_MS, self, lambda: self.set_text(self._value))
        return True

    def entered_box(self) -> None:
        """Show the whole value and select it, so that typing replaces it."""
        if self._masked:
            self._masked = False
            self.line.setText(self._value)
        self.line.selectAll()

    def left_box(self) -> None:
        """Hide what is masked."""
        self._close_provinces()
        self.line.deselect()
        self.set_text(self._value)

    def arrange(self) -> None:
        """Place the line, in type of the size in use."""
        self._dress()
        super().arrange()

    def _dress(self) -> None:
        self.line.setFont(look().font(self._type))

    def _on_edited(self, typed: str) -> None:
        text = self._tidied(typed)
        if text != typed:
            place = self.line.cursorPosition()
            self.line.setText(text)
            self.line.setCursorPosition(min(place, len(text)))
        self._value = text
        if self.faulty or self.message or self.verified:
            self.clear()
        self.edited.emit()

    def _tidied(self, typed: str) -> str:
        if self._kind in {Kind.TEXT, Kind.SECRET}:
            return typed
        text = unicodedata.normalize("NFKC", typed.translate(_FULL_STOPS))
        return text.upper() if self._kind is Kind.PLATE else text

    # --- the province of a plate -------------------------------------------------------------------------------------

    def wants(self, name: str) -> bool:
        """Up and Down choose the province of a plate, Esc leaves it."""
        return self._kind is Kind.PLATE and (name in {"Up", "Down"} or (name == "Esc" and self._choosing))

    def enter_pressed(self) -> bool:
        """While provinces are shown, Enter takes one and the cursor stays."""
        if self._provinces is None or not self._choosing:
            return False
        self._take_province(self._provinces.marked)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list."""
        pressed = watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and self._kind is Kind.PLATE and not self.read_only:
            step = _STEPS.get(event.key())
            if step is not None:
                self._move_province(step)
                return True
            if event.key() == Qt.Key.Key_Escape and self._choosing:
                self._close_provinces()
                return True
        return super().eventFilter(watched, event)

    @property
    def _choosing(self) -> bool:
        return self._provinces is not None and self._provinces.isVisible()

    def _move_province(self, step: int) -> None:
        if self._provinces is None:
            self._provinces = OptionList(self.window())
            self._provinces.picked.connect(self._take_province)
        if self._choosing:
            self._provinces.move_mark(step)
        else:
            self._provinces.open_below(self, self.box(), options(), 0)

    def _take_province(self, place: int) -> None:
        self._close_provinces()
        self.set_text(with_province(self._value, options()[place].value))
        self.edited.emit()

    def _close_provinces(self) -> None:
        if self._provinces is not None:
            self._provinces.hide()
