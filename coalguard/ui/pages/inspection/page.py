"""查验: all of it together, and what each key does now.

Where the cursor goes: the line that begins → the end of the plate → each row that waits for the eye → the note → 放行.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent

from coalguard.domain.findings import Finding
from coalguard.domain.identity import CHINA
from coalguard.domain.inspection import Row, Verdict
from coalguard.domain.journal import Json
from coalguard.domain.weighing import PanelState
from coalguard.ui.keys import MAIN, SECOND, EnterOrder, KeyAct
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.messages import Message
from coalguard.ui.page import INCOMPLETE, Page
from coalguard.ui.pages.inspection.arrivals import SWITCH
from coalguard.ui.pages.inspection.counter import Counter
from coalguard.ui.pages.inspection.decision import DecisionColumn
from coalguard.ui.pages.inspection.evidence import EvidenceColumn
from coalguard.ui.pages.inspection.hand import OVERLOAD, Hand
from coalguard.ui.pages.inspection.judging import Judging
from coalguard.ui.pages.inspection.queue import QueueColumn
from coalguard.ui.pages.inspection.resuming import Resuming
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.columns import Columns
from coalguard.ui.widgets.input import Input
from coalguard.ui.words import _, said
from coalguard.ui.workplace import Workplace

_TICK_MS: Final = 1000
_NARROW: Final = 1240
NOTED_OVERLOAD: Final = "vehicle.overload_noted"
"""The words of a gate for a truck that is too heavy: it lets nobody unload, it tells the police."""


class InspectionPage(Page):
    """One gate's desk."""

    name = "inspection"
    kinds = ("visit.", "inspection.", "weighing.", "paper.", "shift.", "staff.", "printer.", "form.", "vehicle.")
    takes_scans = True
    finding_fields: ClassVar[Mapping[str, str]] = {
        "plate.": "entry",
        "inspection.plate_missing": "entry",
        "code.": "entry",
    }

    def __init__(self, place: Workplace) -> None:
        """Build three columns."""
        super().__init__(place)
        self.hand = Hand(weighable=place.scale is not None)
        self.queue, self.evidence = QueueColumn(), EvidenceColumn()
        self.decision = DecisionColumn(weighable=self.hand.weighable)
        self.judging = Judging(self.hand, self.evidence)
        self._heavy: Finding | None = None
        self._state: PanelState | None = None
        self.counter = Counter(self, self.hand, self.decision, lambda: self.evidence.note.text().strip())
        self.resuming = Resuming(self, self.hand, self.counter, self.evidence)
        evidence = self.evidence
        self.fields = {"entry": evidence.entry, "tail": evidence.tail, "notes": evidence.note}
        self.main_act = self.decision.main
        stops = (evidence.entry, evidence.tail, evidence.judgement, evidence.note)
        self.enter_order = EnterOrder(stops, last=self.main_act)
        self.first_focus = evidence.entry
        Columns(self, self.queue, self.evidence, self.decision)
        self._listen()

    def _listen(self) -> None:
        evidence, decision = self.evidence, self.decision
        self.hand.taken.connect(self._on_taken)
        self.hand.changed.connect(self._on_hand_changed)
        self.queue.list.picked.connect(self._on_picked)
        self.queue.add.clicked.connect(self.counter.new_truck)
        evidence.entry.entered.connect(self._on_entry)
        self.keys_changed.connect(self._on_keys_changed)
        evidence.entry.edited.connect(self._on_keys_changed)
        self.judging.led.connect(self.keys_changed)
        self.judging.answered.connect(self.edited)
        self.counter.asked.connect(self.judging.lead_to_pending)
        self.counter.settled.connect(self._on_settled)
        self.counter.closed.connect(self.judging.lead)
        self.place.actor_changed.connect(self._on_actor_changed)
        if self.place.scale is not None and decision.mass is not None:
            decision.mass.pressed.connect(self.counter.weigh)
            decision.mass.show_mass(self.place.scale.last)
            self.place.scale.shown.connect(self._on_mass)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(lambda: self.queue.show_time(self.place.clock.now()))

    # --- what the window asks ----------------------------------------------------------------------------------------

    def keys(self) -> Sequence[KeyAct]:
        """What works now: an open panel has its own keys."""
        panel = self.counter.panel
        if panel is not None:
            return panel.keys()
        here, check = bool(self.hand.visit), self.hand.check
        weigh = _("手录毛重") if self.counter.weights.typed else _("取重")
        code = (KeyAct("F5", _("输单号"), self._on_code_wanted),) if here and not check.shown else ()
        again = self.hand.prints and bool(self.counter.rulings.last_slip)
        asking = here and self.evidence.entry.isVisible()
        back = (KeyAct("Esc", _("返回"), self.judging.lead, in_bar=False),) if asking else ()
        return (
            KeyAct("F2", _("新到车"), self.counter.new_truck),
            KeyAct("F3", _("选车"), self.counter.arrivals.put_back, possible=here),
            KeyAct("F4", weigh, self.counter.weigh, possible=self.counter.weights.wanted),
            *code,
            KeyAct("F8", _("补打"), self.counter.reprint, possible=again),
            KeyAct(MAIN, *self._main_word(), possible=here),
            KeyAct(SECOND, _("劝返"), self.counter.turn_back, Tone.WARN, possible=here),
            self.counter.grave(self.queue.list.marked, free=not self.evidence.entry.text().strip()),
            KeyAct("Alt+M", _("换查验员"), self.counter.ask_for_second, in_bar=False),
            KeyAct("Up", "", partial(self._on_step, -1), in_bar=False),
            KeyAct("Down", "", partial(self._on_step, 1), in_bar=False),
            *back,
        )

    def _on_keys_changed(self) -> None:
        """The queue shows what F2 and Enter do now."""
        closed = self.counter.panel is None
        self.queue.add.setEnabled(closed)
        self.queue.list.show_led(led=closed and not self.hand.visit and not self.evidence.entry.text().strip())

    def _main_word(self) -> tuple[str, Callable[[], None], Tone]:
        check = self.hand.check
        doubted = check.verdict in {Verdict.VERIFY, Verdict.MAY_NOT_PASS}
        tone = Tone.OK if check.verdict is Verdict.MAY_PASS else Tone.PLAIN
        return (_("申请放行") if doubted else _("放行"), self.counter.let_pass, tone)

    def shown(self) -> None:
        """Ask for the desk."""
        self.counter.arrivals.refresh()
        self._tick.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side columns are as wide as the window lets them."""
        super().resizeEvent(event)
        self.queue.show_narrow(narrow=self.width() < _NARROW)
        self.decision.show_narrow(narrow=self.width() < _NARROW)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks at the clock."""
        super().hideEvent(event)
        self._tick.stop()

    def changed(self, kinds: frozenset[str]) -> None:
        """Ask again."""
        del kinds
        self.counter.arrivals.refresh()

    def scanned(self, text: str) -> None:
        """A form was scanned."""
        self.counter.arrivals.start(text)

    def show_item(self, key: str) -> None:
        """Take this truck of the queue."""
        self._on_picked(key)

    def draft(self) -> Mapping[str, Json]:
        """The truck in hand, what was answered, who signs, and what stands in an open panel."""
        return self.resuming.draft()

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Go on where it was broken off."""
        self.resuming.restore(draft)

    def field_of(self, finding: Finding) -> Input | None:
        """An open panel's fields first."""
        panel = self.counter.panel
        found = panel.field_of(finding) if panel is not None else None
        found = found or super().field_of(finding)
        return found if found is not None and found.isVisible() else None

    def focus_first(self) -> None:
        """Where work goes on."""
        panel = self.counter.panel
        if panel is not None:
            panel.focus_first()
        else:
            self.judging.lead()

    # --- the truck in hand -------------------------------------------------------------------------------------------

    def _on_taken(self) -> None:
        hand, evidence = self.hand, self.evidence
        self.queue.show_current(hand.visit)
        self.untell(INCOMPLETE)
        self.untell(SWITCH)
        panel = self.counter.panel
        if panel is not None and panel.about not in {"", hand.check.plate}:
            self.counter.close()  # it is about another truck
        if hand.sheet is None:
            for field in self.fields.values():
                field.empty()
            evidence.show_nobody(len(hand.desk.waiting) if hand.desk else 0)
            self.decision.show_nobody()
        else:
            evidence.entry.empty()
            evidence.show_truck(hand.sheet, hand.check)
            if hand.sheet.notes and not evidence.note.text():
                evidence.note.set_text(hand.sheet.notes)
            if Row.PLATE in hand.check.answers:
                self.judging.compare_tail()  # it was read off before: its tick comes back with it
        self._on_hand_changed()
        if self.counter.panel is None:
            self.judging.lead()
        self.edited.emit()

    def _on_hand_changed(self) -> None:
        hand = self.hand
        if not hand.check.pending:
            self.untell(INCOMPLETE)
        if hand.desk is not None:
            self.queue.show_sheet(hand.desk)
            self.decision.show_sheet(hand.desk)
        self.decision.show_officers(self.place.actor.name, hand.second_name)
        if hand.sheet is not None:
            self.evidence.show_check(hand.sheet, hand.check)
            self.decision.show_check(hand.check)
        elif hand.desk is not None:
            self.evidence.show_nobody(len(hand.desk.waiting))
        if hand.heavy is not None and hand.heavy != self._heavy:
            self.tell(Message(OVERLOAD, said(replace(hand.heavy, code=NOTED_OVERLOAD)), Tone.WARN))
        self._heavy = hand.heavy
        self._show_gross()
        self.resuming.go_on()
        self.keys_changed.emit()

    def _on_entry(self) -> None:
        text = self.evidence.entry.text()
        if text.strip():
            self.counter.arrivals.start(text)
        elif not self.hand.visit:
            self.queue.list.pick()
        else:
            self.judging.lead()

    def _on_picked(self, visit: str) -> None:
        if visit != self.hand.visit:
            self.counter.arrivals.put_back()
            self.counter.arrivals.pick(visit)

    def _on_step(self, step: int) -> None:
        if not self.hand.visit:
            self.queue.list.move_mark(step)
        else:
            self.judging.step(step)

    def _on_code_wanted(self) -> None:
        self.evidence.ask_for_code(asking=True)
        self.evidence.entry.setFocus()
        self.keys_changed.emit()

    # --- the end of a truck ------------------------------------------------------------------------------------------

    def _on_settled(self) -> None:
        """A truck was decided upon: begin anew."""
        self.hand.let_go()
        self.untell()

    def _on_actor_changed(self) -> None:
        """Somebody else acts: a second officer of another shift is asked for anew."""
        if self.isVisible():
            self.counter.arrivals.refresh()

    # --- the weight --------------------------------------------------------------------------------------------------

    def _on_mass(self, shown: ShownMass) -> None:
        if self.decision.mass is not None:
            self.decision.mass.show_mass(shown)
        self.counter.weights.seen(shown)
        self._show_gross()
        if shown.state is not self._state:
            self._state = shown.state
            self.keys_changed.emit()  # F4 types the weight while nothing comes from the scale

    def _show_gross(self) -> None:
        sheet, told = self.hand.sheet, ""
        if sheet is not None and sheet.gross is not None:
            at = f"{sheet.gross_at.astimezone(CHINA):%H:%M:%S}" if sheet.gross_at else ""
            taken = _("毛重 {mass} t 手录 {time}") if sheet.by_hand else _("毛重 {mass} t 已取 {time}")
            told = taken.format(mass=sheet.gross.tonnes, time=at)
        self.decision.show_gross(told, wanted=self.counter.weights.wanted, typed=self.counter.weights.typed)
