"""A running server and stations that call it: one that only asks, and one of its own for whoever changes something."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.server.counter import Caller, Counter, open_counter
from tests.server.stations import Hands
from tests.server.writers import Writer


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A server on SQLite for all tests of a file; each of them speaks for stations that no other knows."""
    folder = tmp_path_factory.mktemp("counter")
    with open_counter(f"sqlite:///{folder / 'server.db'}", folder, Hands()) as opened:
        yield opened


@pytest.fixture(scope="module")
def newcomer(counter: Counter) -> Callable[..., Caller]:
    """Makes stations that the city knows, each with a code of its own."""
    numbers = count(100)

    def enroll(letters: str = "LX", kind: str = "market") -> Caller:
        made = counter.caller(Writer(f"{letters}{next(numbers)}", kind))
        made.enroll()
        return made

    return enroll


def at_work(caller: Caller) -> Caller:
    """The same with two entries in the city."""
    caller.writer.write("station.opened")
    caller.writer.form(1)
    caller.push()
    return caller


@pytest.fixture
def market(newcomer: Callable[..., Caller]) -> Caller:
    """A market with two entries in the city, for one test alone."""
    return at_work(newcomer())


@pytest.fixture(scope="module")
def known(newcomer: Callable[..., Caller]) -> Caller:
    """Such a market for all tests that are refused whatever they ask: nothing of it changes."""
    return at_work(newcomer())
