"""An indicator that speaks a real dialect without a deck: for development, demonstrations and tests.

It sends frames ten times a second over TCP (several clients, as a serial-to-Ethernet box) or a pty, and moves by a
script in plain text, one step a line; `#` begins a comment:

    15400            show 15,400 kg at once
    ramp 15400 2s    drive on or off within two seconds; within one when no time is given
    hold 3s          stay
    hold 48260 3s    show at once and stay
    noise 20         from here on a loaded deck flickers by 20 kg from lowest to highest, in divisions; 0 ends it
    unplug 2s        clients are cut off and turned away (a pty has no plug: silence)
    silent 2s        the line stays open and says nothing
    repeat           begin again, for ever; the last line if at all. Without it the last weight stays

It knows nothing of scales' rules or of the port that listens.
"""

import os
import random
import re
import socket
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import cycle
from types import TracebackType
from typing import Protocol, Self

from coalguard.devices.dialects import RENDERERS
from coalguard.domain.errors import MachineError, UsageError

_KG = r"(?P<kg>-?[0-9]{1,6})"
_TIME = r"(?P<s>[0-9]{1,5}(?:\.[0-9]{1,3})?)s"
_STEPS = {
    "show": re.compile(_KG),
    "ramp": re.compile(rf"ramp\s+{_KG}(?:\s+{_TIME})?"),
    "hold": re.compile(rf"hold(?:\s+{_KG})?\s+{_TIME}"),
    "noise": re.compile(r"noise\s+(?P<kg>[0-9]{1,4})"),
    "unplug": re.compile(rf"unplug\s+{_TIME}"),
    "silent": re.compile(rf"silent\s+{_TIME}"),
    "repeat": re.compile(r"repeat"),
}
_TIMELESS = ("noise", "repeat")
_RAMP_MS = 1000
_SWAY_PERCENT = 4  # how far a ramp strays from a straight line: two trucks never climb alike
_JOIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script."""

    verb: str
    kg: int | None = None
    ms: int | None = None


def parse_script(text: str) -> tuple[Step, ...]:
    """The steps of a script. Raises UsageError `script.malformed` with the line that is none."""
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.partition("#")[0].strip()
        step = _parse_step(written) if written else None
        repeated = bool(steps) and steps[-1].verb == "repeat"
        pointless = step is not None and step.verb == "repeat" and all(s.verb in _TIMELESS for s in steps)
        if written and (step is None or repeated or pointless):
            raise UsageError("script.malformed", line=number, text=written)
        steps += [step] if step else []
    return tuple(steps)


def _parse_step(written: str) -> Step | None:
    for verb, pattern in _STEPS.items():
        match = pattern.fullmatch(written)
        if match:
            groups = match.groupdict()
            kg, seconds = groups.get("kg"), groups.get("s")
            return Step(
                verb, None if kg is None else int(kg), None if seconds is None else int(1000 * Decimal(seconds))
            )
    return None


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is simulated: protocol, the unit and decimals it displays, its division, frames a second."""

    protocol: str = "xk3190-tf0"
    unit: str = "kg"
    decimals: int = 0
    division_kg: int = 20
    rate_hz: int = 10

    def render(self, kg: int) -> bytes:
        """The frame for a mass. Raises UsageError `scale.protocol_unknown` or `scale.unsendable`."""
        if self.protocol not in RENDERERS:
            raise UsageError("scale.protocol_unknown", protocol=self.protocol)
        shown = Decimal(kg) / 1000 if self.unit == "t" else Decimal(kg)
        return RENDERERS[self.protocol](round(shown, self.decimals), self.decimals)

    def ticks(self, ms: int) -> int:
        """How many frames fill a time; at least one."""
        return max(1, ms * self.rate_hz // 1000)

    def on_division(self, kg: float) -> int:
        """The mass as the indicator rounds it."""
        return round(kg / self.division_kg) * self.division_kg


class Wire(StrEnum):
    """What the line does at one tick."""

    SPEAKING = "speaking"
    SILENT = "silent"
    UNPLUGGED = "unplugged"


@dataclass(frozen=True, slots=True)
class Tick:
    """One beat of the indicator: the mass shown and whether it reaches anyone."""

    kg: int
    wire: Wire = Wire.SPEAKING


@dataclass(slots=True)
class Deck:
    """The simulated deck: turns steps into ticks; time is counted in ticks alone."""

    indicator: Indicator
    chance: random.Random
    kg: int = 0
    noise: int = 0

    def play(self, steps: Sequence[Step]) -> Iterator[Tick]:
        """The ticks of a script; they never end, the last weight stays."""
        endless = bool(steps) and steps[-1].verb == "repeat"
        for step in cycle(steps) if endless else steps:
            yield from self._perform(step)
        while True:
            yield self._flickering()

    def _perform(self, step: Step) -> Iterable[Tick]:
        count = self.indicator.ticks(step.ms or 0)
        match step.verb:
            case "noise":
                self.noise = step.kg or 0
            case "unplug":
                yield from [Tick(self.kg, Wire.UNPLUGGED)] * count
            case "silent":
                yield from [Tick(self.kg, Wire.SILENT)] * count
            case "ramp":
                yield from self._ramp(step.kg or 0, self.indicator.ticks(_RAMP_MS if step.ms is None else step.ms))
            case "show" | "hold":
                self.kg = self.kg if step.kg is None else step.kg
                for _ in range(count):
                    yield self._flickering()

    def _ramp(self, target: int, count: int) -> Iterator[Tick]:
        start = self.kg
        for at in range(1, count):
            sway = self.chance.uniform(-_SWAY_PERCENT, _SWAY_PERCENT) / 100
            share = min(max(at / count + sway, 0), 1)
            self.kg = self.indicator.on_division(start + (target - start) * share)
            yield Tick(self.kg)
        self.kg = target
        yield self._flickering()

    def _flickering(self) -> Tick:
        divisions = self.noise // self.indicator.division_kg if self.kg > 0 else 0
        return Tick(self.kg + self.chance.randint(0, divisions) * self.indicator.division_kg)


class Line(Protocol):
    """Where frames go."""

    @property
    def url(self) -> str:
        """What a scale's port setting says to listen here."""

    def send(self, data: bytes) -> None:
        """Let whoever listens hear these bytes, without waiting for anyone; no bytes is silence."""

    def cut(self) -> None:
        """Cut everyone off and turn newcomers away."""

    def close(self) -> None:
        """Give the line back."""


class TcpLine:
    """A listener as a serial-to-Ethernet box is one."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises MachineError `simulator.cannot_listen`."""
        try:
            self._listener = socket.create_server((host, port))
        except (OSError, OverflowError) as error:
            raise MachineError("simulator.cannot_listen", host=host, port=port) from error
        self._listener.settimeout(0)
        self._clients: list[socket.socket] = []

    @property
    def url(self) -> str:
        """The address as a scale's port setting has it."""
        host, port = self._listener.getsockname()[:2]
        return f"socket://{host}:{port}"

    def send(self, data: bytes) -> None:
        """Send to all; a client that does not read loses frames, one that is gone is forgotten."""
        self._admit()
        self._clients = [client for client in self._clients if _sent(client, data)]

    def cut(self) -> None:
        """Close all connections, and those that come meanwhile."""
        self._admit()
        for client in self._clients:
            client.close()
        self._clients = []

    def close(self) -> None:
        """Close everything."""
        self.cut()
        self._listener.close()

    def _admit(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # nobody waits
                return
            client.settimeout(0)
            self._clients.append(client)


def _sent(client: socket.socket, data: bytes) -> bool:
    """Whether the client is still there."""
    try:
        client.send(data)
    except BlockingIOError:
        return True
    except OSError:
        client.close()
        return False
    return True


class PtyLine:
    """A pseudo terminal: what listens sees an ordinary serial device. POSIX only."""

    def __init__(self) -> None:
        """Open a pair. Raises MachineError `simulator.pty_unsupported` on Windows."""
        if not hasattr(os, "openpty"):
            raise MachineError("simulator.pty_unsupported")
        import tty  # noqa: PLC0415 -- there is none on Windows

        self._master, self._slave = os.openpty()  # our own slave end keeps the pair alive while nobody listens
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)

    @property
    def url(self) -> str:
        """The path of the device."""
        return os.ttyname(self._slave)

    def send(self, data: bytes) -> None:
        """Write; when nobody reads, what waits is thrown away: a wire does not store the past."""
        import termios  # noqa: PLC0415 -- there is none on Windows

        try:
            os.write(self._master, data)
        except BlockingIOError:
            termios.tcflush(self._slave, termios.TCIFLUSH)

    def cut(self) -> None:
        """A pty has no plug: silence."""

    def close(self) -> None:
        """Close both ends."""
        os.close(self._master)
        os.close(self._slave)


class Simulator:
    """The indicator at work: `with Simulator(TcpLine()) as simulator: simulator.set(48260)`."""

    def __init__(
        self, line: Line, indicator: Indicator | None = None, *, script: str = "", seed: int | None = None
    ) -> None:
        """Prepare with an empty deck and a script. Raises UsageError when it cannot be spoken."""
        self.indicator = indicator or Indicator()
        self._line = line
        self._deck = Deck(self.indicator, random.Random(seed))  # noqa: S311 -- a sway, no secret
        self._ticks = self._deck.play(())
        self._turning = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scale simulator", daemon=True)
        self.play(script)

    @property
    def url(self) -> str:
        """What a scale's port setting says to hear this simulator."""
        return self._line.url

    def __enter__(self) -> Self:
        """Start speaking."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Fall silent and give the line back."""
        self.close()

    def start(self) -> None:
        """Start the thread that speaks."""
        self._thread.start()

    def close(self) -> None:
        """Stop it and give the line back."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)
        self._line.close()

    def play(self, script: str) -> None:
        """Go on with this script instead. Raises UsageError `script.malformed` or `scale.unsendable`."""
        self._go_on(parse_script(script))

    def set(self, mass_kg: int) -> None:
        """Bring this mass onto the deck: a quick ramp, then rest. Raises UsageError `scale.unsendable`."""
        self._go_on((Step("ramp", mass_kg),))

    def _go_on(self, steps: Sequence[Step]) -> None:
        noise = max((step.kg or 0 for step in steps if step.verb == "noise"), default=self._deck.noise)
        for step in steps:
            self.indicator.render((step.kg or 0) + noise)
        with self._turning:
            self._ticks = self._deck.play(steps)

    def _run(self) -> None:
        while not self._closing.wait(1 / self.indicator.rate_hz):
            with self._turning:
                tick = next(self._ticks)
            if tick.wire is Wire.UNPLUGGED:
                self._line.cut()
            else:
                self._line.send(self.indicator.render(tick.kg) if tick.wire is Wire.SPEAKING else b"")
