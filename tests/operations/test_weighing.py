"""Weights: taken from a scale that really speaks, or typed with a second person."""

from collections.abc import Iterator

import pytest

from coalguard.devices.simulator import Indicator, Simulator, TcpLine
from coalguard.domain.errors import MachineError, UsageError
from coalguard.domain.findings import Refused
from coalguard.domain.mass import Mass
from coalguard.domain.roles import Role
from coalguard.operations import register, setup, weighing
from coalguard.operations.station import Second
from coalguard.operations.weighing import Pass
from tests import market as at
from tests.market import LEAD, Market
from tests.stations import enlist


@pytest.fixture
def scale() -> Iterator[Simulator]:
    with Simulator(TcpLine("127.0.0.1", 0), Indicator()) as simulator:
        yield simulator


def set_up(market: Market, url: str, **more: object) -> None:
    request = setup.SetScale(name="1号磅", port=url, protocol="xk3190-tf0", **more)  # type: ignore[arg-type]  # a table
    setup.set_scale(market.station, market.clerk, request)


def capture(market: Market, of: str, step: Pass = Pass.GROSS) -> weighing.Weighed:
    return weighing.capture(market.station, market.clerk, weighing.Capture(visit=of, step=step))


def test_a_captured_weight_keeps_the_frames_it_was_read_from(market: Market, scale: Simulator) -> None:
    set_up(market, scale.url)
    of = at.arrive(market)
    scale.set(48_260)

    try:
        weighed = capture(market, of)
        pack = weighing.show_evidence(
            market.station, market.clerk, weighing.ShowEvidence(weighing=str(weighed.weighing))
        )
    finally:
        market.station.desk.close()

    assert (weighed.kg, weighed.manual, weighed.evidence) == (48_260, False, weighed.weighing)
    assert (weighed.steady_for_ms or 0) >= 1_500
    assert (pack.kg, pack.readings[-1], pack.division_kg, pack.scale) == (48_260, 48_260, 20, "1号磅")
    assert pack.frames[-1].frame.startswith("022b")


def test_a_scale_that_says_nothing_is_told_and_the_visit_stays(market: Market, scale: Simulator) -> None:
    url = scale.url
    scale.__exit__(None, None, None)
    set_up(market, url)
    of = at.arrive(market)

    try:
        with pytest.raises(MachineError) as silent:
            capture(market, of)
    finally:
        market.station.desk.close()

    assert silent.value.code == "scale.no_signal"
    assert at.weigh(market, of, Pass.GROSS, 48_260).net_kg is None


def test_a_typed_weight_is_another_kind_of_fact(market: Market) -> None:
    of = at.arrive(market)

    gross = at.weigh(market, of, Pass.GROSS, 49_980)
    tare = at.weigh(market, of, Pass.TARE, 15_840)
    pack = weighing.show_evidence(market.station, market.clerk, weighing.ShowEvidence(weighing=str(gross.weighing)))

    assert (gross.manual, gross.evidence, tare.net_kg) == (True, None, 34_140)
    assert (pack.manual, pack.frames, pack.reason) == (True, (), "仪表送检")


@pytest.mark.parametrize(
    ("kg", "code"),
    [
        (0, "weighing.not_positive"),
        (-20, "weighing.not_positive"),
        (49_985, "weighing.off_division"),
        (180, "weighing.below_minimum"),
        (999_990, "weighing.above_maximum"),
    ],
)
def test_a_typed_weight_keeps_the_scales_rule(market: Market, kg: int, code: str) -> None:
    of = at.arrive(market)

    with pytest.raises(Refused) as refused:
        at.weigh(market, of, Pass.GROSS, kg)

    assert refused.value.code == code


def test_a_tare_not_below_the_gross_is_refused_and_the_gross_stands(market: Market) -> None:
    of = at.arrive(market)
    at.weigh(market, of, Pass.GROSS, 15_000)

    with pytest.raises(Refused) as heavier:
        at.weigh(market, of, Pass.TARE, 15_000)
    with pytest.raises(Refused) as twice:
        at.weigh(market, of, Pass.GROSS, 16_000)

    assert (heavier.value.code, twice.value.code) == ("weighing.tare_not_below_gross", "visit.already_weighed")


