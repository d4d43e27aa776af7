"""A run is kept whole, once, with its proofs; or its sender hears why not."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed
from sqlalchemy import select

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.server.database import Database
from coalguard.server.filing import Reach
from coalguard.server.tables import devices, entries, exceptions, forks, headers, heads, persons, seals
from coalguard.sync.run import parse_run, render_run
from coalguard.trust.chain import Seal, open_seal
from tests.server.towns import Town, found
from tests.server.writers import NOON, SALT, Writer

BUYER = {"name": "演示买主", "document_kind": "id_card", "document_number": "62292619900101001X", "phone": ""}


@pytest.fixture
def writer(town: Town) -> Writer:
    """An enrolled market with a journal under two headers."""
    made = Writer("LX01")
    town.enrol(made)
    made.write("station.opened")
    made.form(1)
    made.restart()
    made.write("buyer.registered", {"kind": "person"}, person=BUYER)
    made.write("weighing.captured", {"kg": 47_820})
    made.papers[2] = bytes(range(64))
    return made


def test_every_byte_is_kept(town: Town, writer: Writer) -> None:
    town.push(writer)
    kept = town.rows(entries, "pos", "device", "epoch", "seq", "hash", "body", "paper", "kind")
    assert [row[:7] for row in kept] == [
        (one.seq, 1, 1, one.seq, one.hash, one.body, writer.papers.get(one.seq)) for one in writer.entries
    ]
    assert [row[7] for row in kept] == ["station.opened", "form.issued", "buyer.registered", "weighing.captured"]
    under = dict(town.rows(headers, "no", "body"))
    assert [under[no] for _, no in town.rows(entries, "pos", "header")] == [one.header for one in writer.entries]
    assert town.rows(heads, "device", "epoch", "seq", "hash") == [(1, 1, 4, writer.entries[-1].hash)]
    for row in town.rows(seals, "epoch", "seq", "head", "signature"):
        open_seal(Seal(writer.device, *row), writer.signer.public)


def test_the_receipt_says_how_far_it_is_kept_and_where_the_feed_ends(town: Town, writer: Writer) -> None:
    receipt = town.keep(writer.run(1, 3))
    assert (receipt.device, receipt.epoch, receipt.seq) == (writer.device, 1, 3)
    assert (receipt.head, receipt.end, receipt.opened) == (writer.entries[2].hash.hex(), 3, ())
    assert receipt.at == "2026-01-14T04:00:00.000Z"


def test_the_same_run_again_changes_nothing_and_gets_the_same_receipt(town: Town, writer: Writer) -> None:
    first = town.keep(writer.run())
    before = town.rows(entries, "pos", "hash"), town.rows(seals, "seq"), town.rows(headers, "no")
    assert town.keep(writer.run()) == first
    again = town.keep(writer.run(2, 3))
    assert (again.seq, again.head, again.end) == (3, writer.entries[2].hash.hex(), first.end)
    assert (town.rows(entries, "pos", "hash"), town.rows(seals, "seq"), town.rows(headers, "no")) == before


def test_of_a_run_that_overlaps_the_rest_is_kept(town: Town, writer: Writer) -> None:
    town.keep(writer.run(1, 2))
    assert town.keep(writer.run(2)).seq == 4
    assert [seq for (seq,) in town.rows(entries, "seq")] == [1, 2, 3, 4]
    assert [seq for (seq,) in town.rows(persons, "seq")] == [3]
    assert [seq for (seq,) in town.rows(seals, "seq")] == [2, 4]


def test_who_hears_of_what(town: Town, writer: Writer) -> None:
    town.push(writer)
    assert town.rows(entries, "seq", "reach", "concern", "quarantined") == [
        (1, Reach.CONCERNED, "", 0),
        (2, Reach.GATES, "LX01", 0),
        (3, Reach.CONCERNED, "", 0),
        (4, Reach.CONCERNED, "", 0),
    ]


def test_a_poisoned_entry_is_kept_with_its_bytes_and_the_rest_goes_on(town: Town, writer: Writer) -> None:
    poison = b'{"kind":"form.issued","says":{}}'
    writer.write_bytes(poison)
    writer.form(2)
    receipt = town.push(writer)
    assert (receipt.seq, receipt.opened) == (6, ("entry.quarantined",))
    kept = town.rows(entries, "pos", "device", "kind", "body", "quarantined", "reach", "concern")
    assert kept[4] == (5, 1, "", poison, 1, Reach.CONCERNED, "")
    assert kept[5][2:5:2] == ("form.issued", 0)
    assert kept[6][:3] == (7, 0, "exception.opened")
    assert receipt.end == 7
    assert town.rows(exceptions, "exception", "station") == [("entry.quarantined", "LX01")]


def test_a_word_that_the_database_can_not_hold_is_poison_and_stops_nobody(town: Town, writer: Writer) -> None:
    says = {"plate": "甘\0N8F326", "decision": "pass", "reasons": [], "form": ""}
    writer.write("inspection.decided", says)
    writer.write("grant.opened", {"kind": "form", "prefix": "LX\0", "first": 1, "last": 2})
    writer.form(2)
    assert town.push(writer).opened == ("entry.quarantined",) * 2


@pytest.mark.parametrize("position", range(1, 6))
def test_wherever_the_poison_stands_nothing_else_is_lost(town: Town, position: int) -> None:
    made = Writer("LX01")
    town.enrol(made)
    for number in range(1, 6):
        made.write_bytes(b"{}") if number == position else made.form(number)
    town.push(made)
    kept = town.rows(entries, "seq", "device", "quarantined", "body")
    assert [row[2] for row in kept if row[1]] == [int(number == position) for number in range(1, 6)]
    assert [row[3] for row in kept if row[1]] == [one.body for one in made.entries]


def test_personal_rows_are_not_to_be_read_but_found_by_their_number(town: Town, writer: Writer) -> None:
    writer.write("buyer.changed", person={**BUYER, "document_number": "６２２９２６19900101001x"})
    writer.write("driver.registered", person={"name": "演示司机"})
    writer.write("buyer.changed", person={**BUYER, "document_number": None})
    town.push(writer)
    rows = town.rows(persons, "seq", "salt", "row", "blind")
    assert [row[0] for row in rows] == [3, 5, 6, 7]
    assert rows[0][3] == rows[1][3] == town.secret.blind("62292619900101001X")
    assert (rows[2][3], rows[3][3]) == (None, None)
    for seq, salt, hidden, _ in rows:
        assert salt == SALT
        assert "演示".encode() not in hidden
        assert town.secret.decipher(hidden, str(EntryKey(writer.device, 1, seq))) == writer.persons[seq][1]


def test_a_personal_row_that_differs_is_kept_and_named(town: Town, writer: Writer) -> None:
    writer.persons[3] = SALT, b'"nobody"'
    assert town.push(writer).opened == ("entry.quarantined",)
    ((seq, hidden, blind),) = town.rows(persons, "seq", "row", "blind")
    assert (seq, blind) == (3, None)
    assert town.secret.decipher(hidden, str(EntryKey(writer.device, 1, 3))) == b'"nobody"'


def written(town: Town) -> list[int]:
    """The positions of what the devices wrote."""
    return [pos for pos, device in town.rows(entries, "pos", "device") if device]


def refused(town: Town, run: object) -> tuple[str, dict[str, object]]:
    """Why a run is not kept."""
    before = written(town)
    with pytest.raises(CoalGuardError) as error:
        town.keep(run)  # type: ignore[arg-type]  # whatever it is
    assert written(town) == before
    return error.value.code, dict(error.value.facts)


def test_a_gap_says_where_to_go_on(town: Town, writer: Writer) -> None:
    town.keep(writer.run(1, 2))
    assert refused(town, writer.run(4)) == ("push.gap", {"expected": 3})


def test_a_seal_that_proves_nothing_and_a_place_that_is_none_are_refused(town: Town, writer: Writer) -> None:
    assert refused(town, changed(writer.run(), seal=bytes(64)))[0] == "push.seal_invalid"
    assert refused(town, changed(writer.run(), epoch=10**9))[0] == "push.malformed"


@pytest.mark.parametrize(("status", "code"), [("revoked", "token.revoked"), ("waiting", "sync.device_waits")])
def test_a_device_that_may_not_write_is_told(town: Town, writer: Writer, status: str, code: str) -> None:
    with town.database.begin() as connection:
        connection.execute(devices.update().where(devices.c.no == 1).values(status=status))
    assert refused(town, writer.run()) == (code, {"device": writer.device})


def test_nobody_knows_a_stranger(town: Town) -> None:
    stranger = Writer()
    stranger.write("station.opened")
    assert refused(town, stranger.run()) == ("token.device_unknown", {"device": stranger.device})


def test_of_a_fork_both_are_kept_and_it_is_told_once(town: Town, writer: Writer) -> None:
    town.push(writer)
    other = writer.back_to(2)
    other.write("buyer.registered", person=BUYER)
    assert refused(town, other.run(3)) == ("push.fork", {"seq": 3})
    assert refused(town, other.run(3)) == ("push.fork", {"seq": 3})
    ((seq, head, hidden),) = town.rows(forks, "seq", "head", "run")
    assert (seq, head) == (3, other.entries[-1].hash)
    assert "演示".encode() not in hidden
    kept = parse_run(town.secret.decipher(hidden, str(EntryKey(writer.device, 1, 3))))
    assert kept == other.run(3)
    assert town.rows(exceptions, "exception", "station") == [("device.forked", "LX01")]
    assert [seq for (seq,) in town.rows(entries, "seq")][-1] == 4


def test_a_restored_device_goes_on_in_a_new_epoch(town: Town, writer: Writer) -> None:
    town.push(writer)
    restored = writer.back_to(2)
    restored.epoch = 2
    restored.write("epoch.opened")
    receipt = town.keep(restored.run(3))
    assert (receipt.epoch, receipt.seq) == (2, 3)
    assert [row[:2] for row in town.rows(heads, "epoch", "seq")] == [(1, 4), (2, 3)]
    writer.write("weighing.captured")
    assert town.keep(writer.run(5)).seq == 5
    stranger = writer.back_to(1)
    stranger.write("shift.closed")
    stranger.epoch = 3
    stranger.write("epoch.opened")
    assert refused(town, stranger.run(3))[0] == "push.fork"
    far = writer.back_to(5)
    far.write("weighing.captured")
    far.epoch = 4
    far.write("epoch.opened")
    assert refused(town, far.run(7)) == ("push.gap", {"expected": 6})


def test_a_header_is_written_down_once_however_often_it_comes(town: Town, writer: Writer) -> None:
    for seq in range(1, 5):
        town.keep(writer.run(seq, seq))
    assert [json.loads(body)["boot"] for _, body in town.rows(headers, "no", "body")[1:]] == ["x", "y"]


def test_a_run_of_500_fits_as_it_travels(town: Town) -> None:
    made = Writer("LX01")
    town.enrol(made)
    for number in range(1, 501):
        made.form(number)
    assert town.journal.keep(parse_run(render_run(made.run())), NOON).seq == 500
    assert [seq for (seq,) in town.rows(entries, "seq")] == list(range(1, 501))


CUTS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(cuts=CUTS)
def test_any_cutting_in_any_order_with_repeats_ends_in_the_same_tables(town: Town, cuts: list[list[int]]) -> None:
    made = Writer("LX01")
    town.enrol(made, leases=False)
    for number in range(12):
        made.write("weighing.captured", {"kg": number})
    for first, last in cuts:
        try:
            town.keep(made.run(first, last))
        except Refused as gap:
            town.keep(made.run(int(str(gap.facts["expected"])), last))
    town.push(made)
    with town.database.read() as connection:
        mine = select(devices.c.no).where(devices.c.device == made.device).scalar_subquery()
        asked = select(entries.c.seq, entries.c.hash, entries.c.body).where(entries.c.device == mine)
        kept = [tuple(row) for row in connection.execute(asked.order_by(entries.c.pos))]
    assert kept == [(one.seq, one.hash, one.body) for one in made.entries]


def test_two_pushes_of_one_device_follow_one_another(postgresql: Database) -> None:
    """An answer that was slow, and the same run sent again meanwhile."""
    town = found(postgresql)
    made = Writer("LX01")
    town.enrol(made)
    for number in range(1, 101):
        made.form(number)
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda _: town.keep(made.run()), range(4)))
    assert {(receipt.seq, receipt.head, receipt.end) for receipt in receipts} == {
        (100, made.entries[-1].hash.hex(), 100)
    }
    assert len(town.rows(entries, "pos")) == 100
