"""`scale-simulator`: an indicator for trials, on a network address or a pty, until it is interrupted."""

import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from coalguard.devices.simulator import Indicator, Line, PtyLine, Simulator, TcpLine
from coalguard.domain.errors import UsageError
from coalguard.doors.answer import render, write
from coalguard.doors.errand import Errand, Outcome

_ADDRESS = re.compile(r"(?P<host>[A-Za-z0-9.-]*):(?P<port>[0-9]{1,5})")
_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the simulated indicator is heard, as a scale's port setting says it."""

    ok: bool
    url: str
    protocol: str


def simulate(errand: Errand) -> Outcome:
    """Speak until interrupted. Raises UsageError where script or address can not be read."""
    asked = errand.asked
    script = _read(asked.script) if asked.script else ""
    line: Line = PtyLine() if asked.pty else TcpLine(*parse_address(asked.listen))
    try:
        simulator = Simulator(line, Indicator(asked.protocol), script=script)
    except UsageError:
        line.close()
        raise
    with simulator:
        told = Listening(ok=True, url=simulator.url, protocol=asked.protocol)
        if getattr(asked, "json", False):
            sys.stdout.write(write(render(told, errand.words)).decode() + "\n")
        else:
            sys.stdout.write(errand.words.gettext("仪表在 {url}，按 Ctrl+C 停止。").format(url=told.url) + "\n")
        sys.stdout.flush()
        _wait_for_interrupt()
    return Outcome()


def parse_address(text: str) -> tuple[str, int]:
    """Host and port of HOST:PORT; no host is this machine. Raises UsageError `simulator.address`."""
    match = _ADDRESS.fullmatch(text)
    if not match or int(match["port"]) > _HIGHEST_PORT:
        raise UsageError("simulator.address", value=text)
    return match["host"] or "127.0.0.1", int(match["port"])


def _read(file: str) -> str:
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("script.unreadable", file=file) from error


def _wait_for_interrupt() -> None:
    try:
        while True:
            time.sleep(1)  # in steps, for Windows tells of Ctrl+C between them alone
    except KeyboardInterrupt:
        return
