"""Windows without a screen, on a machine without fonts; an open place of each kind."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("no-fonts.conf"))

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import CoalGuardError
from coalguard.operations.session import ShowDesk, show_desk
from coalguard.operations.setup import StationKind
from coalguard.resources import words
from coalguard.settings import Settings
from coalguard.ui.background import Background
from coalguard.ui.look import look
from coalguard.ui.run import prepare
from coalguard.ui.words import speak
from coalguard.ui.workplace import Workplace
from tests.stations import open_test_station


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> None:
    del qapp
    prepare(Settings(tmp_path_factory.mktemp("settings")))


@pytest.fixture(autouse=True)
def _plain_look(_dressed: None) -> Iterator[None]:
    speak(words("zh"))
    yield
    look().change(dark=False, percent=100)
    speak(words("zh"))


def raised(error: Exception) -> CoalGuardError:
    """In a test nothing is unexpected."""
    raise error


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    """Lanes that end with the test."""
    lanes = Background(raised)
    yield lanes
    qtbot.waitUntil(lambda: not lanes.busy)
    lanes.close()


def placed(folder: Path, kind: StationKind, background: Background) -> Iterator[Workplace]:
    """The administrator's place at a new station."""
    with open_test_station(folder, kind) as (station, admin):
        station.store.listen(background.ring)
        yield Workplace(station, admin, show_desk(station, admin, ShowDesk()), background)


@pytest.fixture
def market(tmp_path: Path, background: Background) -> Iterator[Workplace]:
    """A market's place."""
    yield from placed(tmp_path, StationKind.MARKET, background)


@pytest.fixture
def checkpoint(tmp_path: Path, background: Background) -> Iterator[Workplace]:
    """A checkpoint's place."""
    yield from placed(tmp_path, StationKind.CHECKPOINT, background)
