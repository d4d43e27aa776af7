"""Weighing what goes out: a truck is registered with its coal; its tare on record may stand for a new one."""

from typing import TYPE_CHECKING

from coalguard.domain.vehicle import StoredTare
from coalguard.operations.visit import Arrived, BeginSale, begin_sale
from coalguard.ui.page import Page
from coalguard.ui.pages.sale.arrival import Arrival
from coalguard.ui.states.sale import Way
from coalguard.ui.weighbridge.weighing import Weighing
from coalguard.ui.widgets.mass_display import MassDisplay

if TYPE_CHECKING:  # the rows are there before what weighs (`ui.ahead`)
    from coalguard.operations.counter import SaleSheet  # noqa: F401 -- named by the base class below
    from coalguard.operations.weighing import Weighed


class SaleWeighing(Weighing["SaleSheet"]):
    """The scale's side of the page."""

    def __init__(self, page: Page, mass: MassDisplay, arrival: Arrival) -> None:
        """Act through a page."""
        super().__init__(page, mass, arrival.plate)
        self._arrival = arrival

    @property
    def planned(self) -> tuple[str, str]:
        """The order that was chosen."""
        return Way(self._arrival.way.value()).steps

    def register(self) -> None:
        """Register the truck with the coal it comes for."""
        arrival = self._arrival
        if not self.complete(arrival.plate, arrival.coal):
            return

        def registered(arrived: Arrived) -> None:
            self.visit = str(arrived.visit)
            from coalguard.operations.counter import ShowSale, show_sale  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

            self.page.ask(show_sale, ShowSale(visit=self.visit), self.in_hand)

        request = BeginSale(plate=arrival.plate.text(), coal=arrival.coal.value())
        self.page.write(begin_sale, request, registered)

    @property
    def on_record(self) -> StoredTare | None:
        """The tare on record that may stand for the truck in hand."""
        return self.stay.stored_tare if self.stay else None

    def recall(self) -> None:
        """Let the tare on record stand for the truck in hand."""
        if self.page.saving or self.on_record is None:
            return
        from coalguard.operations.weighing import Recall, recall  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        plate = self.plate

        def recalled(weighed: "Weighed") -> None:
            self.weighed.emit(weighed, plate)

        self.page.write(recall, Recall(visit=self.visit), recalled)
