"""Weighing: F4 takes the weight that is due, of the truck in hand or of a new one that is registered first.

A supplier who was typed and is not known is registered before the truck. Where the scale can give no weight, a panel
asks for a typed one. What is taken is saved at once and never altered.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.registry import SupplierKind
from coalguard.domain.weighing import PanelState
from coalguard.operations.register import Registered, RegisterSupplier, register_supplier
from coalguard.operations.station import Second
from coalguard.operations.supply import InboundSheet, ShowInbound, show_inbound
from coalguard.operations.visit import Arrived, ArriveInbound, arrive
from coalguard.operations.weighing import Capture, EnterWeight, Pass, Weighed, capture, enter
from coalguard.ui.keys import KeyAct
from coalguard.ui.page import Page
from coalguard.ui.pages.inbound.load_card import LoadCard
from coalguard.ui.pages.inbound.panel import Panel
from coalguard.ui.pages.inbound.yard import Yard
from coalguard.ui.states.inbound import due
from coalguard.ui.states.sale import plate_of
from coalguard.ui.words import _

UNSTEADY: Final = frozenset({"scale.unsteady", "scale.empty", "scale.zero_shifted", "scale.overload"})


class Weighing(QObject):
    """The scale's side of the page."""

    weighed = Signal(object, str)
    """A weight was saved: a Weighed, and the plate."""
    arrived = Signal(object)
    """A truck was registered and is in hand now: its InboundSheet."""
    asked_by_hand = Signal()
    """The weight is to be typed."""

    def __init__(self, page: Page, load: LoadCard, yard: Yard) -> None:
        """Act through a page."""
        super().__init__(page)
        self._page, self._load, self._yard = page, load, yard
        self.visit = ""
        self.sheet: InboundSheet | None = None
        self.by_hand_last = self.by_hand

    def hold(self, sheet: InboundSheet) -> None:
        """Take a truck in hand."""
        self.visit, self.sheet = str(sheet.visit), sheet

    def drop(self) -> None:
        """No truck is in hand."""
        self.visit, self.sheet = "", None

    @property
    def due(self) -> str:
        """Which weight is due; none once both were taken."""
        return due(one.step for one in self.sheet.weights) if self.sheet else due(())

    @property
    def by_hand(self) -> bool:
        """Whether the scale can give no weight now."""
        scale = self._page.place.scale
        return scale is None or scale.last.state is PanelState.DISCONNECTED

    @property
    def plate(self) -> str:
        """The truck in hand, or the one that is being typed."""
        return self.sheet.plate if self.sheet else plate_of(self._load.plate.text())

    def take(self) -> None:
        """Take the weight that is due, after registering the truck where it is new."""
        if self._page.saving or not self.due:
            return
        if not self.visit:
            self._register()
        elif self.by_hand:
            self.asked_by_hand.emit()
        else:
            self._capture()

    # --- a new truck -------------------------------------------------------------------------------------------------

    def _register(self) -> None:
        load = self._load
        load.check_declared()
        needed = (load.plate, load.supplier, load.contract, load.report, load.coal, load.declared)
        for field in needed:
            field.left_box()
            field.check_required()
        bad = [field for field in needed if field.faulty]
        if bad:
            bad[0].setFocus()
        else:
            self.with_supplier(self._arrive)

    def with_supplier(self, follow: Callable[[str], None]) -> None:
        """Go on with the supplier's id, after registering who is not known."""
        load = self._load
        if load.known_supplier:
            follow(load.known_supplier)
            return
        request = RegisterSupplier(name=load.supplier.value(), kind=SupplierKind(load.kind.value()))

        def registered(who: Registered) -> None:
            follow(str(who.id))

        self._page.write(register_supplier, request, registered)

    def _arrive(self, supplier: str) -> None:
        load = self._load
        request = ArriveInbound(
            plate=load.plate.text(),
            supplier=supplier,
            driver=load.driver.text().strip(),
            contract=load.contract.value(),
            report=load.report.value(),
            coal=load.coal.value(),
            declared_kg=load.declared_kg,
        )

        def in_hand(sheet: InboundSheet) -> None:
            self.hold(sheet)
            self.arrived.emit(sheet)
            self.take()

        def arrived(truck: Arrived) -> None:
            self.visit = str(truck.visit)
            for finding in truck.findings:
                self._page.tell_reason(finding)
            self._page.ask(show_inbound, ShowInbound(visit=self.visit), in_hand)

        self._page.write(arrive, request, arrived)

    # --- the weight --------------------------------------------------------------------------------------------------

    def _capture(self) -> None:
        plate = self.plate
        self._yard.mass.set_aside(_("正在取重，等车停稳…"))

        def done(weighed: Weighed) -> None:
            self._yard.mass.set_aside("")
            self.weighed.emit(weighed, plate)

        def failed(error: CoalGuardError) -> None:
            self._yard.mass.set_aside("")
            if isinstance(error, Refused) and error.findings[0].code not in UNSTEADY:
                self._page.failed(error)
            else:
                reason = error.findings[0] if isinstance(error, Refused) else error
                self._page.tell_reason(reason, KeyAct("F4", _("再试"), self.take))

        request = Capture(step=Pass(self.due), visit=self.visit, scale=self._scale)
        self._page.outside(capture, request, done, failed)

    @property
    def _scale(self) -> str:
        scale = self._page.place.scale
        return scale.last.scale if scale else ""

    def enter(self, panel: Panel) -> None:
        """Save a weight that was typed."""
        if not panel.complete():
            return
        kg = panel.text("kg")
        if not (kg.isascii() and kg.isdigit()):
            panel.fields["kg"].show_error(_("请填整千克数"))
            panel.fields["kg"].setFocus()
            return
        plate = self.plate
        request = EnterWeight(
            step=Pass(self.due),
            visit=self.visit,
            scale=self._scale,
            kg=int(kg),
            reason=panel.text("reason"),
            second=Second(login=panel.text("login"), pin=panel.fields["pin"].text()),
        )

        def failed(error: CoalGuardError) -> None:
            panel.fields["pin"].set_text("")
            show_in(panel, self._page, error)

        self._page.write(enter, request, lambda weighed: self.weighed.emit(weighed, plate), failed)


def show_in(panel: Panel, page: Page, error: CoalGuardError) -> None:
    """Show why an act of a panel was not done: at its fields, the rest as bars."""
    if not isinstance(error, Refused):
        page.tell_reason(error)
        return
    for reason in error.findings:
        if not panel.show_finding(reason):
            page.tell_reason(reason)
