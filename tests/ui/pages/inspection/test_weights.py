"""The gross weight at 查验: taken by itself, by F4, or typed with a lead; what is promised is so."""

import pytest

from coalguard.operations.register import RegisterVehicle, register_vehicle
from coalguard.operations.session import log_in
from coalguard.ui.pages.inspection.desk_panels import (
    TypedMassPanel,
    kilograms,
)
from tests.abroad import PLATE
from tests.stations import ADMIN
from tests.ui.gatehouse import ABROAD, GROSS, OTHER, PIN, Gatehouse, bar, to_the_note


def test_a_truck_that_still_stands_there_is_weighed_for_the_next_only_by_key(gate: Gatehouse) -> None:
    gate.stand(GROSS)
    gate.scan(ABROAD.paper())
    gate.await_gross()
    gate.press("F10", "5", "Enter")
    gate.scan(ABROAD.paper(plate=OTHER, serial=33))
    gate.qtbot.wait(300)
    assert gate.page.hand.gross is None
    gate.press("F4")
    gate.await_gross()


def test_an_empty_deck_is_said(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper())
    gate.press("F4")
    assert "scale.empty" in gate.said


def test_without_a_scale_a_weight_is_typed_with_a_lead(bare: Gatehouse) -> None:
    bare.scan(ABROAD.paper())
    bare.press("F4")
    panel = bare.page.counter.panel
    assert isinstance(panel, TypedMassPanel)
    bare.type("abc")
    bare.press("F9")
    assert panel.mass.faulty
    bare.press("Backspace", "Backspace", "Backspace")
    bare.type("47.86")
    bare.press("Enter")
    bare.type("waibang")
    bare.press("Enter")
    bare.type("lead")
    bare.press("Enter")
    bare.type(PIN)
    bare.press("Enter", "Enter")
    (entered,) = bare.told("weighing.entered")
    assert (entered["kg"], bare.page.counter.panel) == (GROSS, None)
    assert bare.page.hand.gross is not None


@pytest.mark.parametrize(
    ("text", "kg"),
    [("47.86", 47_860), ("47.8605", None), ("", None), ("x", None), ("0", None), ("-3", None), ("Infinity", None)],
)
def test_a_mass_is_typed_in_tonnes(text: str, kg: int | None) -> None:
    assert kilograms(text) == kg


def test_without_a_scale_f4_never_promises_one(bare: Gatehouse) -> None:
    assert [act.label for act in bar(bare) if act.key == "F4"] == ["手录毛重"]


def test_when_the_scale_falls_silent_f4_says_that_the_weight_is_typed(gate: Gatehouse) -> None:
    to_the_note(gate)
    assert [act.label for act in bar(gate) if act.key == "F4"] == ["取重"]
    gate.simulator.play("silent 60s")
    with gate.qtbot.waitSignal(gate.page.keys_changed, timeout=10_000):
        pass
    gate.qtbot.waitUntil(lambda: [act.label for act in bar(gate) if act.key == "F4"] == ["手录毛重"], timeout=10_000)
    assert gate.page.decision.mass is not None
    assert gate.page.decision.mass._act == ("手录毛重", "F4")


def test_a_truck_that_is_too_heavy_is_told_once_with_its_figures(gate: Gatehouse) -> None:
    register_vehicle(gate.station, log_in(gate.station, ADMIN), RegisterVehicle(plate=PLATE, axles=2))
    gate.stand(GROSS)
    gate.scan(ABROAD.paper())
    gate.await_gross()
    assert list(gate.said) == ["vehicle.overload"]
