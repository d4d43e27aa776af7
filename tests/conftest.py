"""Silence is a test: an unexpected warning in the log fails, and no test speaks to another machine."""

import gc
import inspect
import itertools
import logging
import sys
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

HERE = ("127.", "::1", "localhost")
TESTS_A_SWEEP = 200
_tests = itertools.count(1)


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0])
    if not host.startswith(HERE):
        raise RuntimeError(f"a test spoke to {host}")


sys.addaudithook(_stay_here)


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
