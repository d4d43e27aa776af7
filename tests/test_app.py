"""The composition root loads what a deed needs only when it is done."""

import json
import subprocess
import sys

from coalguard.app import compose
from coalguard.clock import SystemClock

SLOW = ("sqlalchemy", "alembic", "coalguard.store.store", "coalguard.premises")


def test_composing_the_program_loads_no_store() -> None:
    script = (
        "import sys, json; from coalguard.app import compose; from coalguard.clock import SystemClock; "
        f"compose(SystemClock()); print(json.dumps([name for name in {SLOW!r} if name in sys.modules]))"
    )

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert json.loads(told.stdout) == []


def test_the_program_runs_on_the_clock_it_was_given() -> None:
    clock = SystemClock()

    assert compose(clock).clock is clock
