"""A demonstration prints into a folder of its own."""

import shutil
from pathlib import Path

from coalguard import premises
from coalguard.operations.setup import ShowSettings, show
from coalguard.settings import Settings
from tests.operations.demo.lived import CLOCK, Demo


def test_its_papers_go_into_a_folder_of_its_own(demo: Demo) -> None:
    (printer,) = show(demo.opening.station, demo.opening.actor, ShowSettings()).printers
    assert Path(printer["target"]) == demo.folder.resolve() / "printed"
    assert Path(printer["target"]).is_dir()


def test_a_copied_demonstration_prints_into_its_own_folder(checkpoint: Demo, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(checkpoint.folder, copied, ignore=shutil.ignore_patterns("printed"))

    targets = []
    for _ in range(2):
        opening = premises.open_demo(CLOCK, Settings(copied), lambda _: None)
        assert opening is not None
        (printer,) = show(opening.station, opening.actor, ShowSettings()).printers
        targets.append((printer["target"], opening.station.store.head.key.seq))
        opening.close()

    assert [target for target, _ in targets] == [str(copied.resolve() / "printed")] * 2
    assert targets[1][1] - targets[0][1] == len(["session.opened"])
    assert (copied / "printed").is_dir()
