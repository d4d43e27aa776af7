"""The page 进煤: a load is weighed twice, then received; what each key does, and what comes back."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from coalguard.domain.journal import Json
from coalguard.operations.lot import Received
from coalguard.operations.setup import Settings, ShowSettings, show
from coalguard.operations.supply import InboundSheet, ListSupply, ShowInbound, Supply, list_supply, show_inbound
from coalguard.ui.keys import GRAVE, MAIN, SECOND, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.pages.inbound.papers import Papers
from coalguard.ui.pages.inbound.receiving import Receiving
from coalguard.ui.pages.inbound.registering import Registering
from coalguard.ui.pages.inbound.scene import InboundScene
from coalguard.ui.states.inbound import proof_line
from coalguard.ui.tokens import Tone
from coalguard.ui.typed import typed_in
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

PROOF: Final = "lot.proof"


class InboundPage(InboundScene):
    """Weigh, unload, weigh, receive."""

    name = "inbound"
    kinds = (
        *("visit.", "weighing.", "lot.", "form.", "stock.", "supplier.", "contract.", "report.", "yard."),
        *("printer.", "paper.assigned", "rules."),
    )
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
        self.receiving = Receiving(self, self.load, self.weighing, self.papers)
        self.receiving.received.connect(self._received)
        self.registering = Registering(self, self.load, self.weighing)
        self._resumed: Mapping[str, Json] = {}
        self._into: Mapping[str, Json] = {}
        self._told_of_last: tuple[str, ...] = ()
        self.openers |= self.registering.openers()
        self.side.receive.clicked.connect(self._on_receive)
        for field in self.load.named().values():
            field.edited.connect(self.edited)
        self.load.begin()

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work now."""
        if self.panel is not None:
            return (KeyAct("Esc", _("返回"), self.close_panel),)
        new = not self.weighing.visit
        return (
            *self.first_keys(_("新到车")),
            KeyAct("F6", _("补手续"), self.registering.ask_papers, possible=self.registering.lacks),
            KeyAct("F8", _("补打"), self.papers.reprint, possible=bool(self.papers.last and self.papers.possible)),
            KeyAct(MAIN, _("入库"), self._on_receive, possible=self.ready),
            KeyAct(SECOND, _("登记合同"), self.registering.ask_contract, possible=new and self.load.names_supplier),
            KeyAct(GRAVE, _("作废本次"), self.asking.give_up, tone=Tone.FAIL, possible=not new),
        )

    def shown(self) -> None:
        """Ask for the yard, for what a load may be received on, and for the printers."""
        self.ask(list_supply, ListSupply(), self._show_supply)
        self.ask_yard()
        self.ask(show, ShowSettings(), self._show_settings)

    def changed(self, kinds: frozenset[str]) -> None:
        """Show what was saved meanwhile."""
        if "rules.published" in kinds:
            self.load.offer_coals(self.place.station.books.rules.coals)
        self.shown()

    def _show_settings(self, settings: Settings) -> None:
        self.papers.show_settings(settings)
        self.slips.show_settings(settings)
        self.keys_changed.emit()

    def draft(self) -> Mapping[str, Json]:
        """The truck in hand, or what was typed for a new one."""
        if self._resumed:
            return self._resumed
        load, visit = self.load, self.weighing.visit or self.asked
        if visit:
            into = self._into or typed_in({"lot": load.lot, "yard": load.yard})
            return {**into, "visit": visit, **self.panel_draft()}
        begun = any(field.text() for field in (load.plate, load.supplier, load.declared, load.driver))
        return {**(super().draft() if begun else {}), **self.panel_draft()}

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Put a draft back as soon as there is something to choose from."""
        self._resumed = draft
        self.keep_panel(draft)

    # --- what there is to receive on ---------------------------------------------------------------------------------

    def _show_supply(self, supply: Supply) -> None:
        sheet = self.weighing.stay
        was_unknown = sheet is not None and not self.load.known_supplier
        self.load.show_supply(supply)
        if sheet is not None and was_unknown:
            self.load.show_sheet(sheet)
        if "visit" not in self._resumed:
            self._put_back()
        self.registering.choose_registered()
        if not self.weighing.visit:
            self.load.follow()
        self.keys_changed.emit()

    def _put_back(self) -> None:
        """What was typed for a new truck stands again, with the panel that was open."""
        resumed, self._resumed = self._resumed, {}
        if resumed:
            super().restore(resumed)
            self.load.show_supply(self.load.supply)
            super().restore(resumed)
            self.load.follow()
            self.resume_panel()

    def yard_shown(self, visits: set[str]) -> None:
        """The truck that was in hand when the last window ended is called up, if it has not left."""
        if "visit" not in self._resumed:
            return
        resumed, self._resumed = self._resumed, {}
        visit = str(resumed["visit"])
        if visit in visits:
            self._into = {name: resumed[name] for name in ("lot", "yard") if name in resumed}
            self.pick(visit)
        else:
            self.resume_panel()

    # --- the truck in hand -------------------------------------------------------------------------------------------

    def call_up(self, visit: str) -> None:
        """Ask for a stay."""
        self.ask(show_inbound, ShowInbound(visit=visit), self.show_truck)

    def show_stay(self, stay: InboundSheet) -> None:
        """Show what was declared of the load, and where it was to go."""
        self.load.show_sheet(stay)
        into, self._into = self._into, {}
        self.load.show_into(into)

    def next_truck(self) -> None:
        """What was said of the last truck is over."""
        told, self._told_of_last = self._told_of_last, ()
        for code in told:
            self.untell(code)
        if told:
            self.papers.begin()

    def begin(self) -> None:
        """A new load, the cursor at its plate."""
        self.asked = ""
        self.weighing.drop()
        self.load.begin()
        self.show_steps()
        self.load.plate.setFocus()
        self.edited.emit()

    def ask_reason(self, number: str) -> None:
        """After a restart the paper is known by this alone."""
        self.papers.last = self.papers.last or number
        super().ask_reason(number)

    def reprint(self, reason: str = "") -> None:
        """Print the last ticket again."""
        self.papers.reprint(reason)

    # --- receiving ---------------------------------------------------------------------------------------------------

    def _on_receive(self) -> None:
        if self.ready and not self.saving:
            self.receiving.start()

    def _received(self, received: Received) -> None:
        self.untell()
        self.begin()
        self._told_of_last = (PROOF, *(finding.code for finding in received.findings))
        line = proof_line(str(received.number), str(received.ticket), received.lot, received.net, received.incomplete)
        again = KeyAct("F8", _("补打"), self.papers.reprint) if self.papers.possible else None
        self.tell(Message(PROOF, line, Tone.WARN if received.incomplete else Tone.OK, again, icon="tray"))
        for finding in received.findings:
            self.tell_reason(finding)
        self.papers.print(str(received.ticket))
