"""One act as the alibi keeps it: whole to the byte, provable on the hash before it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Moment, render_body
from coalguard.store.record import Record, parse_record, record_of, render_record
from coalguard.store.transaction import Appended, Head
from coalguard.trust.chain import entry_hash, header_hash
from tests.store.booth import NOON

DEVICE, HEADER, PREV = "ab" * 8, '{"epoch":1,"站":"LX01"}'.encode(), bytes(range(32))
BODIES = tuple(render_body(Fact(kind, {"name": "演示"}), Moment(NOON), None) for kind in ("a.b", "c.d", "e.f"))


def record(first: int = 5) -> Record:
    """Three bodies on the hash before them, the second with a person."""
    digest = PREV
    for seq, body in enumerate(BODIES, first):
        digest = entry_hash(digest, header_hash(HEADER), seq, body)
    person = (b"s" * 16, '{"name":"演示"}'.encode())
    return Record(DEVICE, 1, first, HEADER, BODIES, {first + 1: person}, {first + 2: b"p" * 64}, digest)


def test_a_record_is_read_as_it_was_written() -> None:
    assert parse_record(render_record(record())) == record()


@given(st.integers(1, 10), st.lists(st.binary(min_size=1, max_size=4).map(lambda raw: raw.hex().encode()), min_size=1))
def test_any_record_is_read_as_it_was_written(first: int, bodies: list[bytes]) -> None:
    some = Record(DEVICE, 3, first, HEADER, tuple(bodies), {}, {}, PREV)
    assert parse_record(render_record(some)) == some


def test_a_record_proves_itself_on_the_hash_before_it() -> None:
    assert record().head_on(PREV) == record().head
    assert record().head_on(bytes(32)) != record().head


def test_where_a_record_ends() -> None:
    assert (record().last, record().end) == (7, (1, 7))


@pytest.mark.parametrize(("known", "first", "left"), [(0, 5, 3), (4, 5, 3), (5, 6, 2), (7, 8, 0)])
def test_the_rest_behind_what_is_known(known: int, first: int, left: int) -> None:
    rest = record().after(known)
    assert (rest.first, len(rest.bodies), rest.head) == (first, left, record().head)


def test_the_rest_proves_itself_on_the_last_that_is_known() -> None:
    known = entry_hash(PREV, header_hash(HEADER), 5, BODIES[0])
    assert record().after(5).head_on(known) == record().head


def test_the_entries_are_those_that_were_written() -> None:
    entries = record().entries()
    assert [(str(entry.key), entry.kind) for entry in entries] == [
        (f"{DEVICE}-1-5", "a.b"),
        (f"{DEVICE}-1-6", "c.d"),
        (f"{DEVICE}-1-7", "e.f"),
    ]
    assert [entry.person is not None for entry in entries] == [False, True, False]
    assert [entry.paper is not None for entry in entries] == [False, False, True]


def test_an_act_becomes_its_record() -> None:
    head = Head(DEVICE, 2, 9, PREV, 1, b"")
    appended = [Appended(EntryKey(DEVICE, 2, 9), "a.b", "", PREV, BODIES[0], (b"s" * 16, b"{}"), b"p" * 64)]
    assert record_of(head, HEADER, appended) == Record(
        DEVICE, 2, 9, HEADER, BODIES[:1], {9: (b"s" * 16, b"{}")}, {9: b"p" * 64}, PREV
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        json.dumps(
            {
                "device": DEVICE,
                "epoch": 1,
                "first": 1,
                "header": "",
                "bodies": [],
                "persons": {},
                "papers": {},
                "head": "",
            }
        ).encode(),
        json.dumps(
            {
                "device": DEVICE,
                "epoch": 1,
                "first": 1,
                "header": 7,
                "bodies": [""],
                "persons": {},
                "papers": {},
                "head": "",
            }
        ).encode(),
    ],
)
def test_what_is_no_record_is_damage(content: bytes) -> None:
    with pytest.raises(DamagedError, match=r"alibi\.record_malformed"):
        parse_record(content)
