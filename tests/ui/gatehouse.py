"""A checkpoint's window with the page 查验 in front: two officers and a lead, a scale or none, a printer or none.

Its clock stands at noon of 14 January 2026 when the door opens and runs from there, as the forms of `tests.abroad` do.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.clock import SystemClock
from coalguard.devices.simulator import Simulator, TcpLine
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import Decision, Row
from coalguard.domain.mass import Mass
from coalguard.domain.roles import Role
from coalguard.operations import inspection, keys, weighing
from coalguard.operations.inspection import BeginInspection
from coalguard.operations.session import ShowDesk, show_desk
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Actor, Station
from coalguard.ui.background import Background
from coalguard.ui.keys import KeyAct
from coalguard.ui.pages.inspection import InspectionPage
from coalguard.ui.pages.inspection.panel import Panel
from coalguard.ui.workplace import Workplace
from tests.abroad import NOON, PLATE, Abroad, held_form
from tests.stations import bodies, enlist, open_test_station
from tests.ui.conftest import raised
from tests.ui.seat import PATIENCE_MS, Seat, give_printer, give_scale, seated

ABROAD = Abroad()
OTHER = "甘A72K95"
TARE, GROSS = 15_400, 47_860
PIN = "2468"


class GateClock:
    """Noon of 14 January 2026, and on from there."""

    boot = "gate"

    def __init__(self) -> None:
        self._machine = SystemClock()
        self._begun_ns = self._machine.monotonic_ns()

    def now(self) -> datetime:
        return NOON + timedelta(microseconds=self.monotonic_ns() // 1000)

    def monotonic_ns(self) -> int:
        return self._machine.monotonic_ns() - self._begun_ns


@dataclass(frozen=True)
class Gatehouse(Seat[InspectionPage]):
    """Everything a test of the page lays hands on."""

    station: Station
    officer: Actor

    def scan(self, code: str) -> None:
        """Scan a code."""
        self.hands.scan(code)
        self.rest()

    def await_gross(self) -> None:
        """Wait until the weight was taken by itself."""
        self.qtbot.waitUntil(lambda: self.page.hand.gross is not None, timeout=PATIENCE_MS)
        self.rest()

    def told(self, kind: str) -> list[Any]:
        """What every entry of a kind says."""
        entries = (self.station.store.read().entry(key) for key in bodies(self.station))
        return [entry.fact.says for entry in entries if entry.fact.kind == kind]

    @property
    def reasons(self) -> dict[Row, str]:
        """How each row stands, by its reason."""
        return {row.row: row.reason for row in self.page.hand.check.rows}

    @property
    def focus(self) -> str:
        """The name of the field the cursor is in, or the words on the button."""
        widget = QApplication.focusWidget()
        evidence, panel = self.page.evidence, self.page.counter.panel
        fields = {**self.page.fields, "judgement": evidence.judgement, **(panel.fields if panel else {})}
        for name, field in fields.items():
            if widget is not None and widget is (field.focusProxy() or field):
                return name
        return getattr(widget, "text", lambda: type(widget).__name__)()

    def begin(self, plate: str = "", code: str = "") -> str:
        """A truck that came before; gives back its stay."""
        return str(inspection.begin(self.station, self.officer, BeginInspection(plate=plate, code=code)).visit)

    def weigh(self, visit: str, step: weighing.Pass, kg: int) -> None:
        """A weight that was taken before."""
        by_hand = weighing.ByHand("演示", self.officer.key)
        taken = weighing.Taken(EntryKey.parse(visit), step, weighing.NO_SCALE, Mass(kg), by_hand)
        weighing.keep(self.station, self.officer, taken)

    def know_tare(self, plate: str = PLATE) -> None:
        """A truck that was weighed empty once, so that its net is known."""
        visit = self.begin(plate)
        self.weigh(visit, weighing.Pass.TARE, TARE)
        asked = inspection.DecideInspection(visit=visit, decision=Decision.NOT_COAL)
        inspection.decide(self.station, self.officer, asked)

    def choose_second(self) -> None:
        """Say once who signs beside whoever acts."""
        assert self.focus == "officers", self.focus
        self.type("zhang")
        self.press("Enter", "Enter")
        self.hands.count = 0


@contextmanager
def open_gate(folder: Path, qtbot: QtBot, *, scale: bool = True, printer: bool = True) -> Iterator[Gatehouse]:
    """The window, the store behind it, the scale beside it."""
    background, clock = Background(raised), GateClock()
    store, prints = folder / "store", folder / "prints"
    store.mkdir()
    prints.mkdir()
    with ExitStack() as stack:
        simulator = stack.enter_context(Simulator(TcpLine(), script="0"))
        station, admin = stack.enter_context(open_test_station(store, StationKind.CHECKPOINT, clock=clock))
        station.store.listen(background.ring)
        officer = enlist(station, "li", Role.OFFICER)
        enlist(station, "zhang", Role.OFFICER)
        enlist(station, "lead", Role.LEAD, pin=PIN)
        keys.import_keys(station, admin, keys.ImportKeys(text=ABROAD.bundle()))
        if scale:
            give_scale(station, admin, simulator)
        if printer:
            give_printer(station, admin, "热敏", prints)
        place = Workplace(station, officer, show_desk(station, officer, ShowDesk()), background)
        window, hands = stack.enter_context(seated(place, qtbot, scale=scale))
        page = window.frame.current
        assert isinstance(page, InspectionPage)
        gate = Gatehouse(place, window, page, hands, qtbot, simulator, prints, station, officer)
        gate.rest()
        yield gate
        gate.rest()


def open_panel(gate: Gatehouse) -> Panel | None:
    """The panel that is open now."""
    return gate.page.counter.panel


def bar(gate: Gatehouse) -> list[KeyAct]:
    """What the bar at the foot shows."""
    acts = gate.page.keys()
    return [act for act in acts if act.in_bar]


def to_the_note(gate: Gatehouse, coal: str = "Enter") -> None:
    """A scanned truck, its plate read and its coal seen."""
    gate.scan(ABROAD.paper())
    gate.type("8F326")
    gate.press("Enter", coal)


def hold_form(gate: Gatehouse, plate: str = PLATE) -> tuple[str, str]:
    """A form whose entry this gate holds; its number and its check code."""
    return held_form(gate.station, gate.officer, plate)
