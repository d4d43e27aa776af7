"""The machine's clock is moved, or cannot be read: work goes on, numbers go on, and the jump is on record."""

from pathlib import Path

from tests.bad_days.market import Market, facts, weighed_truck
from tests.drive import Drive

NOON = "2040-06-01T12:00:00+08:00"
DAYS = (NOON, "2039-06-02T12:00:00+08:00", "1970-01-01T00:00:00Z", "2098-01-01T00:00:00Z", "half past nine", NOON)


def test_a_clock_that_is_moved_stops_nobody(market: Market, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text(NOON)
    numbers = []
    with Drive(market.folder, clock=clock) as desk:
        desk.log_in()
        for truck, day in enumerate(DAYS):
            clock.write_text(day)
            visit = weighed_truck(desk, f"甘N7000{truck}")
            numbers.append(desk.ask("form.issue", visit=visit, **market.sale())["number"])
            assert desk.ask("ledger.book")["ties"]
        assert desk.ask("shift.close")["ties"]
        assert desk.ask("store.verify")["whole"]
    assert [int(number.rpartition("-")[2]) for number in numbers] == [1, 2, 3, 4, 5, 6]
    jumps = [fact["says"]["seconds"] for fact in facts(market) if fact["kind"] == "clock.jumped"]
    assert jumps[0] == -365 * 86_400
    assert len(jumps) >= 4
