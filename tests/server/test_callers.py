"""Who says hello with a device's key: one holder, or several of which a person chooses one."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from coalguard.server.admin import list_devices, release
from coalguard.server.office import Config, Office, open_office
from tests.server.stations import Desk, Hands
from tests.server.test_admin import enrolled


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An open office."""
    opened = open_office(Config(folder=tmp_path, clock=Hands()))
    yield opened
    opened.close()


def test_whoever_says_hello_with_the_key_of_a_device_that_waits_is_shown(office: Office) -> None:
    """A PC was restored from its backup at noon, and the old one, which was thought dead, is switched on again."""
    old = enrolled(office, "LX01")
    old.writer.write("station.opened")
    old.push()
    old.unheard(address="10.0.0.7")
    old.hello(address="10.0.0.7")
    assert list_devices(office)[0].callers == (), "one holder, and nobody waits"
    copy = Desk(old.town, deepcopy(old.writer), old.clock, ratchet="long ago", acked=old.acked)
    old.clock.wait(minutes=5)
    copy.hello(restored=True, address="10.0.0.9")
    for _ in range(3):
        copy.writer.write("staff.registered")
    old.writer.write("staff.registered")
    old.clock.wait(minutes=1)
    assert old.hello(address="10.0.0.7").standing == "clone"
    old.clock.wait(minutes=1)
    copy.hello(address="10.0.0.9")
    (device,) = list_devices(office)
    assert device.status == "waiting"
    restored, first = device.callers
    assert (restored.at, restored.address, restored.restored) == ("2026-01-14T04:07:00.000Z", "10.0.0.9", False)
    assert (first.at, first.address) == ("2026-01-14T04:06:00.000Z", "10.0.0.7")
    assert [(one.epoch, one.seq, one.waiting, one.ahead) for one in device.callers] == [(1, 4, 3, 2), (1, 2, 1, 0)]
    release(office, device.device)
    copy.ratchet = ""
    copy.push()
    (device,) = list_devices(office)
    assert device.callers == ()


def test_a_holder_whose_entry_is_another_than_the_citys_is_marked(office: Office) -> None:
    desk = enrolled(office, "LX01")
    desk.writer.write("station.opened")
    desk.push()
    other = desk.copy()
    desk.hello()
    desk.hello()
    desk.clock.wait(minutes=1)
    other.hello(head="ab" * 32)
    for number in range(12):
        other.unheard(ratchet=f"{number}", head="ab" * 32)
    callers = list_devices(office)[0].callers
    assert len(callers) == 8, "whoever holds the key could name any number of ratchets"
    assert {one.differs for one in callers} == {True}
    assert {one.ahead for one in callers} == {0}


def test_a_lost_answer_is_no_other_holder(office: Office) -> None:
    desk = enrolled(office, "LX01")
    desk.hello()
    copy = desk.copy()
    desk.hello()
    desk.unheard()
    copy.unheard(heard_since="2026-01-14T03:00:00.000Z", ratchet="of old")
    desk.unheard()
    assert len(list_devices(office)[0].callers) == 2
