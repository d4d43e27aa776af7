"""The frozen program: built by PyInstaller into a folder of its own, it makes a station, serves a city and syncs."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.drive import ADMIN, PASSWORD
from tests.served import Served

ROOT = Path(__file__).resolve().parent.parent

pytestmark = [pytest.mark.installer, pytest.mark.long]


def ran(command: Sequence[str | Path], folder: Path, said: str = "") -> str:
    """What a command answered on its standard output; it must end well."""
    done = subprocess.run(
        command, cwd=folder, input=said, capture_output=True, encoding="utf-8", timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built program."""
    pytest.importorskip("PyInstaller", reason="pip install -e '.[installer]'")
    made = tmp_path_factory.mktemp("made")
    places = ("--distpath", made / "dist", "--workpath", made / "build")
    ran([sys.executable, "-m", "PyInstaller", "--noconfirm", *places, ROOT / "build_installer.spec"], made)
    return made / "dist" / "coalguard" / "coalguard"


def test_the_frozen_program_says_what_it_is(program: Path, tmp_path: Path) -> None:
    about = json.loads(ran([program, "about", "--json"], tmp_path))
    assert about["version"]


def test_the_frozen_program_makes_a_demonstration_station(program: Path, tmp_path: Path) -> None:
    ran([program, "--data-dir", tmp_path / "station", "demo", "--headless"], tmp_path)
    assert any((tmp_path / "station").iterdir())


def test_the_frozen_program_hears_a_scale_on_the_network(program: Path, tmp_path: Path) -> None:
    ran([program, "--data-dir", tmp_path / "station", "demo", "--headless"], tmp_path)
    drive = (program, "--data-dir", tmp_path / "station", "drive")
    (waiting, *_) = json.loads(ran(drive, tmp_path, '{"do": "visit.list"}'))["result"]["visits"]
    step = "tare" if waiting["tare_kg"] is None else "gross"
    said = json.loads(
        ran(drive, tmp_path, json.dumps({"do": "weighing.capture", "visit": waiting["visit"], "step": step}))
    )
    assert said["ok"] or said["error"]["code"] != "scale.no_signal"  # the trucks of a demo may be moving


def test_a_frozen_station_syncs_with_a_frozen_server(program: Path, tmp_path: Path) -> None:
    station = (program, "--json", "--data-dir", tmp_path / "station")
    signed = ("--login", ADMIN, "--password-stdin")
    told = ("--kind", "market", "--code", "LX01", "--name", "演示煤炭市场", "--admin", ADMIN, "--password-stdin")
    ran([*station, "init", *told], tmp_path, PASSWORD)
    with Served(tmp_path / "city", program=(str(program),)) as city:
        ran([*station, "enroll", "--server", city.url, "--code", city.code("LX01"), *signed], tmp_path, PASSWORD)
        synced = json.loads(ran([*station, "sync", "--once", *signed], tmp_path, PASSWORD))
    assert synced["sent"] > 0


def test_the_frozen_program_carries_no_tests(program: Path) -> None:
    assert not [file for file in program.parent.rglob("*") if "pytest" in file.name or file.name == "conftest.py"]
