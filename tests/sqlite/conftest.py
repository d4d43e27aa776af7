"""A keyed file for every test that asks for one."""

from contextlib import closing
from pathlib import Path

import pytest

from coalguard.sqlite import (
    create,
)
from tests.sqlite.demo import KEY, SALT, fill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A keyed file with some pages in it, closed."""
    path = tmp_path / "demo.store"
    with closing(create(path, KEY, SALT)) as connection:
        fill(connection)
    return path
