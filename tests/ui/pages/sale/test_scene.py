"""What stands in the columns: the preview, the form in a low window or another look, what the city sends."""

import json

from coalguard.domain.journal import Fact
from coalguard.resources import path
from coalguard.ui.look import look
from tests.ui.cityhall import City
from tests.ui.salesroom import Room, keys_of, weighed_truck


def test_machines_that_are_not_there_have_no_keys(room: Room) -> None:
    weighed_truck(room)
    assert {"F5", "F7"}.isdisjoint(keys_of(room))


def test_the_draft_is_previewed_without_a_number(room: Room) -> None:
    weighed_truck(room)
    room.qtbot.waitUntil(lambda: room.page.paper.thumb.image is not None, timeout=5_000)
    room.press("F6")
    assert room.page.enlarged
    room.press("Esc")
    assert room.page.form.isVisible()


def test_another_look_touches_no_field(room: Room) -> None:
    weighed_truck(room)
    room.type("mxm")
    room.press("Enter")
    before = room.page.form.identity()
    room.press("Ctrl+D", "Ctrl++")
    assert look().theme.dark
    assert room.page.form.identity() == before


def test_low_windows_fold_the_last_row_and_alt_m_shows_it(room: Room) -> None:
    weighed_truck(room)
    assert room.page.form.notes.isVisible()
    room.window.resize(1366, 697)
    room.rest()
    assert not room.page.form.notes.isVisible()
    room.press("Alt+M")
    assert room.page.form.notes.isVisible()


def test_what_the_city_sends_is_offered_at_once(room: Room) -> None:
    """An outlet as a destination, and a coal that the shipped rules do not know; no page is opened anew for it."""
    rules = json.loads(path("standards/linxia-2023.json").read_bytes())
    rules["version"] = "演示-2026"
    rules["standards"].append({**next(one for one in rules["standards"] if one["confirmed"]), "coal": "演示煤"})
    rules["codes"]["演示煤"] = 200
    city = City(room.market.station)
    outlet = {"name": "演示配送点", "tier": 2, "town": "622901100", "credit_code": "91110000802100433B", "code": ""}
    assert "演示煤" not in [one.value for one in room.page.arrival.coal.options]
    city.says(Fact("outlet.published", outlet), Fact("rules.published", {"rules": rules}))
    room.rest()
    assert room.page.arrival.coal.options[-1].value == "演示煤"
    assert "网点 演示配送点" in [one.text for one in room.page.form.destination.options]
