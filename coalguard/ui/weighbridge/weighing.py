"""Weighing: F4 takes the weight that is due, of the truck in hand or of a new one that is registered first.

Where the scale can give none, a panel asks for a typed one. What is taken is saved at once and never altered.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.visit import Purpose
from coalguard.domain.weighing import PanelState, WeightTaken
from coalguard.ui.keys import KeyAct
from coalguard.ui.page import Page
from coalguard.ui.states.yard import due, in_order, plate_of
from coalguard.ui.weighbridge.panel import Panel, checked
from coalguard.ui.weighbridge.plate import PlateField
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.words import _

if TYPE_CHECKING:  # the rows are there before what weighs (`ui.ahead`)
    from coalguard.operations.weighing import Weighed

UNSTEADY: Final = frozenset({"scale.unsteady", "scale.empty", "scale.zero_shifted", "scale.overload"})
SILENT: Final = "scale.no_signal"


class Stay(Protocol):
    """What the weighbridge knows of a truck's stay, whatever it came for."""

    @property
    def visit(self) -> EntryKey:
        """Its id."""

    @property
    def purpose(self) -> Purpose:
        """What the truck came for."""

    @property
    def plate(self) -> str:
        """The truck's plate."""

    @property
    def colour(self) -> str:
        """The plate's colour."""

    @property
    def weights(self) -> tuple[WeightTaken, ...]:
        """The weights that stand, in the order they were taken."""

    @property
    def net(self) -> Mass | None:
        """Gross less tare."""


OneStay = TypeVar("OneStay", bound=Stay)


class Weighing(QObject, Generic[OneStay]):
    """The scale's side of a page; how a truck is registered and in which order it is weighed each page says itself."""

    weighed = Signal(object, str)
    """A weight was saved: a Weighed, and the plate."""
    arrived = Signal(object)
    """A truck was registered and is in hand now: its stay."""
    asked_by_hand = Signal()
    """The weight is to be typed."""

    def __init__(self, page: Page, mass: MassDisplay, plate: PlateField) -> None:
        """Act through a page; `mass` shows that a weight is being taken."""
        super().__init__(page)
        self.page = page
        self._mass, self._plate = mass, plate
        self.visit = ""
        self.stay: OneStay | None = None
        self._told: tuple[str, ...] = ()
        self._silence: CoalGuardError | None = None
        self.by_hand_last = self.by_hand

    # --- what each page says for itself ------------------------------------------------------------------------------

    @property
    def planned(self) -> Sequence[str]:
        """In which order the steps are planned."""
        return ("gross", "tare")

    def register(self) -> None:
        """Register the truck that is being typed, then go on by `in_hand`."""

    # --- the truck in hand -------------------------------------------------------------------------------------------

    def hold(self, stay: OneStay) -> None:
        """Take a truck in hand."""
        self.visit, self.stay = str(stay.visit), stay

    def drop(self) -> None:
        """No truck is in hand; why the one before was not weighed concerns nobody any more."""
        self.visit, self.stay = "", None
        self._untell()

    def in_hand(self, stay: OneStay) -> None:
        """A truck was registered: hold it and take its first weight."""
        self.hold(stay)
        self.arrived.emit(stay)
        self.take()

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps as they were done and will be."""
        return in_order(self._taken, self.planned)

    @property
    def due(self) -> str:
        """Which weight is due; none once both were taken."""
        return due(self._taken, self.steps)

    @property
    def _taken(self) -> tuple[str, ...]:
        return tuple(one.step for one in self.stay.weights) if self.stay else ()

    @property
    def by_hand(self) -> bool:
        """Whether the scale can give no weight now."""
        scale = self.page.place.scale
        return scale is None or scale.last.state is PanelState.DISCONNECTED

    @property
    def plate(self) -> str:
        """The truck in hand, or the one that is being typed."""
        return self.stay.plate if self.stay else plate_of(self._plate.text())

    def complete(self, *fields: Input) -> bool:
        """Whether these fields hold what a registration needs; else the cursor goes to the first that does not."""
        for field in fields:
            field.left_box()
        return checked(fields)

    # --- the weight --------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Take the weight that is due, after registering the truck where it is new."""
        if self.page.saving or not self.due:
            return
        if not self.visit:
            self.register()
        elif self.by_hand:
            self.asked_by_hand.emit()
        else:
            self._capture()

    def _capture(self) -> None:
        from coalguard.operations.weighing import Capture, Pass, capture  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        plate = self.plate
        self._untell()
        self._mass.set_aside(_("正在取重，等车停稳…"))

        def done(weighed: "Weighed") -> None:
            self._mass.set_aside("")
            self.weighed.emit(weighed, plate)

        def failed(error: CoalGuardError) -> None:
            self._mass.set_aside("")
            self._told = tuple(one.code for one in error.findings) if isinstance(error, Refused) else (error.code,)
            if isinstance(error, Refused) and error.findings[0].code not in UNSTEADY:
                self.page.failed(error)
            else:
                reason = error.findings[0] if isinstance(error, Refused) else error
                self._silence = error if error.code == SILENT else None
                self.page.tell_reason(reason, self._again)

        request = Capture(step=Pass(self.due), visit=self.visit, scale=self._scale)
        self.page.outside(capture, request, done, failed)

    @property
    def _again(self) -> KeyAct:
        """What F4 does about a weight that could not be taken."""
        return KeyAct("F4", _("手录重量") if self.by_hand else _("再试"), self.take)

    def turned(self) -> None:
        """The scale has fallen silent, or speaks again: what is said of its silence stays true."""
        if self._silence is not None and SILENT in self._told:
            if self.by_hand:
                self.page.tell_reason(self._silence, self._again)
            else:
                self._untell()

    def _untell(self) -> None:
        """Take away why the last weight could not be taken."""
        for code in self._told:
            self.page.untell(code)
        self._told = ()

    @property
    def _scale(self) -> str:
        scale = self.page.place.scale
        return scale.last.scale if scale else ""

    def enter(self, panel: Panel) -> None:
        """Save a weight that was typed."""
        if self.page.saving or not panel.complete():
            return
        kg = panel.text("kg")
        if not (kg.isascii() and kg.isdigit()):
            panel.fields["kg"].show_error(_("请填整千克数"))
            panel.fields["kg"].setFocus()
            return
        from coalguard.operations.station import Second  # noqa: PLC0415 -- loaded by then (`ui.ahead`)
        from coalguard.operations.weighing import EnterWeight, Pass, enter  # noqa: PLC0415 -- as above

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
            panel.show_error(self.page, error)

        self.page.write(enter, request, lambda weighed: self.weighed.emit(weighed, plate), failed)
