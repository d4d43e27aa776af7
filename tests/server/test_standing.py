"""The ladder of hello, rung by rung, as a table of cases."""

from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import replace as changed

from coalguard.server.standing import (
    NOTHING,
    Held,
    Status,
    Turn,
    lost_by_server,
    restarts,
    standing_of,
    turn_of,
    turned,
)
from coalguard.sync.messages import Hello, Standing

HEAD, OTHER, MARK = b"\1" * 32, b"\2" * 32, "ab" * 32
HELLO = Hello(
    device="00" * 8,
    epoch=1,
    seq=50,
    head=HEAD.hex(),
    acked=(1, 40),
    feed="f",
    cursor=7,
    mark=MARK,
    city=(1, 3),
    ratchet="now",
    restored=False,
    left={},
    expires={},
    heard_since="",
)
HELD = Held(
    status=Status.ACTIVE,
    ratchet="now",
    previous_ratchet="before",
    heads={1: (40, OTHER)},
    at_place=None,
    feed="f",
    end=9,
    mark=MARK,
    city=(1, 4),
)
NEVER = {"heads": {}, "ratchet": "", "previous_ratchet": ""}
FIRST = {"acked": (1, 0), "feed": "", "cursor": 0, "mark": "", "city": (0, 0), "ratchet": ""}


@pytest.mark.parametrize(
    ("said", "held", "standing"),
    [
        ({}, {}, Standing.NORMAL),
        (FIRST, NEVER, Standing.NORMAL),
        ({**FIRST, "seq": 0, "head": ""}, NEVER, Standing.NORMAL),
        ({}, {"status": Status.REVOKED}, Standing.REVOKED),
        ({"ratchet": "stolen"}, {"status": Status.REVOKED}, Standing.REVOKED),
        ({"ratchet": "before"}, {}, Standing.NORMAL),
        ({"ratchet": "stolen"}, {}, Standing.CLONE),
        ({"ratchet": ""}, {}, Standing.CLONE),
        ({}, {"status": Status.WAITING}, Standing.CLONE),
        ({}, {"status": Status.WAITING, "at_place": OTHER}, Standing.FORK),
        ({}, {"at_place": HEAD, "heads": {1: (50, HEAD)}}, Standing.LOST_ANSWER),
        ({}, {"at_place": OTHER, "heads": {1: (50, OTHER)}}, Standing.FORK),
        ({}, {"at_place": OTHER, "heads": {1: (60, OTHER)}}, Standing.FORK),
        ({}, {"heads": {1: (45, OTHER)}}, Standing.LOST_ANSWER),
        ({}, {"heads": {1: (30, OTHER)}}, Standing.SERVER_RESTORED),
        ({}, {"heads": {}}, Standing.SERVER_RESTORED),
        ({}, {"feed": "another"}, Standing.SERVER_RESTORED),
        ({}, {"at_place": HEAD, "heads": {1: (60, OTHER)}}, Standing.CLIENT_RESTORED),
        ({}, {"heads": {1: (40, OTHER), 2: (44, OTHER)}}, Standing.CLIENT_RESTORED),
        ({"restored": True, "ratchet": "", "epoch": 2, "seq": 31, "acked": (1, 30)}, {}, Standing.CLIENT_RESTORED),
        ({"restored": True, "ratchet": "old", "epoch": 2, "seq": 41}, {}, Standing.NORMAL),
        ({"restored": True, "ratchet": "old", "seq": 41, "acked": (1, 30)}, {}, Standing.LOST_ANSWER),
    ],
)
def test_each_rung_of_the_ladder(said: dict[str, Any], held: dict[str, Any], standing: Standing) -> None:
    assert standing_of(changed(HELLO, **said), replace(HELD, **held)) is standing


@pytest.mark.parametrize(
    ("said", "held", "turn"),
    [
        ({}, {}, Turn.FRESH),
        ({"ratchet": "before"}, {}, Turn.REPEATED),
        ({"ratchet": ""}, {"previous_ratchet": ""}, Turn.REPEATED),
        ({"ratchet": ""}, {}, Turn.FOREIGN),
        ({"ratchet": "other"}, {}, Turn.FOREIGN),
        ({"ratchet": "other"}, {"said_before": True}, Turn.DOUBLED),
        ({"ratchet": "a.other"}, {"ratchet": "9.now"}, Turn.FORGOTTEN),
        ({"ratchet": "a.other"}, {"ratchet": "a.now"}, Turn.FOREIGN),
        ({"ratchet": "a.other"}, {"ratchet": "b.now"}, Turn.FOREIGN),
        ({"ratchet": "anow"}, {"ratchet": "9.now"}, Turn.FOREIGN),
        ({"ratchet": ""}, NEVER, Turn.FIRST),
        ({"ratchet": "after a release"}, NEVER, Turn.FIRST),
        ({"ratchet": "other", "restored": True}, {}, Turn.RESTORED),
    ],
)
def test_what_a_ratchet_means(said: dict[str, Any], held: dict[str, Any], turn: Turn) -> None:
    assert turn_of(changed(HELLO, **said), replace(HELD, **held)) is turn


@pytest.mark.parametrize(
    ("presented", "kept", "following"),
    [("now", "now", "1.c"), ("", "", "1.c"), ("f.x", "f.x", "10.c"), ("f.x", "3.y", "10.c"), ("3.x", "f.y", "10.c")],
)
def test_a_ratchet_counts_its_turns(presented: str, kept: str, following: str) -> None:
    assert turned(changed(HELLO, ratchet=presented), replace(HELD, ratchet=kept), "c") == following


@pytest.mark.parametrize(
    ("said", "held", "restart"),
    [
        ({}, {}, False),
        ({"feed": "", "cursor": 0, "mark": ""}, {}, False),
        ({"feed": "another", "cursor": 0, "mark": ""}, {}, True),
        ({"feed": "another"}, {}, True),
        ({"feed": ""}, {}, True),
        ({"mark": "cd" * 32}, {}, True),
        ({"cursor": 10}, {"mark": None}, True),
        ({"cursor": 0, "mark": ""}, {"mark": "00" * 32}, False),
    ],
)
def test_whoever_followed_another_feed_reads_it_from_its_beginning(
    said: dict[str, Any], held: dict[str, Any], *, restart: bool
) -> None:
    assert restarts(changed(HELLO, **said), replace(HELD, **held)) is restart


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        ({}, False),
        ({"cursor": 10}, True),
        ({"cursor": 10, "feed": "another"}, False),
        ({"cursor": 10, "feed": ""}, False),
        ({"city": (1, 5)}, True),
        ({"city": (2, 1)}, True),
        ({"city": (2, 0)}, False),
    ],
)
def test_a_city_that_knows_less_than_a_station_was_restored(said: dict[str, Any], *, lost: bool) -> None:
    assert lost_by_server(changed(HELLO, **said), HELD) is lost


def test_the_newest_place_is_in_the_newest_epoch() -> None:
    assert replace(HELD, heads={1: (40, OTHER), 2: (35, HEAD)}).newest == (2, 35)
    assert replace(HELD, heads={}).newest == NOTHING
