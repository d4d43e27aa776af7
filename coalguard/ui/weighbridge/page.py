"""WeighingPage: trucks of the yard are called up, weighed and given up.

A page that weighs makes its parts, hands them to `lay_out`, and says for itself what a truck in hand needs.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.plate import spaced
from coalguard.domain.visit import Purpose
from coalguard.operations.visit import ListOpen, OpenVisits, list_open
from coalguard.ui.keys import KeyAct
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.messages import Message
from coalguard.ui.states.yard import YardTruck, called, first_line, plate_of
from coalguard.ui.tokens import Tone
from coalguard.ui.weighbridge.asking import Asking
from coalguard.ui.weighbridge.columns import ColumnPage
from coalguard.ui.weighbridge.plate import PlateField
from coalguard.ui.weighbridge.slips import SAVED, Slips
from coalguard.ui.weighbridge.weighing import Stay, Weighing
from coalguard.ui.weighbridge.yard import Yard
from coalguard.ui.words import N_, _
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the rows are there before what weighs and scans (`ui.ahead`)
    from coalguard.operations.slip import FoundSlip
    from coalguard.operations.weighing import Weighed

MINUTE_MS: Final = 60_000
SCAN_SWITCH: Final = "scan.switch"
SCAN_TOLD: Final = (SCAN_SWITCH, "scan.unknown", "slip.unknown", "slip.over", "slip.replaced")
"""What the last scan may have said."""
ELSEWHERE: Final = {
    Purpose.INBOUND: N_("{plate} 是进煤车，请到“进煤”页续称。"),
    Purpose.SALE: N_("{plate} 是购煤车，请到“过磅开单”页续称。"),
    Purpose.INSPECTION: N_("{plate} 是查验车，请到“查验”页处理。"),
}
"""Where a truck is weighed that came for something else than this page is for."""


class WeighingPage(ColumnPage):
    """A page with a weighbridge."""

    takes_scans = True
    purpose: ClassVar[Purpose]
    """What the trucks of this page came for."""
    later: ClassVar[tuple[str, ...]] = (
        "coalguard.operations.weighing",
        "coalguard.operations.slip",
        "coalguard.operations.paper",
    )
    weighing: Weighing[Any]
    plate: PlateField

    def __init__(self, place: Workplace, title: str) -> None:
        """Build the left column; `title` says what is weighed."""
        super().__init__(place)
        self.yard = Yard(title)
        self.asked = ""
        self.slips = Slips(self)
        self._minute = QTimer(self)

    def lay_out(self, weighing: Weighing[Any], plate: PlateField, centre: QWidget, side: QWidget) -> None:
        """Put the columns beside one another, and listen to the scale, the yard and the plate."""
        self.weighing, self.plate = weighing, plate
        self.stand(self.yard, centre, side)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.ask_yard)
        self._minute.start()
        weighing.arrived.connect(self.arrived)
        self.asking = Asking(self, weighing, self.begin)
        weighing.weighed.connect(self.weighed)
        self.yard.picked.connect(self.pick)
        plate.left.connect(self._on_plate)
        scale = self.place.scale
        if scale is not None:
            scale.shown.connect(self._on_mass)
            self.yard.mass.show_mass(scale.last)
            self.yard.mass.set_act(_("置零"), "Ctrl+0")
            self.yard.mass.pressed.connect(self.explain_zero)

    # --- what each page says for itself ------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new truck, the cursor at its plate."""

    def next_truck(self) -> None:
        """What was said of the last truck is over."""

    def call_up(self, visit: str) -> None:
        """Ask for a stay; the answer goes to `show_truck`."""

    def show_stay(self, stay: Any) -> None:  # noqa: ANN401 -- each page has a stay of its own
        """Show what stands of the truck in hand."""

    def show_steps(self) -> None:
        """Show how far the weighing has come."""
        self.yard.show_stay(self.weighing.stay, self.weighing.steps, by_hand=self.weighing.by_hand)
        self.keys_changed.emit()

    # --- keys --------------------------------------------------------------------------------------------------------

    def first_keys(self, new: str) -> Sequence[KeyAct]:
        """The keys of the weighbridge; `new` is the word for beginning anew."""
        zero = (KeyAct("Ctrl+0", _("置零"), self.explain_zero, in_bar=False),) if self.place.scale else ()
        return (
            *zero,
            KeyAct("F2", new, self.begin_anew),
            KeyAct("F3", _("选车续称"), self.yard.list.setFocus, possible=bool(self.yard.trucks)),
            KeyAct("F4", self.take_word, self.take, possible=bool(self.weighing.due)),
        )

    @property
    def take_word(self) -> str:
        """What F4 does about the weight that is due."""
        return _("手录重量") if self.weighing.by_hand else _("取重")

    def begin_anew(self) -> None:
        """A new truck, nothing of the last one in sight."""
        self.next_truck()
        self.untell()
        self.begin()

    def take(self) -> None:
        """Take the weight that is due; a tail that was typed calls its truck up first."""
        if not self.weighing.visit:
            self._on_plate()
        if not self.asked:
            self.weighing.take()

    def explain_zero(self) -> None:
        """How a scale is brought back to nothing: at its indicator, never from here."""
        text = _("空磅时请在仪表上按置零键。本程序不向地磅发送置零和去皮。")
        self.tell(Message("scale.zero_how", text, Tone.ACCENT, icon="scale"))

    def _on_mass(self, shown: ShownMass) -> None:
        before = self.weighing.by_hand_last
        self.yard.mass.show_mass(shown)
        if self.weighing.by_hand != before:
            self.weighing.by_hand_last = not before
            self.weighing.turned()
            self.show_steps()

    # --- the yard ----------------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether both weights stand."""
        stay = self.weighing.stay
        return stay is not None and stay.net is not None

    def ask_yard(self) -> None:
        """Ask who has not left."""
        if self.isVisible():
            self.ask(list_open, ListOpen(), self._show_yard)

    def _show_yard(self, found: OpenVisits) -> None:
        trucks = [
            YardTruck(
                str(one.visit), one.plate, one.purpose, one.state, one.gross_kg, one.tare_kg, one.waiting_s, one.colour
            )
            for one in found.visits
        ]
        self.yard.show_trucks(trucks)
        self.yard_shown({one.key for one in trucks})
        self.keys_changed.emit()

    def yard_shown(self, visits: set[str]) -> None:
        """These stays have not ended."""

    def pick(self, visit: str) -> None:
        """Go on with a truck of the yard."""
        self.asked = visit
        self.call_up(visit)

    def show_truck(self, stay: Stay) -> None:
        """A stay that was asked for is in hand, where this page is for it."""
        if str(stay.visit) != self.asked:
            return
        self.asked = ""
        if str(stay.visit) != self.weighing.visit:
            self.asking.close()
        if stay.purpose is not self.purpose:
            self.begin()
            text = _(ELSEWHERE[stay.purpose]).format(plate=spaced(stay.plate))
            self.tell(Message("visit.elsewhere", text, Tone.WARN))
            return
        self.untell("visit.elsewhere")
        self.next_truck()
        self.weighing.hold(stay)
        self.show_stay(stay)
        self.show_steps()
        self.focus_work()
        self.resume_panel()
        self.edited.emit()

    def scanned(self, text: str) -> None:
        """A plate that stands in the yard is called up, and the truck of a slip; anything else is no code of here."""
        trucks = called(self.yard.trucks, text) if plate_of(text) else ()
        if len(trucks) == 1:
            self._call_scanned(trucks[0].key, trucks[0].plate)
        else:
            from coalguard.operations.slip import FindSlip, find  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

            self.ask(find, FindSlip(code=text), self._on_slip, lambda error: self._not_called(text, error))

    def _on_slip(self, found: "FoundSlip") -> None:
        self._call_scanned(str(found.visit), found.plate)

    def _call_scanned(self, visit: str, plate: str) -> None:
        """Call a truck up; where another one is being typed, ask first: a scan replaces nothing that was typed."""
        for code in SCAN_TOLD:
            self.untell(code)
        typed = self.plate.text().strip()
        meant = not typed or any(truck.key == visit for truck in called(self.yard.trucks, typed))
        if self.weighing.visit or meant:
            self.pick(visit)
            return

        def switch() -> None:
            self.untell(SCAN_SWITCH)
            self.pick(visit)

        text = _("正在登记 {here}。Enter 切换到 {there}，Esc 留下。").format(here=typed, there=spaced(plate))
        self.tell(Message(SCAN_SWITCH, text, Tone.WARN, KeyAct("Enter", _("切换"), switch)))

    def _not_called(self, text: str, error: CoalGuardError) -> None:
        """A code that calls nobody up: why, where it is of a slip."""
        if error.code == "slip.malformed":
            self.tell(Message("scan.unknown", _("无法识别的码：{text}").format(text=text[:20]), Tone.WARN))
        else:
            self.failed(error)

    def _on_plate(self) -> None:
        """A plate was typed: a truck of the yard is called up, a new one is written out."""
        plate, typed = self.plate, self.plate.text().strip()
        if self.weighing.visit or self.asked or not typed:
            return
        trucks = called(self.yard.trucks, typed)
        plate.chosen = len(trucks) == 1
        if plate.chosen:
            self.pick(trucks[0].key)
        elif trucks:
            plate.show_error(_("有 {count} 辆车尾号相同，请输全车牌").format(count=len(trucks)))
        else:
            plate.write_out()

    # --- the weight --------------------------------------------------------------------------------------------------

    def arrived(self, stay: Stay) -> None:
        """A truck was registered and is in hand."""
        self.next_truck()
        self.show_stay(stay)
        self.show_steps()

    def weighed(self, weighed: "Weighed", plate: str) -> None:
        """A weight was saved: the next truck, or what comes after the second weight."""
        self.close_panel()
        self.untell("scale.unsteady")
        if weighed.net_kg is None:
            self.begin()
            line = first_line(weighed.step, spaced(plate), weighed.kg, by_hand=weighed.manual)
            self.tell(Message(SAVED, line, Tone.OK))
            self.slips.print(str(weighed.visit), plate, line)
        else:
            self.untell(SAVED)
            self.pick(str(weighed.visit))
        for finding in weighed.findings:
            self.tell_reason(finding)
