"""The one style sheet of the program, and the palette beside it, made from the tokens.

Both are set once at the start and once at each change of theme or type size; whatever changes more often is painted.
"""

from string import Template
from typing import Final

from PySide6.QtGui import QColor, QPalette

from coalguard.ui.tokens import CAPTION, ON_FILL, Theme

_SHEET: Final = Template("""
* { outline: none; }
QMainWindow, QWidget#ground { background: $window; }
QLabel { color: $text; background: transparent; }
QLineEdit, QPlainTextEdit {
    background: transparent; border: none; padding: 0; margin: 0; color: $text;
    selection-background-color: $accent; selection-color: $on_fill;
}
QLineEdit:read-only, QLineEdit:disabled { color: $text2; }
QPlainTextEdit { background: $surface; border: 1px solid $line_strong; border-radius: 5px; padding: 6px 8px; }
QPlainTextEdit:focus { border: 2px solid $focus; padding: 5px 7px; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip {
    color: $text; background: $surface; border: 1px solid $line_strong; padding: 4px 8px;
}
QTableView {
    background: $surface; alternate-background-color: $surface; border: none; gridline-color: $line; color: $text;
    selection-background-color: $accent_soft; selection-color: $text;
}
QTableView::item { padding: 0 12px; border-bottom: 1px solid $line; }
QHeaderView::section {
    background: $surface2; color: $text3; border: none; border-bottom: 1px solid $line; padding: 0 12px;
    font-size: ${caption}px;
}
""")


def style_sheet(theme: Theme, percent: int) -> str:
    """The style sheet of a theme with type of a size in per cent; fonts are set where they are used."""
    return _SHEET.substitute(
        caption=scaled(CAPTION.size, percent),
        window=theme.window,
        surface=theme.surface,
        surface2=theme.surface2,
        line=theme.line,
        line_strong=theme.line_strong,
        text=theme.text,
        text2=theme.text2,
        text3=theme.text3,
        focus=theme.focus,
        accent=theme.accent.fill,
        accent_soft=theme.accent.soft,
        on_fill=ON_FILL,
    )


def scaled(pixels: int, percent: int) -> int:
    """A size at 100 % as so many pixels."""
    return (pixels * percent + 50) // 100


def palette(theme: Theme) -> QPalette:
    """The colours of what the style sheet does not name: Fusion's own parts and placeholder texts."""
    role = QPalette.ColorRole
    made = QPalette()
    for part, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.surface2),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.text3),
        (role.Button, theme.surface2),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.fail.ink),
        (role.ToolTipBase, theme.surface),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent.fill),
        (role.HighlightedText, ON_FILL),
        (role.Link, theme.accent.ink),
    ):
        made.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(theme.text3))
    return made
