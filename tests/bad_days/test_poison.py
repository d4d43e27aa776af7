"""A poisoned entry, at every place of a journal: it is kept aside and told, and nothing waits for it.

Journals of raw devices, each with one entry that no program of ours would write: bytes that are no body, a form that
says nothing, a personal row that is another's. They travel as every run does; who listens are real stations.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import ColumnElement, delete, func, select, update

from coalguard.domain.errors import CoalGuardError
from coalguard.operations.setup import StationKind
from coalguard.server.tables import CITY, devices, entries, exceptions
from coalguard.sync.client import Line, packed
from coalguard.sync.run import render_run
from tests.bad_days.province import Province, held, sync_until_done
from tests.bad_days.test_sync import force
from tests.bad_days.weather import Weather
from tests.cityhall import CityHall, open_city
from tests.server.writers import Writer
from tests.stations import Manned

SEED = 260_114
LENGTH = 100
RUN = 40
"""So that the poisoned one comes first, last and in the middle of a run."""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    with open_city(tmp_path / "city") as opened:
        yield opened


@pytest.fixture
def province(tmp_path: Path, city: CityHall) -> Iterator[Province]:
    with Weather(city.port, Random(SEED)) as sky, Province(tmp_path, city, sky, Random(SEED)) as opened:
        yield opened


@pytest.fixture
def gate(province: Province) -> Manned:
    return province.open(StationKind.CHECKPOINT, "KK02")


def poison(writer: Writer, kind: int) -> None:
    """Write an entry that can not be read."""
    if kind == 0:
        writer.write_bytes(b'{"at":"never","kind":"form.issued"}')
    elif kind == 1:
        writer.write("form.issued", {"plate": 7}, doc=writer.number(999))
    else:
        writer.write("buyer.registered", {}, person={"name": "演示"})
        salt, _ = writer.persons[writer.last]
        writer.persons[writer.last] = salt, b'{"name":"another"}'


def journal(number: int, position: int) -> Writer:
    """A market's journal of forms, poisoned at one place."""
    writer = Writer(f"MC{101 + number}")
    for serial in range(1, LENGTH + 1):
        if serial == position:
            poison(writer, number % 3)
        else:
            writer.form(serial)
    return writer


def spread(city: CityHall, writers: list[Writer]) -> None:
    """Everybody sends all of it, run by run."""
    with city.office.database.begin() as connection:
        for writer in writers:
            writer.enrol(connection)
    for writer in writers:
        line = Line(city.url, writer.signer, city=city.office.city.public)
        line.let_in()
        for run in writer.runs(RUN):
            line.push(packed(render_run(run)))
        line.close()


def losses(province: Province, gate: Manned, writers: list[Writer]) -> Iterator[str]:
    """Whatever did not arrive where it must, and poison that is not told."""
    for manned in (gate, province.desk):
        sync_until_done(manned)
    with province.city.office.database.read() as connection:
        asked = select(devices.c.device, entries.c.seq).join(devices, devices.c.no == entries.c.device)
        aside = set(map(tuple, connection.execute(asked.where(entries.c.quarantined == 1))))
        told = select(exceptions.c.station, func.count()).where(exceptions.c.exception == "entry.quarantined")
        alarms = dict(map(tuple, connection.execute(told.group_by(exceptions.c.station))))
        others = select(func.count()).select_from(exceptions).where(exceptions.c.exception != "entry.quarantined")
        if connection.execute(others).scalar_one():
            yield "somebody was accused of something else"
        if connection.execute(select(func.count()).where(entries.c.device != CITY, entries.c.pos < 1)).scalar_one():
            yield "an entry has no position"
    for writer in writers:
        right = {(one.epoch, one.seq): one.hash.hex() for one in writer.entries}
        poisoned = {(1, seq) for device, seq in aside if device == writer.device}
        if len(poisoned) != 1 or alarms.get(writer.station) != 1:
            yield f"{writer.station}: {len(poisoned)} set aside, {alarms.get(writer.station, 0)} told"
        if province.city.kept(writer.device) != right:
            yield f"{writer.station}: the city holds something else"
        if held(province.desk, writer.device) != right:
            yield f"{writer.station}: the desk holds something else"
        sound = {place: digest for place, digest in right.items() if place not in poisoned}
        if held(gate, writer.device) != sound:
            yield f"{writer.station}: the gate holds something else"


def test_poison_at_every_tenth_place_blocks_nothing(province: Province, gate: Manned) -> None:
    writers = [journal(position, position) for position in range(1, LENGTH + 1, 10)]
    spread(province.city, writers)
    assert list(losses(province, gate, writers)) == []


@pytest.mark.long
def test_poison_at_a_hundred_places_blocks_nothing(province: Province, gate: Manned) -> None:
    writers = [journal(position - 1, position) for position in range(1, LENGTH + 1)]
    spread(province.city, writers)
    assert list(losses(province, gate, writers)) == []


def written_by(writer: Writer) -> ColumnElement[bool]:
    return entries.c.device == select(devices.c.no).where(devices.c.device == writer.device).scalar_subquery()


def test_the_judge_sees_what_poison_would_do(province: Province, gate: Manned) -> None:
    """Poison that passes for sound; entries that were lost behind it; a run that is refused because of it."""
    unseen, lost, blocked = journal(1, 50), journal(2, 50), journal(3, 50)
    spread(province.city, [unseen, lost])
    with province.city.office.database.begin() as connection:
        force(connection)
        connection.execute(update(entries).where(written_by(unseen)).values(quarantined=0))
        connection.execute(delete(entries).where(written_by(lost), entries.c.seq > 50))
    blocked.entries[60] = blocked.entries[61]
    with pytest.raises(CoalGuardError):
        spread(province.city, [blocked])
    told = list(losses(province, gate, [unseen, lost, blocked]))
    assert "MC102: 0 set aside, 1 told" in told
    assert "MC103: the city holds something else" in told
    assert "MC104: the city holds something else" in told
