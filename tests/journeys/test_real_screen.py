"""The flows of `ux.md` §8 on a real X screen, where a window must be given the focus and keys go a longer way.

Xvfb is the screen; under it nothing has the focus without a window manager, so openbox is there too. The flows are the
tests that bear the mark `budget`, run once more in a process of their own.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOWS = ("-m", "budget", "tests/ui/pages")
PACKAGES = {"Xvfb": "xvfb", "openbox": "openbox"}
PATIENCE_S = 20


@contextmanager
def running(*command: str, environment: dict[str, str]) -> Iterator[None]:
    """A program, for as long as it is needed."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def told(file: Path) -> str:
    """What a program writes into a file when it is ready; waits for it."""
    until = time.perf_counter() + PATIENCE_S
    while not (text := file.read_text("ascii").strip() if file.exists() else ""):
        assert time.perf_counter() < until, f"nothing was told in {file.name}"
        time.sleep(0.01)
    return text


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program that shows itself on a screen of its own, with a window manager."""
    missing = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if missing:
        pytest.fail(f"a real screen takes what is not here: apt-get install {' '.join(missing)}")
    with ExitStack() as ending:
        plain = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        display, managed = tmp_path / "display", tmp_path / "managed"
        server = ("sh", "-c", f"exec Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3>'{display}'")
        ending.enter_context(running(*server, environment=plain))
        shown = {**plain, "DISPLAY": f":{told(display)}", "QT_QPA_PLATFORM": "xcb"}
        manager = ("openbox", "--sm-disable", "--startup", f"sh -c 'echo yes >{managed}'")
        ending.enter_context(running(*manager, environment=shown))
        assert told(managed) == "yes"
        yield shown


def test_the_budgets_hold_on_a_real_screen(screen: dict[str, str]) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *FLOWS],
        cwd=ROOT,
        env=screen,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert found.returncode == 0, found.stdout
    assert " skipped" not in found.stdout
    assert "15 passed" in found.stdout
