"""异常单 where nothing is wrong any more: no amber, and no key in the bar that does nothing."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from coalguard.ui.pages.exceptions import ExceptionsPage
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.card import Card
from tests.ui.cityhall import City, closed, double_use
from tests.ui.gatehouse import open_gate


def sides(page: ExceptionsPage) -> set[Tone]:
    """The tones of both sides of the double use that is shown."""
    boxes = (page.detail._sides.itemAt(place).widget() for place in range(page.detail._sides.count()))
    return {box._tone for box in boxes if isinstance(box, Card)}


def keys(page: ExceptionsPage) -> list[str]:
    """What the bar at the foot shows."""
    acts = page.keys()
    return [act.key for act in acts if act.in_bar]


def test_what_the_city_closed_is_shown_without_amber_and_an_open_one_offers_no_enter(
    tmp_path: Path, qtbot: QtBot
) -> None:
    with open_gate(tmp_path, qtbot, scale=False) as gate:
        gate.press("Esc")
        city = City(gate.station)
        opened = city.says(*(double_use(f"LX01-260114-{number:04}") for number in range(2)))
        city.says(closed(opened[-1], "核对无误"))
        gate.window.frame.show_page("exceptions")
        gate.rest()
        page = gate.window.frame.current
        assert isinstance(page, ExceptionsPage)
        assert "Enter" in keys(page)
        gate.press("Enter")
        assert "Enter" not in keys(page)
        assert sides(page) == {Tone.PLAIN}
        gate.press("Down")
        assert sides(page) == {Tone.WARN}
