"""A room for every test that asks for one: a market's salesroom; a gate with all its machines, or with none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.gatehouse import Gatehouse, open_gate
from tests.ui.salesroom import Room, open_room


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """A market's window, 过磅开单 in front."""
    with open_room(tmp_path, qtbot) as opened:
        yield opened


@pytest.fixture
def gate(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate with a scale and a printer, its second officer chosen."""
    with open_gate(tmp_path, qtbot) as opened:
        opened.choose_second()
        yield opened


@pytest.fixture
def bare(tmp_path: Path, qtbot: QtBot) -> Iterator[Gatehouse]:
    """A gate without a scale and without a printer."""
    with open_gate(tmp_path, qtbot, scale=False, printer=False) as opened:
        opened.choose_second()
        yield opened
