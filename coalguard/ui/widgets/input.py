"""Input: what every field has around what is typed.

A label above, a star where it must be filled, a box in the colour of its state, and a line below that says what is
wrong and how to put it right.

    default   focus   verified (a tick above)   error   warning   read-only (grey, skipped by Enter)

What is inside the box is each field's own affair. An error never takes away what was typed.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.domain.findings import Finding, Severity
from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import CAPTION, FIGURE, INPUT, INPUT_RADIUS, Tone
from coalguard.ui.widgets.paint import ICON_OF, RIGHT, broken, draw_box, draw_text, text_width
from coalguard.ui.words import _, said

_LABEL, _LABEL_GAP, _MESSAGE, _MESSAGE_GAP = 18, 4, 18, 4
_LINES: Final = 4
PADDING: Final = 12


class Input(QWidget):
    """A labelled field; `edited` follows typing or choosing, `left` the cursor, `judged` what is said of it."""

    edited = Signal()
    left = Signal()
    judged = Signal()

    def __init__(self, label: str, *, required: bool = False, height: int = INPUT) -> None:
        """A field under its label; `height` is the box's at 100 %."""
        super().__init__()
        self.label = label
        self.required = required
        self.read_only = False
        self.drafted = True
        self.verified = False
        self.note = ""
        self._height = height
        self._message = ""
        self._tone = self._edge = Tone.PLAIN
        self._label_type = CAPTION
        self._inner: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)

    # --- the value -------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """What was typed or chosen."""
        return ""

    def set_text(self, text: str) -> None:
        """Put a text there, as if typed, without `edited`."""

    def empty(self) -> None:
        """Forget the value and what was said of it."""
        self.set_text("")
        self.clear()

    @property
    def edge(self) -> Tone:
        """The tone of the box."""
        return self._edge

    def show_edge(self, tone: Tone) -> None:
        """Have the box in a tone though nothing is wrong with what was typed, such as a value beyond its limit."""
        if tone is not self._edge:
            self._edge = tone
            self.update()

    # --- what is said of it ----------------------------------------------------------------------------------------

    @property
    def faulty(self) -> bool:
        """Whether an error is shown."""
        return self._tone is Tone.FAIL

    @property
    def message(self) -> str:
        """What is said below the box."""
        return self._message

    def show_finding(self, finding: Finding) -> None:
        """Say what is wrong, or ask for attention; an error stands before a warning."""
        tone = {Severity.FAIL: Tone.FAIL, Severity.WARN: Tone.WARN, Severity.INFO: Tone.ACCENT}[finding.severity]
        if not (self.faulty and tone is not Tone.FAIL):
            self._say(said(finding), tone)

    def show_error(self, text: str) -> None:
        """Say what is wrong."""
        self._say(text, Tone.FAIL)

    def show_warning(self, text: str) -> None:
        """Ask for attention."""
        self._say(text, Tone.WARN)

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.verified = False
        self._say("", Tone.PLAIN)

    def set_verified(self, *, verified: bool = True) -> None:
        """Show that the value was checked and is right."""
        self._say("", Tone.PLAIN)
        self.verified = verified
        self.update()

    def set_note(self, note: str) -> None:
        """A short remark at the right of the label, such as what is left of a lot."""
        self.note = note
        self.update()

    def check_required(self) -> None:
        """Show an error where something must stand and nothing does."""
        if self.lacks and not self.faulty:
            self.show_error(self.lacking())

    @property
    def lacks(self) -> bool:
        """Whether something must stand here and nothing does."""
        return self.required and not self.read_only and self.isEnabled() and not self.text().strip()

    def lacking(self) -> str:
        """What is said where nothing stands and something must."""
        return _("请填写{label}").format(label=self.label)

    def set_read_only(self, *, read_only: bool = True) -> None:
        """Only show the value."""
        self.read_only = read_only
        self.update()

    def enter_pressed(self) -> bool:
        """Enter came; whether it is used up here and must not lead on."""
        return False

    def wants(self, name: str) -> bool:
        """Whether this key belongs to the field while the cursor is in it."""
        del name
        return False

    # --- its looks -------------------------------------------------------------------------------------------------

    def hold(self, inner: QWidget) -> None:
        """Put the part that takes the keyboard into the box."""
        inner.setParent(self)
        inner.setAccessibleName(self.label)
        self._inner = inner
        self.setFocusProxy(inner)
        inner.installEventFilter(self)

    def box(self) -> QRect:
        """Where the box stands."""
        top = look().px(_LABEL) + _LABEL_GAP if self.label else 0
        return QRect(0, top, self.width(), look().px(self._height))

    def inner_place(self) -> QRect:
        """Where the inner part stands in the box."""
        return self.box().adjusted(PADDING, 2, -PADDING, -2)

    def sizeHint(self) -> QSize:
        """Label, box, and the line below while something is said there."""
        lines = len(self._message_lines())
        height = self.box().bottom() + 1 + (lines * look().px(_MESSAGE) + _MESSAGE_GAP if lines else 0)
        return QSize(look().px(120), height)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the grid wants, never lower."""
        return QSize(look().px(40), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the inner part in the box; what is said below may need another line."""
        super().resizeEvent(event)
        self.arrange()
        if self._message:
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of type."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.EnabledChange}:
            self.updateGeometry()
            self.arrange()
            self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the cursor in and out of the inner part."""
        if watched is self._inner and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
            if event.type() is QEvent.Type.FocusIn:
                self.entered_box()
            else:
                self.left_box()
                self.left.emit()
        return super().eventFilter(watched, event)

    def entered_box(self) -> None:
        """The cursor came."""

    def left_box(self) -> None:
        """The cursor left; called before `left`."""

    def arrange(self) -> None:
        """Place the inner part."""
        if self._inner is not None:
            self._inner.setGeometry(self.inner_place())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Label, star, tick, box, message."""
        del event
        painter = QPainter(self)
        if self.label:
            self._paint_label(painter)
        self._paint_box(painter)
        if self._message:
            self._paint_message(painter)

    def _paint_label(self, painter: QPainter) -> None:
        theme, height = look().theme, look().px(_LABEL)
        right: float = self.width()
        if self.verified:
            right -= look().px(16)
            draw_icon(painter, "ok", theme.ok.ink, QRectF(right, 1, look().px(16), look().px(16)))
        if self.note:
            right -= text_width(self.note, CAPTION) + 2
            draw_text(painter, QRectF(right, 0, self.width() - right, height), self.note, CAPTION, theme.text3)
        ink = theme.text2 if self._label_type is CAPTION else theme.text
        width = draw_text(painter, QRectF(0, 0, right - 12, height), self.label, self._label_type, ink)
        if self.required and not self.read_only:
            draw_text(painter, QRectF(width + 5, 1, 12, height), "*", CAPTION, theme.fail.ink)

    def _paint_box(self, painter: QPainter) -> None:
        theme = look().theme
        focused = self._inner is not None and self._inner.hasFocus()
        line, width = theme.line_strong, 1
        tone = self._edge if self._tone is Tone.PLAIN else self._tone
        if tone in {Tone.FAIL, Tone.WARN}:
            line, width = theme.shade(tone).ink, 2
        if focused and self._tone is Tone.PLAIN:
            line, width = theme.focus, 2
        ground = theme.surface
        if self.read_only or not self.isEnabled():
            ground, line = theme.surface2, (line if width > 1 else theme.line)
        draw_box(painter, QRectF(self.box()), ground=ground, line=line, width=width, radius=INPUT_RADIUS)

    def _paint_message(self, painter: QPainter) -> None:
        shade, size = look().theme.shade(self._tone), look().px(15)
        top, height = self.box().bottom() + 1 + _MESSAGE_GAP, look().px(_MESSAGE)
        draw_icon(painter, ICON_OF[self._tone], shade.ink, QRectF(0, top + (height - size) / 2, size, size))
        for number, line in enumerate(self._message_lines()):
            place = QRectF(size + 5, top + number * height, self.width() - size - 5, height)
            draw_text(painter, place, line, CAPTION, shade.ink)

    def _message_lines(self) -> Sequence[str]:
        """What is said below, in as many lines as it needs, the last of them cut short where there are too many."""
        lines = broken(self._message, CAPTION, self.width() - look().px(15) - 5)
        return [*lines[: _LINES - 1], "".join(lines[_LINES - 1 :])] if len(lines) > _LINES else lines

    def _say(self, text: str, tone: Tone) -> None:
        before, self._message, self._tone = self._tone, text, tone
        if text:
            self.verified = False
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        if self._inner is not None:
            self._inner.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()
        if tone is not before:
            self.judged.emit()


class Reading(Input):
    """A value that the program computes: grey, right-aligned, never entered."""

    def __init__(self, label: str, *, height: int = INPUT) -> None:
        """Begin empty."""
        super().__init__(label, height=height)
        self.read_only, self.drafted = True, False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text = ""

    def text(self) -> str:
        """The value."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show a value."""
        self._text = text
        self.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box and the value in it."""
        super().paintEvent(event)
        painter = QPainter(self)
        draw_text(painter, QRectF(self.inner_place()), self._text, FIGURE, look().theme.text2, align=RIGHT)
