"""The page 质检: a report is typed, judged with every key, and kept with its verdict; what each key does."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coalguard.domain.assay import Basis, Item
from coalguard.domain.findings import Finding
from coalguard.domain.identity import day_of
from coalguard.domain.journal import Json
from coalguard.domain.roles import Duty, check
from coalguard.operations.lot import CompleteLot, LotState, complete
from coalguard.operations.quality import EnterReport, Judgement, JudgeValues, ReportKept, enter_report, judge
from coalguard.operations.supply import Course, ListSupply, ShowCourse, Supply, list_supply, show_course
from coalguard.ui.keys import MAIN, EnterOrder, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.pages.quality.course_card import CourseCard
from coalguard.ui.pages.quality.report_card import LONGEST_NUMBER, ReportCard
from coalguard.ui.pages.quality.values_card import ValuesCard
from coalguard.ui.pages.quality.verdict_card import VerdictCard
from coalguard.ui.states.quality import INDICATORS, TONES
from coalguard.ui.tokens import GAP_3, Tone
from coalguard.ui.widgets.columns import Columns
from coalguard.ui.widgets.input import Input
from coalguard.ui.words import _, word
from coalguard.ui.workplace import Workplace

UNFILLED: Final = "report.unfilled"
SCAN_SWITCH: Final = "scan.switch"
SCAN_UNKNOWN: Final = "scan.unknown"
_SLIP: Final = re.compile(r"W\d{16,20}")
"""What stands on the slip of a first weighing (`trust.slipcode`): it calls up a truck, and is no report."""
_BASIS: Final = "basis."


class QualityPage(Page):
    """Type, see the verdict, save."""

    name = "quality"
    takes_scans = True
    kinds = ("report.", "supplier.", "lot.", "stock.", "rules.")
    finding_fields: ClassVar[Mapping[str, str]] = {
        "report.number": "number",
        "report.covers": "covers",
        "report.exceeded": "covers",
        "report.sampled": "sampled_on",
        "report.reported": "reported_on",
        "supplier.": "supplier",
        "coal.": "coal",
        "lot.": "lot",
    }

    def __init__(self, place: Workplace) -> None:
        """Build three columns."""
        super().__init__(place)
        self.report, self.values = ReportCard(place.station.books.rules.coals), ValuesCard()
        self.verdict = VerdictCard()
        self.fields = {**self.report.named(), **self.values.named()}
        self.main_act, self.first_focus = self.verdict.save, self.report.number
        self.enter_order = EnterOrder(list(self.fields.values()), last=self.verdict.save)
        self.judgement: Judgement | None = None
        self._asked: JudgeValues | None = None
        self._resumed: Mapping[str, Json] = {}
        self._warned = False
        self.course = CourseCard()
        centre = QWidget()
        rows = QVBoxLayout(centre)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.values)
        rows.addWidget(self.course, 1)
        Columns(self, self.report, centre, self.verdict)
        self.report.supplier.edited.connect(self._ask_course)
        self.verdict.save.clicked.connect(self._on_save)
        for name, field in self.fields.items():
            field.edited.connect(self._on_edited)
            if name in self.values.named():
                field.left.connect(self.judge)
        self.report.begin(day_of(place.clock.now()))

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work now."""
        lot = self.report.chosen_lot is not None and self.verdict.verdict.verdict[0] is Tone.FAIL
        act = _("保存判定并冻结批次") if lot else _("保存判定")
        return (
            KeyAct("F2", _("新报告"), self._on_new),
            KeyAct(MAIN, act, self._on_save, tone=Tone.FAIL if lot else Tone.PLAIN),
        )

    def shown(self) -> None:
        """Ask for suppliers, laboratories and lots."""
        self.report.may_complete = check(Duty.RECEIVE, self.place.actor.roles) is None
        self.ask(list_supply, ListSupply(), self._show_supply)
        self.judge()

    def changed(self, kinds: frozenset[str]) -> None:
        """Show what was saved meanwhile."""
        if "rules.published" in kinds:
            self.report.offer_coals(self.place.station.books.rules.coals)
            self.judge()
        self.ask(list_supply, ListSupply(), self._show_supply)

    def field_of(self, finding: Finding) -> Input | None:
        """What is wrong with a value is shown at it."""
        item = str(finding.facts.get("item", ""))
        return self.fields.get(item) or super().field_of(finding)

    def draft(self) -> Mapping[str, Json]:
        """What was typed, as soon as anything stands that nobody put there, with the bases."""
        if self._resumed:
            return self._resumed
        if not (self.report.begun or any(field.text() for field in self.values.named().values())):
            return {}
        bases = {f"{_BASIS}{item.value}": field.basis.value for item, field in self.values.values.items()}
        return {**super().draft(), **bases}

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Put a draft back as soon as there is something to choose from."""
        self._resumed = draft

    def _show_supply(self, supply: Supply) -> None:
        self.report.show_supply(supply)
        self._ask_course()
        resumed, self._resumed = self._resumed, {}
        if resumed:
            for name in ("supplier", *resumed):
                super().restore({name: resumed.get(name, "")})
                self.report.show_supply(supply)
            for item, field in self.values.values.items():
                basis = resumed.get(f"{_BASIS}{item.value}")
                if isinstance(basis, str):
                    field.take_basis(Basis(basis))
        self.judge()

    # --- a scan ------------------------------------------------------------------------------------------------------

    def scanned(self, text: str) -> None:
        """A report's number, wherever the cursor is; what was typed is replaced by it only where somebody says so."""
        self.untell(SCAN_SWITCH)
        self.untell(SCAN_UNKNOWN)
        here = self.report.number.text().strip()
        if len(text) > LONGEST_NUMBER or _SLIP.fullmatch(text):
            self.tell(Message(SCAN_UNKNOWN, _("无法识别的码：{text}").format(text=text[:20]), Tone.WARN))
        elif here in {"", text}:
            self._take_number(text)
        else:
            told = _("正在录入报告 {here}。Enter 改为 {there}，Esc 留下。").format(here=here, there=text)
            switch = KeyAct("Enter", _("改为"), lambda: self._take_number(text))
            self.tell(Message(SCAN_SWITCH, told, Tone.WARN, switch))

    def _take_number(self, number: str) -> None:
        self.untell(SCAN_SWITCH)
        self.report.number.set_text(number)
        self.report.number.clear()
        self.report.laboratory.setFocus()
        self._on_edited()

    # --- the supplier's course ---------------------------------------------------------------------------------------

    def fitted(self) -> None:
        """The course is the first to go where there is little room, then a title."""
        self.course.show_room(room=not self.compact)
        self.values.fold(folded=self.compact)

    def _ask_course(self) -> None:
        """Ask how the sulfur of the supplier went."""
        supplier = self.report.supplier.value()
        if supplier:
            self.ask(show_course, ShowCourse(supplier=supplier, item=Item.SULFUR), self._show_course)
        else:
            self.course.show_points(())

    def _show_course(self, course: Course) -> None:
        if course.supplier == self.report.supplier.value():
            self.course.show_points(course.points)

    # --- the verdict -------------------------------------------------------------------------------------------------

    def _on_edited(self) -> None:
        self._warned = False
        self.untell(UNFILLED)
        self.edited.emit()
        self.judge()

    def judge(self) -> None:
        """Judge what stands now."""
        coal = self.report.coal.value()
        if coal:
            self._asked = JudgeValues(coal=coal, values=self.values.stated())
            self.ask(judge, self._asked, self._show_judgement)

    def _show_judgement(self, judgement: Judgement) -> None:
        if self._asked != JudgeValues(coal=judgement.coal, values=self.values.stated()):
            return
        self.judgement = judgement
        self.values.show_judgement(judgement)
        self.verdict.show_judgement(judgement, self.report.chosen_lot, self.values.filled)
        self.keys_changed.emit()

    # --- saving ------------------------------------------------------------------------------------------------------

    def _on_new(self) -> None:
        self.untell()
        self._begin()

    def _begin(self) -> None:
        self.report.begin(day_of(self.place.clock.now()))
        for field in self.values.named().values():
            field.empty()
        self._warned = False
        self.judge()
        self._ask_course()
        self.focus_first()
        self.edited.emit()

    def _unfilled(self) -> bool:
        """Whether indicators lack and nobody was told yet: then the cursor goes there, and the next F9 saves."""
        lacking = [item for item, _basis in INDICATORS if not self.values.values[item].text().strip()]
        if not lacking or self._warned:
            return False
        self._warned = bool(self.values.stated())
        self.values.values[lacking[0]].setFocus()
        items = "、".join(word("item", item.value) for item in lacking)
        text = _("{items}没有录入。报告上确实没有时，再按 F9 按不能判定保存。").format(items=items)
        self.tell(Message(UNFILLED, text, Tone.WARN))
        return True

    def _on_save(self) -> None:
        if self.saving:
            return
        self.report.check_days()
        self.report.check_covers()
        for field in (self.report.laboratory, self.report.supplier, self.report.lot, self.report.coal):
            field.left_box()
        if not self.complete() or self._unfilled():
            return
        report, lot = self.report, self.report.chosen_lot
        sampled, reported = report.day(report.sampled_on), report.day(report.reported_on)
        request = EnterReport(
            number=report.number.text().strip(),
            laboratory=report.laboratory.value(),
            supplier=report.supplier.value(),
            sampled_on=sampled.isoformat() if sampled else "",
            reported_on=reported.isoformat() if reported else "",
            covers_kg=report.covers_kg or 0,
            coal=report.coal.value(),
            values=self.values.stated(),
        )

        def kept(result: ReportKept) -> None:
            self._kept(result, lot.lot if lot else "")

        self.write(enter_report, request, kept)

    def _kept(self, result: ReportKept, lot: str) -> None:
        self.untell()
        self._begin()
        verdict = word("verdict", result.verdict.value)
        text = _("报告 {number} 已存：{verdict}。").format(number=result.number, verdict=verdict)
        self.tell(Message("report.kept", text, TONES.get(result.verdict, Tone.WARN)))
        for finding in result.findings:
            if finding.code.startswith("report."):
                self.tell_reason(finding)
        if lot:
            self._bring(result, lot, text)

    def _bring(self, result: ReportKept, lot: str, text: str) -> None:
        """Give the lot its report: a passing one frees it, a failing one freezes it."""

        def done(state: LotState) -> None:
            sells = _("批次 {lot} 可以销售。") if not state.incomplete else _("批次 {lot} 还有手续没有补齐。")
            told = _("批次 {lot} 已冻结，不能销售。") if state.verdict == "fail" else sells
            tone = TONES.get(result.verdict, Tone.WARN)
            self.tell(Message("report.kept", text + told.format(lot=state.lot), tone))

        self.write(complete, CompleteLot(lot=lot, report=str(result.id)), done)
