"""A restored device gets its own journal back, to the byte, run by run, over the border of epochs."""

import pytest
from sqlalchemy import delete

from coalguard.domain.errors import DamagedError
from coalguard.server import homecoming as subject
from coalguard.server.homecoming import load_own
from coalguard.server.tables import persons
from coalguard.sync.messages import Returned, parse, render
from coalguard.trust.chain import FIRST_PREV
from tests.server.towns import Town
from tests.server.writers import Writer, Written


@pytest.fixture
def writer(town: Town) -> Writer:
    """A market whose journal the city holds: 6 entries of one epoch, then, from the 4th on, 2 of the next."""
    made = Writer()
    town.enrol(made)
    made.write("station.opened")
    made.form(1)
    made.papers[2] = bytes(range(64))
    made.restart()
    made.write("buyer.registered", person={"name": "演示买主"})
    for number in range(2, 5):
        made.form(number)
    town.push(made)
    restored = made.back_to(4)
    restored.epoch = 2
    restored.write("epoch.opened")
    restored.form(9)
    town.keep(restored.run(5))
    made.entries += restored.entries[4:]
    return made


def own(town: Town, after: tuple[int, int]) -> Returned:
    """What comes back behind a place."""
    with town.database.read() as connection:
        returned = load_own(connection, town.secret, 1, after)
    assert parse(Returned, render(returned)) == returned
    return returned


def chain(entries: list[Written]) -> list[bytes]:
    """The hashes of entries."""
    return [one.hash for one in entries]


def test_the_whole_of_an_epoch_comes_back_to_the_byte(town: Town, writer: Writer) -> None:
    returned = own(town, (0, 0))
    run = returned.run
    assert run is not None
    assert (run.device, run.epoch, run.first, run.last, run.prev) == (writer.device, 1, 1, 6, FIRST_PREV.hex())
    assert run.hashes() == chain(writer.entries[:6])
    assert [bytes(part.header) for part in run.parts] == [writer.entries[0].header, writer.entries[2].header]
    assert [bytes(body) for part in run.parts for body in part.bodies] == [one.body for one in writer.entries[:6]]
    assert {seq: (salt, bytes(row)) for seq, (salt, row) in run.persons.items()} == writer.persons
    assert run.papers == writer.papers
    assert (run.seal, returned.head, returned.more) == (b"", writer.entries[5].hash.hex(), True)


def test_the_next_epoch_follows_and_says_which_entry_it_went_on_from(town: Town, writer: Writer) -> None:
    returned = own(town, (1, 6))
    assert returned.run is not None
    assert (returned.run.epoch, returned.run.first, returned.run.last) == (2, 5, 6)
    assert returned.run.prev == writer.entries[3].hash.hex()
    assert returned.run.hashes() == chain(writer.entries[6:])
    assert not returned.more


def test_from_the_middle_on_only_the_rest_comes(town: Town, writer: Writer) -> None:
    returned = own(town, (1, 3))
    assert returned.run is not None
    assert (returned.run.first, returned.run.prev) == (4, writer.entries[2].hash.hex())
    assert (returned.run.persons, returned.run.papers) == ({}, {})


def test_behind_the_end_there_is_nothing(town: Town, writer: Writer) -> None:
    assert writer.entries
    assert own(town, (2, 6)) == Returned(None, "", more=False)


def test_a_large_journal_comes_in_pieces(town: Town, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("MOST_ENTRIES", 2), ("MOST_BYTES", 1)):
        monkeypatch.setattr(subject, name, size)
        hashes: list[bytes] = []
        after, more = (0, 0), True
        while more:
            returned = own(town, after)
            assert returned.run is not None
            assert returned.run.count <= 2
            hashes += returned.run.hashes()
            after, more = (returned.run.epoch, returned.run.last), returned.more
        assert hashes == chain(writer.entries)


def test_an_erased_person_stays_erased(town: Town, writer: Writer) -> None:
    with town.database.begin() as connection:
        connection.execute(delete(persons))
    returned = own(town, (0, 0))
    assert returned.run is not None
    assert returned.run.persons == {}
    assert returned.run.hashes() == chain(writer.entries[:6])


def test_entries_whose_chain_is_broken_are_not_given_out(town: Town, writer: Writer) -> None:
    assert writer.entries
    with town.database.begin() as connection:
        on_sqlite = town.database.on_sqlite
        unguard = "DROP TRIGGER entries_no_update" if on_sqlite else "SET LOCAL session_replication_role = replica"
        connection.exec_driver_sql(unguard)
        connection.exec_driver_sql("UPDATE entries SET body = hash WHERE seq = 1")
    with pytest.raises(DamagedError, match=r"chain\.gap"), town.database.read() as connection:
        load_own(connection, town.secret, 1, (0, 0))
