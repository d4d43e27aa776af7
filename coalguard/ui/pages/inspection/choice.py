"""Choice: a few answers side by side, each on a key of its own; nothing is taken before a key says so.

    煤种目测   [ 一致 Enter | 存疑 1 | 不符 2 ]

And the list of reasons, which are toggled by digits wherever the cursor stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from coalguard.ui.icons import draw_icon
from coalguard.ui.look import look
from coalguard.ui.tokens import (
    BODY,
    BODY_MEDIUM,
    BODY_STRONG,
    CAPTION,
    CHIP_RADIUS,
    INPUT_CHECKPOINT,
    INPUT_RADIUS,
    ON_FILL,
    Tone,
)
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.paint import cap_width, draw_box, draw_cap, draw_focus, draw_text, text_width
from coalguard.ui.words import _

ENTER: Final = "Enter"
_GAP: Final = 7
_WAY_PAD: Final = 9
_REASON_ROW, _LOWEST_ROW, _BOX = 38, 22, 18


@dataclass(frozen=True, slots=True)
class Way:
    """One answer: its value, its word, its key, and the colour it has when it is taken."""

    value: str
    text: str
    key: str
    tone: Tone = Tone.ACCENT


class Choice(Input):
    """Answers side by side; `taken` carries the value of the one that a key, Enter or a click took."""

    taken = Signal(str)

    def __init__(self, label: str, ways: Sequence[Way], *, height: int = INPUT_CHECKPOINT) -> None:
        """Begin with nothing taken."""
        super().__init__(label, height=height)
        self._ways = tuple(ways)
        self._value = ""
        self._keys = _Keys(self)
        self.hold(self._keys)

    def relabel(self, label: str) -> None:
        """Ask about something else."""
        if label != self.label:
            self.label = label
            self.setAccessibleName(label)
            self._keys.setAccessibleName(label)
            self.update()

    def text(self) -> str:
        """The value taken."""
        return self._value

    def set_text(self, text: str) -> None:
        """Show a value as taken; an unknown one: none."""
        self._value = text if any(way.value == text for way in self._ways) else ""
        self.update()

    def take(self, value: str) -> None:
        """Take a value, as a key does."""
        self._value = value
        self.update()
        self.edited.emit()
        self.taken.emit(value)

    def enter_pressed(self) -> bool:
        """Enter takes what is on Enter where nothing is taken; whoever listens leads on."""
        way = next((way for way in self._ways if way.key == ENTER), None)
        value = self._value or (way.value if way else "")
        if not value:
            return True
        self.take(value)
        return True

    def wants(self, name: str) -> bool:
        """The keys of the answers belong here."""
        return any(way.key == name for way in self._ways)

    def pressed(self, name: str) -> bool:
        """Take the answer on this key; whether there is one."""
        way = next((way for way in self._ways if way.key == name), None)
        if way is not None:
            self.take(way.value)
        return way is not None

    def clicked(self, x: float) -> None:
        """Take the answer under the mouse."""
        for way, part in self._parts():
            if x <= part.right():
                self.take(way.value)
                return

    def arrange(self) -> None:
        """The whole box takes keys and clicks."""
        self._keys.setGeometry(self.box())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box with its answers."""
        super().paintEvent(event)
        painter, theme, box = QPainter(self), look().theme, QRectF(self.box())
        for way, part in self._parts():
            shade = theme.shade(way.tone)
            if way.value == self._value:
                inner = part.adjusted(3, 3, -3, -3)
                draw_box(painter, inner, ground=shade.soft, line=shade.line, radius=INPUT_RADIUS - 2)
            elif part.x() > box.x():
                painter.fillRect(QRectF(round(part.x()), box.y() + 9, 1, box.height() - 18), QColor(theme.line))
            self._paint_way(painter, part, way)
        if self._keys.hasFocus():
            draw_focus(painter, box, INPUT_RADIUS)

    def _paint_way(self, painter: QPainter, part: QRectF, way: Way) -> None:
        theme, taken = look().theme, way.value == self._value
        type_, ink = (BODY_STRONG, theme.shade(way.tone).ink) if taken else (BODY_MEDIUM, theme.text2)
        width = text_width(way.text, type_)
        left = part.x() + max((part.width() - width - _GAP - cap_width(way.key)) / 2, 4)
        draw_text(painter, QRectF(left, part.y(), width + 1, part.height()), way.text, type_, ink)
        draw_cap(painter, left + width + _GAP, part.center().y(), way.key)

    def _needs(self) -> list[float]:
        """How wide each answer is with its key."""
        return [text_width(way.text, BODY_STRONG) + _GAP + cap_width(way.key) + 2 * _WAY_PAD for way in self._ways]

    def _parts(self) -> Iterator[tuple[Way, QRectF]]:
        """Where each answer stands in the box."""
        box, needs = QRectF(self.box()), self._needs()
        spare = max((box.width() - sum(needs)) / max(len(needs), 1), 0)
        left = box.x()
        for way, need in zip(self._ways, needs, strict=True):
            yield way, QRectF(left, box.y(), need + spare, box.height())
            left += need + spare

    def minimumSizeHint(self) -> QSize:
        """Every answer with its key."""
        return QSize(round(sum(self._needs()) + 1), self.sizeHint().height())


