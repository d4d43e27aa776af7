"""An eye on a window: what is cut, squeezed, hidden, in English or personal on it (`ux.md` §14), in sentences.

It sees every text that is painted, because whatever paints one measures it first.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget

from coalguard.ui.look import Look, look
from coalguard.ui.tokens import Type
from coalguard.ui.widgets import paint
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.preview_thumb import PreviewThumb
from coalguard.ui.window import Window
from tests.ui.hands import settle

FILLED = {Rank.DECISION, Rank.MAIN, Rank.SHEET}
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dX]|1[3-9]\d{9})(?![\d.])")
_ENGLISH, _PLACE = re.compile(r"[A-Za-z]{3,}"), re.compile(r"\w*:?/[/\w.:_…-]+")
_KEYS = frozenset({"Alt", "Ctrl", "Enter", "Shift", "Esc"})
_SYMBOLS = frozenset({"Mad", "Vad", "Vdaf", "FCdaf"})
_KNOWN = _KEYS | _SYMBOLS | {"PIN", "admin", "lead", "market", "checkpoint", "zhang"}
"""What else stands in Latin letters, and the names that tests give."""


class _Measured(QFontMetricsF):
    """The measures of a font, which tell what is cut."""

    cut: ClassVar[set[str]] = set()

    def elidedText(  # noqa: N802 -- Qt's name
        self, text: str, mode: Qt.TextElideMode, width: float, flags: int | None = None
    ) -> str:
        self.cut.add(text)
        return super().elidedText(text, mode, width, flags or 0)


class Eye:
    """What it found of a window, state by state."""

    def __init__(self, window: Window, patch: pytest.MonkeyPatch) -> None:
        self.window = window
        self.found: list[str] = []
        self._seen: set[str] = set()
        font_for = Look.font_for

        def seeing(self_: Look, text: str, type_: Type) -> QFont:
            self._seen.add(text)
            return font_for(self_, text, type_)

        patch.setattr(Look, "font_for", seeing)
        patch.setattr(paint, "QFontMetricsF", _Measured)
        self._prove()

    def _prove(self) -> None:
        """An eye that has gone blind must not pass for one that finds nothing."""
        _Measured.cut.clear()
        label, picture = Label(Line("太长了")), QPixmap(8, 20)
        label.resize(picture.size())
        label.render(picture)
        assert "太长了" in self._seen & _Measured.cut

    def wear(self, width: int, height: int, *, percent: int, dark: bool) -> None:
        """Have the window in this size and look; it takes half a second, so it is done once for many states."""
        look().change(dark=dark, percent=percent)
        self.window.resize(width, height)

    def look_at(self, state: str, *, filled: int = 1) -> None:
        """Judge what is shown now; `filled` main buttons can be pressed."""
        for _ in range(3):
            settle()
        where = f"{state}, {self.window.width()} × {self.window.height()}, {look().percent} %"
        self.found += [f"{where}: {fault}" for fault in self._faults(filled)]

    def _faults(self, filled: int) -> Iterator[str]:
        self._seen.clear()
        _Measured.cut.clear()
        self.window.grab()
        yield from (f"cut: {text}" for text in _Measured.cut)
        yield from (f"personal: {text}" for text in self._seen if _PERSONAL.search(text))
        yield from (f"English: {text}" for text in self._seen if _english(text))
        for widget in self.window.findChildren(QWidget):
            if widget.isVisible():
                yield from _squeezed(widget)
        yield from self._buttons(filled)
        yield from self._focus()
        yield from self._keys()

    def _buttons(self, filled: int) -> Iterator[str]:
        shown = [one for one in self.window.findChildren(Button) if one.isVisible() and one.isEnabled()]
        main = [one.text() for one in shown if one.rank in FILLED]
        if len(main) != filled:
            yield f"main acts: {main}"

    def _keys(self) -> Iterator[str]:
        """The bar at the foot lists keys that act, each once, in their order."""
        shown = [act for act in self.window.acts() if act.in_bar]
        names = [act.key for act in shown]
        numbers = [int(name[1:]) for name in names if name[0] == "F"]
        if len(set(names)) < len(names) or numbers != sorted(numbers):
            yield f"keys out of order: {names}"
        for act in shown:
            if not act.label or (act.possible and self.window._act(act.key) is None):
                yield f"a key that does nothing: {act.key} {act.label}"

    def _focus(self) -> Iterator[str]:
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not self.window or not focus.isVisible():
            yield "the cursor is nowhere"
        elif focus.visibleRegion().boundingRect().size() != focus.size():
            yield f"the cursor is out of sight: {focus.accessibleName()}"


def _english(text: str) -> bool:
    return not set(_ENGLISH.findall(_PLACE.sub("", text))) <= _KNOWN


def _squeezed(widget: QWidget) -> Iterator[str]:
    name = f"{type(widget).__name__} {widget.accessibleName()[:24]}"
    leaf = widget.layout() is None and not isinstance(widget, QAbstractScrollArea | PreviewThumb)
    if leaf and widget.minimumSizeHint().height() > widget.height() + 1:
        yield f"squeezed: {name} {widget.minimumSizeHint().height()} > {widget.height()}"
    if leaf and widget.hasHeightForWidth() and widget.heightForWidth(widget.width()) > widget.height() + 1:
        yield f"squeezed: {name} {widget.heightForWidth(widget.width())} > {widget.height()}"
    if isinstance(widget, QLineEdit) and not widget.hasFocus():
        text = widget.displayText()
        if text and widget.fontMetrics().horizontalAdvance(text) > widget.width():
            yield f"cut: {text}"


@contextmanager
def eye_on(window: Window) -> Iterator[Eye]:
    """Look at a window; at the end nothing must have been found."""
    with pytest.MonkeyPatch.context() as patch:
        eye = Eye(window, patch)
        yield eye
    assert not eye.found, "\n".join(eye.found)
