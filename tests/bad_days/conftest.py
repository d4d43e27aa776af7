"""What every bad day begins with: a market of its own."""

from pathlib import Path
from typing import Any

import pytest

from tests.bad_days.market import Market, facts, make_market


@pytest.fixture(scope="session")
def first_market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    """The market that all others are copies of."""
    return make_market(tmp_path_factory.mktemp("first") / "market")


@pytest.fixture(scope="session")
def first_facts(first_market: Market, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Every fact of it."""
    return facts(first_market.copied(tmp_path_factory.mktemp("facts") / "market"))


@pytest.fixture
def market(first_market: Market, tmp_path: Path) -> Market:
    """A market that nobody else uses."""
    return first_market.copied(tmp_path / "market")
