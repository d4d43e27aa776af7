"""Trucks: the table of art. 3, who stops an overload, how far a tare may drift."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Finding, fail, warn
from coalguard.domain.mass import Mass
from coalguard.domain.plate import Plate
from coalguard.domain.vehicle import (
    StoredTare,
    Vehicle,
    check_vehicle,
    limit_of,
    mass_limit,
    median_tare,
    overload,
    stored_tare_old,
    tare_drift,
)

TRUCK = Plate("甘N8F326")
FARM = Plate("甘2912345")


@pytest.mark.parametrize(
    ("axles", "combination", "single_drive", "kg"),
    [
        (2, False, False, 18_000),
        (3, False, False, 25_000),
        (3, True, False, 27_000),
        (4, False, False, 31_000),
        (4, True, False, 36_000),
        (5, True, False, 43_000),
        (5, False, True, 43_000),
        (6, True, False, 49_000),
        (6, True, True, 46_000),
        (8, False, False, 49_000),
        (2, True, False, 18_000),
    ],
)
def test_the_limit_follows_the_axles(axles: int, *, combination: bool, single_drive: bool, kg: int) -> None:
    assert mass_limit(axles, combination=combination, single_drive=single_drive) == Mass(kg)


@pytest.mark.parametrize("axles", [None, 0, 1])
def test_without_axles_the_table_is_silent(axles: int | None) -> None:
    assert mass_limit(axles, combination=True, single_drive=False) is None


@pytest.mark.parametrize(
    ("gross_kg", "single_drive", "over_kg"),
    [(49_000, False, None), (49_001, False, 1), (49_980, False, 980), (46_000, True, None), (49_980, True, 3_980)],
)
def test_six_axles_are_judged_by_the_drive(gross_kg: int, *, single_drive: bool, over_kg: int | None) -> None:
    vehicle = Vehicle(TRUCK, axles=6, combination=True, single_drive=single_drive)
    finding = overload(Mass(gross_kg), vehicle)
    if over_kg is None:
        assert finding is None
        return
    limit = 46_000 if single_drive else 49_000
    assert finding == fail("vehicle.overload", gross_kg=gross_kg, limit_kg=limit, over_kg=over_kg, axles=6)


def test_a_checkpoint_only_reports_what_a_market_stops() -> None:
    vehicle = Vehicle(TRUCK, axles=2)
    facts = {"gross_kg": 18_020, "limit_kg": 18_000, "over_kg": 20, "axles": 2}
    assert overload(Mass(18_020), vehicle, stops=True) == fail("vehicle.overload", **facts)
    assert overload(Mass(18_020), vehicle, stops=False) == warn("vehicle.overload", **facts)


@pytest.mark.parametrize("gross_kg", [0, 17_000, 50_000])
def test_unknown_axles_always_warn(gross_kg: int) -> None:
    assert overload(Mass(gross_kg), Vehicle(TRUCK)) == warn("vehicle.axles_unknown", gross_kg=gross_kg)


def test_a_farm_vehicle_may_weigh_its_registered_total_mass() -> None:
    vehicle = Vehicle(FARM, rated=Mass(2_500))
    assert limit_of(vehicle) == Mass(2_500)
    over = Finding("vehicle.overload", {"gross_kg": 2_600, "limit_kg": 2_500, "over_kg": 100, "axles": None})
    assert overload(Mass(2_600), vehicle) == over
    assert limit_of(Vehicle(FARM, axles=2)) == Mass(18_000)
    assert limit_of(Vehicle(TRUCK, axles=2, rated=Mass(2_500))) == Mass(18_000)


@pytest.mark.parametrize(
    ("tares_kg", "median_kg"),
    [((), None), ((15_400,), 15_400), ((15_600, 15_400), 15_400), ((15_600, 15_400, 15_500), 15_500)],
)
def test_the_median_tare_is_one_that_was_weighed(tares_kg: tuple[int, ...], median_kg: int | None) -> None:
    median = median_tare(tuple(map(Mass, tares_kg)))
    assert median == (None if median_kg is None else Mass(median_kg))


@pytest.mark.parametrize(
    ("tare_kg", "drift_kg"), [(10_300, None), (9_700, None), (10_000, None), (10_301, 301), (9_699, -301)]
)
def test_a_tare_drifts_beyond_three_percent_of_the_median(tare_kg: int, drift_kg: int | None) -> None:
    finding = tare_drift(Mass(tare_kg), (Mass(9_900), Mass(10_000), Mass(10_400)))
    drifted = warn("vehicle.tare_drift", tare_kg=tare_kg, median_kg=10_000, drift_kg=drift_kg)
    assert finding == (None if drift_kg is None else drifted)


def test_a_first_tare_has_nothing_to_drift_from() -> None:
    assert tare_drift(Mass(15_400), ()) is None


@given(st.lists(st.integers(5_000, 20_000).map(Mass), min_size=1))
def test_the_median_itself_never_drifts(tares: list[Mass]) -> None:
    median = median_tare(tuple(tares))
    assert median is not None
    assert tare_drift(median, tuple(tares)) is None


@pytest.mark.parametrize(
    ("vehicle", "findings"),
    [
        (Vehicle(TRUCK), ()),
        (Vehicle(TRUCK, axles=6, colour="yellow", rated=Mass(49_000)), ()),
        (Vehicle(TRUCK, axles=0), (fail("vehicle.axles", axles=0),)),
        (Vehicle(TRUCK, axles=21), (fail("vehicle.axles", axles=21),)),
        (
            Vehicle(TRUCK, rated=Mass(0), colour="pink"),
            (fail("vehicle.rated", rated_kg=0), fail("vehicle.colour", value="pink")),
        ),
    ],
)
def test_a_vehicle_is_registered_with_possible_values(vehicle: Vehicle, findings: tuple[Finding, ...]) -> None:
    assert check_vehicle(vehicle) == (vehicle, findings)


def test_an_empty_colour_is_none() -> None:
    assert check_vehicle(Vehicle(TRUCK, colour="")) == (Vehicle(TRUCK), ())


@pytest.mark.parametrize(
    ("age", "facts"),
    [
        (timedelta(days=30), None),
        (timedelta(days=-1), None),
        (timedelta(days=30, seconds=1), {"tare_kg": 15_400, "age_days": 30, "valid_days": 30}),
    ],
)
def test_a_tare_on_record_is_good_for_thirty_days(age: timedelta, facts: dict[str, int] | None) -> None:
    now = datetime(2026, 1, 14, 12, 58, 11, tzinfo=UTC)
    found = stored_tare_old(StoredTare(Mass(15_400), now - age), now)
    assert (found.facts if found else None) == facts


def test_a_registered_total_mass_has_an_end() -> None:
    _, findings = check_vehicle(Vehicle(Plate("甘2912345"), rated=Mass(1_000_000_001)))
    assert [finding.code for finding in findings] == ["mass.out_of_range"]