@pytest.mark.parametrize(
    ("reason", "second", "code"),
    [
        ("", LEAD, "field.missing"),
        ("坏了", Second(login="lead", pin="0000"), "pin.wrong"),
        ("坏了", Second(login="clerk2", pin="2222"), "second.not_entitled"),
    ],
)
def test_a_typed_weight_needs_a_reason_and_an_entitled_second(
    market: Market, reason: str, second: Second, code: str
) -> None:
    enlist(market.station, "clerk2", Role.CLERK, pin="2222")
    of = at.arrive(market)
    request = weighing.EnterWeight(step=Pass.GROSS, visit=of, kg=40_000, reason=reason, second=second)

    with pytest.raises(Refused) as refused:
        weighing.enter(market.station, market.clerk, request)

    assert refused.value.code == code


def test_the_fifth_wrong_pin_makes_all_tries_wait(market: Market) -> None:
    of = at.arrive(market)
    wrong = weighing.EnterWeight(
        step=Pass.GROSS, visit=of, kg=40_000, reason="坏了", second=Second(login="lead", pin="0000")
    )
    for _ in range(5):
        with pytest.raises(Refused):
            weighing.enter(market.station, market.clerk, wrong)

    with pytest.raises(Refused) as refused:
        at.weigh(market, of, Pass.GROSS, 40_000)

    assert refused.value.code == "pin.wait"
    assert 0 < int(refused.value.facts["seconds"] or 0) <= 30


def test_a_plate_stands_for_its_open_stay(market: Market) -> None:
    at.arrive(market)

    request = weighing.EnterWeight(step=Pass.GROSS, plate="8F326", kg=40_000, reason="坏了", second=LEAD)

    assert weighing.enter(market.station, market.clerk, request).kg == 40_000


def test_no_truck_or_no_stay_is_refused(market: Market) -> None:
    with pytest.raises(UsageError):
        weighing.capture(market.station, market.clerk, weighing.Capture(step=Pass.GROSS))
    with pytest.raises(Refused) as refused:
        weighing.capture(market.station, market.clerk, weighing.Capture(step=Pass.GROSS, plate="甘N99999"))

    assert refused.value.code == "visit.none_open"


def test_a_scale_that_was_not_set_up_is_refused(market: Market) -> None:
    of = at.arrive(market)
    typed = weighing.EnterWeight(step=Pass.GROSS, visit=of, kg=40_000, reason="坏了", second=LEAD, scale="9号磅")

    for act, request in ((weighing.capture, weighing.Capture(step=Pass.GROSS, visit=of)), (weighing.enter, typed)):
        with pytest.raises(Refused) as refused:
            act(market.station, market.clerk, request)  # type: ignore[arg-type]  # each with its own request
        assert refused.value.code == "scale.unknown"


def test_an_unlikely_tare_and_an_overload_are_shown_and_kept(market: Market) -> None:
    """A truck whose tares were 15 840, weighed 14 000 now; two axles, so 18 000 is its limit."""
    register.register_vehicle(market.station, market.clerk, register.RegisterVehicle(plate=at.PLATE, axles=2))
    at.receive(market)
    with Simulator(TcpLine("127.0.0.1", 0), Indicator()) as scale:
        set_up(market, scale.url)
        of = at.arrive(market)
        scale.set(14_000)
        try:
            weighed = capture(market, of, Pass.TARE)
        finally:
            market.station.desk.close()

    assert "tare_drift" in weighed.flags
    assert "signal.tare_drift" in [finding.code for finding in weighed.findings]


def test_what_is_no_weighing_has_no_evidence(market: Market) -> None:
    of = at.arrive(market)

    with pytest.raises(Refused) as refused:
        weighing.show_evidence(market.station, market.clerk, weighing.ShowEvidence(weighing=of))

    assert refused.value.code == "weighing.unknown"
    assert weighing.NO_SCALE.division == Mass(10)
