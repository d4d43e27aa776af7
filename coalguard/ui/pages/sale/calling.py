"""Calling: trucks of the yard are called up, weighed and given up; what was typed for one waits until it is back.

A truck whose form was made void comes into hand once more, with its weights and with all that the form said.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from coalguard.domain.journal import Json
from coalguard.ui.pages.sale.scene import SaleScene
from coalguard.ui.typed import type_into, typed_in
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the rows are there before what weighs (`ui.ahead`)
    from coalguard.operations.correction import FormInHand
    from coalguard.operations.counter import SaleSheet
    from coalguard.operations.weighing import Weighed


class Calling(SaleScene):
    """The truck in hand, and those that wait."""

    def __init__(self, place: Workplace) -> None:
        """Listen to the yard and to the scale."""
        super().__init__(place)
        self._aside: dict[str, dict[str, str]] = {}
        self._resumed: Mapping[str, Json] = {}
        self._reopened: set[str] = set()
        """Stays of void forms that were called up: they stand in no yard, and what was typed for them waits too."""
        self._touched = False
        self.again: FormInHand | None = None
        """The void form in whose place another one is being written."""
        self.arrival.way.chose.connect(lambda _way: self.show_steps())
        self.arrival.capture.clicked.connect(self.take)
        self.arrival.recall.clicked.connect(self.weighing.recall)
        for field in self.form.named().values():
            field.edited.connect(self._on_typed)

    # --- drafts ------------------------------------------------------------------------------------------------------

    def draft(self) -> Mapping[str, Json]:
        """The truck in hand and what was typed for it, and what was laid aside for others."""
        self._lay_aside(keep=True)
        if self._resumed:
            return self._resumed
        kept: dict[str, Json] = (
            {"aside": {key: dict(texts) for key, texts in self._aside.items()}} if self._aside else {}
        )
        kept |= self.panel_draft()
        visit, arrival = self.weighing.visit or self.asked, self.arrival
        if visit:
            again: dict[str, Json] = {"again": self.again.number} if self.again else {}
            return {**kept, **again, "visit": visit, "way": arrival.way.value()}
        begun = typed_in({"plate": arrival.plate, "way": arrival.way, "coal": arrival.coal})
        return {**kept, **begun} if arrival.plate.text() else kept

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Lay aside what was typed; the truck is called up again when the page is shown."""
        aside = draft.get("aside")
        for visit, texts in aside.items() if isinstance(aside, dict) else ():
            if isinstance(texts, dict):
                self._aside[visit] = {name: str(text) for name, text in texts.items()}
        self._resumed = draft
        self.keep_panel(draft)
        arrival = self.arrival
        type_into({"plate": arrival.plate, "way": arrival.way, "coal": arrival.coal}, draft)
        self.ask_yard()

    def resume(self, visits: set[str]) -> None:
        """Call up the truck that was in hand when the last window ended, if it has not left."""
        resumed, self._resumed = self._resumed, {}
        visit = str(resumed.get("visit", ""))
        if visit in visits:
            self.pick(visit)
        elif resumed.get("again"):
            self.reopen(str(resumed["again"]))
        elif resumed:
            self.resume_panel()

    def _lay_aside(self, *, keep: bool = False) -> None:
        """Remember what was typed for the truck in hand, until it is called up again."""
        if self.ready and self._touched:
            texts = {name: field.text() for name, field in self.form.named().items() if field.text()}
            self._aside[self.weighing.visit] = {**texts, "buyer": self.who.key}
            self._touched = keep

    def reopen(self, number: str) -> None:
        """Call up the truck of a void form."""

    # --- the yard ----------------------------------------------------------------------------------------------------

    def yard_shown(self, visits: set[str]) -> None:
        """What was typed for a truck that has left is forgotten."""
        if self._resumed.get("again"):
            self._reopened.add(str(self._resumed.get("visit", "")))
        known = visits | self._reopened
        self._aside = {key: texts for key, texts in self._aside.items() if key in known}
        self.resume(visits)

    def pick(self, visit: str) -> None:
        """Go on with a truck of the yard; what was typed for the one in hand waits until it is back."""
        self._lay_aside()
        super().pick(visit)

    def call_up(self, visit: str) -> None:
        """Ask for a stay."""
        from coalguard.operations.counter import ShowSale, show_sale  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        self.ask(show_sale, ShowSale(visit=visit), self.show_truck)

    def show_stay(self, stay: "SaleSheet") -> None:
        """Show what is to be weighed, or the form."""
        if self.again is not None and self.again.visit != stay.visit:
            self.again = None
        self.arrival.show_sheet(stay)
        if self.ready:
            self._show_form(stay)
        self.show_middle()

    def _show_form(self, sheet: "SaleSheet") -> None:
        self.form.forget()
        self.who.forget()
        self.form.show_sheet(sheet)
        if self.again is not None:
            self.form.show_again(self.again.number, self.again.valid_until, self.again.notes)
        self._touched = False
        typed = self._aside.get(str(sheet.visit), {})
        buyer = typed.get("buyer", "") or sheet.buyer
        texts = {name: text for name, text in typed.items() if name in self.form.named()}
        if buyer:
            self.who.recall(buyer, texts)
        else:
            self.form.show_texts(texts)
        self._touched = bool(texts)
        self.preview_soon()

    def _show_lots(self, sheet: "SaleSheet") -> None:
        if str(sheet.visit) == self.weighing.visit and self.ready:
            self.form.show_lots(sheet)

    # --- weighing ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new weighing, the cursor at its plate."""
        self._lay_aside()
        self.asked = ""
        self.weighing.drop()
        self.again = None
        self.who.forget()
        self.form.forget()
        self._touched = False
        self.arrival.begin()
        self.show_middle()
        self.show_steps()
        self.preview()
        self.arrival.plate.setFocus()
        self.edited.emit()

    def weighed(self, weighed: "Weighed", plate: str) -> None:
        """Of a truck that came loaded, the tare may stand on record."""
        from coalguard.operations.weighing import Pass  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        super().weighed(weighed, plate)
        if weighed.net_kg is None and weighed.step is Pass.GROSS:
            from coalguard.operations.counter import ShowSale, show_sale  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

            self.ask(show_sale, ShowSale(visit=str(weighed.visit)), self._offer_stored)

    def _offer_stored(self, sheet: "SaleSheet") -> None:
        """The truck comes back into hand, where nobody began anything else meanwhile."""
        begun = self.weighing.visit or self.asked or self.arrival.plate.text()
        if sheet.stored_tare is not None and not begun:
            self.pick(str(sheet.visit))

    def _on_typed(self) -> None:
        self._touched = True
        self.preview_soon()
