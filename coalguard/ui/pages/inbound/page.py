"""The page 进煤: a load is weighed twice, then received; what each key does, and what comes back."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from coalguard.domain.journal import Json
from coalguard.domain.visit import Purpose
from coalguard.operations.lot import Received
from coalguard.operations.setup import ShowSettings, show
from coalguard.operations.supply import InboundSheet, ListSupply, ShowInbound, Supply, list_supply, show_inbound
from coalguard.operations.visit import LeaveVisit, Left, ListOpen, OpenVisits, leave, list_open
from coalguard.operations.weighing import Weighed
from coalguard.ui.keys import GRAVE, MAIN, SECOND, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.pages.inbound.panel import leave_panel, manual_panel, reprint_panel
from coalguard.ui.pages.inbound.papers import Papers
from coalguard.ui.pages.inbound.receiving import Receiving
from coalguard.ui.pages.inbound.registering import Registering
from coalguard.ui.pages.inbound.scene import InboundScene
from coalguard.ui.states.inbound import proof_line
from coalguard.ui.states.sale import PASS_WORDS, YardTruck, called, plate_of
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.plate_badge import spaced
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

PROOF: Final = "lot.proof"


class InboundPage(InboundScene):
    """Weigh, unload, weigh, receive."""

    name = "inbound"
    kinds = ("visit.", "weighing.", "lot.", "form.", "stock.", "supplier.", "contract.", "report.", "yard.", "printer.")
    takes_scans = True
    finding_fields: ClassVar[Mapping[str, str]] = {
        "plate.": "plate",
        "supplier.": "supplier",
        "contract.": "contract",
        "report.": "report",
        "coal.": "coal",
        "yard.": "yard",
        "lot.": "lot",
    }

    def __init__(self, place: Workplace) -> None:
        """Listen to every part."""
        super().__init__(place)
        self.papers = Papers(self, self, self.side)
        self.receiving = Receiving(self, self.load, self.weighing)
        self.receiving.received.connect(self._received)
        self.registering = Registering(self, self.load, self.weighing)
        self._resumed: Mapping[str, Json] = {}
        self._asked = ""
        self._proof_stands = False
        self.weighing.arrived.connect(self._on_arrived)
        self.weighing.asked_by_hand.connect(self._on_by_hand)
        self.weighing.weighed.connect(self._on_weighed)
        self.yard.picked.connect(self.pick)
        self.load.plate.left.connect(self._on_plate)
        self.side.receive.clicked.connect(self._on_receive)
        for field in self.load.named().values():
            field.edited.connect(self.edited)
        self.load.begin()

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work now."""
        if self.panel is not None:
            return (KeyAct("Esc", _("返回"), self.close_panel),)
        take = _("手录重量") if self.weighing.by_hand else _("取重")
        zero = (KeyAct("Ctrl+0", _("置零"), self.explain_zero, in_bar=False),) if self.place.scale else ()
        new = not self.weighing.visit
        return (
            *zero,
            KeyAct("F2", _("新到车"), self._on_new),
            KeyAct("F3", _("选车续称"), self.yard.list.setFocus, possible=bool(self.yard.trucks)),
            KeyAct("F4", take, self.weighing.take, possible=bool(self.weighing.due)),
            KeyAct("F6", _("补手续"), self.registering.ask_papers, possible=self.registering.lacks),
            KeyAct("F8", _("补打"), self.papers.reprint, possible=bool(self.papers.last and self.papers.printer)),
            KeyAct(MAIN, _("入库"), self._on_receive, possible=self.ready),
            KeyAct(SECOND, _("登记合同"), self.registering.ask_contract, possible=new and self.load.names_supplier),
            KeyAct(GRAVE, _("作废本次"), self._on_leave, tone=Tone.FAIL, possible=not new),
        )

    def shown(self) -> None:
        """Ask for the yard, for what a load may be received on, and for the printers."""
        self.ask(list_supply, ListSupply(), self._show_supply)
        self.ask(list_open, ListOpen(), self._show_yard)
        self.ask(show, ShowSettings(), self.papers.show_settings)

    def changed(self, kinds: frozenset[str]) -> None:
        """Show what was saved meanwhile."""
        del kinds
        self.shown()

    def scanned(self, text: str) -> None:
        """A plate that stands in the yard is called up; anything else is no code of this page."""
        trucks = called(self.yard.trucks, text) if plate_of(text) else ()
        if len(trucks) == 1:
            self.pick(trucks[0].key)
        else:
            self.tell(Message("scan.unknown", _("无法识别的码：{text}").format(text=text[:20]), Tone.WARN))

    def draft(self) -> Mapping[str, Json]:
        """The truck in hand, or what was typed for a new one."""
        if self.weighing.visit:
            return {"visit": self.weighing.visit}
        return super().draft() if self.load.plate.text() or self.load.supplier.value() else {}

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Put a draft back as soon as there is something to choose from."""
        self._resumed = draft

    # --- the yard ----------------------------------------------------------------------------------------------------

    def _show_supply(self, supply: Supply) -> None:
        sheet = self.weighing.sheet
        was_unknown = sheet is not None and not self.load.known_supplier
        self.load.show_supply(supply)
        if sheet is not None and was_unknown:
            self.load.show_sheet(sheet)
        resumed, self._resumed = self._resumed, {}
        visit = resumed.get("visit")
        if isinstance(visit, str):
            self.pick(visit)
        elif resumed:
            super().restore(resumed)
            self.load.show_supply(supply)
            super().restore(resumed)
        self.registering.choose_registered()
        if not self.weighing.visit:
            self.load.follow()
        self.keys_changed.emit()

    def _show_yard(self, found: OpenVisits) -> None:
        self.yard.show_trucks(
            [
                YardTruck(str(one.visit), one.plate, one.purpose, one.state, one.gross_kg, one.tare_kg, one.waiting_s)
                for one in found.visits
            ]
        )
        self.keys_changed.emit()

    def pick(self, visit: str) -> None:
        """Go on with a truck of the yard."""
        self._asked = visit
        self.ask(show_inbound, ShowInbound(visit=visit), self._show_truck)

    def _show_truck(self, sheet: InboundSheet) -> None:
        if str(sheet.visit) != self._asked:
            return
        self._asked = ""
        if sheet.purpose is not Purpose.INBOUND:
            text = _("{plate} 是购煤车，请到“过磅开单”页续称。").format(plate=spaced(sheet.plate))
            self._begin()
            self.tell(Message("visit.sale", text, Tone.WARN))
            return
        self.untell("visit.sale")
        self._next_truck()
        self.weighing.hold(sheet)
        self.load.show_sheet(sheet)
        self.show_steps()
        self.focus_work()
        self.edited.emit()

    def _on_plate(self) -> None:
        """A plate was typed: a truck of the yard is called up, a new one is written out."""
        plate = self.load.plate
        typed = plate.text().strip()
        if self.weighing.visit or self._asked or not typed:
            return
        trucks = called(self.yard.trucks, typed)
        plate.chosen = len(trucks) == 1
        if plate.chosen:
            self.pick(trucks[0].key)
        elif trucks:
            plate.show_error(_("有 {count} 辆车尾号相同，请输全车牌").format(count=len(trucks)))
        else:
            self._next_truck()
            plate.write_out()

    # --- weighing ----------------------------------------------------------------------------------------------------

    def _next_truck(self) -> None:
        """What was said of the last truck is over."""
        if self._proof_stands:
            self._proof_stands = False
            self.untell(PROOF)
            self.papers.begin()

    def _begin(self) -> None:
        """A new load, the cursor at its plate."""
        self._asked = ""
        self.weighing.drop()
        self.load.begin()
        self.show_steps()
        self.load.plate.setFocus()
        self.edited.emit()

    def _on_new(self) -> None:
        self._next_truck()
        self.untell()
        self._begin()

    def _on_arrived(self, sheet: InboundSheet) -> None:
        self.load.show_sheet(sheet)
        self.show_steps()

    def _on_weighed(self, weighed: Weighed, plate: str) -> None:
        self.close_panel()
        self.untell("scale.unsteady")
        if weighed.net_kg is None:
            text = _("{plate} {step} {mass} t 已存。卸完煤再上磅，输车牌后 4 位续称。").format(
                plate=spaced(plate), step=_(PASS_WORDS[weighed.step]), mass=f"{weighed.kg / 1000:.3f}"
            )
            self._begin()
            self.tell(Message("weighing.saved", text, Tone.OK))
        else:
            self.untell("weighing.saved")
            self.pick(str(weighed.visit))
        for finding in weighed.findings:
            self.tell_reason(finding)

    # --- panels ------------------------------------------------------------------------------------------------------

    def _on_by_hand(self) -> None:
        others = [(one.login, one.name) for one in self.place.sheet.colleagues if one.login != self.place.actor.login]
        panel = manual_panel(_(PASS_WORDS[self.weighing.due]), spaced(self.weighing.plate), others)
        panel.confirmed.connect(lambda: self.weighing.enter(panel))
        self.open_panel(panel)

    def _on_leave(self) -> None:
        panel = leave_panel(spaced(self.weighing.plate))

        def left(_left: Left) -> None:
            self.close_panel()
            self._begin()

        def confirm() -> None:
            if panel.complete():
                self.write(leave, LeaveVisit(visit=self.weighing.visit, reason=panel.text("reason")), left)

        panel.confirmed.connect(confirm)
        self.open_panel(panel)

    def ask_reason(self, number: str) -> None:
        """The third print of a ticket bears a reason."""
        panel = reprint_panel(number)

        def confirm() -> None:
            if panel.complete():
                reason = panel.text("reason")
                self.close_panel()
                self.papers.reprint(reason)

        panel.confirmed.connect(confirm)
        self.open_panel(panel)

    # --- receiving ---------------------------------------------------------------------------------------------------

    def _on_receive(self) -> None:
        if self.ready and not self.saving:
            self.receiving.start()

    def _received(self, received: Received) -> None:
        self.untell()
        self._begin()
        self._proof_stands = True
        line = proof_line(str(received.number), str(received.ticket), received.lot, received.net, received.incomplete)
        again = KeyAct("F8", _("补打"), self.papers.reprint) if self.papers.printer else None
        self.tell(Message(PROOF, line, Tone.WARN if received.incomplete else Tone.OK, again, icon="tray"))
        for finding in received.findings:
            self.tell_reason(finding)
        self.papers.print(str(received.ticket))
