"""The truck in hand: who it is, the table of seven rows, and the line below in which everything is typed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from coalguard.domain.findings import Finding
from coalguard.domain.inspection import Mark, Row
from coalguard.domain.mass import Mass
from coalguard.operations.gate import TruckSheet
from coalguard.ui.pages.inspection.choice import ENTER, Choice, Way
from coalguard.ui.pages.inspection.rows import check_row, end_of, time_of
from coalguard.ui.states.inspection import TAIL, Check
from coalguard.ui.tokens import (
    BODY,
    BODY_STRONG,
    FIGURE,
    GAP_1,
    GAP_3,
    GAP_4,
    INPUT_CHECKPOINT,
    PLATE,
    TABLE,
    Tone,
)
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.check_row import CheckTable
from coalguard.ui.widgets.chip import Chip
from coalguard.ui.widgets.empty_state import EmptyState
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.paint import RIGHT, text_width
from coalguard.ui.widgets.plate_badge import PlateBadge
from coalguard.ui.words import _, said, word

_TAIL_WIDTH, _NARROW_TAIL, _NARROW = 132, 112, 600
_LONGEST_CODE, _LONGEST_NOTE = 600, 120


class EntryField(Field):
    """The line that begins: a plate, a check code, the number of a form; `entered` follows Enter."""

    entered = Signal()

    def relabel(self, label: str) -> None:
        """Ask for something else."""
        self.label = label
        self.setAccessibleName(label)
        self.update()

    def wants(self, name: str) -> bool:
        """While nothing is typed, Up and Down are for the queue."""
        return bool(self.text()) and super().wants(name)

    def enter_pressed(self) -> bool:
        """Enter asks about what stands here, unless it takes a province; the answer leads on."""
        if not super().enter_pressed():
            self.entered.emit()
        return True


class TailField(Field):
    """The end of the plate, as it is read off the truck; `entered` follows Enter."""

    entered = Signal()

    def wants(self, name: str) -> bool:
        """There is no province to choose: Up and Down are for the rows."""
        del name
        return False

    def enter_pressed(self) -> bool:
        """Enter compares; whoever listens leads on."""
        self.entered.emit()
        return True


class Fitted(Label):
    """One line in as many words as there is room for."""

    def __init__(self) -> None:
        """Begin without words."""
        super().__init__()
        self._choices: tuple[str, ...] = ()

    def show_shortening(self, choices: Iterable[str]) -> None:
        """Show the first of these that fits; they come in ever fewer words, and the last is shown in any case."""
        self._choices = tuple(choices)
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, more words."""
        super().resizeEvent(event)
        self._choose()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type, fewer words."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._choose()

    def _choose(self) -> None:
        fits = (one for one in self._choices if text_width(one, TABLE) <= self.width())
        self.show_lines(Line(next(fits, self._choices[-1] if self._choices else ""), TABLE, soft=1))


class TruckHead(Card):
    """Plate, what is known of the truck, where it comes from and goes to."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.badge = PlateBadge(type_=PLATE)
        self._about, self._known = Label(fixed=True), Fitted()
        self._chip = Chip()
        self._way = Label(align=RIGHT, fixed=True)
        first = QHBoxLayout()
        first.setSpacing(GAP_3)
        first.addWidget(self._about)
        first.addWidget(self._chip)
        first.addStretch(1)
        facts = QVBoxLayout()
        facts.setSpacing(GAP_1)
        facts.addLayout(first)
        facts.addWidget(self._known)
        line = QHBoxLayout()
        line.setSpacing(GAP_4)
        line.addWidget(self.badge)
        line.addLayout(facts, 1)
        line.addWidget(self._way)
        self.body.addLayout(line)
        self.body.setContentsMargins(GAP_4 - 1, GAP_3, GAP_4, GAP_3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_truck(self, sheet: TruckSheet) -> None:
        """Show a truck."""
        self.badge.show_plate(sheet.plate, colour=sheet.colour)
        axles = _("{axles} 轴").format(axles=sheet.axles) if sheet.axles else ""
        kind = _("汽车列车") if sheet.combination else _("货车")
        self._about.show_lines(Line(" · ".join(filter(None, (kind, axles))), BODY_STRONG))
        if sheet.axles:
            self._chip.show_text(_("备案车辆"), Tone.ACCENT)
        else:
            self._chip.show_text(_("未备案"), Tone.OFF)
        driver = _("司机 {name}").format(name=_shortened(sheet.driver)) if sheet.driver else ""
        self._known.show_shortening(_known(driver, sheet.remembered))
        self._way.show_lines(*_way(sheet))


def _known(driver: str, finding: Finding) -> Iterator[str]:
    """What is known of the truck, in ever fewer words: its tare stands in the rows too, what became of it counts."""
    times, last = finding.facts.get("times"), finding.facts.get("last_kg")
    code = "memory.seen" if times else finding.code
    seen = said(replace(finding, code=code)).rstrip("。")
    tare = _("皮重 {mass} t").format(mass=Mass(last).tonnes) if isinstance(last, int) else ""
    for parts in ((driver, seen, tare), (driver, seen), (seen,)):
        yield " · ".join(filter(None, parts))
    if times:
        latest = str(finding.facts.get("decisions") or "").partition(",")[0]
        yield said(replace(finding, code=code, facts={**finding.facts, "decisions": latest})).rstrip("。")
        yield _("来过 {times} 次").format(times=times)


def _shortened(name: str) -> str:
    """A driver's name as everybody at the window may see it."""
    return name[:1] + "*" * (len(name) - 1)


