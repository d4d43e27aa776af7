"""What tests of the store begin with."""

from pathlib import Path

import pytest

from tests.store.booth import Booth, found


@pytest.fixture(scope="session")
def first_booth(tmp_path_factory: pytest.TempPathFactory) -> Booth:
    """The booth that all others are copies of."""
    return found(tmp_path_factory.mktemp("first") / "booth")


@pytest.fixture
def booth(first_booth: Booth, tmp_path: Path) -> Booth:
    """A founded booth that nobody else uses."""
    return first_booth.copied(tmp_path / "booth")
