"""Home: a demonstration prints into a folder beside its own store, wherever it was copied or moved to.

The folder that a printer was given is told whole, as every setting is; a copy would fill the folder of its original.
What somebody set up for another folder, or a queue, stays as it was said.
"""

from pathlib import Path
from typing import Final

from coalguard.domain.journal import Fact
from coalguard.operations.station import Actor, Station
from coalguard.store.settings import load_settings

PRINTER: Final = "演示打印"
"""The printer that every demonstration has from its founding."""
_IN_A_FOLDER: Final = "folder"
FOLDER: Final = "printed"
"""Where its papers lie, beside the store."""


def print_at_home(station: Station, actor: Actor, printed: Path) -> None:
    """Have the demonstration's own printer fill the folder that lies beside the store now."""
    for says in load_settings(station.store.read(), "printer"):
        target = Path(says["target"])
        strays = says["kind"] == _IN_A_FOLDER and target.name == FOLDER and target != printed
        if says["name"] == PRINTER and strays:
            printed.mkdir(parents=True, exist_ok=True)
            with station.store.begin(by=actor.key) as act:
                act.append(Fact("printer.set", {**says, "target": str(printed)}))
