"""Who buys: called up by a few letters, filled into the form, and known to have been changed there or not."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from coalguard.domain.registry import BuyerKind
from coalguard.ui.page import Page
from coalguard.ui.pages.sale.form_card import FormCard
from coalguard.ui.pages.sale.recall import Recall
from coalguard.ui.states.sale import season_line
from coalguard.ui.widgets.option_list import Option

if TYPE_CHECKING:  # the rows are there before what calls a buyer up (`ui.ahead`)
    from coalguard.operations.counter import BuyerSheet, FoundBuyer, FoundBuyers
    from coalguard.operations.station import Actor, Station


class BuyerOfForm:
    """The buyer of the form in hand; `key` is empty for somebody who is new."""

    def __init__(self, page: Page) -> None:
        """Ask through a page."""
        self._page = page
        self._form: FormCard | None = None
        self.known: tuple[FoundBuyer, ...] = ()
        self.key = ""
        self._as_filled: Mapping[str, str] = {}

    def serve(self, form: FormCard) -> None:
        """Fill this form."""
        self._form = form
        for recall in (form.name, form.agent):
            recall.chose.connect(self._on_recalled)
        form.name.edited.connect(lambda: self._on_named(form.name))
        form.agent.edited.connect(lambda: self._on_named(form.agent))

    def ask_known(self) -> None:
        """Ask who bought before."""
        self._page.ask(_known, None, self._show_known)

    def agents(self) -> tuple["FoundBuyer", ...]:
        """Who may be called up where a person's name is typed: for a unit that is nobody, its agent is its own."""
        person = self._form is not None and self._form.buyer_kind is BuyerKind.PERSON
        return self.known if person else ()

    @property
    def filled(self) -> bool:
        """Whether the fields hold what is known of the buyer."""
        return not self.key or bool(self._as_filled)

    @property
    def changed(self) -> bool:
        """Whether the fields of a known buyer were altered."""
        return self._form is not None and bool(self.key) and dict(self._as_filled) != self._form.identity()

    def forget(self) -> None:
        """Nobody yet."""
        self.key, self._as_filled = "", {}

    def recall(self, key: str, over: Mapping[str, str] | None = None) -> None:
        """Fill in a known buyer; `over` is what had been typed over it."""
        self.key, self._as_filled = key, {}

        def show(sheet: "BuyerSheet") -> None:
            form = self._form
            if form is None or str(sheet.buyer) != self.key:
                return
            form.show_buyer(sheet)
            self._as_filled = form.identity()
            now = self._page.place.clock.now()
            form.say_of_buyer(season_line(sheet.loads, sheet.taken, sheet.last_at, now))
            if over:
                form.show_texts(over)
            form.filled.emit()

        from coalguard.operations.counter import ShowBuyer, show_buyer  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        self._page.ask(show_buyer, ShowBuyer(buyer=key), show)

    def _show_known(self, found: "FoundBuyers") -> None:
        self.known = found.buyers

    def _on_recalled(self, option: Option) -> None:
        order = self._form.enter_order if self._form is not None else None
        if order is not None:
            order.skip_once()
        self.recall(option.value)

    def _on_named(self, field: Recall) -> None:
        """Another name was typed over a known one: it is somebody else."""
        form = self._form
        owner = form.agent if form and form.buyer_kind is BuyerKind.PERSON else form.name if form else None
        if form is not None and self.key and field is owner and field.chosen is None:
            self.forget()
            form.say_of_buyer("")


def _known(station: "Station", actor: "Actor", _: None) -> "FoundBuyers":
    from coalguard.operations.counter import FindBuyers, find_buyers  # noqa: PLC0415 -- in its lane, behind the rows

    return find_buyers(station, actor, FindBuyers())
