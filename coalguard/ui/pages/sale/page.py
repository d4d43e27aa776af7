"""The page 过磅开单: a truck is weighed twice, then its form is issued; what each key does, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding
from coalguard.domain.form import end_of_day
from coalguard.domain.printout import Printout
from coalguard.ui.keys import MAIN, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.pages.sale.correcting import Correcting
from coalguard.ui.pages.sale.issuing import Issuing, Sale, why
from coalguard.ui.states.sale import field_of, proof_line
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.input import Input
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the rows are there before what issues (`ui.ahead`)
    from coalguard.operations.form import Issued
    from coalguard.operations.register import Outlets
    from coalguard.operations.setup import Settings
    from coalguard.operations.station import Actor, Station

PROOF: Final = "form.proof"
NOT_PRINTED: Final = "paper.not_printed"
QUIET: Final = frozenset({"vehicle.axles_unknown"})
"""Said of every truck that nobody registered: it would be a bar on each form, and then no bar would be read."""


class SalePage(Correcting):
    """Weigh, weigh, sell."""

    name = "sale"
    kinds = (
        *("visit.", "weighing.", "lot.", "form.", "sale.", "stock.", "buyer.", "report."),
        *("printer.", "paper.assigned", "outlet.", "rules."),
    )
    finding_fields: ClassVar[Mapping[str, str]] = {
        "plate.": "plate",
        "coal.": "coal",
        "stock.": "lot",
        "lot.": "lot",
        "sale.price": "price_fen_per_t",
        "form.valid_until": "valid_until",
        "division.": "town",
    }
    later = (
        *Correcting.later,
        "coalguard.operations.counter",
        "coalguard.operations.register",
        "coalguard.operations.setup",
        "coalguard.operations.form",
    )

    def __init__(self, place: Workplace) -> None:
        """Listen to every part."""
        super().__init__(place)
        self.issuing = Issuing(self, self)
        self._issue_when_filled = self._proof_stands = self._asked_first = False
        self.paper.issue.clicked.connect(self._on_issue)
        self.paper.thumb.pressed.connect(lambda: self.enlarge() if self.ready else None)
        self.large.pressed.connect(self.enlarge)
        self.form.filled.connect(self._on_filled)
        self.show_steps()
        self.show_papers()

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work now."""
        if self.panel is not None:
            return (*self.voiding.keys(), KeyAct("Esc", _("返回"), self.close_panel))
        several = len(self.issuing.printing.printers) > 1
        turn = (KeyAct("Ctrl+P", _("换打印机"), self.issuing.turn_printer),) if several else ()
        if self.enlarged:
            back = KeyAct("Esc", _("返回"), self.enlarge, in_bar=False)
            return (KeyAct("F6", _("缩小"), self.enlarge), *turn, back)
        more = (KeyAct("Alt+M", _("更多"), self.unfold),) if self.compact and self.ready else ()
        stored = self.weighing.on_record is not None
        recall = (KeyAct("T", _("用备案皮重"), self.weighing.recall),) if stored else ()
        return (
            *self.first_keys(_("新过磅")),
            *recall,
            KeyAct("F6", _("预览"), self.enlarge, possible=self.ready),
            *more,
            KeyAct("F8", _("补打"), self.issuing.reprint, possible=bool(self.issuing.last)),
            *turn,
            KeyAct(MAIN, self.issue_word, self._on_issue, possible=self.ready),
            *self.correcting_keys,
        )

    def shown(self) -> None:
        """Ask for the yard, and behind it for the rest."""
        self._asked_first = True
        self.ask_yard()

    def yard_shown(self, visits: set[str]) -> None:
        """The rows are there: when they are painted, ask for what no row needs."""
        super().yard_shown(visits)
        if self._asked_first:
            self._asked_first = False
            self.place.background.behind_painting(self._ask_rest)

    def _ask_rest(self) -> None:
        self.who.ask_known()
        self._ask_settings()
        self._ask_outlets()

    def changed(self, kinds: frozenset[str]) -> None:
        """Show what was saved meanwhile."""
        self.ask_yard()
        if any(kind.startswith("buyer.") for kind in kinds):
            self.who.ask_known()
        if any(kind.startswith(("printer.", "paper.assigned")) for kind in kinds):
            self._ask_settings()
        if any(kind.startswith("outlet.") for kind in kinds):
            self._ask_outlets()
        if "rules.published" in kinds:
            self.arrival.offer_coals(self.place.station.books.rules.coals)
        if self.ready and any(kind.startswith(("lot.", "stock.", "form.", "report.")) for kind in kinds):
            from coalguard.operations.counter import ShowSale, show_sale  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

            self.ask(show_sale, ShowSale(visit=self.weighing.visit), self._show_lots)

    def _ask_settings(self) -> None:
        self.ask(_settings, None, self._show_settings)

    def _ask_outlets(self) -> None:
        self.ask(_outlets, None, lambda known: self.form.offer_outlets(known.outlets))

    def field_of(self, finding: Finding) -> Input | None:
        """The registration names its fields otherwise than the page."""
        named = str(finding.facts.get("field", ""))
        known = self.fields.get(field_of(named, self.form.buyer_kind)) if named else None
        found = known or super().field_of(finding)
        return self.form.document_reason if found is self.form.document and self.form.paper.lacking else found

    # --- the form ----------------------------------------------------------------------------------------------------

    def _on_filled(self) -> None:
        self._touched = True
        self.preview_soon()
        if self._issue_when_filled:
            self._issue_when_filled = False
            self._on_issue()

    def _on_issue(self) -> None:
        if not self.ready or self.saving:
            return
        if not self.who.filled:
            self._issue_when_filled = True
            return
        self.form.price.check()
        price = self.form.price.fen
        if not self.complete() or price is None:
            return
        form = self.form
        sale = Sale(
            visit=self.weighing.visit,
            buyer=self.who.key,
            identity=form.identity(),
            changed=self.who.changed,
            lot=form.lot.value(),
            price_fen_per_t=price,
            driver=form.driver.text().strip(),
            destination=form.destination.value(),
            valid_until=form.ends_at,
            notes=form.notes.text().strip(),
        )
        if self.again:  # an empty end would let the void form's own stand
            until = form.ends_at or end_of_day(self.place.clock.now()).isoformat()
            sale = replace(sale, replaces=self.again.number, valid_until=until)
        self.issuing.issue(sale)

    def issued(self, issued: "Issued") -> None:
        """The form stands: its number stays on the page until the next truck comes."""
        self._aside.pop(self.weighing.visit, None)
        self._touched = False
        self.begin_correcting(str(issued.number))
        self.untell()
        self.begin()
        for finding in issued.findings:
            if finding.code not in QUIET:
                self.tell_reason(finding)
        self._proof_stands = True
        self.show_papers()

    def next_truck(self) -> None:
        """What was said of the last truck is over."""
        super().next_truck()
        if self._proof_stands:
            self._proof_stands = False
            self.untell(PROOF)
        self.issuing.begin()
        self.show_papers()

    def made_void(self, number: str) -> None:
        """The form is void: nothing of it stands on the page as issued, or waits to be printed."""
        self.issuing.made_void(number)
        if number == self.issuing.last:
            self._proof_stands = False
            self.untell(PROOF)
        self.show_papers()
        super().made_void(number)

    # --- papers ------------------------------------------------------------------------------------------------------

    def _show_settings(self, settings: "Settings") -> None:
        self.slips.show_settings(settings)
        self.issuing.show_settings(settings)

    def show_papers(self) -> None:
        """Show how the papers stand, and say so of the form that was issued last."""
        self.paper.papers.show_papers(self.issuing.papers)
        self.show_goes_to(*self.issuing.printing.told(Printout.FORM))
        if not self.issuing.unprinted:
            self.untell(NOT_PRINTED)
        if self._proof_stands and self.issuing.last:
            again = KeyAct("F8", _("补打"), self.issuing.reprint)
            text = proof_line(self.issuing.last, self.issuing.papers if self.issuing.states else ())
            self.tell(Message(PROOF, text, Tone.OK, again, icon="printer"))
        self.keys_changed.emit()

    def not_printed(self, number: str, paper: str, reason: Finding | CoalGuardError) -> None:
        """Say what did not come out, that it is safe, and the key that prints it again."""
        text = _("{paper}没有打印：{why}。单据 {number} 已保存。").format(paper=paper, why=why(reason), number=number)
        act = KeyAct("F8", _("补打"), self.issuing.reprint)
        self.tell(Message(NOT_PRINTED, text, Tone.FAIL, act, icon="printer"))

    def ask_reason(self, number: str) -> None:
        """After a restart the paper is known by this alone."""
        self.issuing.last = self.issuing.last or number
        super().ask_reason(number)

    def reprint(self, reason: str = "") -> None:
        """Print again what did not come out, or the form."""
        self.issuing.reprint(reason)


def _settings(station: "Station", actor: "Actor", _: None) -> "Settings":
    from coalguard.operations.setup import ShowSettings, show  # noqa: PLC0415 -- in its lane, behind the rows

    return show(station, actor, ShowSettings())


def _outlets(station: "Station", actor: "Actor", _: None) -> "Outlets":
    from coalguard.operations.register import ListOutlets, list_outlets  # noqa: PLC0415 -- in its lane, behind the rows

    return list_outlets(station, actor, ListOutlets())
