"""The deeds of sync ask the operations, at a real store: before enrolment, pinned to a city, and by the courier."""

import threading
from dataclasses import replace

from coalguard.operations.synchronise import Sending
from coalguard.ui.states.sync import Course, Traffic
from coalguard.ui.sync_deeds import deeds_of
from coalguard.ui.workplace import Workplace
from tests.ui.cityhall import City, closed, double_use, watched_passed
from tests.ui.conftest import raised


def test_before_enrolment_everything_is_saved_here(market: Workplace) -> None:
    deeds = deeds_of(market, raised)
    facts = deeds.show()
    assert facts.traffic.course is Course.NOT_ENROLLED
    assert (facts.waiting, facts.failed) == ((), ())
    assert deeds.count_exceptions() == 0
    market.sheet = replace(market.sheet, demo=True)
    assert deeds.show().traffic == Traffic(course=Course.DEMO)


def test_behind_a_city_what_is_written_waits_and_open_exceptions_are_counted(market: Workplace) -> None:
    city = City(market.station)
    city.says(double_use("LX01-260114-0032"))
    (key,) = city.says(watched_passed("甘N8F326"))
    city.says(closed(key))
    deeds = deeds_of(market, raised)
    facts = deeds.show()
    assert facts.traffic.waiting == len(facts.waiting) > 0
    assert facts.traffic.course is Course.WAITING
    assert deeds.count_exceptions() == 1


def test_the_rounds_go_until_they_are_stopped(market: Workplace) -> None:
    deeds = deeds_of(market, raised)
    stop, wake, said = threading.Event(), threading.Event(), list[object]()

    def tell(one: object) -> None:
        said.append(one)
        stop.set()
        wake.set()

    deeds.rounds(stop, wake, tell)
    before = Traffic(course=Course.WAITING, waiting=2)
    assert deeds.heard(said[0], before).course is Course.NOT_ENROLLED
    assert deeds.heard(Sending(1, 2), before).batch == 2
    assert deeds.heard("unheard of", before) is before
