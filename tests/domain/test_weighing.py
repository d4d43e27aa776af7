"""Weighing: the scale's rule, what a frame's number means, when a weight is steady, limits, net."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Finding, Refused, Severity
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import (
    PanelState,
    Reading,
    ScaleRule,
    SteadyWeight,
    Unrest,
    Unsteady,
    acceptable,
    mass_shown,
    net,
    state,
    steady,
)

RULE = ScaleRule("一号磅", "xk3190-tf0", "/dev/ttyUSB0", 9600, "N", "kg", 0, Mass(20), Mass(100_000))
NOW = 10_000
TRUCK = 48_260


def readings(masses: Iterable[int], every_ms: int = 100, last_ms: int = NOW) -> list[Reading]:
    """Readings at an even pace, the last of them at `last_ms`."""
    shown = list(masses)
    return [Reading(Mass(kg), last_ms - every_ms * (len(shown) - 1 - at)) for at, kg in enumerate(shown)]


def codes(findings: Iterable[Finding]) -> list[str]:
    """The codes alone."""
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "port", ["/dev/ttyUSB0", "/dev/pts/3", "COM3", "COM17", "socket://127.0.0.1:9000", "socket://[::1]:65535"]
)
def test_a_sound_rule_has_nothing_against_it(port: str) -> None:
    assert replace(RULE, port=port).check() == ()


@pytest.mark.parametrize(
    ("changed", "code", "facts"),
    [
        ({"name": " "}, "scale.name_missing", {}),
        ({"port": "ttyUSB0"}, "scale.port_malformed", {"port": "ttyUSB0"}),
        ({"port": "COM0"}, "scale.port_malformed", {"port": "COM0"}),
        ({"port": "/dev/tty USB0"}, "scale.port_malformed", {"port": "/dev/tty USB0"}),
        ({"port": "socket://box"}, "scale.port_malformed", {"port": "socket://box"}),
        ({"port": "socket://box:0"}, "scale.port_malformed", {"port": "socket://box:0"}),
        ({"port": "socket://box:65536"}, "scale.port_malformed", {"port": "socket://box:65536"}),
        ({"port": "socket://box:1?logging=debug"}, "scale.port_malformed", {"port": "socket://box:1?logging=debug"}),
        ({"port": "spy:///dev/ttyUSB0"}, "scale.port_malformed", {"port": "spy:///dev/ttyUSB0"}),
        ({"baud": 9601}, "scale.baud_unknown", {"baud": 9601}),
        ({"parity": "M"}, "scale.parity_unknown", {"parity": "M"}),
        ({"unit": "lb"}, "scale.unit_unknown", {"unit": "lb"}),
        ({"decimals": 5}, "scale.decimals_unknown", {"decimals": 5}),
        ({"decimals": -1}, "scale.decimals_unknown", {"decimals": -1}),
        ({"division": Mass(0)}, "scale.division_unknown", {"division_kg": 0}),
        ({"division": Mass(30)}, "scale.division_unknown", {"division_kg": 30}),
        ({"division": Mass(500)}, "scale.division_unknown", {"division_kg": 500}),
        ({"maximum": Mass(20)}, "scale.maximum_not_above_division", {"maximum_kg": 20, "division_kg": 20}),
    ],
)
def test_what_cannot_be_a_scale_is_refused(changed: dict[str, object], code: str, facts: dict[str, object]) -> None:
    (finding,) = replace(RULE, **changed).check()  # type: ignore[arg-type]  # the table mixes fields
    assert (finding.code, finding.facts, finding.severity) == (code, facts, Severity.FAIL)


@pytest.mark.parametrize(("maximum", "noted"), [(9_980, True), (10_000, False), (200_000, False), (200_020, True)])
def test_a_resolution_outside_class_three_is_noted(maximum: int, noted: bool) -> None:  # noqa: FBT001 -- a column
    findings = replace(RULE, maximum=Mass(maximum)).check()
    assert [(f.code, f.severity) for f in findings] == [("scale.resolution_unusual", Severity.WARN)] * noted


def test_all_faults_of_a_rule_are_told_at_once() -> None:
    rule = ScaleRule("", "?", "?", 1, "?", "?", 9, Mass(3), Mass(1))
    assert codes(rule.check()) == [
        "scale.name_missing",
        "scale.port_malformed",
        "scale.baud_unknown",
        "scale.parity_unknown",
        "scale.unit_unknown",
        "scale.decimals_unknown",
        "scale.division_unknown",
    ]


def test_the_range_follows_from_the_division() -> None:
    assert (RULE.minimum, RULE.ceiling) == (Mass(400), Mass(100_180))
    assert [kg for kg in range(-30, 31) if RULE.zero(Mass(kg))] == list(range(-10, 11))
    assert [kg for kg in range(-3, 4) if replace(RULE, division=Mass(1)).zero(Mass(kg))] == [0]


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "expected", "kg"),
    [
        ("48260", 0, "kg", 0, 48260),
        ("48260", 0, "kg", None, 48260),
        ("48260.0", 1, "kg", 1, 48260),
        ("-20", 0, "kg", 0, -20),
        ("49.98", 2, "t", 2, 49980),
        ("123.456", 3, "t", None, 123456),
        ("20.0000", 4, "t", None, 20000),
    ],
)
def test_the_number_shown_becomes_kilograms(
    value: str, decimals: int, unit: str, expected: int | None, kg: int
) -> None:
    assert mass_shown(Decimal(value), decimals, replace(RULE, unit=unit, decimals=expected)) == Mass(kg)


def test_other_decimals_than_set_up_are_no_weight() -> None:
    finding = mass_shown(Decimal("49.98"), 2, RULE)
    assert isinstance(finding, Finding)
    assert finding.code == "scale.decimals_differ"
    assert finding.facts == {"scale": "一号磅", "expected": 0, "shown": 2}


@pytest.mark.parametrize(("value", "unit"), [("49.98", "kg"), ("49.9805", "t"), ("0.0001", "t"), ("-0.5", "kg")])
def test_a_part_of_a_kilogram_is_no_weight(value: str, unit: str) -> None:
    finding = mass_shown(Decimal(value), 4, replace(RULE, unit=unit, decimals=None))
    assert isinstance(finding, Finding)
    assert finding.code == "scale.part_of_kilogram"
    assert finding.facts == {"scale": "一号磅", "value": value, "unit": unit}


def test_readings_within_one_division_for_the_whole_time_are_a_weight() -> None:
    shown = readings([0, 20_000, *[TRUCK, TRUCK + 20] * 8])
    assert steady(shown, RULE, NOW) == SteadyWeight(Mass(TRUCK + 20), Mass(TRUCK), Mass(TRUCK + 20), 1500)


def test_the_newest_reading_is_the_weight() -> None:
    found = steady(readings([TRUCK + 20] * 20 + [TRUCK]), RULE, NOW + 30)
    assert found == SteadyWeight(Mass(TRUCK), Mass(TRUCK), Mass(TRUCK + 20), 2030)


@pytest.mark.parametrize(
    ("shown", "now_ms", "reason"),
    [
        ([], NOW, Unrest.SILENT),
        (readings([TRUCK] * 30), NOW + 1001, Unrest.SILENT),
        (readings([100_200] * 30), NOW, Unrest.OVERLOAD),
        ([*readings([TRUCK] * 30), Reading(None, NOW, overload=True)], NOW, Unrest.OVERLOAD),
        ([*readings([TRUCK] * 30), Reading(None, NOW)], NOW, Unrest.UNREADABLE),
        (readings([0] * 30), NOW, Unrest.LIGHT),
        (readings([380] * 30), NOW, Unrest.LIGHT),
        (readings([-20] * 30), NOW, Unrest.LIGHT),
        (readings([TRUCK] * 15), NOW, Unrest.MOVING),
        (readings([TRUCK + 40, *[TRUCK] * 15]), NOW, Unrest.MOVING),
        (readings([*[TRUCK] * 20, TRUCK + 40, *[TRUCK] * 10]), NOW, Unrest.MOVING),
        (readings([TRUCK] * 4, every_ms=400), NOW, Unrest.MOVING),
        (readings([TRUCK] * 20, every_ms=501), NOW, Unrest.MOVING),
        (readings([TRUCK] * 20, every_ms=2000) + readings([TRUCK] * 9), NOW, Unrest.MOVING),
        (readings(range(20_000, 48_000, 1000)), NOW, Unrest.MOVING),
    ],
)
def test_no_weight_is_taken_and_why(shown: list[Reading], now_ms: int, reason: Unrest) -> None:
    assert steady(shown, RULE, now_ms) == Unsteady(reason)


def test_a_slow_indicator_is_steady_too_when_four_readings_fall_into_the_time() -> None:
    found = steady(readings([TRUCK] * 8, every_ms=450), RULE, NOW)
    assert found == SteadyWeight(Mass(TRUCK), Mass(TRUCK), Mass(TRUCK), 7 * 450)


@pytest.mark.parametrize("kg", [400, 100_180])
def test_the_ends_of_the_range_can_be_weighed(kg: int) -> None:
    assert isinstance(steady(readings([kg] * 20), RULE, NOW), SteadyWeight)


@pytest.mark.parametrize(("kg", "outside"), [(400, 380), (100_180, 100_200)])
def test_a_reading_outside_the_range_is_no_part_of_the_stretch(kg: int, outside: int) -> None:
    assert steady(readings([outside] + [kg] * 15), RULE, NOW) == Unsteady(Unrest.MOVING)
    assert steady(readings([outside] + [kg] * 16), RULE, NOW) == SteadyWeight(Mass(kg), Mass(kg), Mass(kg), 1500)


@pytest.mark.parametrize(("flag", "is_steady"), [(None, True), (True, True), (False, False)])
def test_the_indicator_has_a_veto(flag: bool | None, is_steady: bool) -> None:  # noqa: FBT001 -- columns
    shown = [replace(reading, steady_flag=flag) for reading in readings([TRUCK] * 20)]
    assert isinstance(steady(shown, RULE, NOW), SteadyWeight) is is_steady


def test_a_weight_is_steady_only_since_the_indicator_says_so() -> None:
    shown = [replace(r, steady_flag=r.moment_ms > NOW - 1600) for r in readings([TRUCK] * 20)]
    assert steady(shown, RULE, NOW) == SteadyWeight(Mass(TRUCK), Mass(TRUCK), Mass(TRUCK), 1500)


@given(st.lists(st.tuples(st.integers(50, 400), st.integers(0, 4)), max_size=60))
def test_a_steady_weight_keeps_its_promises(gaps: list[tuple[int, int]]) -> None:
    moment, shown = 0, []
    for gap_ms, divisions in gaps:
        moment += gap_ms
        shown.append(Reading(Mass(40_000 + 10 * divisions), moment))
    found = steady(shown, RULE, moment)
    window = [reading.mass for reading in shown if moment - reading.moment_ms <= 1500 and reading.mass]
    if isinstance(found, SteadyWeight):
        assert max(window) - min(window) <= RULE.division
        assert found.low <= min(window) <= found.mass <= max(window) <= found.high
        assert len(window) >= 4
        assert found.steady_for_ms >= 1500
        assert found.high - found.low <= RULE.division


@pytest.mark.parametrize(
    ("shown", "now_ms", "expected"),
    [
        ([], NOW, PanelState.DISCONNECTED),
        (readings([TRUCK] * 30), NOW, PanelState.STEADY),
        (readings([TRUCK] * 30), NOW + 1000, PanelState.STEADY),
        (readings([TRUCK] * 30), NOW + 1001, PanelState.MOVING),
        (readings([0] * 30), NOW + 1001, PanelState.MOVING),
        (readings([TRUCK] * 30), NOW + 3000, PanelState.MOVING),
        (readings([TRUCK] * 30), NOW + 3001, PanelState.DISCONNECTED),
        (readings([TRUCK] * 3), NOW, PanelState.MOVING),
        (readings([0, 10_000, 20_000]), NOW, PanelState.MOVING),
        (readings([TRUCK, 10]), NOW, PanelState.ZERO),
        (readings([-10]), NOW, PanelState.ZERO),
        (readings([0, 380]), NOW, PanelState.MOVING),
        (readings([11] * 30), NOW, PanelState.ZERO_SHIFTED),
        (readings([380] * 30), NOW, PanelState.ZERO_SHIFTED),
        (readings([-20] * 30), NOW, PanelState.ZERO_SHIFTED),
        (readings([-20, -60, -120]), NOW, PanelState.MOVING),
        ([*readings([40] * 30), Reading(None, NOW)], NOW, PanelState.MOVING),
        (readings([100_200]), NOW, PanelState.OVERLOAD),
        ([Reading(None, NOW, overload=True)], NOW + 2999, PanelState.OVERLOAD),
        ([Reading(None, NOW)] * 30, NOW, PanelState.DISCONNECTED),
        ([*readings([0] * 30, last_ms=NOW - 500), Reading(None, NOW)], NOW, PanelState.ZERO),
    ],
)
def test_the_panel_shows_the_deck(shown: list[Reading], now_ms: int, expected: PanelState) -> None:
    assert state(shown, RULE, now_ms) is expected


@pytest.mark.parametrize(
    ("kg", "expected"),
    [
        (400, []),
        (48_260, []),
        (100_000, []),
        (0, ["weighing.not_positive"]),
        (-400, ["weighing.not_positive"]),
        (380, ["weighing.below_minimum"]),
        (100_020, ["weighing.above_maximum"]),
        (48_250, ["weighing.off_division"]),
        (15, ["weighing.below_minimum", "weighing.off_division"]),
        (100_001, ["weighing.above_maximum", "weighing.off_division"]),
    ],
)
def test_a_weight_must_lie_in_the_range_and_on_the_division(kg: int, expected: list[str]) -> None:
    assert codes(acceptable(Mass(kg), RULE)) == expected


def test_a_refused_weight_is_told_with_its_limits() -> None:
    assert [dict(finding.facts) for kg in (10, 100_010, -1) for finding in acceptable(Mass(kg), RULE)] == [
        {"mass_kg": 10, "minimum_kg": 400},
        {"mass_kg": 10, "division_kg": 20},
        {"mass_kg": 100_010, "maximum_kg": 100_000},
        {"mass_kg": 100_010, "division_kg": 20},
        {"mass_kg": -1},
    ]


def test_net_is_gross_less_tare() -> None:
    assert net(Mass(48_260), Mass(15_840), RULE) == Mass(32_420)
    assert net(Mass(48_260), Mass(47_860), RULE) == Mass(400)


def test_a_load_that_the_scale_could_not_weigh_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        net(Mass(15_260), Mass(15_240), RULE)
    assert caught.value.code == "weighing.net_below_minimum"
    assert caught.value.facts == {"net_kg": 20, "minimum_kg": 400}


@pytest.mark.parametrize("tare", [48_260, 48_280])
def test_tare_heavier_than_gross_is_refused(tare: int) -> None:
    with pytest.raises(Refused) as caught:
        net(Mass(48_260), Mass(tare), RULE)
    assert caught.value.code == "weighing.tare_not_below_gross"
    assert caught.value.facts == {"gross_kg": 48_260, "tare_kg": tare}
