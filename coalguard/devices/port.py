"""The one thread that owns a serial port: opens it, reads it, opens it again, and lets others wait for a weight.

A port that is open proves nothing, only fresh frames do (`numbers.md` §3, trap 10): a port without a frame for 3 s is
closed and opened again, with a growing pause. Everything heard is stamped with the moment its read began, so that a
frame is never taken for younger than it is. It does not know dialects, divisions or who asks.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import serial

from coalguard.devices.scale import Panel, Scale
from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.domain.evidence import Evidence
from coalguard.domain.findings import Refused, refuse
from coalguard.domain.weighing import FRESH_MS, SILENT_MS, PanelState, ScaleRule, SteadyWeight

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LAST_PAUSE_S = 0.2, 5.0
_READ_S = 0.05
_READ_BYTES = 1024
_STALLED_MS = 1000  # a read is over in 50 ms; after a longer sleep of the machine the buffer holds the past
_CLOSE_S = 6.0  # pyserial waits five seconds for a TCP connection and cannot be interrupted


@dataclass(frozen=True, slots=True)
class Captured:
    """A weight taken from the scale, with what stands behind it."""

    weight: SteadyWeight
    evidence: Evidence

    @property
    def steady_for_ms(self) -> int:
        """How long it had been steady."""
        return self.weight.steady_for_ms


class Port:
    """A scale at work: `with Port(rule, monotonic_ms) as port: port.capture()`."""

    def __init__(
        self, rule: ScaleRule, monotonic_ms: Callable[[], int], heard: Callable[[], None] | None = None
    ) -> None:
        """Prepare; `heard` is called on the port's thread after frames came and after the port was lost."""
        self.rule = rule
        self._now = monotonic_ms
        self._heard = heard or _nobody
        self._scale = Scale(rule)
        self._changed = threading.Condition()
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"scale {rule.name}", daemon=True)

    def __enter__(self) -> Self:
        """Start listening."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port."""
        self.close()

    def start(self) -> None:
        """Start the thread; it opens the port and keeps it open."""
        self._thread.start()

    def close(self) -> None:
        """Let the port go and wait until it is free; whoever waits for a weight is told that there is no signal."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_S)

    def panel(self) -> Panel:
        """What the weight panel paints now."""
        with self._changed:
            return self._scale.panel(self._now())

    def capture(self, timeout_s: float = 5.0) -> Captured:
        """Wait for a steady weight that was read after this call, and mark it taken.

        Raises MachineError `scale.no_signal` when nothing is heard (after 3 s at most), Refused `scale.unsteady`,
        `scale.empty`, `scale.zero_shifted`, `scale.overload`, or the reading's own fault.
        """
        asked_ms = self._now()
        self._wake.set()  # a port resting between two attempts tries at once
        with self._changed:
            while True:
                now_ms = self._now()
                captured = self._take(asked_ms, now_ms)
                if captured:
                    return captured
                waited_ms = now_ms - asked_ms
                if waited_ms >= timeout_s * 1000 or self._closing or self._mute(asked_ms, now_ms):
                    raise self._complaint(asked_ms, now_ms)
                self._changed.wait(min(timeout_s - waited_ms / 1000, SILENT_MS / 1000))

    def _take(self, asked_ms: int, now_ms: int) -> Captured | None:
        newest = self._scale.newest
        weight = self._scale.steady(now_ms)
        evidence = self._scale.evidence(now_ms)
        fresh = newest is not None and newest.moment_ms > asked_ms
        if not fresh or not isinstance(weight, SteadyWeight) or evidence is None:
            return None
        self._scale.captured(now_ms)
        log.info("scale %s: %d kg steady for %d ms", self.rule.name, weight.mass.kg, weight.steady_for_ms)
        return Captured(weight, evidence)

    def _mute(self, asked_ms: int, now_ms: int) -> bool:
        newest = self._scale.newest
        return now_ms - (max(asked_ms, newest.moment_ms) if newest else asked_ms) >= SILENT_MS

    def _complaint(self, asked_ms: int, now_ms: int) -> CoalGuardError:
        """Why no weight was taken, by what the scale shows at the end."""
        rule, newest = self.rule, self._scale.newest
        if newest is None or newest.moment_ms <= asked_ms or now_ms - newest.moment_ms > FRESH_MS:
            return MachineError("scale.no_signal", scale=rule.name, port=rule.port)
        if newest.fault:
            return Refused([newest.fault])
        shown = self._scale.state(now_ms)
        if shown is PanelState.OVERLOAD:
            return refuse("scale.overload", scale=rule.name, maximum_kg=rule.maximum.kg)
        if shown is PanelState.ZERO:
            return refuse("scale.empty", scale=rule.name)
        mass_kg = newest.mass.kg if newest.mass else 0
        if shown is PanelState.ZERO_SHIFTED:
            return refuse("scale.zero_shifted", scale=rule.name, mass_kg=mass_kg, minimum_kg=rule.minimum.kg)
        return refuse("scale.unsteady", scale=rule.name, mass_kg=mass_kg)

    def _run(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._closing:
            pause_s = _FIRST_PAUSE_S if self._listen() else min(2 * pause_s, _LAST_PAUSE_S)
            if self._wake.wait(pause_s):
                self._wake.clear()
                pause_s = _FIRST_PAUSE_S

    def _listen(self) -> bool:
        """Open the port and read it until it is lost; whether a frame was heard."""
        try:
            line = _open(self.rule)
        except Exception as error:  # noqa: BLE001 -- pyserial lets termios.error through, which is no OSError
            log.info("scale %s: %s does not open: %s", self.rule.name, self.rule.port, error)
            return False
        with self._changed:
            self._scale.connected(self._now())
        log.info("scale %s: %s opened", self.rule.name, self.rule.port)
        try:
            return self._read(line)
        finally:
            with self._changed:
                self._scale.lost(self._now())
                self._changed.notify_all()
            _close(line)
            self._announce()

    def _read(self, line: serial.SerialBase) -> bool:
        """Read until the port breaks, stays silent or is closed; whether a frame was heard."""
        heard, last_ms = False, self._now()
        while not self._closing and self._now() - last_ms <= SILENT_MS:
            began_ms = self._now()
            try:
                data = line.read(_READ_BYTES)
                if self._now() - began_ms > _STALLED_MS:
                    line.reset_input_buffer()
                    continue
            except Exception as error:  # noqa: BLE001 -- as above; the cable is gone, whatever it is called
                log.info("scale %s: %s lost: %s", self.rule.name, self.rule.port, error)
                break
            if data and self._hear(data, began_ms):
                heard, last_ms = True, began_ms
        return heard

    def _hear(self, data: bytes, began_ms: int) -> bool:
        log.debug("scale %s: %s", self.rule.name, data.hex())
        with self._changed:
            frames = self._scale.hear(data, began_ms)
            self._changed.notify_all()
        if frames:
            self._announce()
        return frames > 0

    def _announce(self) -> None:
        try:
            self._heard()
        except Exception:
            log.exception("scale %s: the listener failed", self.rule.name)


def _nobody() -> None:
    """Nobody listens."""


def _open(rule: ScaleRule) -> serial.SerialBase:
    """The line, configured: seven bits where there is a parity (Toledo), eight without (`domain.md` §4.1)."""
    line: serial.SerialBase = serial.serial_for_url(
        rule.port,
        baudrate=rule.baud,
        bytesize=serial.EIGHTBITS if rule.parity == "N" else serial.SEVENBITS,
        parity=rule.parity,
        timeout=_READ_S,
        exclusive=True,
    )
    return line


def _close(line: serial.SerialBase) -> None:
    left_open = getattr(line, "_socket", None)  # pyserial forgets to close a socket that the far end has reset
    try:
        line.close()
    except Exception as error:  # noqa: BLE001 -- an unplugged adapter may refuse even this
        log.info("closing the port: %s", error)
    if left_open is not None:
        left_open.close()
