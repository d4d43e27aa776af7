"""Arrivals: how a truck comes into hand: by its form, its plate, the queue; and a form that is shown later.

    a scan or text ──no plate──► recognise ──it waits here──► show_truck
                   └─a plate──► begin ◄──new───┘

A scan never takes the place of a truck in hand without being told to (`ux.md` §7.2).
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Refused
from coalguard.domain.inspection import Answer, Decision, Row
from coalguard.domain.plate import spaced
from coalguard.operations import gate, inspection
from coalguard.operations.gate import GateSheet, Recognise, Recognised, ShowGate, ShowTruck, TruckSheet
from coalguard.operations.inspection import BeginInspection, Begun, Decided, DecideInspection
from coalguard.operations.station import Actor, Station
from coalguard.ui.keys import KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.pages.inspection.aside import Aside, Said
from coalguard.ui.pages.inspection.desk_panels import NewTruck
from coalguard.ui.pages.inspection.hand import OVERLOAD, Hand
from coalguard.ui.states.inspection import Start, start_of
from coalguard.ui.tokens import Tone
from coalguard.ui.typed import type_into
from coalguard.ui.words import _

SWITCH, RETURNED, NOT_COAL = "inspection.switch", "inspection.returned", "inspection.not_coal"
_OF_THE_TRUCK: Final = (RETURNED, "plate.watched")
"""What belongs to one truck alone and goes with it; the watch stands on top."""
_TYPED: Final = ("tail", "notes")
"""What is typed about the truck in hand and waits with it."""


class Arrivals:
    """Brings trucks into the hand of a page."""

    def __init__(self, page: Page, hand: Hand, registered: Callable[[], None]) -> None:
        """For a page; `registered` is called when a truck was added to the queue or done with."""
        self._page, self._hand, self._registered = page, hand, registered
        self._waiting_code = ""
        self.aside = Aside()

    # --- the desk ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the desk, and for the truck in hand as it is known now."""
        self._page.ask(gate.show_gate, ShowGate(), self._on_desk)
        if self._hand.visit:
            self._renew(self._hand.code)

    def _on_desk(self, desk: GateSheet) -> None:
        self._hand.seat(desk)
        self.aside.keep_only({str(truck.visit) for truck in desk.waiting})
        self._hand.changed.emit()

    def _renew(self, code: str) -> None:
        visit = self._hand.visit

        def show(sheet: TruckSheet) -> None:
            if visit == self._hand.visit:
                self._hand.renew(sheet, code)

        self._page.ask(gate.show_truck, ShowTruck(visit=visit, code=code), show)

    # --- a beginning -------------------------------------------------------------------------------------------------

    def start(self, text: str) -> None:
        """Begin with what was typed or scanned."""
        kind = start_of(text)
        if kind is Start.PLATE and not self._hand.visit:
            self._begin(text, self._waiting_code)
        elif kind is not Start.NOTHING:
            self._page.ask(gate.recognise, Recognise(code=text), self._on_recognised)

    def _on_recognised(self, found: Recognised) -> None:
        hand = self._hand
        if not hand.visit:
            self._go_to(found)
        elif found.visit in {"", hand.visit} and (found.plate == hand.check.plate or not hand.check.shown):
            self._renew(found.code)  # a form for another plate is this truck's too: that is what the row is for
        else:
            self._ask_to_switch(found)

    def _ask_to_switch(self, found: Recognised) -> None:
        here, there = spaced(self._hand.check.plate), spaced(found.plate) or found.number
        act = KeyAct("Enter", _("切换"), partial(self._switch, found))
        told = _("正在查验 {here}。Enter 切换到 {there}，Esc 留下。").format(here=here, there=there)
        self._page.tell(Message(SWITCH, told, Tone.WARN, act))

    def _switch(self, found: Recognised) -> None:
        self._page.untell(SWITCH)
        self.put_back()
        self._go_to(found)

    def _go_to(self, found: Recognised) -> None:
        if found.visit:
            self.pick(found.visit, found.code)
        else:
            self._begin("", found.code)

    def _begin(self, plate: str, code: str) -> None:
        request = BeginInspection(plate=plate.strip(), code=code)
        self._page.write(inspection.begin, request, self._on_begun, partial(self._not_begun, code))

    def _on_begun(self, begun: Begun) -> None:
        self._waiting_code = ""
        self._page.untell()
        self._warn(begun.findings)
        self.pick(str(begun.visit))

    def _not_begun(self, code: str, error: CoalGuardError) -> None:
        waits = _waiting(error)
        if waits is not None:
            self.pick(str(waits.facts["visit"]), code)
            return
        if isinstance(error, Refused) and any(one.code == "inspection.plate_missing" for one in error.findings):
            self._waiting_code = code  # the plate that is typed next belongs to this form
            self._page.failed(error)
            self._page.fields["entry"].entered_box()  # and takes the place of its number
            return
        self._page.failed(error)

    # --- a truck that waits ------------------------------------------------------------------------------------------

    def pick(self, visit: str, code: str = "", answers: Mapping[Row, Answer] | None = None) -> None:
        """Work on a truck that waits."""

        def show(sheet: TruckSheet) -> None:
            self._waiting_code = ""
            if self._hand.visit != visit:
                self.put_back()
            said = self.aside.take(visit)
            type_into(self._page.fields, said.typed)
            self._page.untell(NOT_COAL)
            self._hand.take(sheet, code or said.code, answers or said.answers)
            self._warn(sheet.findings)

        self._page.ask(gate.show_truck, ShowTruck(visit=visit, code=code), show)

    def put_back(self) -> None:
        """The truck in hand waits again; what was said of it stands here when it is taken again."""
        hand, fields = self._hand, self._page.fields
        if not hand.visit:
            return
        typed = {name: fields[name].text() for name in _TYPED if fields[name].text()}
        self.aside.put(hand.visit, Said(hand.code, hand.check.answers, typed))
        for code in (*_OF_THE_TRUCK, OVERLOAD):
            self._page.untell(code)
        hand.let_go()

    def _warn(self, findings: Iterable[Finding]) -> None:
        """Say what this gate was told of the truck: that the city watches it, that another gate turned it back."""
        told = {finding.code: finding for finding in findings}
        for code in _OF_THE_TRUCK:
            self._page.untell(code)
            if code in told:
                self._page.tell_reason(told[code])

    def resume(self, request: ShowTruck, show: Callable[[TruckSheet | None], None]) -> None:
        """Ask for the truck of a draft; nothing, where it does not wait any more."""

        def gone(error: CoalGuardError) -> None:
            del error
            show(None)

        self._page.ask(_if_it_waits, request, show, gone)

    def register(self, truck: NewTruck) -> None:
        """A truck just came: it joins the queue, or it carries no coal and is done with."""
        request = BeginInspection(plate=truck.plate)

        def begun(begun: Begun) -> None:
            if truck.reason:
                self._end_without_coal(str(begun.visit), begun.plate.text, truck.reason)
            else:
                self._on_joined(begun)

        def not_begun(error: CoalGuardError) -> None:
            waits = _waiting(error)
            if waits is None:
                self._page.failed(error)
            elif truck.reason:
                self._end_without_coal(str(waits.facts["visit"]), str(waits.facts["plate"]), truck.reason)
            else:
                self._registered()
                self.pick(str(waits.facts["visit"]))

        self._page.write(inspection.begin, request, begun, not_begun)

    def _on_joined(self, begun: Begun) -> None:
        self._page.untell()
        self._warn(begun.findings)
        if not self._hand.visit:
            self.pick(str(begun.visit))
        self._registered()

    def _end_without_coal(self, visit: str, plate: str, reason: str) -> None:
        request = DecideInspection(visit=visit, decision=Decision.NOT_COAL, reasons=(reason,))

        def ended(decided: Decided) -> None:
            del decided
            if self._hand.visit == visit:
                self._hand.let_go()
            told = _("{plate} 已登记，没有载煤，可直接通行。").format(plate=spaced(plate))
            self._page.tell(Message(NOT_COAL, told, Tone.OK))
            self._registered()

        self._page.write(inspection.decide, request, ended)


def _waiting(error: CoalGuardError) -> Finding | None:
    """That the truck waits here already, where this is why it was refused."""
    refused = error.findings if isinstance(error, Refused) else ()
    return next((one for one in refused if one.code == "visit.already_open"), None)


def _if_it_waits(station: Station, actor: Actor, request: ShowTruck) -> TruckSheet | None:
    """The truck, where it was not decided upon since."""
    waiting = gate.show_gate(station, actor, ShowGate()).waiting
    waits = any(str(one.visit) == request.visit for one in waiting)
    return gate.show_truck(station, actor, request) if waits else None
