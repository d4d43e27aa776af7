"""The few numbers of a demonstration tie, and its staff can be tried."""

from coalguard.operations.demo.tally import summary
from coalguard.operations.station import Second, prove
from tests.operations.demo.lived import Demo


def test_all_sums_tie(demo: Demo) -> None:
    assert summary(demo.opening.station, demo.opening.actor).ties


def test_the_staff_can_be_tried_by_their_pins(demo: Demo) -> None:
    station = demo.opening.station
    staff = summary(station, demo.opening.actor).staff
    assert [prove(station, Second(login=one.login, pin=one.pin)).name for one in staff] == [one.name for one in staff]
    assert [one.login for one in staff if "admin" in one.roles] == [demo.opening.actor.login]
