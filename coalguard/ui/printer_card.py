"""打印机: what lies in each printer, and how far it must move what it prints (`ux.md` §6.11).

A length is typed, or moved by the arrow keys of its direction; what was chosen or typed counts as soon as the cursor
leaves it, and the test page shows what came of it. The card asks nobody: the page carries it to the operation.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from coalguard.domain.offset import LIMIT, STEP, X, Y, offset_of, parse_length, spelled
from coalguard.domain.printout import Stock
from coalguard.ui.tokens import CAPTION, GAP_2, GAP_3
from coalguard.ui.widgets.button import Button
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _, word

TRY_OUT: Final = "Ctrl+T"
_UNKNOWN: Final = "unknown"


class LengthField(Field):
    """A length in millimetres; one arrow key takes half a millimetre away, the other adds it."""

    def __init__(self, label: str, keys: Mapping[str, int]) -> None:
        """`keys` says which way each of the two arrow keys leads."""
        super().__init__(label, kind=Kind.NUMBER, hint="0.0", longest=6)
        self.drafted = False
        self._ways = dict(keys)

    def wants(self, name: str) -> bool:
        """Its two arrow keys."""
        return name in self._ways

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move the length by a step."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            way = self._ways.get(Qt.Key(event.key()).name.removeprefix("Key_"))
            if way is not None and not self.read_only:
                self._move(way)
                return True
        return super().eventFilter(watched, event)

    def _move(self, way: int) -> None:
        tenths, wrong = parse_length("", self.text())
        if not wrong:
            self.set_text(spelled(max(-LIMIT, min(LIMIT, tenths + way * STEP))))
            self.line.selectAll()
            self.clear()
            self.edited.emit()


class PrinterCard(Card):
    """The card; `changed` says that something may differ from what was said, `tried` asks for the test page."""

    changed = Signal()
    tried = Signal()

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__(_("打印机"))
        self.show_title(_("打印机"), Line(_("选定即生效"), CAPTION, soft=2))
        self.printer, self.stock = Combo(_("打印机")), Combo(_("装的纸"))
        self.across = LengthField(_("左右偏移 mm"), {"Left": -1, "Right": 1})
        self.down = LengthField(_("上下偏移 mm"), {"Up": -1, "Down": 1})
        self.across.set_note("← →")
        self.down.set_note("↑ ↓")
        self.printer.drafted = self.stock.drafted = False
        self.button = Button(_("打印测试页"), key=TRY_OUT, icon="printer")
        self._printers: dict[str, Mapping[str, Any]] = {}
        self._said: tuple[str, ...] = ()
        self._name = ""
        self.printer.chose.connect(lambda option: self._show(option.value))
        self.stock.chose.connect(lambda _option: self.changed.emit())
        self.across.left.connect(self.changed)
        self.down.left.connect(self.changed)
        self.button.clicked.connect(self.tried)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_3)
        grid.setVerticalSpacing(GAP_2)
        for place, field in enumerate((self.printer, self.stock, self.across, self.down)):
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place % 2, 1)
        self.body.addLayout(grid)
        self.body.addWidget(
            Paragraph(_("向右、向下为正。方向键一按 0.5 mm，也可直接输入，精确到 0.1 mm。"), CAPTION, soft=2)
        )
        self.body.addWidget(self.button)
        self.body.addStretch(1)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The fields in the order of work."""
        return (self.printer, self.stock, self.across, self.down)

    def named(self) -> dict[str, Input]:
        """The fields by the names of the request."""
        return {X: self.across, Y: self.down}

    @property
    def says(self) -> Mapping[str, Any]:
        """What is said of the printer that is shown; nothing where there is none."""
        return self._printers.get(self._name, {})

    @property
    def differs(self) -> bool:
        """Whether something else stands here than was said, or was sent to be said."""
        return bool(self.says) and not self.stock.faulty and self._stands != self._said

    @property
    def chosen(self) -> Stock | None:
        """What lies in the printer, as it is shown; None where nobody knows."""
        value = self.stock.value()
        return Stock(value) if value and value != _UNKNOWN else None

    def sent(self) -> None:
        """What stands here is on its way: it is not sent twice."""
        self._said = self._stands

    def show_printers(self, printers: Sequence[Mapping[str, Any]], *, may_change: bool) -> None:
        """Show what was said of a printer; what somebody is typing stays."""
        name, typing = self._name, self.differs
        self._printers = {str(says["name"]): says for says in printers}
        self.setVisible(bool(printers))
        self.printer.set_options([Option(one, one) for one in self._printers])
        for field in (self.stock, self.across, self.down):
            field.set_read_only(read_only=not may_change)
        self.button.setEnabled(bool(printers))
        if name not in self._printers:
            self._show(next(iter(self._printers), ""))
        elif not typing and not any(field.faulty for field in (self.stock, self.across, self.down)):
            self._show(name)

    @property
    def _stands(self) -> tuple[str, ...]:
        return (self.stock.value(), *(_plain(field.text()) for field in (self.across, self.down)))

    def _show(self, name: str) -> None:
        self._name = name
        if self.printer.value() != name:
            self.printer.set_value(name)
        offset = offset_of(self.says)
        self.stock.set_options(
            [Option(_UNKNOWN, _("未说明")), *(Option(one.value, word("stock", one.value)) for one in Stock)]
        )
        self.stock.set_value(str(self.says.get("stock", "")) or _UNKNOWN)
        for length, tenths in ((self.across, offset.x), (self.down, offset.y)):
            if length.text() != spelled(tenths):  # what is selected in a field that the cursor is in stays so
                length.set_text(spelled(tenths))
        for field in (self.stock, self.across, self.down):
            field.clear()
        self._said = self._stands


def _plain(text: str) -> str:
    """A length in one spelling, so that 1 and 1.0 do not differ; what can not be read stays as it is."""
    tenths, wrong = parse_length("", text)
    return text if wrong else spelled(tenths)
