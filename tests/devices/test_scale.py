"""A scale as it is heard: readings from bytes, what it remembers, evidence and its replay; no time passes."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from coalguard.devices.dialects import Frame, render_xk3190
from coalguard.devices.scale import Panel, Scale, replay
from coalguard.domain.errors import DamagedError, UsageError
from coalguard.domain.evidence import Evidence, FrameRun, evidence_facts, parse_evidence
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import PanelState, Reading, ScaleRule, SteadyWeight, Unrest, Unsteady

RULE = ScaleRule("一号磅", "xk3190-tf0", "COM3", 9600, "N", "kg", 0, Mass(20), Mass(100_000))
CAPTURED = json.loads((Path(__file__).parents[1] / "vectors" / "xk3190-tf0.json").read_text("utf-8"))
TRUCK = 48_260
CLIMB = [4000, 9000, 15_000, 21_000, 30_000, 40_000, 46_000]


class Desk:
    """A scale and the passing of time: ten frames a second."""

    def __init__(self, rule: ScaleRule = RULE) -> None:
        self.scale = Scale(rule)
        self.now_ms = 0
        self.scale.connected(0)

    def show(self, *masses: int) -> "Desk":
        """One frame for each mass."""
        for kg in masses:
            self.now_ms += 100
            self.scale.hear(render_xk3190(kg, 0), self.now_ms)
        return self

    def truck(self, kg: int = TRUCK) -> "Desk":
        """A truck drives on and stands for two seconds."""
        return self.show(*CLIMB, *[kg] * 20)

    def capture(self) -> Evidence:
        """Take the weight as a port does."""
        evidence = self.scale.evidence(self.now_ms)
        assert evidence
        self.scale.captured(self.now_ms)
        return evidence


def test_captured_frames_become_readings() -> None:
    for case in CAPTURED["frames"]:
        in_tonnes = case["decimals"] > 0
        scale = Scale(replace(RULE, unit="t" if in_tonnes else "kg", decimals=case["decimals"]))
        assert scale.hear(bytes.fromhex(case["hex"]), 7) == 1
        kilograms = Decimal(case["value"]) * (1000 if in_tonnes else 1)
        assert scale.newest == Reading(Mass(int(kilograms)), 7)


def test_an_unknown_protocol_is_no_scale() -> None:
    with pytest.raises(UsageError, match="protocol_unknown"):
        Scale(replace(RULE, protocol="xk0000"))


def test_a_truck_becomes_a_steady_weight() -> None:
    desk = Desk().show(0, 0, 0).truck()
    assert desk.scale.steady(desk.now_ms) == SteadyWeight(Mass(TRUCK), Mass(TRUCK), Mass(TRUCK), 1900)
    assert desk.scale.panel(desk.now_ms + 40) == Panel(PanelState.STEADY, Mass(TRUCK), 40)


def test_an_honest_weighing_has_no_signals() -> None:
    evidence = Desk().show(0, 0, 0).truck().capture()
    assert (evidence.low, evidence.high, evidence.zero_before, evidence.flags) == (Mass(TRUCK), Mass(TRUCK), True, ())
    assert [run.count for run in evidence.frames] == [3, *[1] * 7, 20]
    assert evidence.frames[-1] == FrameRun(-1900, 20, render_xk3190(TRUCK, 0).hex())


def test_no_evidence_stands_behind_no_weight() -> None:
    desk = Desk().show(0, 0, TRUCK)
    assert desk.scale.evidence(desk.now_ms) is None


def test_zero_before_is_unknown_when_the_truck_stood_there_already() -> None:
    assert Desk().truck().capture().zero_before is None


def test_a_second_capture_without_zero_is_signalled() -> None:
    desk = Desk().show(0).truck()
    desk.capture()
    evidence = desk.show(*[TRUCK] * 5).capture()
    assert (evidence.zero_before, evidence.flags) == (False, ("zero_not_reached",))
    assert desk.show(12_000, 500, 0, 500, 12_000).truck(51_000).capture().flags == ()


def test_a_hidden_negative_zero_is_signalled() -> None:
    desk = Desk().show(0).truck()
    desk.capture()
    assert desk.show(*CLIMB[::-1], -100, -100, -100).truck(30_120).capture().flags == ("zero_not_reached",)


def test_a_simulator_plug_is_signalled() -> None:
    assert Desk().show(0, 0).show(*[TRUCK] * 31).capture().flags == ("step_without_ramp", "no_noise")


def test_the_same_recording_twice_is_signalled() -> None:
    desk = Desk().show(0, 0, 0, 0).truck()
    desk.capture()
    assert desk.show(0, 0, 0, 0).truck().capture().flags == ("same_sequence",)


def test_a_load_there_right_after_the_signal_returned_is_signalled() -> None:
    desk = Desk().show(0, 0)
    desk.scale.lost(desk.now_ms)
    desk.now_ms += 400
    desk.scale.connected(desk.now_ms)
    assert desk.show(*[TRUCK] * 20).capture().flags == ("after_reconnect",)


def test_a_pause_on_an_open_line_counts_as_a_reconnect() -> None:
    desk = Desk().show(0, 0)
    desk.now_ms += 1000
    assert desk.show(*[TRUCK] * 20).capture().flags == ("after_reconnect",)


def test_the_first_signal_of_the_day_is_no_reconnect() -> None:
    desk = Desk()
    desk.scale.lost(100)
    desk.scale.connected(200)
    assert desk.truck().capture().flags == ()


def test_what_stood_there_before_the_loss_is_forgotten() -> None:
    desk = Desk().show(0).truck()
    desk.scale.lost(desk.now_ms)
    assert desk.scale.newest is None
    assert desk.scale.panel(desk.now_ms + 500) == Panel(PanelState.DISCONNECTED, None, 500)
    desk.scale.connected(desk.now_ms)
    desk.show(*[TRUCK] * 10)
    assert desk.scale.steady(desk.now_ms) == Unsteady(Unrest.MOVING)


def test_half_a_frame_does_not_survive_a_reconnect() -> None:
    desk, frame = Desk(), render_xk3190(TRUCK, 0)
    assert desk.scale.hear(frame[:6], 10) == 0
    desk.scale.lost(20)
    desk.scale.connected(30)
    assert desk.scale.hear(frame[6:], 40) == 0


def test_an_unheard_scale_shows_nothing() -> None:
    assert Desk().scale.panel(5) == Panel(PanelState.DISCONNECTED, None, None)


def test_a_wrong_setting_is_named_on_the_panel() -> None:
    desk = Desk(replace(RULE, decimals=2)).show(*[TRUCK] * 30)
    panel = desk.scale.panel(desk.now_ms)
    assert panel.fault
    assert (panel.state, panel.mass, panel.fault.code) == (PanelState.DISCONNECTED, None, "scale.decimals_differ")


def test_only_the_last_seconds_are_kept() -> None:
    desk = Desk().show(*[TRUCK] * 500)
    assert len(desk.scale._frames) == len(desk.scale._readings) == 121
    assert desk.scale.steady(desk.now_ms) == SteadyWeight(Mass(TRUCK), Mass(TRUCK), Mass(TRUCK), 12_000)


def test_an_overload_flag_is_a_reading_without_mass() -> None:
    scale = Scale(RULE)
    scale._keep(Frame(b"OL", Decimal(0), 3, overload=True), 5)
    assert scale.newest == Reading(None, 5, overload=True)
    assert scale.state(10) is PanelState.OVERLOAD


def test_kept_frames_give_the_same_readings_again() -> None:
    desk = Desk().show(0, 0, 0).truck()
    evidence = parse_evidence(evidence_facts(desk.capture()))
    heard = [(reading.mass, reading.moment_ms - desk.now_ms) for reading in desk.scale._readings]
    again = replay(evidence, RULE)
    assert [reading.mass for reading in again] == [Mass(0), *map(Mass, CLIMB), Mass(TRUCK)]
    assert all((reading.mass, reading.moment_ms) in heard for reading in again)


@pytest.mark.parametrize("frame", ["022b", render_xk3190(1, 0).hex() * 2, "ff" + render_xk3190(1, 0).hex()])
def test_evidence_that_is_no_frame_is_damaged(frame: str) -> None:
    evidence = Evidence((FrameRun(-1, 1, frame),), Mass(1), Mass(1), zero_before=None)
    with pytest.raises(DamagedError, match="evidence_malformed"):
        replay(evidence, RULE)
