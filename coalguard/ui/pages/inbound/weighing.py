"""Weighing what comes in: a loaded truck is registered with its load; a supplier who is new is registered before it."""

from collections.abc import Callable

from coalguard.domain.registry import SupplierKind
from coalguard.operations.register import Registered, RegisterSupplier, register_supplier
from coalguard.operations.supply import InboundSheet, ShowInbound, show_inbound
from coalguard.operations.visit import Arrived, ArriveInbound, arrive
from coalguard.ui.page import Page
from coalguard.ui.pages.inbound.load_card import LoadCard
from coalguard.ui.weighbridge.weighing import Weighing
from coalguard.ui.widgets.mass_display import MassDisplay


class InboundWeighing(Weighing[InboundSheet]):
    """The scale's side of the page; a truck that brings coal comes loaded and leaves empty."""

    def __init__(self, page: Page, mass: MassDisplay, load: LoadCard) -> None:
        """Act through a page."""
        super().__init__(page, mass, load.plate)
        self._load = load

    def register(self) -> None:
        """Register the truck with what its driver declares."""
        load = self._load
        load.check_declared()
        if self.complete(load.plate, load.supplier, load.contract, load.report, load.coal, load.declared):
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

        self.page.write(register_supplier, request, registered)

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

        def arrived(truck: Arrived) -> None:
            self.visit = str(truck.visit)
            for finding in truck.findings:
                self.page.tell_reason(finding)
            self.page.ask(show_inbound, ShowInbound(visit=self.visit), self.in_hand)

        self.page.write(arrive, request, arrived)
