"""A seat at a desk: its window in front, the scale and the printer beside it, and the hands of whoever sits there.

What a market's salesroom and a checkpoint's gatehouse have in common; neither of them is known here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.devices.simulator import Simulator
from coalguard.domain.weighing import PanelState
from coalguard.operations import setup
from coalguard.operations.station import Actor, Station
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.key_filter import KeyFilter
from coalguard.ui.live_scale import LiveScale
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.widgets.message_bar import MessageStack
from coalguard.ui.window import Window
from coalguard.ui.workplace import Workplace
from tests.ui.hands import Hands, until

PATIENCE_MS = 10_000
SCALE = "1号磅"

PageT = TypeVar("PageT", bound=Page)


@dataclass(frozen=True)
class Seat(Generic[PageT]):
    """Everything a test of a page lays hands on."""

    place: Workplace
    window: Window
    page: PageT
    hands: Hands
    qtbot: QtBot
    simulator: Simulator
    prints: Path

    def rest(self) -> None:
        """Let whatever was asked for come home, and whatever that asks for."""
        for _ in range(3):
            until(self.qtbot, lambda: not self.place.background.busy, PATIENCE_MS)
            QApplication.processEvents()

    def press(self, *names: str) -> None:
        """Press keys as somebody does who looks what came of each."""
        for name in names:
            self.hands.press(name)
            self.rest()

    def type(self, text: str) -> None:
        """Type a text."""
        self.hands.type(text)
        self.rest()

    def stand(self, kg: int) -> None:
        """Let a truck stand on the scale until the panel shows it steady."""
        self.simulator.play(f"ramp {kg} 0.4s")
        scale = self.place.scale
        assert scale is not None
        self.qtbot.waitUntil(
            lambda: scale.last.mass is not None and scale.last.mass.kg == kg and scale.last.state in {"steady", "zero"},
            timeout=PATIENCE_MS,
        )

    @property
    def said(self) -> dict[str, Message]:
        """The bars on the page, by their ids."""
        host = self.page.parentWidget()
        stack = host.findChild(MessageStack) if host else None
        assert stack is not None
        return {one.code: one for one in stack.messages}


def give_scale(station: Station, actor: Actor, simulator: Simulator) -> None:
    """A scale that the simulator speaks for."""
    setup.set_scale(
        station, actor, setup.SetScale(name=SCALE, port=simulator.url, protocol="xk3190-tf0", max_kg=80_000)
    )


def give_printer(station: Station, actor: Actor, name: str, prints: Path) -> None:
    """A printer that is a folder."""
    setup.set_printer(station, actor, setup.SetPrinter(name=name, kind=setup.PrinterKind.FOLDER, target=str(prints)))


@contextmanager
def seated(place: Workplace, qtbot: QtBot, *, scale: bool) -> Iterator[tuple[Window, Hands]]:
    """A window at a place, in front, its scale heard, and the hands at it; at the end everything ends in order."""
    station = place.station
    if scale:
        live = LiveScale(station.desk.scale(SCALE), lambda: station.clock.monotonic_ns() // 1_000_000)
        place.scales.append(live)
        live.start()
    window = Window()
    filter_ = KeyFilter(window, lambda: 0)
    filter_.watch(window)
    window.resize(1366, 768)
    window.show()
    window.frame.open(place, DraftKeeper(place, {}))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    until(qtbot, lambda: all(one.last.state is not PanelState.DISCONNECTED for one in place.scales), PATIENCE_MS)
    try:
        yield window, Hands(window, filter_)
    finally:
        for live in place.scales:
            live.stop()
        place.background.close()
        station.desk.close()
        window.close_now()
        window.deleteLater()
