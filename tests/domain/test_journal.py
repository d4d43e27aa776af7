"""The canonical body: one spelling, for ever."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import (
    Entry,
    Fact,
    Moment,
    canonical,
    parse_body,
    parse_instant,
    render_body,
    render_instant,
)

KEY = EntryKey("9f31c2d4a5b6e708", 1, 17)
CLERK = EntryKey("9f31c2d4a5b6e708", 1, 2)
AT = datetime(2026, 1, 14, 20, 58, 11, 250_999, timezone(timedelta(hours=8)))

SCALARS = st.none() | st.booleans() | st.integers() | st.text()
CONTENTS = st.dictionaries(
    st.text(), st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
)


def test_a_body_is_spelled_in_exactly_one_way() -> None:
    fact = Fact("yard.registered", {"name": "一号堆", "b": 1, "a": None}, "LX01-260114-0032")

    body = render_body(fact, Moment(AT), CLERK)

    assert body.decode() == (
        '{"at":"2026-01-14T12:58:11.250Z","by":"9f31c2d4a5b6e708-1-2","doc":"LX01-260114-0032","files":[],'
        '"kind":"yard.registered","says":{"a":null,"b":1,"name":"一号堆"},"trusted":true,"v":1}'
    )


@given(CONTENTS)
def test_what_was_said_is_read_back(says: dict[str, object]) -> None:
    fact = Fact("x", says, "", ("ab",), 3)
    moment = Moment(datetime(2026, 1, 1, tzinfo=UTC), trusted=False)

    assert parse_body(KEY, render_body(fact, moment, None)) == Entry(KEY, fact, moment, None)


def test_the_actor_is_read_back() -> None:
    assert parse_body(KEY, render_body(Fact("x", {}), Moment(AT), CLERK)).by == CLERK


@pytest.mark.parametrize("value", [1.0, {"a": 0.5}, ["a", [0.1]], ({"deep": 2.0},)])
def test_a_float_is_never_written(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)  # type: ignore[arg-type]  # the very thing that types forbid


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"1",
        b'{"at":1}',
        b'{"at":"","by":"","doc":"","files":[],"kind":"","says":{},"trusted":1,"v":1}',
    ],
)
def test_a_body_that_is_none_is_damage(body: bytes) -> None:
    with pytest.raises(DamagedError) as raised:
        parse_body(KEY, body)

    assert (raised.value.code, raised.value.facts) == ("journal.body", {"seq": 17})


def test_an_instant_is_utc_to_the_millisecond() -> None:
    assert render_instant(AT) == "2026-01-14T12:58:11.250Z"
    assert parse_instant("2026-01-14T12:58:11.250Z") == AT.replace(microsecond=250_000)
