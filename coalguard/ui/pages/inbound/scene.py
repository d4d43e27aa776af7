"""The scene: the three columns of the page, the panel that takes the place of the right one, and the live weight."""

from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from coalguard.ui.keys import EnterOrder
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.pages.inbound.load_card import LoadCard
from coalguard.ui.pages.inbound.panel import Panel
from coalguard.ui.pages.inbound.side_card import SideCard
from coalguard.ui.pages.inbound.weighing import Weighing
from coalguard.ui.pages.inbound.yard import Yard
from coalguard.ui.states.inbound import contract_standing, not_chosen, report_standing
from coalguard.ui.tokens import GAP_3, WIDEST_CENTRE, Tone
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace


class InboundScene(Page):
    """What is seen of the page; what it does is told in `page`."""

    def __init__(self, place: Workplace) -> None:
        """Build three columns."""
        super().__init__(place)
        self.yard, self.load, self.side = Yard(), LoadCard(place.station.books.rules.coals), SideCard()
        self.panel: Panel | None = None
        self.weighing = Weighing(self, self.load, self.yard)
        self.fields = self.load.named()
        self.main_act, self.first_focus = self.side.receive, self.load.plate
        self._back_to: QWidget | None = None
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(GAP_3)
        self.load.setMaximumWidth(WIDEST_CENTRE)
        for column, stretch in ((self.yard, 0), (self.load, 1), (self.side, 0)):
            self._columns.addWidget(column, stretch)
        self.load.enter_order = EnterOrder(list(self.fields.values()), last=self.side.receive)
        self.load.changed.connect(self.show_standings)
        if place.scale is not None:
            place.scale.shown.connect(self._on_mass)
            self.yard.mass.show_mass(place.scale.last)
            self.yard.mass.set_act(_("置零"), "Ctrl+0")
            self.yard.mass.pressed.connect(self.explain_zero)
        self.show_steps()

    @property
    def ready(self) -> bool:
        """Whether the load can be received: both weights stand."""
        sheet = self.weighing.sheet
        return sheet is not None and sheet.net is not None

    # --- the weight --------------------------------------------------------------------------------------------------

    def _on_mass(self, shown: ShownMass) -> None:
        before = self.weighing.by_hand_last
        self.yard.mass.show_mass(shown)
        if self.weighing.by_hand != before:
            self.weighing.by_hand_last = not before
            self.keys_changed.emit()

    def explain_zero(self) -> None:
        """How a scale is brought back to nothing: at its indicator, never from here."""
        text = _("空磅时请在仪表上按置零键。本程序不向地磅发送置零和去皮。")
        self.tell(Message("scale.zero_how", text, Tone.ACCENT, icon="scale"))

    def show_steps(self) -> None:
        """Show how far the weighing has come, and whether the load can be received."""
        self.yard.show_sheet(self.weighing.sheet)
        self.side.show_ready(ready=self.ready)
        self.keys_changed.emit()

    def show_standings(self) -> None:
        """Show how the load stands with its papers."""
        contract, report = self.load.chosen_contract, self.load.chosen_report
        if not self.load.supplier.value():
            self.side.show_load(*not_chosen())
            self.keys_changed.emit()
            return
        self.side.show_load(
            contract_standing(contract.number if contract else "", contract.left if contract else None),
            report_standing(report.number if report else "", report.verdict if report else ""),
        )
        self.keys_changed.emit()

    # --- the right column --------------------------------------------------------------------------------------------

    def open_panel(self, panel: Panel) -> None:
        """Show a panel in place of the papers, the cursor in it."""
        self.close_panel()
        self._back_to = QApplication.focusWidget()
        self.panel = panel
        self.side.hide()
        self._columns.addWidget(panel)
        panel.show()
        panel.focus_first()
        self.keys_changed.emit()

    def close_panel(self) -> None:
        """Back to the papers."""
        panel, self.panel = self.panel, None
        if panel is None:
            return
        self._columns.removeWidget(panel)
        panel.hide()
        panel.deleteLater()
        self.side.show()
        back, self._back_to = self._back_to, None
        if back is not None and self.isAncestorOf(back) and back.isVisible():
            back.setFocus()
        else:
            self.focus_work()
        self.keys_changed.emit()

    def focus_work(self) -> None:
        """Put the cursor where the truck in hand needs it."""
        if self.ready:
            self.load.lot.setFocus()
        elif self.weighing.visit:
            self.yard.list.setFocus()
        else:
            self.load.plate.setFocus()
