"""Machines: the scales and printers of one open place, listened to, and how each of them is at the foot of the window.

A scale tells ten times a second what it weighs. A printer is asked every so often and after each print, beside
everything else, one question at a time; asked again while an answer is under way it is asked once more and not more
often.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.printout import PrinterState
from coalguard.ui.frame import Frame
from coalguard.ui.live_scale import LiveScale, ShownMass
from coalguard.ui.messages import MachineState
from coalguard.ui.scale_words import machine_state
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # loaded when somebody asks for it
    from coalguard.operations.paper.printers import PrintersShown

LOADED_KG: Final = 1000
"""From here on a truck stands on the scale (`ux.md` §7.3)."""
_NS_PER_MS: Final = 1_000_000
_ASK_MS: Final = 30_000
_OF_PRINTERS: Final = frozenset({"paper.printed", "shift.printed", "printer.set"})
"""After which entries a printer may be another than before."""
WORDS: Final[Mapping[PrinterState, tuple[str, Tone]]] = {
    PrinterState.READY: (N_("就绪"), Tone.OK),
    PrinterState.NO_PAPER: (N_("缺纸"), Tone.WARN),
    PrinterState.JAMMED: (N_("卡纸"), Tone.WARN),
    PrinterState.OFFLINE: (N_("未连接"), Tone.WARN),
    PrinterState.PAUSED: (N_("已暂停"), Tone.WARN),
    PrinterState.GONE: (N_("不可用"), Tone.FAIL),
}


class Machines(QObject):
    """What stands at the foot of one window while a place is open."""

    def __init__(self, frame: Frame, place: Workplace, scales: Iterable[str]) -> None:
        """Listen to the scales of these names; `begin` asks the printers."""
        super().__init__()
        self._frame, self._place = frame, place
        self._scales: dict[str, MachineState] = {}
        self._printers: tuple[MachineState, ...] = ()
        self._asking = self._again = self._over = False
        self._tick = QTimer(self)
        self._tick.setInterval(_ASK_MS)
        self._tick.timeout.connect(self.refresh)
        place.changed.connect(self._on_changed)
        for name in scales:
            scale = LiveScale(place.station.desk.scale(name), lambda: place.clock.monotonic_ns() // _NS_PER_MS)
            scale.shown.connect(self._on_mass_shown)
            place.scales.append(scale)
            scale.start()

    def begin(self) -> None:
        """Ask the printers, and go on asking."""
        self.refresh()
        self._tick.start()

    def close(self) -> None:
        """Listen, ask and say nothing more."""
        self._over = True
        self._tick.stop()
        self._place.changed.disconnect(self._on_changed)
        for scale in self._place.scales:
            scale.stop()

    # --- scales ------------------------------------------------------------------------------------------------------

    def _on_mass_shown(self, shown: ShownMass) -> None:
        self._scales[shown.scale] = machine_state(shown)
        self._show()
        self._frame.show_load(loaded=shown.mass is not None and shown.mass.kg > LOADED_KG)

    # --- printers ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask how the printers are."""
        from coalguard.operations.paper.printers import ShowPrinters, show_printers  # noqa: PLC0415 -- not at the start

        if self._asking:
            self._again = True
            return
        self._asking = True
        self._place.outside(show_printers, ShowPrinters(), self._on_printers, self._on_unknown)

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds & _OF_PRINTERS:
            self.refresh()

    def _on_printers(self, found: "PrintersShown") -> None:
        self._answered(tuple(_machine(one.name, one.state) for one in found.printers))

    def _on_unknown(self, error: CoalGuardError) -> None:
        del error  # what could not be read is not shown; the next question tries again
        self._answered(())

    def _answered(self, printers: tuple[MachineState, ...]) -> None:
        self._asking, again, self._again = False, self._again, False
        if self._over:
            return
        self._printers = printers
        self._show()
        if again:
            self.refresh()

    def _show(self) -> None:
        self._frame.bar.show_machines((*(self._scales[name] for name in sorted(self._scales)), *self._printers))


def _machine(name: str, state: PrinterState) -> MachineState:
    word, tone = WORDS[state]
    return MachineState(name, _(word), "printer", tone)
