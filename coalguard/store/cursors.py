"""Cursors: where sync stands, beside the journal; nothing of it is a fact, all of it can be found again.

The outbox is the own journal after `acked`; the feed of others was read up to `cursor`. What enrolment said stands in
the journal as well (`server.enrolled`), so that a store restored from before finds its way back. It refuses to know
how the server is spoken to and what its answers mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coalguard.domain.journal import parse_instant
from coalguard.store.reader import Reader
from coalguard.store.store import Store

_MOVE = "INSERT OR REPLACE INTO cursors VALUES (?, ?)"
_HEARD = "INSERT INTO heard VALUES (?, ?) ON CONFLICT (station) DO UPDATE SET until = max(until, excluded.until)"
_SERVER = "SELECT city, url, feed FROM server ORDER BY place DESC LIMIT 1"


UNKNOWN, REVOKED = "token.device_unknown", "token.revoked"


class Cursor(StrEnum):
    """What is kept, by its name."""

    URL = "url"
    CA = "ca"
    CITY = "city"
    FEED = "feed"
    CURSOR = "cursor"
    MARK = "mark"
    RATCHET = "ratchet"
    ACKED_EPOCH = "acked_epoch"
    ACKED_SEQ = "acked_seq"
    HEARD_SINCE = "heard_since"
    TRUST_AT = "trust_at"
    TOKEN = "token"  # noqa: S105 -- the name of a cursor
    TOKEN_EXPIRES = "token_expires"  # noqa: S105 -- the name of a cursor
    LAST_CONTACT = "last_contact"
    RESTORED = "restored"
    ANCHOR = "anchor"
    ADDRESS = "address"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursors:
    """Where sync stands. `city` is the pinned public key in hex, empty where the station was never enrolled.

    Instants are kept as text, empty where there was none yet; `ca` is the name of a file beside the store. `refused` is
    why the city did not let this device in the last time, `UNKNOWN` or `REVOKED`, empty where it did.
    """

    url: str = ""
    ca: str = ""
    city: str = ""
    feed: str = ""
    cursor: int = 0
    mark: str = ""
    ratchet: str = ""
    acked: tuple[int, int] = (1, 0)
    heard_since: str = ""
    trust_at: str = ""
    token: str = ""
    token_expires: str = ""
    last_contact: str = ""
    restored: bool = False
    anchor: str = ""
    refused: str = ""

    @property
    def enrolled(self) -> bool:
        """Whether this station knows a city."""
        return bool(self.city)


def load_cursors(reader: Reader) -> Cursors:
    """Where sync stands now."""
    kept: dict[str, str] = dict(reader.rows("SELECT name, value FROM cursors"))
    city, url, feed = reader.one(_SERVER) or ("", "", "")
    return Cursors(
        url=kept.get(Cursor.URL, url),
        ca=kept.get(Cursor.CA, ""),
        city=kept.get(Cursor.CITY, city),
        feed=kept.get(Cursor.FEED, feed),
        cursor=int(kept.get(Cursor.CURSOR, "0")),
        mark=kept.get(Cursor.MARK, ""),
        ratchet=kept.get(Cursor.RATCHET, ""),
        acked=(int(kept.get(Cursor.ACKED_EPOCH, "1")), int(kept.get(Cursor.ACKED_SEQ, "0"))),
        heard_since=kept.get(Cursor.HEARD_SINCE, ""),
        trust_at=kept.get(Cursor.TRUST_AT, ""),
        token=kept.get(Cursor.TOKEN, ""),
        token_expires=kept.get(Cursor.TOKEN_EXPIRES, ""),
        last_contact=kept.get(Cursor.LAST_CONTACT, ""),
        restored=kept.get(Cursor.RESTORED) == "1",
        anchor=kept.get(Cursor.ANCHOR, ""),
        refused=kept.get(Cursor.REFUSED, ""),
    )


def keep_cursors(store: Store, moved: Mapping[Cursor, str], heard: Mapping[str, str] | None = None) -> None:
    """Move some cursors together, and keep what was heard of stations as `keep_heard` does: all of it, or nothing."""
    with store.together() as connection:
        if heard:
            connection.executemany(_HEARD, list(heard.items()))
        connection.executemany(_MOVE, [(name.value, value) for name, value in moved.items()])


def keep_heard(store: Store, heard: Mapping[str, str], since: str) -> None:
    """Keep until when the city has everything of each station; what is known to be later stays later."""
    keep_cursors(store, {Cursor.HEARD_SINCE: since}, heard)


def load_heard(reader: Reader) -> Mapping[str, datetime]:
    """Until when this station has everything that each other station wrote, as far as the city had it."""
    rows = reader.rows("SELECT station, until FROM heard ORDER BY station")
    return {station: parse_instant(until) for station, until in rows}
