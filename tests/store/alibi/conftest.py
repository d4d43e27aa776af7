"""An alibi folder for every test that asks for one."""

from pathlib import Path

import pytest

from tests.store.alibi.month import MONTH, RECORDS, keep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An alibi folder with the four records in one month, closed."""
    keep(tmp_path, MONTH, RECORDS)
    return tmp_path
