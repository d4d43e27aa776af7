"""Calling: trucks of the yard are called up, weighed and given up; what was typed for one waits until it is back."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer

from coalguard.domain.findings import Refused
from coalguard.domain.journal import Json
from coalguard.domain.plate import parse_plate
from coalguard.domain.visit import Purpose
from coalguard.operations.counter import SaleSheet, ShowSale, show_sale
from coalguard.operations.visit import LeaveVisit, Left, ListOpen, OpenVisits, leave, list_open
from coalguard.operations.weighing import Weighed
from coalguard.ui.messages import Message
from coalguard.ui.pages.sale.panel import leave_panel, manual_panel
from coalguard.ui.pages.sale.scene import SaleScene
from coalguard.ui.states.sale import PASS_WORDS, YardTruck, called
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.plate_badge import spaced
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

MINUTE_MS = 60_000


class Calling(SaleScene):
    """The truck in hand, and those that wait."""

    def __init__(self, place: Workplace) -> None:
        """Listen to the yard and to the scale."""
        super().__init__(place)
        self._aside: dict[str, dict[str, str]] = {}
        self._resumed: Mapping[str, Json] = {}
        self._asked = ""
        self._touched = False
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.ask_yard)
        self._minute.start()
        self.weighing.arrived.connect(self._on_arrived)
        self.weighing.asked_by_hand.connect(self._on_by_hand)
        self.weighing.weighed.connect(self._on_weighed)
        self.yard.picked.connect(self.pick)
        self.arrival.plate.left.connect(self._on_plate)
        self.arrival.way.chose.connect(lambda _way: self.show_steps())
        self.arrival.capture.clicked.connect(self.weighing.take)
        for field in self.form.named().values():
            field.edited.connect(self._on_typed)

    def next_truck(self) -> None:
        """What was said of the last truck is over."""

    # --- drafts ------------------------------------------------------------------------------------------------------

    def draft(self) -> Mapping[str, Json]:
        """The truck in hand and what was typed for it, and what was laid aside for others."""
        self._lay_aside(keep=True)
        kept: dict[str, Json] = (
            {"aside": {key: dict(texts) for key, texts in self._aside.items()}} if self._aside else {}
        )
        if self.weighing.visit:
            return {**kept, "visit": self.weighing.visit}
        plate = self.arrival.plate.text()
        return {**kept, "plate": plate} if plate else kept

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Lay aside what was typed; the truck is called up again when the page is shown."""
        aside = draft.get("aside")
        for visit, texts in aside.items() if isinstance(aside, dict) else ():
            if isinstance(texts, dict):
                self._aside[visit] = {name: str(text) for name, text in texts.items()}
        self._resumed = draft
        self.arrival.plate.set_text(str(draft.get("plate", "")))
        if self.isVisible():
            self.resume()

    def resume(self) -> None:
        """Call up the truck that was in hand when the last window ended."""
        resumed, self._resumed = self._resumed, {}
        visit = resumed.get("visit")
        if isinstance(visit, str):
            self.pick(visit)

    def _lay_aside(self, *, keep: bool = False) -> None:
        """Remember what was typed for the truck in hand, until it is called up again."""
        if self.ready and self._touched:
            texts = {name: field.text() for name, field in self.form.named().items() if field.text()}
            self._aside[self.weighing.visit] = {**texts, "buyer": self.who.key}
            self._touched = keep

    # --- the yard ----------------------------------------------------------------------------------------------------

    def ask_yard(self) -> None:
        """Ask who has not left."""
        if self.isVisible():
            self.ask(list_open, ListOpen(), self._show_yard)

    def _show_yard(self, found: OpenVisits) -> None:
        trucks = [
            YardTruck(str(one.visit), one.plate, one.purpose, one.state, one.gross_kg, one.tare_kg, one.waiting_s)
            for one in found.visits
        ]
        self.yard.show_trucks(trucks)
        self._aside = {key: texts for key, texts in self._aside.items() if any(key == one.key for one in trucks)}
        self.keys_changed.emit()

    def pick(self, visit: str) -> None:
        """Go on with a truck of the yard."""
        self._lay_aside()
        self._asked = visit
        self.ask(show_sale, ShowSale(visit=visit), self._show_truck)

    def _show_truck(self, sheet: SaleSheet) -> None:
        if str(sheet.visit) != self._asked:
            return
        self._asked = ""
        if sheet.purpose is not Purpose.SALE:
            text = _("{plate} 是进煤车，请到“进煤”页续称。").format(plate=spaced(sheet.plate))
            self.begin()
            self.tell(Message("visit.inbound", text, Tone.WARN))
            return
        self.next_truck()
        self.untell("visit.inbound")
        self.weighing.hold(sheet)
        self.arrival.show_sheet(sheet)
        if self.ready:
            self._show_form(sheet)
        self.show_middle()
        self.show_steps()
        self.focus_work()
        self.edited.emit()

    def _show_form(self, sheet: SaleSheet) -> None:
        self.form.forget()
        self.who.forget()
        self.form.show_sheet(sheet)
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

    def _show_lots(self, sheet: SaleSheet) -> None:
        if str(sheet.visit) == self.weighing.visit and self.ready:
            self.form.show_lots(sheet)

    def _on_plate(self) -> None:
        """A plate was typed: a truck of the yard is called up, a new one is written out."""
        plate = self.arrival.plate
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
            self._check_plate(typed)

    def _check_plate(self, typed: str) -> None:
        try:
            self.arrival.plate.set_text(parse_plate(typed).text)
        except Refused as refused:
            self.arrival.plate.show_finding(refused.findings[0])

    # --- weighing ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new weighing, the cursor at its plate."""
        self._lay_aside()
        self._asked = ""
        self.weighing.drop()
        self.who.forget()
        self.form.forget()
        self._touched = False
        self.arrival.begin()
        self.show_middle()
        self.show_steps()
        self.preview()
        self.arrival.plate.setFocus()
        self.edited.emit()

    def begin_anew(self) -> None:
        """A new weighing, nothing of the last one in sight."""
        self.next_truck()
        self.untell()
        self.begin()

    def _on_arrived(self, sheet: SaleSheet) -> None:
        self.next_truck()
        self.arrival.show_sheet(sheet)
        self.show_steps()

    def _on_weighed(self, weighed: Weighed, plate: str) -> None:
        self.close_panel()
        self.untell("scale.unsteady")
        if weighed.net_kg is None:
            text = _("{plate} {step} {mass} t 已存。装好煤再上磅，输车牌后 4 位续称。").format(
                plate=spaced(plate), step=_(PASS_WORDS[weighed.step]), mass=f"{weighed.kg / 1000:.3f}"
            )
            self.begin()
            self.tell(Message("weighing.saved", text, Tone.OK))
        else:
            self.untell("weighing.saved")
            self.pick(str(weighed.visit))
        for finding in weighed.findings:
            self.tell_reason(finding)

    def _on_by_hand(self) -> None:
        others = [(one.login, one.name) for one in self.place.sheet.colleagues if one.login != self.place.actor.login]
        panel = manual_panel(_(PASS_WORDS[self.weighing.due]), spaced(self.weighing.plate), others)
        panel.confirmed.connect(lambda: self.weighing.enter(panel))
        self.open_panel(panel)

    def give_up(self) -> None:
        """Ask why nothing comes of the truck in hand, and end its stay."""
        panel = leave_panel(spaced(self.weighing.plate))

        def left(_left: Left) -> None:
            self.close_panel()
            self.begin()

        def confirm() -> None:
            if panel.complete():
                request = LeaveVisit(visit=self.weighing.visit, reason=panel.text("reason"))
                self.write(leave, request, left)

        panel.confirmed.connect(confirm)
        self.open_panel(panel)

    def _on_typed(self) -> None:
        self._touched = True
        self.preview_soon()
