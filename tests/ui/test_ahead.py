"""The first rows come without what they do not need, and the first keys find the rest loaded."""

import ast
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard import premises
from coalguard.clock import SystemClock
from coalguard.domain.errors import MachineError
from coalguard.operations.setup import FoundStation, StationKind
from coalguard.operations.visit import BeginSale, begin_sale
from coalguard.settings import Settings
from coalguard.store import slotfile
from coalguard.trust.slots import with_open_slot
from coalguard.ui.ahead import Ahead
from coalguard.ui.background import Background
from coalguard.ui.pages.sale import SalePage

HEAVY = (
    "alembic",
    "barcode",
    "coalguard.doors.catalogue",
    "coalguard.operations.counter",
    "coalguard.operations.demo.story",
    "coalguard.operations.exceptions",
    "coalguard.operations.form",
    "coalguard.operations.inspection",
    "coalguard.operations.ledger",
    "coalguard.operations.lot",
    "coalguard.operations.paper",
    "coalguard.operations.quality",
    "coalguard.operations.register",
    "coalguard.operations.setup",
    "coalguard.operations.shift",
    "coalguard.operations.staff",
    "coalguard.operations.synchronise",
    "coalguard.operations.upkeep",
    "coalguard.operations.weighing",
    "coalguard.printing.content",
    "coalguard.store.restore",
    "fastapi",
    "msgspec",
    "pypdfium2",
    "reportlab",
    "requests",
    "segno",
    "sqlalchemy",
)
"""What a start must show its rows without; all of it took longer than everything else together."""
STARTED = """
import gc, json, linecache, sys
from pathlib import Path
from PySide6 import QtWidgets
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from coalguard.app import compose
from coalguard.clock import SystemClock
from coalguard.domain.errors import MachineError
from coalguard.resources import words
from coalguard.settings import Settings
from coalguard.ui.widgets.open_list import OpenList
heavy, later, folder = json.loads(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
seen, show_rows = {}, OpenList.show_rows
def there(names):
    return [name for name in names if name in sys.modules]
def unused():
    return sum(name in vars(QtWidgets) for name in ("QDial", "QWizard"))
def show(rows_of, rows):
    if rows and not seen:
        seen["too early"] = there(heavy)
        seen["classes of Qt's that nobody uses"] = [unused()]
        seen["set aside"] = [gc.get_freeze_count() > 0]
    show_rows(rows_of, rows)
def look():
    if seen and len(there(later)) == len(later) and "coalguard.operations.synchronise" in sys.modules:
        timer.stop()
        seen["set aside"].append(gc.get_freeze_count() > 0)
        area = QtWidgets.QScrollArea()  # its inner parts are Qt's own; whoever looks at them loads all classes
        area.show()
        app.processEvents()
        seen["classes of Qt's that nobody uses"].append(unused())
        seen["looked by itself"] = gc.isenabled()
        seen["sources read"] = sum(name.endswith("operations/station.py") for name in linecache.cache)
        print(json.dumps(seen), flush=True)
        for top in QApplication.topLevelWidgets():
            top.close()
OpenList.show_rows = show
app, timer = QApplication(["coalguard"]), QTimer()
timer.timeout.connect(look)
timer.start(10)
sys.exit(compose(SystemClock()).show_window(Settings(Path(folder)), words("zh"), "market"))
"""
LATE = [
    *Path("coalguard/ui/weighbridge").glob("*.py"),
    *Path("coalguard/ui/pages/sale").glob("*.py"),
]


def demonstration(folder: Path) -> None:
    """A market that needs no password, with one truck in its yard."""
    clock, settings = SystemClock(), Settings(folder)
    founding = FoundStation(kind=StationKind.MARKET, code="LX01", name="演示市场")
    premises.found(clock, settings, founding, "admin", "demo password 1")
    opened = premises.open_with_password(clock, settings, "admin", "demo password 1", lambda _: None)
    begin_sale(opened.station, opened.actor, BeginSale(plate="甘N8F326", coal="无烟2号"))
    slotfile.keep(folder, with_open_slot(slotfile.load(folder), opened.station.store.vault.key))
    opened.close()


def test_the_first_rows_are_there_before_what_they_do_not_need_and_the_rest_follows(tmp_path: Path) -> None:
    demonstration(tmp_path / "store")
    given = [json.dumps(HEAVY), json.dumps(SalePage.later), str(tmp_path / "store")]
    told = subprocess.run([sys.executable, "-c", STARTED, *given], capture_output=True, check=True, timeout=60)
    assert json.loads(told.stdout) == {
        "too early": [],
        "classes of Qt's that nobody uses": [0, 0],
        "set aside": [False, True],
        "looked by itself": False,
        "sources read": 0,
    }


def imported_late(file: Path) -> set[str]:
    """The operations that a file imports where they are called."""
    functions = [one for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.FunctionDef)]
    found = [one for function in functions for one in ast.walk(function) if isinstance(one, ast.ImportFrom)]
    names = [(str(one.module), one.names[0].name) for one in found]
    return {f"{module}.{name}" if module == "coalguard.operations" else module for module, name in names}


@pytest.mark.parametrize("file", LATE, ids=str)
def test_what_a_key_imports_is_named_to_be_loaded_before(file: Path) -> None:
    loaded = {*SalePage.later, "coalguard.operations.station"}
    late = imported_late(file)
    assert {name for name in late if not any(name == one or name.startswith(f"{one}.") for one in loaded)} == set()


def load(order: list[str], name: str) -> None:
    """A module that is loaded, or cannot be."""
    order.append(name)
    if name == "broken":
        raise MachineError("module.broken")


def test_modules_are_loaded_behind_the_rows_and_one_that_fails_keeps_no_other(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr("coalguard.ui.ahead.import_module", partial(load, order))
    ahead = Ahead(background, ("one", "broken", "last"))
    ahead.begin_behind_rows(lambda: order.append("sync"))
    background.run(lambda: order.append("rows"), lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: order == ["rows", "sync", "one", "broken", "last"])
    qtbot.waitUntil(lambda: not ahead.waiting)


def test_whoever_leaves_has_nothing_more_loaded(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr("coalguard.ui.ahead.import_module", partial(load, order))
    ahead = Ahead(background, ("one",))
    ahead.begin_behind_rows(lambda: order.append("sync"))
    ahead.end()
    with qtbot.waitSignal(background.idle):
        background.run(lambda: order.append("rows"), lambda _: None, lambda _: None)
    assert order == ["rows"]
