"""Receiving: the yard registered where it is new, then the load taken into its lot."""

from PySide6.QtCore import QObject, Signal

from coalguard.operations.lot import Receive, receive
from coalguard.operations.register import Registered, RegisterYard, register_yard
from coalguard.ui.page import Page
from coalguard.ui.pages.inbound.load_card import LoadCard
from coalguard.ui.pages.inbound.papers import Papers
from coalguard.ui.pages.inbound.weighing import InboundWeighing


class Receiving(QObject):
    """One desk's receiving."""

    received = Signal(object)
    """The load lies in its lot: a Received."""

    def __init__(self, page: Page, load: LoadCard, weighing: InboundWeighing, papers: Papers) -> None:
        """Act through a page, whose papers are printed behind what is received."""
        super().__init__(page)
        self._page, self._load, self._weighing, self._papers = page, load, weighing, papers

    def start(self) -> None:
        """Take the load in hand into the lot and the yard that stand in the form."""
        lot, yard = self._load.lot, self._load.yard
        lot.left_box()
        yard.left_box()
        if not self._page.complete():
            return
        if yard.chosen is None:
            self._page.write(register_yard, RegisterYard(name=yard.value()), self._into_new)
        else:
            self._receive(yard.value())

    def _into_new(self, yard: Registered) -> None:
        self._receive(str(yard.id))

    def _receive(self, yard: str) -> None:
        request = Receive(visit=self._weighing.visit, yard=yard, lot=self._load.lot.value())
        self._page.write(self._papers.behind(receive), request, self.received.emit)
