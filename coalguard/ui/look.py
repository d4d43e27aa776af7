"""The look of the program: the theme and the size of type in use, for everything that paints.

    from coalguard.ui.look import look
    look().theme.ok.ink        a colour           look().px(36)      a height that grows with the type
    look().font(BODY_STRONG)   a font             look().font_for(text, CARD_TITLE)   one that has every character

There is one, as there is one QApplication. A change sets palette and style sheet once; Qt then tells every widget
(StyleChange), and the painted ones measure and paint themselves anew. No field is touched.
"""

from datetime import time
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication, QToolTip

from coalguard.ui import fonts
from coalguard.ui.style import palette, scaled, style_sheet
from coalguard.ui.tokens import BODY, CAPTION, DARK, LIGHT, Theme, Type

PERCENTS: Final = (100, 115, 130)
DARK_FROM, DARK_UNTIL = time(19), time(7)
"""When the theme that follows the shift is dark (`ux.md` §5.1)."""


class Look(QObject):
    """The theme and the size of type; `changed` follows a change, after the style sheet was set."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin light, at 100 %; nothing is set before `apply`."""
        super().__init__()
        self.theme: Theme = LIGHT
        self.percent = PERCENTS[0]

    def px(self, pixels: int) -> int:
        """A height or size of type at 100 % as it is now."""
        return scaled(pixels, self.percent)

    def font(self, type_: Type) -> QFont:
        """The font of a type size."""
        return fonts.font(self.px(type_.size), type_.weight)

    def font_for(self, text: str, type_: Type) -> QFont:
        """The font of a type size that has every character of this text."""
        return fonts.font_for(text, self.px(type_.size), type_.weight)

    def width(self, text: str, type_: Type) -> float:
        """How wide a text of a type size is."""
        return fonts.width(text, self.px(type_.size), type_.weight)

    def metrics(self, type_: Type) -> QFontMetricsF:
        """The measures of a type size."""
        return fonts.metrics(self.px(type_.size), type_.weight)

    def line(self, type_: Type) -> int:
        """The height of one line of stacked labels."""
        return scaled(type_.size * 122 // 100 + 1, self.percent)

    def change(self, *, dark: bool | None = None, percent: int | None = None) -> None:
        """Change the theme, the size of type or both, and show it."""
        theme = self.theme if dark is None else (DARK if dark else LIGHT)
        percent = percent or self.percent
        if (theme, percent) != (self.theme, self.percent):
            self.theme, self.percent = theme, percent
            self.apply()

    def apply(self) -> None:
        """Set palette, font and style sheet of the application."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(self.theme))
            app.setFont(self.font(BODY))
            QToolTip.setFont(self.font(CAPTION))
            app.setStyleSheet(style_sheet(self.theme, self.percent))
        self.changed.emit()


@cache
def look() -> Look:
    """The one look."""
    return Look()


def dark_at(moment: time) -> bool:
    """Whether the theme that follows the shift is dark at this time of day."""
    return moment >= DARK_FROM or moment < DARK_UNTIL


def neighbouring_percent(percent: int, step: int) -> int:
    """The next larger (1) or smaller (-1) size of type, or the same where there is none."""
    place = PERCENTS.index(percent) + step
    return PERCENTS[min(max(place, 0), len(PERCENTS) - 1)]
