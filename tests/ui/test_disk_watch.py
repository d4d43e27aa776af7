"""The room on the disk: the bar above all pages says how it is now, and does not come back once it was taken away."""

from pytestqt.qtbot import QtBot

from coalguard.domain.findings import Finding, fail, warn
from coalguard.ui.background import Background
from coalguard.ui.disk_watch import DiskWatch
from coalguard.ui.frame import Frame
from coalguard.ui.messages import message_of


class Disk:
    """A disk, its watch, and the frame above which it is told."""

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        self.frame, self.found = Frame(), list[Finding]()
        qtbot.addWidget(self.frame)
        self.watch = DiskWatch(self.frame, background, lambda: self.found)
        self._background, self._qtbot = background, qtbot

    def stands(self, *found: Finding) -> list[tuple[str, object]]:
        """The bars after the disk was found so."""
        self.found = list(found)
        self.watch.refresh()
        self._qtbot.waitUntil(lambda: not self._background.busy)
        return [(one.code, one.text.split("，")[0]) for one in self.frame.messages.messages]


def test_the_figure_follows_the_disk_until_there_is_room_again(background: Background, qtbot: QtBot) -> None:
    disk = Disk(background, qtbot)
    disk.frame.tell(message_of(warn("disk.low", free_mb=415)))
    disk.watch.begin()
    assert disk.stands(warn("disk.low", free_mb=180)) == [("disk.low", "磁盘只剩 180 MB")]
    assert disk.stands(fail("disk.stops_issuing", free_mb=30)) == [("disk.stops_issuing", "磁盘只剩 30 MB")]
    assert disk.stands() == []


def test_a_bar_that_was_taken_away_comes_back_only_with_something_else_to_say(
    background: Background, qtbot: QtBot
) -> None:
    disk = Disk(background, qtbot)
    disk.watch.begin()
    assert disk.stands(warn("disk.low", free_mb=400)) != []
    disk.frame.dismiss()
    assert disk.stands(warn("disk.low", free_mb=390)) == []
    assert disk.stands(fail("disk.stops_issuing", free_mb=40)) != []
    disk.watch.close()
    assert disk.stands() != []