def _way(sheet: TruckSheet) -> tuple[Line, ...]:
    """From where to where, when it came, until when its form holds."""
    paper = sheet.paper
    facts = {row.row: row.facts for row in sheet.computed}
    goal = str(facts.get(Row.DESTINATION, {}).get("destination") or "")
    places = " → ".join(filter(None, (paper.station if paper else "", goal)))
    came = _("{time} 到卡").format(time=time_of(sheet.opened_at))
    ends = end_of(paper.valid_until, sheet.opened_at) if paper and paper.valid_until else ""
    second = Line(_("单据有效至 {time}").format(time=ends) if ends else came, TABLE, soft=1)
    return (Line(places, BODY_STRONG), second) if places else (second,)


class EvidenceColumn(QWidget):
    """The middle of the page."""

    def __init__(self) -> None:
        """Build it without a truck."""
        super().__init__()
        self.head, self.table = TruckHead(), CheckTable()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.entry = EntryField(
            _("车牌，或五联单的校验码、单号"),
            kind=Kind.PLATE,
            hint=_("扫五联单，或在这里输入"),
            longest=_LONGEST_CODE,
            height=INPUT_CHECKPOINT,
            type_=FIGURE,
        )
        self.tail = TailField(_("车牌后五位"), kind=Kind.PLATE, longest=8, height=INPUT_CHECKPOINT, type_=FIGURE)
        self.judgement = Choice(
            _("煤种目测"),
            [
                Way(Mark.OK.value, _("一致"), ENTER, Tone.OK),
                Way(Mark.WARN.value, _("存疑"), "1", Tone.WARN),
                Way(Mark.FAIL.value, _("不符"), "2", Tone.FAIL),
            ],
        )
        self.note = Field(_("现场备注"), hint=_("可不填"), longest=_LONGEST_NOTE, height=INPUT_CHECKPOINT, type_=BODY)
        self.entry.drafted = False
        self._none = EmptyState(_("没有排队车辆。扫五联单，或按 F2 登记。"), "truck")
        self._lay_out()

    def _lay_out(self) -> None:
        self._truck, nobody = QWidget(), Card()
        nobody.body.addWidget(self._none)
        rows = QVBoxLayout(self._truck)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.head)
        rows.addWidget(self.table, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(nobody)
        self._stack.addWidget(self._truck)
        strip = Card()
        strip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        strip.body.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_4)
        line = QHBoxLayout()
        line.setSpacing(GAP_3)
        for field, share in ((self.entry, 4), (self.tail, 0), (self.judgement, 1), (self.note, 4)):
            line.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        strip.body.addLayout(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self._stack, 1)
        column.addWidget(strip)
        self.show_nobody(waiting=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow column the note is given what the end of a plate does not need."""
        super().resizeEvent(event)
        self.tail.setFixedWidth(_NARROW_TAIL if self.width() < _NARROW else _TAIL_WIDTH)

    def show_nobody(self, waiting: int) -> None:
        """No truck is in hand."""
        sentence = (
            _("{count} 辆车在排队。扫五联单，或用 ↑ ↓ 选车后按 Enter。").format(count=waiting)
            if waiting
            else _("没有排队车辆。扫五联单，或按 F2 登记。")
        )
        self._none.show_sentence(sentence)
        self._stack.setCurrentIndex(0)
        self.entry.relabel(_("车牌，或五联单的校验码、单号"))
        self.ask_for_code(asking=True)
        for field in (self.tail, self.judgement, self.note):
            field.hide()

    def ask_for_code(self, *, asking: bool) -> None:
        """Show the line for a form's number in place of the end of the plate, or take it away."""
        self.entry.setVisible(asking)
        self.tail.setVisible(not asking)
        self.note.setVisible(not asking)

    def show_truck(self, sheet: TruckSheet, check: Check) -> None:
        """A truck is in hand."""
        self.head.show_truck(sheet)
        self._stack.setCurrentIndex(1)
        self.entry.relabel(_("五联单的校验码或单号"))
        self.ask_for_code(asking=False)
        self.judgement.show()
        self.tail.set_read_only(read_only=not check.tail_wanted)
        if not check.tail_wanted:
            self.tail.set_text(sheet.plate[-TAIL:])
        self.show_check(sheet, check)

    def show_check(self, sheet: TruckSheet, check: Check) -> None:
        """Show the rows as they stand, and which of them is asked about."""
        self.table.show_rows([check_row(row, sheet) for row in check.rows])
        asked = check.asked
        self.table.mark(asked.value if asked else "")
        row = asked or Row.KIND
        answer = check.answers.get(row)
        self.judgement.relabel(_("煤种目测") if row is Row.KIND else word("row", row.value))
        self.judgement.set_text(answer.result.value if answer else "")
