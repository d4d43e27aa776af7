"""A gate of its own for every test of an inspection."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.roles import Role
from coalguard.operations.setup import StationKind
from tests.operations.inspection.gate import OFFICERS, Gate
from tests.stations import HandClock, enlist, open_test_station


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """A checkpoint with nothing written yet."""
    clock = HandClock()
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=clock) as (station, admin):
        officer, _ = (enlist(station, login, Role.OFFICER) for login in OFFICERS)
        yield Gate(station, officer, admin, clock)
