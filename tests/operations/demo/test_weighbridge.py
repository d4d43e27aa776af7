"""What the scale of a demonstration shows: weights that its trucks can have, with their frames."""

from coalguard.devices.simulator import parse_script
from coalguard.domain.mass import Mass
from coalguard.operations.demo.weighbridge import traffic
from coalguard.operations.visit import ListOpen, list_open
from coalguard.operations.weighing import ShowEvidence, show_evidence
from coalguard.store.settings import load_scales
from tests.operations.demo.fleet import most_kg
from tests.operations.demo.lived import Demo, fleet_of, kind_of, told, weighed


def test_nothing_was_weighed_that_its_plate_and_axles_do_not_allow(demo: Demo) -> None:
    fleet = fleet_of(demo)
    heavy = [
        (says["plate"], says["kg"])
        for says in weighed(demo)
        if says["kg"] > most_kg(fleet[says["plate"]]) and "over_axle_limit" not in says.get("flags", ())
    ]
    assert heavy == []


def test_whoever_waits_is_as_heavy_as_the_scale_says(demo: Demo) -> None:
    shown = sorted({step.kg for step in parse_script(traffic(kind_of(demo))) if step.verb != "noise" and step.kg})
    fleet = fleet_of(demo)
    for visit in list_open(demo.opening.station, demo.opening.actor, ListOpen()).visits:
        truck = fleet[str(visit.plate)]
        lightest, heaviest = truck.tare_kg[0] + truck.load_kg[0], truck.tare_kg[1] + truck.load_kg[1]
        is_empty = visit.gross_kg is not None and visit.gross_kg <= truck.tare_kg[1] + 100  # and need not be weighed
        assert is_empty or lightest - 100 <= shown[-1] <= heaviest + 100
        assert all(truck.tare_kg[0] - 100 <= kg <= truck.tare_kg[1] + 100 for kg in shown[:-1])


def test_every_weight_decodes_from_its_frames(demo: Demo) -> None:
    station, actor = demo.opening.station, demo.opening.actor
    captured = [key for key, kind, *_ in told(demo) if kind == "weighing.captured"]
    for key in captured[:: max(1, len(captured) // 20)]:
        pack = show_evidence(station, actor, ShowEvidence(weighing=str(key)))
        assert pack.readings[-1] == pack.kg
        assert pack.zero_before is True


def test_its_scale_is_heard_from_a_simulator(demo: Demo) -> None:
    port = demo.opening.station.desk.scale("")
    (rule,) = load_scales(demo.opening.station.store.read())
    assert port.rule.port != rule.port
    assert port.capture(timeout_s=20).weight.mass > Mass(10_000)
