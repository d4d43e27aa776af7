"""Reader: a connection that can be asked, and the entries behind its answers.

Loads of every subject take a Reader, so that they work the same inside a transaction (which sees its own writes) and
beside it. Questions are fixed SQL texts with `?`: SQLite keeps them prepared.
"""

import json
from collections.abc import Mapping
from typing import Any

from coalguard.domain.findings import refuse
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry, parse_body
from coalguard.sqlite import Connection, translated
from coalguard.store.places import Places

_ENTRY = "SELECT body FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_PERSON = "SELECT row FROM persons WHERE device = ? AND epoch = ? AND seq = ?"


class Reader:
    """Asks one connection."""

    def __init__(self, connection: Connection, places: Places) -> None:
        """Ask through `connection`; `places` knows the devices. A damaged page is DamagedError `store.damaged`."""
        self._connection = connection
        self.places = places

    def rows(self, sql: str, *values: int | str | bytes | None) -> list[tuple[Any, ...]]:
        """All rows of a question."""
        with translated():
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: int | str | bytes | None) -> tuple[Any, ...] | None:
        """The first row of a question, or None."""
        with translated():
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def value(self, sql: str, *values: int | str | bytes | None) -> Any:  # noqa: ANN401 -- the question knows its type
        """The first cell of a question, or None."""
        row = self.one(sql, *values)
        return row[0] if row else None

    def entry(self, key: EntryKey) -> Entry:
        """The entry at a key. Raises Refused `id.unknown`."""
        body = self.value(_ENTRY, self.places.number(key.device), key.epoch, key.seq)
        if body is None:
            raise refuse("id.unknown", value=str(key))
        return parse_body(key, body)

    def entry_at(self, place: int) -> Entry:
        """The entry at a place. Raises Refused `id.unknown`."""
        return self.entry(self.places.key(place))

    def person(self, place: int) -> Mapping[str, Any] | None:
        """The personal row of the entry at a place, or None where it was erased or never was."""
        key = self.places.key(place)
        row = self.value(_PERSON, self.places.number(key.device), key.epoch, key.seq)
        return json.loads(row) if row is not None else None

    def place_of(self, text: str) -> int:
        """The place of an id as given out by the program.

        Raises UsageError `id.malformed`, Refused `id.unknown` for another store's device or an id that none gives out.
        """
        key = EntryKey.parse(text)
        if not self.places.holds(key):
            raise refuse("id.unknown", value=text)
        return self.places.of(key)
