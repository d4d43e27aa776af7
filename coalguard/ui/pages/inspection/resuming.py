"""Resuming: what was in hand when the last window was broken off is taken up again, with the panel that was open.

    a draft ──► the truck still waits ──► it is in hand, its texts stand ──► the desk is known, two sign ──► the panel
              └─it was decided upon: nothing of it comes back

Until then the draft stays what it was, so that a second cut loses no more than the first.
"""

from collections.abc import Callable, Mapping
from typing import Final

from coalguard.domain.journal import Json
from coalguard.operations.gate import ShowTruck, TruckSheet
from coalguard.ui.page import Page
from coalguard.ui.pages.inspection.counter import Counter
from coalguard.ui.pages.inspection.desk_panels import NewTruckPanel, OfficerPanel, ReprintPanel, TypedMassPanel
from coalguard.ui.pages.inspection.evidence import EvidenceColumn
from coalguard.ui.pages.inspection.hand import Hand
from coalguard.ui.pages.inspection.panels import HandOverPanel, OverDoubtPanel, TurnBackPanel
from coalguard.ui.typed import type_into, typed_in

_WITHOUT_TRUCK: Final = frozenset({NewTruckPanel.name, OfficerPanel.name, ReprintPanel.name})
_DECIDING: Final = frozenset({TurnBackPanel.name, HandOverPanel.name, OverDoubtPanel.name})


class Resuming:
    """The draft of the page, and what of it is still to be taken up again."""

    def __init__(self, page: Page, hand: Hand, counter: Counter, evidence: EvidenceColumn) -> None:
        """At a counter; whoever leaves a panel does not want it back."""
        self._page, self._hand, self._counter, self._evidence = page, hand, counter, evidence
        self._coming: Mapping[str, Json] = {}
        self._panel: Mapping[str, Json] = {}
        counter.left.connect(self._forget_panel)

    # --- kept --------------------------------------------------------------------------------------------------------

    def draft(self) -> Mapping[str, Json]:
        """The truck in hand, what was answered and typed, who signs, and the panel that is open."""
        if self._coming:
            return self._coming
        evidence, here = self._evidence, bool(self._hand.visit)
        typed = typed_in({"tail": evidence.tail, "notes": evidence.note} if here else {})
        begun = evidence.entry.text() if evidence.entry.isVisibleTo(evidence) else ""
        panel, aside = self._panel or self._open_panel(), self._counter.arrivals.aside.draft()
        return {
            **self._hand.draft(),
            **typed,
            **({"entry": begun} if begun else {}),
            **({"panel": panel} if panel else {}),
            **({"aside": aside} if aside else {}),
        }

    def _open_panel(self) -> Mapping[str, Json]:
        """What stands in the panel that is open; one that is empty, without a truck, is not worth a word."""
        panel = self._counter.panel
        said = panel.draft() if panel is not None else {}
        visit = self._hand.visit
        return {**said, "name": panel.name, "truck": visit} if panel is not None and (said or visit) else {}

    # --- given back --------------------------------------------------------------------------------------------------

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Go on where it was broken off."""
        visit, code, answers = self._hand.restore(draft)
        self._counter.arrivals.aside.restore(draft.get("aside"))
        panel = draft.get("panel")
        self._panel = panel if isinstance(panel, Mapping) else {}
        if not visit:
            self._evidence.entry.set_text(str(draft.get("entry", "")))
            return
        self._coming = draft

        def show(sheet: TruckSheet | None) -> None:
            self._coming = {}
            if sheet is None or self._hand.visit:
                self._forget_truck()
                return
            type_into({"tail": self._evidence.tail, "notes": self._evidence.note}, draft)
            self._hand.take(sheet, code, answers)
            self._ask_for_code(str(draft.get("entry", "")))

        self._counter.arrivals.resume(ShowTruck(visit=visit, code=code), show)

    def _ask_for_code(self, begun: str) -> None:
        """The number of a form that is shown later was being typed."""
        evidence = self._evidence
        if begun and not self._hand.check.shown:
            evidence.ask_for_code(asking=True)
            evidence.entry.set_text(begun)
            if self._counter.panel is None:
                evidence.entry.setFocus()
            self._page.keys_changed.emit()

    def _forget_truck(self) -> None:
        """The truck is gone: what was about it is not opened any more."""
        if self._panel.get("name") not in _WITHOUT_TRUCK:
            self._panel = {}
        self._page.edited.emit()

    def _forget_panel(self) -> None:
        self._panel = {}

    # --- the panel ---------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Open the panel, else ask for the second officer where nobody was asked; called whenever anything changed."""
        self._open_if_possible()
        self._counter.offer_second()

    def _open_if_possible(self) -> None:
        """Open the panel, where everything it needs is there now."""
        name, hand, counter = str(self._panel.get("name", "")), self._hand, self._counter
        if not name or hand.desk is None or self._coming:
            return
        if name not in _WITHOUT_TRUCK and (not hand.visit or hand.visit != self._panel.get("truck")):
            self._panel = {}
        elif name in _DECIDING and not hand.second:
            if counter.panel is None:
                counter.ask_for_second()
        else:
            self._open(name)

    def _open(self, name: str) -> None:
        counter, kept = self._counter, self._panel
        openers: Mapping[str, Callable[[], None]] = {
            NewTruckPanel.name: counter.new_truck,
            OfficerPanel.name: counter.ask_for_second,
            ReprintPanel.name: lambda: counter.ask_why(str(kept.get("number", ""))),
            TypedMassPanel.name: counter.type_mass,
            TurnBackPanel.name: counter.turn_back,
            HandOverPanel.name: counter.detain,
            OverDoubtPanel.name: counter.ask_lead,
        }
        if name in openers:
            openers[name]()
        panel = counter.panel
        if panel is not None and panel.name == name:
            panel.restore(kept)
            panel.focus_first()
        self._panel = {}
        self._page.edited.emit()
