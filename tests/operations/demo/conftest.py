"""A market and a checkpoint that have lived, each built once for all tests of demonstrations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.operations.setup import StationKind
from tests.operations.demo.lived import Demo, opened

HERE = Path(__file__).parent
LIVED = {"market", "checkpoint", "demo"}


def asks_for_one(item: pytest.Item) -> bool:
    """Whether a test is of this folder and begins with a demonstration."""
    return item.path.parent == HERE and isinstance(item, pytest.Function) and not LIVED.isdisjoint(item.fixturenames)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep them side by side as if of one file: dealt to several processes, few of these build a demonstration."""
    ours = [item for item in items if asks_for_one(item)]
    before = items.index(ours[0]) if ours else 0
    items[:] = [*items[:before], *ours, *(item for item in items[before:] if not asks_for_one(item))]


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A market after its month."""
    yield from opened(tmp_path_factory.mktemp("market"), StationKind.MARKET)


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A checkpoint after its week."""
    yield from opened(tmp_path_factory.mktemp("checkpoint"), StationKind.CHECKPOINT)


@pytest.fixture(params=[StationKind.MARKET, StationKind.CHECKPOINT])
def demo(request: pytest.FixtureRequest) -> Demo:
    """Each of the two."""
    found: Demo = request.getfixturevalue(request.param.value)
    return found
