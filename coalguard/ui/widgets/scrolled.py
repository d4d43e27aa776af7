"""Scrolled: parts that keep their height where there is too little room for all; the one in use stays in sight.

The widget through which they are seen is ours: for Qt's own, PySide would look through all classes it knows and make
the names of each, which takes as long as half a page.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QWidget

from coalguard.ui.tokens import GAP_2


class Scrolled(QScrollArea):
    """A layout that scrolls up and down, never sideways; it takes no focus itself."""

    def __init__(self, parts: QLayout) -> None:
        """Hold parts."""
        super().__init__()
        inner, seen_through = QWidget(), QWidget()
        self.setViewport(seen_through)
        parts.setContentsMargins(0, 0, 0, 0)
        inner.setLayout(parts)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        seen_through.setAutoFillBackground(False)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is less room, or more."""
        super().resizeEvent(event)
        self._follow(QApplication.focusWidget())

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        del old
        self._follow(new)

    def _follow(self, focus: QWidget | None) -> None:
        """Bring what has the cursor into sight, with its label and what is said of it."""
        if focus is not None and self.isAncestorOf(focus):
            self.ensureWidgetVisible(focus.parentWidget() or focus, 0, GAP_2)
