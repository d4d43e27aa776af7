"""The desk: scales by name, each behind a port that listens."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from coalguard.clock import SystemClock
from coalguard.devices.desk import Desk
from coalguard.domain.findings import Refused
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import ScaleRule

RULE = ScaleRule("1号磅", "xk3190-tf0", "socket://127.0.0.1:9", 9600, "N", "kg", None, Mass(20), Mass(100_000))


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk(lambda: SystemClock().monotonic_ns() // 1_000_000)
    yield desk
    desk.close()


def test_a_scale_is_called_by_its_name_and_the_only_one_by_none(desk: Desk) -> None:
    desk.place(RULE)

    assert desk.scale("1号磅") is desk.scale("")


def test_an_unknown_scale_is_refused_with_those_that_are_there(desk: Desk) -> None:
    desk.place(RULE)
    desk.place(replace(RULE, name="2号磅"))

    for name in ("3号磅", ""):
        with pytest.raises(Refused) as refused:
            desk.scale(name)
        assert (refused.value.code, refused.value.facts["known"]) == ("scale.unknown", "1号磅、2号磅")


def test_the_same_rule_again_changes_nothing_and_another_takes_its_place(desk: Desk) -> None:
    desk.place(RULE)
    standing = desk.scale("1号磅")

    desk.place(RULE)
    assert desk.scale("1号磅") is standing

    desk.place(replace(RULE, division=Mass(50)))
    assert desk.scale("1号磅").rule.division == Mass(50)
    assert desk.scale("1号磅") is not standing
