"""The column that decides: its buttons follow their keys, say what is so, and keep their size in any window."""

import pytest
from PySide6.QtGui import QColor

from coalguard.ui.messages import Message
from coalguard.ui.tokens import LIGHT, Tone
from tests.ui.gatehouse import ABROAD, Gatehouse, bar, open_panel, to_the_note


def test_the_button_is_pressed_where_its_key_works(gate: Gatehouse) -> None:
    main = gate.page.decision.main
    assert not main.isEnabled()
    gate.scan(ABROAD.paper())
    (act,) = [one for one in bar(gate) if one.key == "F9"]
    assert (act.possible, main.isEnabled()) == (True, True)
    assert act.tone is not Tone.OK  # nothing may pass yet
    assert main.grab().toImage().pixelColor(20, main.height() // 2) != QColor(LIGHT.ok.fill)
    main.click()
    gate.rest()
    assert (gate.focus, "page.incomplete" in gate.said) == ("tail", True)


@pytest.mark.parametrize("height", [768, 697])
@pytest.mark.parametrize("percent", [100, 115])
def test_nothing_is_wider_or_higher_than_the_window(gate: Gatehouse, height: int, percent: int) -> None:
    gate.place.ask_look(percent=percent)
    gate.window.change_look(percent=percent)
    gate.window.resize(1366, height)
    to_the_note(gate)
    keys = gate.page.keys
    gate.qtbot.waitUntil(lambda: any(act.key == "F10" and act.possible for act in keys()))
    gate.press("F10")
    gate.qtbot.waitUntil(lambda: gate.page.counter.panel is not None)
    panel, page = gate.page.counter.panel, gate.page
    assert panel is not None
    assert panel.main is not None
    for part in (page.decision, page.queue, page.evidence, panel, panel.main):
        corner = part.mapTo(gate.window, part.rect().bottomRight())
        assert corner.x() < 1366
        assert corner.y() < height
    assert panel.body.minimumSize().height() <= panel.height()


def with_two_bars(gate: Gatehouse) -> None:
    """A truck that is watched and was turned back elsewhere: both stand above the page."""
    for code in ("plate.watched", "inspection.returned"):
        gate.page.tell(Message(code, "演示", Tone.WARN))


def has_room(gate: Gatehouse) -> bool:
    """Whether nothing on the open panel is squeezed."""
    panel = open_panel(gate)
    return panel is not None and panel.body.minimumSize().height() <= panel.height()


@pytest.mark.parametrize("size", [(1366, 697), (1280, 720)])
def test_below_two_bars_and_in_large_type_every_key_and_field_keeps_its_size(
    gate: Gatehouse, size: tuple[int, int]
) -> None:
    gate.place.ask_look(percent=115)
    gate.window.change_look(percent=115)
    gate.window.resize(*size)
    to_the_note(gate)
    with_two_bars(gate)
    column = gate.page.decision
    buttons = (column.main, column.back, column.detain)
    gate.qtbot.waitUntil(lambda: all(button.height() == button.sizeHint().height() for button in buttons))
    for button in buttons:
        assert button.mapTo(gate.window, button.rect().bottomRight()).y() < size[1]
    assert not column.recent.isVisible()
    for key in ("F10", "F12", "F2"):
        gate.press(key)
        gate.qtbot.waitUntil(lambda: has_room(gate))
        panel = open_panel(gate)
        assert panel is not None
        assert panel.main is not None
        assert panel.main.mapTo(gate.window, panel.main.rect().bottomRight()).y() < size[1]
        gate.press("Esc")
    assert column.verdict.isVisible()
    assert not gate.window.grab().isNull()
    gate.window.resize(1920, 1080)
    gate.qtbot.waitUntil(column.recent.isVisible)
    assert not column.verdict.slim


def test_what_is_said_at_the_keys_is_so(gate: Gatehouse) -> None:
    page = gate.page
    assert page.decision.main.text() == "放行并打印"
    assert not page.decision._again.isVisible()
    to_the_note(gate)
    gate.press("F9")
    assert "page.incomplete" in gate.said
    gate.press("Enter")
    assert "page.incomplete" not in gate.said
    gate.press("F10", "5", "Enter")
    assert page.decision._again.isVisible()
