"""`scale-simulator`: an indicator that real software listens to, until it is interrupted."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from coalguard.devices.dialects import dialect
from coalguard.domain.errors import UsageError
from coalguard.doors.command import run
from coalguard.doors.simulate import parse_address
from tests.doors.speaking import PROGRAM

SCALE = ["scale-simulator", "--protocol", "xk3190-tf0"]
POSIX = pytest.mark.skipif(os.name == "nt", reason="there are no ptys and no such interrupts")


@contextmanager
def speaking(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """The simulator at work in a process of its own."""
    line = [sys.executable, "-m", "coalguard", *SCALE, *options]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: subprocess.Popen[bytes]) -> bytes:
    """The first line that it says."""
    assert process.stdout is not None
    return process.stdout.readline()


@POSIX
def test_its_frames_are_heard_at_the_address_it_tells(tmp_path: Path) -> None:
    script = tmp_path / "day.txt"
    script.write_text("48260\n", "utf-8")
    with speaking("--listen", "127.0.0.1:0", "--script", str(script), "--json") as process:
        answer = json.loads(told(process))
        assert (answer["ok"], answer["protocol"]) == (True, "xk3190-tf0")
        host, _, port = answer["url"].removeprefix("socket://").rpartition(":")
        with socket.create_connection((host, int(port)), timeout=5) as line:
            frames = dialect("xk3190-tf0").feed(line.recv(24) + line.recv(24))
        assert frames[0].value == 48_260
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


@POSIX
def test_a_pty_is_told_to_people() -> None:
    with speaking("--pty", "--lang", "zh") as process:
        match = re.search(r"(/dev/\S+?)，", told(process).decode())
        assert match
        assert Path(match[1]).exists()


@pytest.mark.parametrize(
    ("text", "address"),
    [("127.0.0.1:4001", ("127.0.0.1", 4001)), (":4001", ("127.0.0.1", 4001)), ("localhost:0", ("localhost", 0))],
)
def test_an_address_is_host_and_port(text: str, address: tuple[str, int]) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", "4001", "localhost", "localhost:", "localhost:65536", "a b:1", "host:x"])
def test_what_is_no_address_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_address(text)
    assert caught.value.code == "simulator.address"


@pytest.mark.parametrize(
    ("script", "code"), [(None, "script.unreadable"), (b"\xff", "script.unreadable"), (b"fly away", "script.malformed")]
)
def test_a_script_that_can_not_be_read_is_wrong_usage(
    script: bytes | None, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "day.txt"
    if script is not None:
        file.write_bytes(script)
    assert run([*SCALE, "--listen", ":0", "--script", str(file), "--json"], PROGRAM) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
