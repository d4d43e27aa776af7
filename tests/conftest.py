"""Silence is a test: an unexpected warning in the log fails, and no test speaks to another machine."""

import gc
import inspect
import itertools
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from serial.urlhandler import protocol_socket

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

HERE = ("127.", "::1", "localhost")
TESTS_A_SWEEP = 200
_tests = itertools.count(1)


def _staying_here(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    """Connect to this machine alone. No audit hook: threads that begin under coverage trip over each other in one."""

    def connect_here(one: socket.socket, address: Any) -> Any:
        host = str(address[0]) if isinstance(address, tuple) else ""
        if host and not host.startswith(HERE):
            raise RuntimeError(f"a test spoke to {host}")
        return connect(one, address)

    return connect_here


for _name in ("connect", "connect_ex"):
    setattr(socket.socket, _name, _staying_here(getattr(socket.socket, _name)))


class _Unhurried:
    """After closing a line to an address pyserial gives the other end 0.3 s; a simulator on this machine needs none."""

    @staticmethod
    def sleep(seconds: float) -> None:
        """Go on at once."""
        del seconds


protocol_socket.time = _Unhurried


@pytest.fixture(autouse=True)
def _silent_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test that names `caplog` reads the log itself; any other may log no warning."""
    yield
    if "caplog" in inspect.signature(request.function).parameters:
        return
    loud = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not loud, f"unexpected in the log: {loud}"


@pytest.fixture(autouse=True)
def _swept_between_tests() -> Iterator[None]:
    """Garbage is looked for in the tests' own thread; in a lane of one test it would take windows of others with it."""
    gc.disable()
    yield
    gc.disable()
    gc.collect(1 if next(_tests) % TESTS_A_SWEEP else 2)
