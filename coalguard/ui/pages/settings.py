"""设置: the look of the window, the way to the city, the machines that are set up, and where each paper is printed.

An administrator enrols the station here, gives papers to printers, and says of a printer what lies in it and how far it
must move what it prints. Machines are set up on the command line; here their other settings are read.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.offset import offset_of, spelled
from coalguard.domain.printout import Printer, Printout, Stock
from coalguard.domain.roles import Duty, check
from coalguard.operations import synchronise
from coalguard.operations.enrol import Enroll, Enrolled, enroll
from coalguard.operations.setup import (
    PAPERS,
    AssignPaper,
    PrinterKind,
    SetPrinter,
    Settings,
    ShowSettings,
    StationKind,
    assign_paper,
    set_printer,
    show,
)
from coalguard.operations.synchronise import ShowSync, SyncSheet
from coalguard.ui.enrolment_card import Enrolment, EnrolmentCard
from coalguard.ui.keys import MAIN, EnterOrder, KeyAct, reachable
from coalguard.ui.look import look
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.printer_card import TRY_OUT, PrinterCard
from coalguard.ui.printing_card import PrintingCard
from coalguard.ui.states.sync import time_of
from coalguard.ui.tokens import BODY, CAPTION, CAPTION_MEDIUM, GAP_1, GAP_3, GAP_4, Tone
from coalguard.ui.widgets.card import Card, Divider
from coalguard.ui.widgets.columns import Columns
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.scrolled import Scrolled
from coalguard.ui.widgets.segmented import Segmented
from coalguard.ui.words import _, word
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:
    from coalguard.operations.paper.trial import Tried

_LOOK_WIDTH, _CITY_WIDTH = 360, 420
_OF_PAPERS = ("printer.took_over", "printer.paper_unfit", "printer.unknown", "role.missing")
"""What the last choice of a printer may have said."""
_TRIED = "printer.tried"


class SettingsPage(Page):
    """The look, the way to the city, and the machines."""

    name = "settings"
    kinds = ("scale.set", "printer.set", "paper.assigned", "server.")
    later = ("coalguard.operations.paper.trial",)
    finding_fields: ClassVar[Mapping[str, str]] = {
        "enroll.url": "url",
        "enroll.ca": "ca",
        "enroll.code": "code",
        "enroll.tries": "code",
    }

    def __init__(self, place: Workplace) -> None:
        """Build three columns."""
        super().__init__(place)
        themes = [Option("light", _("浅色")), Option("dark", _("深色"))]
        self.theme = Segmented(_("主题"), themes)
        self.type_size = Segmented(_("字号"), [Option(str(percent), f"{percent} %") for percent in (100, 115, 130)])
        self.theme.drafted = self.type_size.drafted = False
        self.theme.chose.connect(lambda option: self.place.ask_look(dark=option.value == "dark"))
        self.type_size.chose.connect(lambda option: self.place.ask_look(percent=int(option.value)))
        look().changed.connect(self._show_look)
        self.machines = Card(_("设备"))
        self.printing = PrintingCard(PAPERS[StationKind(place.sheet.kind)])
        self.printing.assigned.connect(self._on_assigned)
        self.printer = PrinterCard()
        self.printer.changed.connect(self._say_printer)
        self.printer.tried.connect(self._on_tried)
        self._saying = self._trial_due = False
        self.enrolment = EnrolmentCard()
        self.enrolment.asked.connect(self._on_enrol)
        self.fields = {**self.printer.named(), **self.enrolment.named()}
        self.main_act = self.enrolment.button
        printers = (*self.printing.choices.values(), *self.printer.stops)
        stops = [self.theme, self.type_size, *printers, *self.enrolment.named().values()]
        self.enter_order = EnterOrder(stops, last=self.main_act)
        self.first_focus = self.theme
        self._lay_out()
        self._show_look()

    def _lay_out(self) -> None:
        """What is only read stands below the look; what is changed, in the order of work, column by column."""
        card = Card(_("外观"))
        card.body.setSpacing(GAP_4)
        card.body.addWidget(self.theme)
        card.body.addWidget(self.type_size)
        card.body.addWidget(Paragraph(_("Ctrl+D 换主题，Ctrl+加号、Ctrl+减号 改字号"), CAPTION, soft=2))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GAP_3)
        self.machines.body.addLayout(self._lines)
        self.machines.body.addStretch(1)
        left = Scrolled(_stacked(card, self.machines))
        left.setFixedWidth(_LOOK_WIDTH)
        self.enrolment.setFixedWidth(_CITY_WIDTH)
        Columns(self, left, Scrolled(_stacked(self.printing, self.printer)), self.enrolment)

    def keys(self) -> Sequence[KeyAct]:
        """The keys of the look, and the one that enrols where that can be done."""
        dark = not look().theme.dark
        possible = self.enrolment.standing is Enrolment.POSSIBLE
        enrol = (KeyAct(MAIN, _("入网"), self._on_enrol),) if possible else ()
        first = next((one for one in self.printing.choices.values() if reachable(one)), None)
        papers = (KeyAct("Ctrl+P", _("单据打印"), first.setFocus),) if first else ()
        trial = (KeyAct(TRY_OUT, _("打印测试页"), self._on_tried),) if self.printer.says else ()
        return (KeyAct("Ctrl+D", _("换主题"), lambda: self.place.ask_look(dark=dark)), *papers, *trial, *enrol)

    def shown(self) -> None:
        """Ask for the machines and the city."""
        self.ask(show, ShowSettings(), self._show_machines)
        self.ask(synchronise.show, ShowSync(), self._show_city)

    def changed(self, kinds: frozenset[str]) -> None:
        """Ask again."""
        del kinds
        self.shown()

    def _show_look(self) -> None:
        self.theme.set_value("dark" if look().theme.dark else "light")
        self.type_size.set_value(str(look().percent))

    # --- the city ----------------------------------------------------------------------------------------------------

    def _show_city(self, sheet: SyncSheet) -> None:
        if sheet.url:
            at = time_of(sheet.last_contact, self.place.clock.now()) if sheet.last_contact else ""
            fresh = _("刚刚入网") if self.enrolment.digits.text() else _("还没有联系上")
            contact = _("上次联系 {time}").format(time=at) if at else fresh
            self.enrolment.show_place(sheet.url, contact)
        elif self.place.sheet.demo:
            self.enrolment.show_standing(Enrolment.DEMO)
        else:
            may = check(Duty.ENROL, self.place.actor.roles) is None
            self.enrolment.show_standing(Enrolment.POSSIBLE if may else Enrolment.NOT_ALLOWED)
        self.keys_changed.emit()

    def _on_enrol(self) -> None:
        if self.saving or not self.complete():
            return
        self.untell()
        typed = {name: field.text().strip() for name, field in self.enrolment.named().items()}
        self.outside(enroll, Enroll(**typed), self._on_enrolled)

    def _on_enrolled(self, enrolled: Enrolled) -> None:
        self.enrolment.show_fingerprint(enrolled.fingerprint)
        self.enrolment.show_place(enrolled.url, _("刚刚入网"))
        self.edited.emit()
        self.keys_changed.emit()

    # --- machines ----------------------------------------------------------------------------------------------------

    def _on_assigned(self, paper: Printout, printer: str, wanted: bool) -> None:  # noqa: FBT001 -- a signal's values
        def told(settings: Settings) -> None:
            self._show_machines(settings)
            for finding in settings.findings:
                self.tell_reason(finding)

        def failed(error: CoalGuardError) -> None:
            self.failed(error)
            self.shown()

        for code in _OF_PAPERS:
            self.untell(code)
        self.write(assign_paper, AssignPaper(paper=paper, printer=printer, wanted=wanted), told, failed)

    def _say_printer(self) -> bool:
        """Have what stands in the card said of its printer, where it is something else; whether it was."""
        card = self.printer
        if not card.differs:
            return False
        request = SetPrinter(
            name=card.says["name"],
            kind=PrinterKind(card.says["kind"]),
            target=card.says["target"],
            stock=card.chosen,
            offset_x_mm=card.across.text(),
            offset_y_mm=card.down.text(),
        )
        card.sent()
        self._saying = True
        self.write(set_printer, request, self._on_said, self._on_refused)
        return True

    def _on_said(self, settings: Settings) -> None:
        self._saying = False
        self._show_machines(settings)
        if self._trial_due:
            self._try_out()

    def _on_refused(self, error: CoalGuardError) -> None:
        self._saying = self._trial_due = False
        findings = error.findings if isinstance(error, Refused) else ()
        for finding in findings:
            if finding.code == "printer.paper_unfit":
                self.printer.stock.show_finding(finding)
        rest = [finding for finding in findings if finding.code != "printer.paper_unfit"]
        if findings:
            self.show_findings(rest)
        else:
            self.failed(error)

    def _on_tried(self) -> None:
        """Print the test page, after what stands in the card was said."""
        self._trial_due = True
        if not self._say_printer() and not self._saying:
            self._try_out()

    def _try_out(self) -> None:
        from coalguard.operations.paper.trial import PrintTrial, print_trial  # noqa: PLC0415 -- see `later`

        self._trial_due = False
        self.untell(_TRIED)
        if any(field.faulty for field in (self.printer.stock, self.printer.across, self.printer.down)):
            return
        self.outside(print_trial, PrintTrial(printer=str(self.printer.says["name"])), self._on_printed)

    def _on_printed(self, tried: "Tried") -> None:
        text = _("测试页已交给打印机 {printer}（{target}）。请用尺量刻度。")
        self.tell(Message(_TRIED, text.format(printer=tried.printer, target=tried.target), Tone.OK))

    def _show_machines(self, settings: Settings) -> None:
        printers = [
            Printer(says["name"], Stock(says["stock"]) if says.get("stock") else None) for says in settings.printers
        ]
        may = check(Duty.SETUP, self.place.actor.roles) is None
        self.printing.show_routes(printers, settings.papers, may_change=may)
        self.printer.show_printers(settings.printers, may_change=may)
        self.keys_changed.emit()
        while self._lines.count():
            line = self._lines.takeAt(0).widget()
            line.hide()
            line.deleteLater()
        shown = [*map(_scale, settings.scales), *map(_printer, settings.printers)]
        for number, (name, about) in enumerate(shown):
            if number:
                self._lines.addWidget(Divider())
            self._lines.addWidget(_machine(name, about))
        if not shown:
            self._lines.addWidget(Label(Line(_("还没有设置地磅和打印机。"), CAPTION_MEDIUM, soft=2)))


def _stacked(*cards: Card) -> QVBoxLayout:
    """Cards above each other; the last takes what is left."""
    rows = QVBoxLayout()
    rows.setSpacing(GAP_3)
    for card in cards:
        rows.addWidget(card, 1 if card is cards[-1] else 0)
    return rows


def _machine(name: str, about: str) -> QWidget:
    """A machine: its name, and below it in as many lines as it needs how it is set up."""
    box = QWidget()
    rows = QVBoxLayout(box)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(GAP_1)
    rows.addWidget(Label(Line(name, BODY)))
    rows.addWidget(Paragraph(about, CAPTION, soft=2))
    box.setAccessibleName(f"{name} {about}")
    return box


def _scale(says: Mapping[str, Any]) -> tuple[str, str]:
    about = _("地磅 · {port} · {protocol} · 分度 {division} kg · 最大 {maximum} t").format(
        port=says["port"], protocol=says["protocol"], division=says["division_kg"], maximum=f"{says['max_kg'] / 1000:g}"
    )
    return str(says["name"]), about


def _printer(says: Mapping[str, Any]) -> tuple[str, str]:
    kind = word("printer_kind", str(says["kind"]))
    about = _("打印机 · {kind} · {target}").format(kind=kind, target=says["target"])
    offset = offset_of(says)
    moved = _("偏移 {x} / {y} mm").format(x=spelled(offset.x), y=spelled(offset.y)) if offset else ""
    return str(says["name"]), " · ".join(filter(None, (about, word("stock", str(says.get("stock", ""))), moved)))
