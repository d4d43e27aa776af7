"""Until when the city has everything of a station."""

from datetime import timedelta

from coalguard.server.heard import heard_since
from coalguard.server.tables import devices
from tests.server.stations import ON_SQLITE
from tests.server.towns import Town
from tests.server.writers import NOON, Writer


def heard(town: Town, since: str = "") -> dict[str, str]:
    """What a hello would be told."""
    with town.database.read() as connection:
        return heard_since(connection, since)


def note(town: Town, writer: Writer, **values: str) -> None:
    """Note something of a device."""
    with town.database.begin() as connection:
        connection.execute(devices.update().where(devices.c.device == writer.device).values(**values))


def test_a_station_is_heard_until_its_last_entry_was_written(town: Town) -> None:
    market, gate = Writer("LX01"), Writer("KK02", "checkpoint")
    town.enrol(market, gate)
    assert heard(town) == {}
    market.write("weighing.captured", at=NOON - timedelta(hours=3))
    market.write("weighing.captured", at=NOON - timedelta(hours=2))
    town.push(market)
    assert heard(town) == {"LX01": "2026-01-14T02:00:00.000Z"}
    assert heard(town, "2026-01-14T04:00:00.000Z") == {"LX01": "2026-01-14T02:00:00.000Z"}, "told by when it came"
    assert heard(town, "2026-01-14T04:00:00.001Z") == {}


@ON_SQLITE
def test_a_clock_that_runs_ahead_is_not_believed(town: Town) -> None:
    market = Writer("LX01")
    town.enrol(market)
    market.write("weighing.captured", at=NOON + timedelta(days=400))
    town.push(market)
    assert heard(town) == {"LX01": "2026-01-14T04:00:00.000Z"}


@ON_SQLITE
def test_a_hello_with_nothing_waiting_counts_more(town: Town) -> None:
    market = Writer("LX01")
    town.enrol(market)
    market.write("weighing.captured", at=NOON - timedelta(hours=3))
    town.push(market)
    note(town, market, heard_at="2026-01-14T05:00:00.000Z", heard_until="2026-01-14T05:00:00.000Z")
    assert heard(town, "2026-01-14T04:30:00.000Z") == {"LX01": "2026-01-14T05:00:00.000Z"}


@ON_SQLITE
def test_a_station_is_as_far_as_the_last_of_its_devices(town: Town) -> None:
    first, second = Writer("LX01"), Writer("LX01")
    town.enrol(first)
    town.enrol(second, letter="B", leases=False)
    first.write("weighing.captured")
    town.push(first)
    assert heard(town) == {}
    second.write("weighing.captured", at=NOON - timedelta(hours=1))
    town.push(second)
    assert heard(town) == {"LX01": "2026-01-14T03:00:00.000Z"}
    note(town, second, status="revoked")
    assert heard(town) == {"LX01": "2026-01-14T04:00:00.000Z"}
    note(town, first, status="revoked")
    assert heard(town) == {"LX01": "2026-01-14T03:00:00.000Z"}, "what was heard of it before stays true"


@ON_SQLITE
def test_a_poisoned_entry_says_no_moment(town: Town) -> None:
    first, second = Writer("LX01"), Writer("LX02")
    town.enrol(first, second)
    first.write_bytes(b'{"nothing":1}')
    second.write_bytes(b'{"at":"yesterday"}')
    town.push(first)
    town.push(second)
    assert heard(town) == {}