class _Keys(QWidget):
    """The part that has the focus."""

    def __init__(self, owner: Choice) -> None:
        super().__init__()
        self._owner = owner
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._owner.pressed(event.text()):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self._owner.clicked(event.position().x())


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason by its code, in words, with a remark at its right."""

    code: str
    text: str
    note: str = ""


class ReasonList(QWidget):
    """Reasons, each on a digit; `toggled` carries the code. With `single` a new one takes the place of the last."""

    toggled = Signal(str)

    def __init__(self, *, single: bool = False) -> None:
        """Begin empty."""
        super().__init__()
        self._single = single
        self._reasons: tuple[Reason, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_reasons(self, reasons: Sequence[Reason], chosen: Sequence[str] = ()) -> None:
        """Show these, some of them chosen."""
        self._reasons = tuple(reasons)
        self._chosen = tuple(chosen)
        self._tell()
        self.updateGeometry()

    def choose(self, codes: Sequence[str]) -> None:
        """Have these chosen and no others, without `toggled`."""
        self._chosen = tuple(codes)
        self._tell()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes that are chosen, in the order of the list."""
        return tuple(reason.code for reason in self._reasons if reason.code in self._chosen)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._reasons)

    def toggle(self, place: int) -> None:
        """Choose the reason at a place, or let it go."""
        if not 0 <= place < len(self._reasons):
            return
        code = self._reasons[place].code
        if code in self._chosen:
            self._chosen = tuple(one for one in self._chosen if one != code)
        else:
            self._chosen = (code,) if self._single else (*self._chosen, code)
        self._tell()
        self.toggled.emit(code)

    def sizeHint(self) -> QSize:
        """A line each."""
        return QSize(200, self.count * look().px(_REASON_ROW))

    def minimumSizeHint(self) -> QSize:
        """A lower line each, where there is little room."""
        return QSize(200, self.count * look().px(_LOWEST_ROW))

    @property
    def _row(self) -> float:
        return min(self.height() / max(self.count, 1), look().px(_REASON_ROW))

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or size of type."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.updateGeometry()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click does what the digit does."""
        self.toggle(int(event.position().y() // self._row))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines."""
        del event
        painter, height = QPainter(self), self._row
        for number, reason in enumerate(self._reasons):
            self._paint_reason(painter, QRectF(0, number * height + 1, self.width(), height - 2), number, reason)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), INPUT_RADIUS)

    def _paint_reason(self, painter: QPainter, place: QRectF, number: int, reason: Reason) -> None:
        theme, chosen, middle = look().theme, reason.code in self._chosen, place.center().y()
        if chosen:
            draw_box(painter, place, ground=theme.accent.soft, radius=CHIP_RADIUS)
        left = place.x() + 8
        left += draw_cap(painter, left, middle, str(number + 1)) + 10
        size = look().px(_BOX)
        box = QRectF(round(left), round(middle - size / 2), size, size)
        ground, line = (theme.accent.fill, theme.accent.fill) if chosen else (theme.surface, theme.line_strong)
        draw_box(painter, box, ground=ground, line=line, width=1.5, radius=CHIP_RADIUS)
        if chosen:
            draw_icon(painter, "check", ON_FILL, box.adjusted(3, 3, -3, -3))
        left += size + 10
        note = text_width(reason.note, CAPTION) + 8 if reason.note else 0
        if text_width(reason.text, BODY_MEDIUM) + note > place.right() - left - 6:
            note = 0  # the rows say it too; a reason is not cut short for its remark
        room = QRectF(left, place.y(), place.right() - left - note - 6, place.height())
        draw_text(painter, room, reason.text, BODY_MEDIUM if chosen else BODY, theme.text)
        if note:
            beside = QRectF(place.right() - note, place.y(), note, place.height())
            draw_text(painter, beside, reason.note, CAPTION, theme.text2)

    def _tell(self) -> None:
        chosen = [reason.text for reason in self._reasons if reason.code in self._chosen]
        self.setAccessibleName(_("已选 {reasons}").format(reasons="、".join(chosen)) if chosen else _("没有选原因"))
        self.update()
