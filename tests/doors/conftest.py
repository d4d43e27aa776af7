"""A store founded once, copied for whoever needs one, and an open desk at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors.speaking import Door, copied, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty market that nobody may write to."""
    folder = tmp_path_factory.mktemp("founded") / "store"
    found(folder)
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    """A founded store of the test's own."""
    return copied(founded, tmp_path / "store")


@pytest.fixture
def door(folder: Path) -> Iterator[Door]:
    """The line door of that store, nobody logged in."""
    door = Door(folder)
    yield door
    door.drive.session.close()


@pytest.fixture
def desk(door: Door) -> Door:
    """The same with the administrator at the desk."""
    door.log_in()
    return door
