"""Weighing: F4 takes the weight that is due, of the truck in hand or of a new one that is registered first.

Where the scale can give none, a panel asks for a typed one. What is taken is saved at once and never altered.
"""

from typing import Final

from PySide6.QtCore import QObject, Signal

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.weighing import PanelState
from coalguard.operations.counter import SaleSheet, ShowSale, show_sale
from coalguard.operations.station import Second
from coalguard.operations.visit import Arrived, BeginSale, begin_sale
from coalguard.operations.weighing import Capture, EnterWeight, Pass, Weighed, capture, enter
from coalguard.ui.keys import KeyAct
from coalguard.ui.page import Page
from coalguard.ui.pages.sale.arrival import Arrival
from coalguard.ui.pages.sale.panel import Panel
from coalguard.ui.pages.sale.yard import Yard
from coalguard.ui.states.sale import Way, next_pass, plate_of
from coalguard.ui.words import _

UNSTEADY: Final = frozenset({"scale.unsteady", "scale.empty", "scale.zero_shifted", "scale.overload"})


class Weighing(QObject):
    """The scale's side of the page."""

    weighed = Signal(object, str)
    """A weight was saved: a Weighed, and the plate."""
    arrived = Signal(object)
    """A truck was registered and is in hand now: its SaleSheet."""
    asked_by_hand = Signal()
    """The weight is to be typed."""

    def __init__(self, page: Page, arrival: Arrival, yard: Yard) -> None:
        """Act through a page."""
        super().__init__(page)
        self._page, self._arrival, self._yard = page, arrival, yard
        self.visit = ""
        self.sheet: SaleSheet | None = None
        self.by_hand_last = self.by_hand

    def hold(self, sheet: SaleSheet) -> None:
        """Take a truck in hand."""
        self.visit, self.sheet = str(sheet.visit), sheet

    def drop(self) -> None:
        """No truck is in hand."""
        self.visit, self.sheet = "", None

    @property
    def way(self) -> Way:
        """In which order the truck in hand is weighed."""
        return Way(self._arrival.way.value())

    @property
    def due(self) -> str:
        """Which weight is due; none once both were taken."""
        taken = {one.step for one in self.sheet.passes} if self.sheet else set()
        return next_pass(self.way, gross_taken="gross" in taken, tare_taken="tare" in taken)

    @property
    def by_hand(self) -> bool:
        """Whether the scale can give no weight now."""
        scale = self._page.place.scale
        return scale is None or scale.last.state is PanelState.DISCONNECTED

    @property
    def plate(self) -> str:
        """The truck in hand, or the one that is being typed."""
        return self.sheet.plate if self.sheet else plate_of(self._arrival.plate.text())

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

    def _register(self) -> None:
        arrival = self._arrival
        if not arrival.coal.value():
            arrival.coal.left_box()
        for field in (arrival.plate, arrival.coal):
            field.check_required()
        bad = [field for field in (arrival.plate, arrival.coal) if field.faulty]
        if bad:
            bad[0].setFocus()
            return

        def in_hand(sheet: SaleSheet) -> None:
            self.hold(sheet)
            self.arrived.emit(sheet)
            self.take()

        def registered(arrived: Arrived) -> None:
            self.visit = str(arrived.visit)
            self._page.ask(show_sale, ShowSale(visit=self.visit), in_hand)

        request = BeginSale(plate=arrival.plate.text(), coal=arrival.coal.value())
        self._page.write(begin_sale, request, registered)

    def _capture(self) -> None:
        plate = self.plate
        self._yard.mass.set_aside(_("正在取重，等车停稳…"))

        def done(weighed: Weighed) -> None:
            self._yard.mass.set_aside("")
            self.weighed.emit(weighed, plate)

        def failed(error: CoalGuardError) -> None:
            self._yard.mass.set_aside("")
            again = KeyAct("F4", _("再试"), self.take)
            if isinstance(error, Refused) and error.findings[0].code not in UNSTEADY:
                self._page.failed(error)
            else:
                reason = error.findings[0] if isinstance(error, Refused) else error
                self._page.tell_reason(reason, again)

        scale = self._page.place.scale
        name = scale.last.scale if scale else ""
        request = Capture(step=Pass(self.due), visit=self.visit, scale=name)
        self._page.outside(capture, request, done, failed)

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
        scale = self._page.place.scale
        request = EnterWeight(
            step=Pass(self.due),
            visit=self.visit,
            scale=scale.last.scale if scale else "",
            kg=int(kg),
            reason=panel.text("reason"),
            second=Second(login=panel.text("login"), pin=panel.fields["pin"].text()),
        )

        def failed(error: CoalGuardError) -> None:
            panel.fields["pin"].set_text("")
            where = {"pin.": "pin", "weighing.": "kg", "mass.": "kg", "staff.": "login", "second.": "login"}
            for reason in error.findings if isinstance(error, Refused) else ():
                field = next((name for start, name in where.items() if reason.code.startswith(start)), "")
                if field:
                    panel.fields[field].show_finding(reason)
                    panel.fields[field].setFocus()
                else:
                    self._page.tell_reason(reason)
            if not isinstance(error, Refused):
                self._page.tell_reason(error)

        self._page.write(enter, request, lambda weighed: self.weighed.emit(weighed, plate), failed)
