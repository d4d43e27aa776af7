"""Who waits at 查验: which one Enter would pick, who waits long, what the shift has counted."""

from datetime import timedelta

from PySide6.QtGui import QColor

from coalguard.ui.look import look
from coalguard.ui.sync_deeds import deeds_of
from coalguard.ui.sync_desk import SyncDesk
from coalguard.ui.tokens import LIGHT, LIST_CARD, Tone
from tests.abroad import PLATE
from tests.ui.cityhall import City
from tests.ui.conftest import raised
from tests.ui.gatehouse import OTHER, Gatehouse, bar


def marked_cards(gate: Gatehouse) -> list[bool]:
    """Which of two cards in the queue is painted as the one that Enter picks."""
    listed, row = gate.page.queue.list, look().px(LIST_CARD)
    image, soft = listed.grab().toImage(), QColor(LIGHT.accent.soft)
    return [image.pixelColor(listed.width() // 2, top + 4) == soft for top in (0, row)]


def test_the_marked_truck_of_the_queue_is_picked_by_enter(gate: Gatehouse) -> None:
    for plate in (PLATE, OTHER):
        gate.begin(plate)
    gate.rest()
    gate.press("Down", "Enter")
    assert gate.page.hand.check.plate == OTHER
    assert [row.standing for row in gate.page.queue.list.rows] == ["待查验", "查验中"]


def test_the_truck_that_enter_would_pick_is_seen_though_the_cursor_stands_in_the_line(gate: Gatehouse) -> None:
    for plate in (PLATE, OTHER):
        gate.begin(plate)
    gate.rest()
    assert marked_cards(gate) == [True, False]
    gate.press("Down")
    assert (marked_cards(gate), gate.focus) == ([False, True], "entry")
    gate.type("8")  # Enter asks about what is typed now
    assert marked_cards(gate) == [False, False]
    gate.press("Backspace", "F2")
    assert marked_cards(gate) == [False, False]


def test_the_counts_of_the_shift_add_up_to_its_total(gate: Gatehouse) -> None:
    assert gate.page.queue.counts.accessibleName() == "放行 0，劝返 0，查扣 0"
    gate.press("F2")
    gate.type("A72K9")
    gate.press("Enter", "2", "Enter")
    counts = gate.page.queue.counts
    assert counts.accessibleName() == "放行 0，劝返 0，查扣 0，非煤 1"
    assert counts.grab().width() == counts.width()


def test_while_a_panel_is_open_no_truck_can_be_added(gate: Gatehouse) -> None:
    gate.press("Alt+M")
    assert "F2" not in [act.key for act in bar(gate)]
    assert not gate.page.queue.add.isEnabled()
    gate.press("Esc")
    assert gate.page.queue.add.isEnabled()


def test_who_waits_longer_than_ten_minutes_stands_in_amber(gate: Gatehouse) -> None:
    gate.begin(PLATE)
    gate.rest()
    gate.page.queue.show_time(gate.place.clock.now() + timedelta(minutes=11))
    (row,) = gate.page.queue.list.rows
    assert (row.time[:2], row.time_tone) == ("11", Tone.WARN)


def test_from_the_sheet_of_sync_a_truck_in_the_queue_is_taken(gate: Gatehouse) -> None:
    City(gate.station)
    gate.begin(OTHER)
    visit = gate.begin(PLATE)
    desk = SyncDesk(gate.window, gate.place, deeds_of(gate.place, raised))
    desk.begin()
    gate.rest()
    desk.open()
    gate.rest()
    assert desk.sheet is not None
    desk.sheet.table.mark(visit)
    gate.press("F6")
    assert gate.page.hand.visit == visit
    desk.close()
    desk.wait()
