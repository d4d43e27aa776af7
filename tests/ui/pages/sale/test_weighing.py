"""A truck is weighed by the scale, by its tare on record, or by hand where the scale has no word."""

from coalguard.operations import form, visit, weighing
from tests import market as at
from tests.ui.salesroom import PLATE, Room, keys_of, lot, panel_of


def loaded_with_a_tare_on_record(room: Room) -> None:
    """A truck that bought before, weighed empty by the scale then, stands loaded on it."""
    begun = visit.begin_sale(room.market.station, room.market.clerk, visit.BeginSale(plate=PLATE, coal=at.COAL))
    room.stand(15_400)
    room.type("F326")
    room.press("Enter", "F4")
    at.weigh(room.market, str(begun.visit), weighing.Pass.GROSS, 25_400)
    issue = form.IssueForm(visit=str(begun.visit), buyer=room.market.buyer, lot=lot(room), price_fen_per_t=86_000)
    form.issue(room.market.station, room.market.clerk, issue)
    room.rest()
    room.stand(0)
    room.stand(47_820)


def test_a_tare_on_record_is_offered_after_the_gross_and_taken_by_one_key(room: Room) -> None:
    loaded_with_a_tare_on_record(room)
    room.type("8F326")
    room.press("Enter", "Right", "F4")
    assert room.page.weighing.plate == PLATE
    assert "T" in keys_of(room)
    assert "本车备案皮重 15.400 t" in room.page.arrival.next.accessibleName()
    room.press("T")
    assert room.page.form.net.text() == "32.420"
    assert [step.title for step in room.page.yard.steps.steps] == ["毛重", "备案皮重", "净重"]
    assert "T" not in keys_of(room)


def test_a_tare_on_record_is_not_forced_upon_who_began_another_truck(room: Room) -> None:
    loaded_with_a_tare_on_record(room)
    room.page.told.connect(lambda bar: room.hands.type("9") if bar.code == "weighing.saved" else None)
    room.type("8F326")
    room.press("Enter", "Right", "F4")
    assert room.page.weighing.visit == ""
    assert room.focus == "plate"


def test_a_truck_that_does_not_stand_still_is_not_weighed(room: Room) -> None:
    room.simulator.play("noise 400\nramp 15400 0.4s")
    room.type("8F326")
    room.press("Enter", "F4")
    told = room.said["scale.unsteady"]
    assert told.text.startswith("1号磅还没稳定")
    assert told.act is not None
    assert told.act.key == "F4"
    assert [act.label for act in room.window.frame.acts() if act.key == "F4"] == ["再试"]
    room.simulator.play("noise 0\nramp 15400 0.4s")
    scale = room.place.scale
    assert scale is not None
    room.qtbot.waitUntil(lambda: scale.last.state == "steady", timeout=10_000)
    room.press("F4")
    assert "weighing.saved" in room.said
    assert "scale.unsteady" not in room.said


def test_a_truck_that_was_not_loaded_is_not_weighed_again_and_nothing_is_said_of_it_to_the_next(room: Room) -> None:
    room.stand(15_240)
    room.type("8F326")
    room.press("Enter", "F4")
    room.type("F326")
    room.press("Enter")
    room.stand(15_260)
    room.press("F4")
    assert room.said["weighing.net_below_minimum"].text.startswith("净重 20 kg 低于最小称量 400 kg，未保存")
    room.stand(47_660)
    room.press("F4")
    assert "weighing.net_below_minimum" not in room.said


def test_a_weight_that_the_scale_can_not_give_is_typed_with_a_second_person(room: Room) -> None:
    room.page.place.scales.clear()
    room.type("8F326")
    room.press("Enter", "F4")
    assert keys_of(room) == ["Esc"]
    room.type("15400")
    room.press("Enter")
    room.type("1")
    room.press("Enter")
    room.type("lead")
    room.press("Enter")
    room.type("9999")
    room.press("Enter", "Enter")
    panel = panel_of(room)
    assert panel is not None
    assert panel.fields["pin"].message
    room.type("1234")
    room.press("Enter", "Enter")
    (truck,) = room.page.yard.trucks
    assert truck.tare_kg == 15_400
    assert "皮重（手录） 15.400 t 已存" in room.said["weighing.saved"].text
    assert panel_of(room) is None


def test_a_scale_that_falls_silent_says_what_f4_does_and_is_forgotten_when_it_speaks_again(room: Room) -> None:
    scale, page = room.place.scale, room.page
    assert scale is not None
    room.type("8F326")
    room.press("Enter", "F4")  # nothing stands on it: the truck is registered all the same
    room.simulator.play("silent 99s")
    room.press("F4")
    room.qtbot.waitUntil(lambda: page.weighing.by_hand and "scale.no_signal" in room.said, timeout=10_000)
    told = room.said["scale.no_signal"]
    assert told.act is not None
    assert (told.act.label, page.arrival.capture.text()) == ("手录重量", "手录重量")
    assert page.yard.steps.steps[0].note == "按 F4 手录"
    room.press("F4")
    room.type("15400")
    room.press("F4")
    panel = panel_of(room)
    assert panel is not None
    assert panel.fields["kg"].text() == "15400", "a second F4 takes nothing away"
    room.simulator.play("0")
    room.qtbot.waitUntil(lambda: not page.weighing.by_hand, timeout=10_000)
    assert "scale.no_signal" not in room.said
    assert page.arrival.capture.text() == "取重"
