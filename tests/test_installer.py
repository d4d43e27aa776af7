"""The frozen program: built by PyInstaller into a folder of its own, it starts and makes a station."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = [pytest.mark.installer, pytest.mark.long]


def ran(command: Sequence[str | Path], folder: Path) -> str:
    """What a command answered on its standard output; it must end well."""
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=900, check=False)
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


def test_the_frozen_program_carries_no_tests(program: Path) -> None:
    assert not [file for file in program.parent.rglob("*") if "pytest" in file.name or file.name == "conftest.py"]
