"""The live weight: the scale's panel, asked ten times a second, told on when it changed.

How long the weight has been steady is counted here, from the moment the panel said so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from coalguard.devices.scale import Panel
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import STEADY_MS, PanelState, ScaleRule

REFRESH_MS: Final = 100
_TENTH_MS: Final = 100
_SECOND_MS: Final = 1000


class Heard(Protocol):
    """A port that is listened to."""

    @property
    def rule(self) -> ScaleRule:
        """The scale's rule."""

    def panel(self) -> Panel:
        """What the weight panel paints now."""


@dataclass(frozen=True, slots=True)
class ShownMass:
    """What is shown of a scale: its state, its mass, and how long it has been steady or silent, rounded."""

    scale: str
    division_kg: int
    maximum_kg: int
    port: str
    state: PanelState
    mass: Mass | None = None
    steady_for_ms: int = 0
    silent_for_s: int | None = None


class LiveScale(QObject):
    """One scale; `shown` carries a ShownMass, only when it differs from the last."""

    shown = Signal(object)

    def __init__(self, port: Heard, monotonic_ms: Callable[[], int]) -> None:
        """Listen to a port; nothing is asked before `start`."""
        super().__init__()
        self._port = port
        self._now = monotonic_ms
        self._steady_since_ms = 0
        self._panel: tuple[PanelState, Mass | None] = (PanelState.DISCONNECTED, None)
        self.last = self._shown(Panel(PanelState.DISCONNECTED, None, None))
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to ask."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def look(self) -> None:
        """Ask once."""
        shown = self._shown(self._port.panel())
        if shown != self.last:
            self.last = shown
            self.shown.emit(shown)

    def _shown(self, panel: Panel) -> ShownMass:
        now_ms = self._now()
        seen = (panel.state, panel.mass)
        if seen != self._panel:
            was_steady = self._panel[0] is PanelState.STEADY
            self._panel = seen
            if not (was_steady and panel.state is PanelState.STEADY):
                self._steady_since_ms = now_ms
        steady = panel.state is PanelState.STEADY
        steady_ms = STEADY_MS + now_ms - self._steady_since_ms if steady else 0
        silent = panel.state is PanelState.DISCONNECTED and panel.silent_for_ms is not None
        rule = self._port.rule
        return ShownMass(
            rule.name,
            rule.division.kg,
            rule.maximum.kg,
            rule.port,
            panel.state,
            panel.mass,
            steady_ms // _TENTH_MS * _TENTH_MS,
            (panel.silent_for_ms or 0) // _SECOND_MS if silent else None,
        )
