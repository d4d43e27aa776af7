"""Weights: taken from a scale that really speaks, or typed with a second person."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.devices.simulator import Indicator, Simulator, TcpLine
from coalguard.domain.errors import MachineError, UsageError
from coalguard.domain.evidence import parse_evidence
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.roles import Role
from coalguard.domain.weighing import Origin
from coalguard.operations import counter, form, register, setup, upkeep, visit, weighing
from coalguard.operations.paper.content import content_of
from coalguard.operations.paper.source import Source
from coalguard.operations.station import Second
from coalguard.operations.weighing import Pass
from coalguard.printing.content import FormContent, TicketContent
from coalguard.store.dossier import load_dossier
from coalguard.store.settings import load_scales
from coalguard.store.visits import load_vehicle
from tests import market as at
from tests.market import LEAD, Market, open_market
from tests.stations import HandClock, enlist


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


def scale_gave(market: Market, of: str, kg: int) -> weighing.Weighed:
    """A tare that the scale gave, without the wait for one."""
    if not load_scales(market.station.store.read()):
        set_up(market, "socket://127.0.0.1:9")
    behind = parse_evidence({"flags": [], "frames": [], "high_kg": kg, "low_kg": kg, "zero_before": True})
    (rule,) = load_scales(market.station.store.read())
    taken = weighing.Taken(EntryKey.parse(of), Pass.TARE, rule, Mass(kg), weighing.Seen(behind, 2_000))
    return weighing.keep(market.station, market.clerk, taken)


def weighed_empty(market: Market, kg: int = 15_400) -> weighing.Weighed:
    """A truck that came empty, was weighed by the scale, and left with coal."""
    received = at.receive(market, plate="甘N54321")
    of = str(visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate=at.PLATE, coal=at.COAL)).visit)
    tare = scale_gave(market, of, kg)
    at.weigh(market, of, Pass.GROSS, kg + 10_000)
    issue(market, of, received.lot)
    return tare


def issue(market: Market, of: str, lot: str) -> form.Issued:
    """The form of a truck with both weights."""
    request = form.IssueForm(visit=of, buyer=market.buyer, lot=lot, price_fen_per_t=86_000)
    return form.issue(market.station, market.clerk, request)


def loaded_again(market: Market) -> str:
    """The same truck, loaded and weighed."""
    of = str(visit.begin_sale(market.station, market.clerk, visit.BeginSale(plate=at.PLATE, coal=at.COAL)).visit)
    at.weigh(market, of, Pass.GROSS, 26_400)
    return of


def recall(market: Market, of: str) -> weighing.Weighed:
    return weighing.recall(market.station, market.clerk, weighing.Recall(visit=of))


def test_the_tare_on_record_stands_for_a_truck_that_buys(market: Market) -> None:
    first = weighed_empty(market)
    of = loaded_again(market)
    sheet = counter.show_sale(market.station, market.clerk, counter.ShowSale(visit=of))
    assert sheet.stored_tare is not None
    assert sheet.stored_tare.mass == Mass(15_400)

    recalled = recall(market, of)

    assert (recalled.kg, recalled.net_kg, recalled.manual) == (15_400, 11_000, False)
    assert recalled.evidence == first.weighing
    asked = weighing.ShowEvidence(weighing=str(recalled.weighing))
    assert weighing.show_evidence(market.station, market.clerk, asked).weighing == first.weighing
    after = counter.show_sale(market.station, market.clerk, counter.ShowSale(visit=of))
    assert [one.origin for one in after.weights] == [Origin.TYPED, Origin.STORED]
    assert after.weights[1].taken_at == sheet.stored_tare.weighed_at
    assert after.stored_tare is None


def test_a_recalled_tare_is_on_the_papers_and_the_store_holds(market: Market) -> None:
    weighed_empty(market)
    of = loaded_again(market)
    recall(market, of)
    lot = market.station.store.read().value("SELECT number FROM lots ORDER BY place")
    issued = issue(market, of, lot)

    for number in (issued.number, issued.ticket):
        reader = market.station.store.read()
        paper = content_of(Source(market.station, reader, load_dossier(reader, str(number))))
        assert isinstance(paper, FormContent | TicketContent)
        assert paper.tare is not None
        assert (paper.tare.mass, paper.tare.origin) == (Mass(15_400), Origin.STORED)
    report = upkeep.verify_store(market.station, market.clerk, upkeep.VerifyStore())
    assert [one for invariant in report.invariants for one in invariant.details] == []


def test_a_recalled_tare_is_not_weighed_again(market: Market) -> None:
    weighed_empty(market)
    recall(market, loaded_again(market))
    assert load_vehicle(market.station.store.read(), at.PLATE).tares == (Mass(15_400),)


def test_a_truck_that_no_scale_weighed_empty_has_no_tare_on_record(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        recall(market, loaded_again(market))
    assert refused.value.findings[0].code == "vehicle.no_stored_tare"


def test_a_tare_of_a_stay_that_was_given_up_is_not_on_record(market: Market) -> None:
    of = at.arrive(market)
    scale_gave(market, of, 15_400)
    visit.leave(market.station, market.clerk, visit.LeaveVisit(visit=of, reason="重量有误"))
    with pytest.raises(Refused) as refused:
        recall(market, loaded_again(market))
    assert refused.value.findings[0].code == "vehicle.no_stored_tare"


def test_a_tare_on_record_is_good_for_thirty_days(tmp_path: Path) -> None:
    clock = HandClock()
    with open_market(tmp_path, clock=clock) as market:
        weighed_empty(market)
        clock.wait(hours=30 * 24 + 1)
        of = loaded_again(market)
        assert counter.show_sale(market.station, market.clerk, counter.ShowSale(visit=of)).stored_tare is None
        with pytest.raises(Refused) as refused:
            recall(market, of)
    assert refused.value.findings[0].facts == {"tare_kg": 15_400, "age_days": 30, "valid_days": 30}


def test_a_truck_that_brings_coal_is_weighed_empty_each_time(market: Market) -> None:
    weighed_empty(market)
    of = at.arrive(market)
    with pytest.raises(Refused) as refused:
        recall(market, of)
    assert refused.value.findings[0].code == "weighing.recall_for_sale_only"


def test_what_is_no_weighing_has_no_evidence(market: Market) -> None:
    of = at.arrive(market)

    with pytest.raises(Refused) as refused:
        weighing.show_evidence(market.station, market.clerk, weighing.ShowEvidence(weighing=of))

    assert refused.value.code == "weighing.unknown"
    assert weighing.NO_SCALE.division == Mass(10)
