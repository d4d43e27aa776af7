"""Combo: something to choose by typing: part of its text, its code, or its pinyin initials.

The cursor stays in the field; the list below follows what is typed. Up and Down mark, Enter takes what is marked and
leads on, Esc closes the list. Where free text is allowed, what answers to no option is taken as it stands.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from coalguard.pinyin import answers_to
from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import BODY, INPUT
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.option_list import Option, OptionList
from coalguard.ui.words import _

_ARROW: Final = 16
_STEPS: Final[dict[int, int]] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Combo(Input):
    """A field with a list of options; `chose` carries the Option that was taken."""

    chose = Signal(object)

    def __init__(
        self, label: str, *, required: bool = False, free: bool = False, hint: str = "", height: int = INPUT
    ) -> None:
        """A list to choose from; `free` lets any text stand."""
        super().__init__(label, required=required, height=height)
        self._free = free
        self._options: tuple[Option, ...] = ()
        self._found: tuple[Option, ...] = ()
        self._chosen: Option | None = None
        self._search: Callable[[str], Sequence[Option]] | None = None
        self._list: OptionList | None = None
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setPlaceholderText(hint)
        self.line.textEdited.connect(self._on_edited)
        self.hold(self.line)
        self.line.setFont(look().font(BODY))

    # --- the value -------------------------------------------------------------------------------------------------

    def set_options(self, options: Sequence[Option]) -> None:
        """What there is to choose; what was chosen stays, if it is still there."""
        self._options = tuple(options)
        if self._chosen is not None:
            self.set_value(self._chosen.value)
        if self._opened:
            self._open(self.line.text())

    def set_search(self, search: Callable[[str], Sequence[Option]]) -> None:
        """Ask somebody else what answers to a text, where there are too many options to hold them all."""
        self._search = search

    @property
    def options(self) -> tuple[Option, ...]:
        """What there is to choose."""
        return self._options

    @property
    def chosen(self) -> Option | None:
        """The option taken."""
        return self._chosen

    def value(self) -> str:
        """The value of the option taken; where free text is allowed and none was, the text."""
        if self._chosen is not None:
            return self._chosen.value
        return self.line.text().strip() if self._free else ""

    def text(self) -> str:
        """The value, for drafts and for the check whether anything stands here."""
        return self.value()

    def set_value(self, value: str) -> None:
        """Take the option with this value, or nothing."""
        self._chosen = next((option for option in self._options if option.value == value), None)
        self.line.setText(self._chosen.text if self._chosen else value if self._free else "")
        self.line.setCursorPosition(0)
        if self.line.hasFocus():
            self.entered_box()

    def set_text(self, text: str) -> None:
        """Take the option with this value, or nothing."""
        self.set_value(text)

    def lacking(self) -> str:
        """Where nothing but an option can stand, one is to be chosen."""
        return super().lacking() if self._free else _("请选择{label}").format(label=self.label)

    def set_read_only(self, *, read_only: bool = True) -> None:
        """Only show the value."""
        super().set_read_only(read_only=read_only)
        self.line.setReadOnly(read_only)
        self.line.setFocusPolicy(Qt.FocusPolicy.NoFocus if read_only else Qt.FocusPolicy.StrongFocus)

    # --- the list --------------------------------------------------------------------------------------------------

    @property
    def _opened(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _open(self, typed: str) -> None:
        if self._search is not None:
            self._found = tuple(self._search(typed))
        else:
            self._found = tuple(one for one in self._options if _answers(one, typed))
        first = next((place for place, one in enumerate(self._found) if one.possible), None)
        if not self._found:
            self._close()
            return
        if self._list is None:
            self._list = OptionList(self.window())
            self._list.picked.connect(self._on_picked)
        now = self._found.index(self._chosen) if self._chosen in self._found else first or 0
        self._list.open_below(self, self.box(), self._found, now)

    def _close(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _on_edited(self, typed: str) -> None:
        self._chosen = None
        if self.message or self.verified:
            self.clear()
        self._open(typed)
        self.edited.emit()

    def _on_picked(self, place: int) -> None:
        self._take(self._found[place])

    def _take(self, option: Option) -> None:
        self._chosen = option
        self.line.setText(option.text)
        self.line.setCursorPosition(0)
        self._close()
        self.clear()
        self.edited.emit()
        self.chose.emit(option)

    def _take_marked(self) -> None:
        if self._list is not None and self._opened and self._found[self._list.marked].possible:
            self._take(self._found[self._list.marked])

    # --- keys and cursor -------------------------------------------------------------------------------------------

    def enter_pressed(self) -> bool:
        """Take what is marked; Enter then leads on."""
        if self._opened and (not self._free or not self._is_own_word):
            self._take_marked()
        self._close()
        return False

    def wants(self, name: str) -> bool:
        """Up and Down move in the list, Esc closes it."""
        return name in {"Up", "Down"} or (name == "Esc" and self._opened)

    @property
    def _is_own_word(self) -> bool:
        """Whether a free text stands that no option begins with; letters are initials, never a word of their own."""
        typed = self.line.text().strip()
        return bool(typed) and not typed.isascii() and not any(one.text.startswith(typed) for one in self._found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Esc belong to the list."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = _STEPS.get(event.key())
            if step is not None and not self.read_only:
                self._move(step)
                return True
            if event.key() == Qt.Key.Key_Escape and self._opened:
                self._close()
                return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        if self._list is not None and self._opened:
            self._list.move_mark(step)
        else:
            self._open("")

    def entered_box(self) -> None:
        """Select what stands there, so that typing replaces it."""
        self.line.selectAll()

    def left_box(self) -> None:
        """Take what was typed if it can mean only one thing; else it stays, to be put right."""
        self._close()
        typed = self.line.text().strip()
        if self._chosen is None and typed:
            meant = [one for one in self._options if one.possible and typed in {one.text, one.value}]
            if len(meant) == 1:
                self._take(meant[0])
            elif not self._free:
                self.show_error(self._why_not(typed))

    def _why_not(self, typed: str) -> str:
        """What is wrong with a text that stands for no option: there is none, or the one that is meant is pale."""
        found = [one for one in self._options if _answers(one, typed)]
        if len(found) == 1 and found[0].reason:
            return _("{text}不能选：{reason}。").format(text=found[0].text, reason=found[0].reason)
        return _("没有“{typed}”，请从列表里选。").format(typed=typed)

    def hideEvent(self, event: QHideEvent) -> None:
        """A list without its field makes no sense."""
        super().hideEvent(event)
        self._close()

    # --- looks -----------------------------------------------------------------------------------------------------

    def inner_place(self) -> QRect:
        """The line, left of the arrow."""
        return super().inner_place().adjusted(0, 0, -look().px(_ARROW) - 4, 0)

    def arrange(self) -> None:
        """Place the line, in type of the size in use."""
        self.line.setFont(look().font(BODY))
        super().arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow opens the list."""
        super().mousePressEvent(event)
        if self.box().contains(event.position().toPoint()) and not self.read_only:
            self.line.setFocus()
            self._close() if self._opened else self._open("")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and the arrow in it."""
        super().paintEvent(event)
        if not self.read_only:
            size, box = look().px(_ARROW), QRectF(self.box())
            place = QRectF(box.right() - size - 10, box.center().y() - size / 2, size, size)
            draw_icon(QPainter(self), "down", look().theme.text2, place)


def _answers(option: Option, typed: str) -> bool:
    return answers_to(typed, option.text, option.value) or bool(option.initials and typed in option.initials)
