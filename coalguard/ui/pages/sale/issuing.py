"""Issuing: the buyer registered or changed where needed, the form issued, the papers printed one after the other.

What is committed stays committed: a paper that did not come out is told with its number, and F8 prints it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Refused
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.numbering import kind_of
from coalguard.domain.printout import Printout
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.ui.background import Lane
from coalguard.ui.page import Page
from coalguard.ui.states.printing import Printing
from coalguard.ui.states.sale import PAPERS, PaperState, paper_kind
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _, said
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the rows are there before what issues and prints (`ui.ahead`)
    from coalguard.operations.form import Issued
    from coalguard.operations.paper.attempt import Printed
    from coalguard.operations.register import Document, Registered
    from coalguard.operations.setup import Settings

REASON_NEEDED: Final = "paper.reason_needed"
PRINTOUTS: Final = (Printout.FORM, Printout.TICKET, Printout.SETTLEMENT)
"""The papers of a sale, in the order of `PAPERS`."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What F9 sends off: who buys (an id where known), what their fields hold, and the rest of the form.

    `replaces` is the void form whose place it takes, where it does.
    """

    visit: str
    buyer: str
    identity: Mapping[str, str]
    changed: bool
    lot: str
    price_fen_per_t: int
    driver: str
    destination: str
    valid_until: str
    notes: str
    replaces: str = ""


class Desk(Protocol):
    """Who is told what came of it."""

    def issued(self, issued: "Issued") -> None:
        """The form stands."""

    def show_papers(self) -> None:
        """A paper has another standing."""

    def not_printed(self, number: str, paper: str, reason: Finding | CoalGuardError) -> None:
        """A paper did not come out."""

    def ask_reason(self, number: str) -> None:
        """A paper was printed so often that the next time needs a reason."""


class Issuing:
    """One desk's issuing; `last` is the form that F8 prints again."""

    def __init__(self, page: Page, desk: Desk) -> None:
        """Act through a page."""
        self._page, self._desk = page, desk
        self._place: Workplace = page.place
        self.printing = Printing()
        self.last = ""
        self.numbers: tuple[str, ...] = ()
        self.states: dict[str, PaperState] = {}
        self.unprinted: set[str] = set()
        """What of the last sale did not come out and was not printed since, whatever truck came meanwhile."""

    # --- the act -----------------------------------------------------------------------------------------------------

    def issue(self, sale: Sale) -> None:
        """Register whoever is not known, write down what changed, then issue."""
        if sale.buyer and not sale.changed:
            self._issue(sale, sale.buyer)
            return
        from coalguard.operations import register  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        def registered(who: "Registered") -> None:
            for finding in who.findings:
                if finding.severity != "info":
                    self._page.tell_reason(finding)
            self._issue(sale, str(who.id))

        fields = registration(sale.identity)
        if sale.buyer:
            change = register.ChangeBuyer(buyer=sale.buyer, **fields)
            self._page.write(register.change_buyer, change, registered)
        else:
            self._page.write(register.register_buyer, register.RegisterBuyer(**fields), registered)

    def _issue(self, sale: Sale, buyer: str) -> None:
        from coalguard.operations import form  # noqa: PLC0415 -- loaded by then (`ui.ahead`)
        from coalguard.operations.paper import then_print  # noqa: PLC0415 -- as above

        said: dict[str, Any] = {
            "buyer": buyer,
            "lot": sale.lot,
            "price_fen_per_t": sale.price_fen_per_t,
            "driver": sale.driver,
            "destination": sale.destination,
            "valid_until": sale.valid_until,
            "notes": sale.notes,
        }
        papers = PRINTOUTS if self.printing.printers else ()
        if sale.replaces:
            again = form.ReissueForm(number=sale.replaces, **said)
            self._page.write(then_print(form.reissue, *papers), again, self._issued)
        else:
            request = form.IssueForm(visit=sale.visit, **said)
            self._page.write(then_print(form.issue, *papers), request, self._issued)

    def _issued(self, issued: "Issued") -> None:
        self.last = str(issued.number)
        self.numbers = (str(issued.number), str(issued.ticket), str(issued.settlement))
        self.unprinted.clear()
        waiting = PaperState("", _("排队"), Tone.ACCENT)
        self.states = dict.fromkeys(self.numbers, waiting) if self.printing.printers else {}
        self._desk.issued(issued)
        if self.printing.printers:
            self._print(list(self.numbers))

    # --- the papers --------------------------------------------------------------------------------------------------

    @property
    def papers(self) -> tuple[PaperState, ...]:
        """How the papers of the last form stand; before there is one, where they will be printed."""
        words = [_(word) for word in PAPERS]
        if not self.numbers or not self.states:
            told = [self.printing.told(paper) for paper in PRINTOUTS]
            return tuple(PaperState(word, *one) for word, one in zip(words, told, strict=True))
        stand = [self.states[number] for number in self.numbers]
        return tuple(PaperState(word, one.text, one.tone) for word, one in zip(words, stand, strict=True))

    @property
    def under_way(self) -> bool:
        """Whether papers wait for the printer."""
        return any(one.tone is Tone.ACCENT for one in self.states.values())

    def begin(self) -> None:
        """The next truck came: its papers are not the last one's."""
        if not self.under_way:
            self.numbers, self.states = (), {}

    def made_void(self, number: str) -> None:
        """Of a form that is void nothing waits to be printed any more."""
        if number == self.last:
            self.unprinted.clear()
        if number in self.numbers:
            self.numbers, self.states = (), {}

    def reprint(self, reason: str = "") -> None:
        """Print again what did not come out, or the form."""
        self._print(sorted(self.unprinted, key=self._order) or [self.last], reason=reason)

    def show_settings(self, settings: "Settings") -> None:
        """Which printers there are, and where the papers go."""
        self.printing = self.printing.shown(settings.printers, settings.papers)
        self._desk.show_papers()

    def turn_printer(self) -> None:
        """Use the next printer from now on; behind the last one each paper goes to its own again."""
        self.printing = self.printing.turned(PRINTOUTS)
        self._desk.show_papers()

    def _print(self, numbers: list[str], reason: str = "") -> None:
        """Print one paper; the next follows it, whatever came of it."""
        from coalguard.operations.paper import print_paper  # noqa: PLC0415 -- loaded by then (`ui.ahead`)
        from coalguard.operations.paper.attempt import Outcome, PrintPaper  # noqa: PLC0415 -- as above

        number, rest = numbers[0], numbers[1:]

        def go_on() -> None:
            self._desk.show_papers()
            if rest:
                self._print(rest, reason)

        def printed(result: "Printed") -> None:
            if result.outcome is Outcome.SENT:
                self.unprinted.discard(number)
                self._stand(number, _("已送打印"), Tone.OK)
            else:
                self._fail(number, result.findings[0])
            go_on()

        def failed(error: CoalGuardError) -> None:
            if isinstance(error, Refused) and error.findings[0].code == REASON_NEEDED:
                self._desk.ask_reason(number)
                if before is not None:
                    self.states[number] = before
            else:
                self._fail(number, error)
            go_on()

        before = self.states.get(number)
        if before is not None:
            self._stand(number, _("打印中"), Tone.ACCENT)
            self._desk.show_papers()
        printer = self.printing.goes_to(_printout(number))
        request = PrintPaper(number=number, printer=printer, reason=reason)
        self._place.write(print_paper, request, printed, failed, lane=Lane.OUTSIDE)

    def _fail(self, number: str, reason: Finding | CoalGuardError) -> None:
        self.unprinted.add(number)
        self._stand(number, _("没有打印"), Tone.WARN)
        self._desk.not_printed(number, _(PAPERS[PRINTOUTS.index(_printout(number))]), reason)

    @staticmethod
    def _order(number: str) -> tuple[str, int]:
        """The papers of one sale one behind the other, as they were printed first."""
        return number.partition("-")[2], PRINTOUTS.index(_printout(number))

    def _stand(self, number: str, text: str, tone: Tone) -> None:
        if number in self.states:
            self.states[number] = PaperState("", text, tone)


def _printout(number: str) -> Printout:
    return Printout(kind_of(DocumentNumber.parse(number).prefix).value)


def why(reason: Finding | CoalGuardError) -> str:
    """What kept a paper from coming out, without its full stop."""
    return said(reason).split("。")[0]


def registration(identity: Mapping[str, str]) -> Mapping[str, Any]:
    """A registration out of what the fields hold."""
    from coalguard.operations.register import AgentFields  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

    kind = BuyerKind(identity["kind"])
    document = _document(identity["document"], identity["document_reason"])
    shared = {key: identity[key] for key in ("phone", "town", "address", "purpose")}
    if kind is BuyerKind.PERSON:
        return {"kind": kind, "name": identity["agent"], "document": document, **shared}
    agent = AgentFields(name=identity["agent"], document=document) if identity["agent"] or document else None
    return {"kind": kind, "name": identity["name"], "uscc": identity["credit_code"], "agent": agent, **shared}


def _document(number: str, reason: str) -> "Document | None":
    """A paper by its number, or the reason why there is none."""
    from coalguard.operations.register import Document  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

    if reason:
        return Document(kind=PaperKind.NONE, reason=reason)
    return Document(kind=paper_kind(number), number=number) if number else None
