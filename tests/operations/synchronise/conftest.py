"""A real city, and a market that is enrolled with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cityhall import CityHall, open_city
from tests.operations.synchronise.line import enrolled
from tests.stations import HandClock, Manned


@pytest.fixture
def clock() -> HandClock:
    """The clock of everybody."""
    return HandClock()


@pytest.fixture
def city(tmp_path: Path, clock: HandClock) -> Iterator[CityHall]:
    """A city."""
    with open_city(tmp_path / "city", clock) as hall:
        yield hall


@pytest.fixture
def market(tmp_path: Path, clock: HandClock, city: CityHall) -> Iterator[Manned]:
    """A market that is enrolled."""
    with enrolled(tmp_path / "market", clock, city) as opened:
        yield opened
