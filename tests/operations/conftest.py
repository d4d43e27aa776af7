"""A market of its own for every test of an operation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.market import Market, open_market


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """An open market with a supplier, two papers, a yard and a buyer."""
    with open_market(tmp_path) as opened:
        yield opened
