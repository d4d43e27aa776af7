"""Header: what repeats in the entries of one start of the program, written once and hashed into each of them.

It names machine start, monotonic base and the last time that a server signed (`journal.md` §3), so that wall times can
be judged afterwards. A new one begins with each start, each epoch and, at most every ten minutes, with a new such time.
"""

from dataclasses import replace

from coalguard.clock import Clock
from coalguard.domain.journal import canonical, parse_instant, render_instant
from coalguard.sqlite import Connection
from coalguard.store.places import Places
from coalguard.store.transaction import Head
from coalguard.trust.chain import header_hash

SUITE = 1
"""Ed25519, SHA-256, AES-GCM; 2 is reserved for SM2, SM3, SM4."""
NEW_ANCHOR_S = 600
"""A header that says a server's time is followed by another once the next one is so much later."""

_UNDER = "SELECT no, hash FROM headers WHERE hash = ? ORDER BY no DESC LIMIT 1"
_INSERT = "INSERT INTO headers (device, epoch, body, hash) VALUES (?, ?, ?, ?)"
_ANCHOR = "SELECT value FROM cursors WHERE name = 'anchor'"
_KEEP_ANCHOR = "INSERT OR REPLACE INTO cursors VALUES ('anchor', ?)"


class Headers:
    """The headers of a store's own journal; `body` is the one that was written last."""

    def __init__(self, connection: Connection, places: Places, clock: Clock) -> None:
        """Write through the one writer's connection, inside whatever transaction it is in."""
        self._connection = connection
        self._places = places
        self._clock = clock
        row = connection.execute(_ANCHOR).fetchone()
        self._anchor = str(row[0]) if row else ""
        self._said = ""
        self.body = b""

    def open(self, head: Head) -> Head:
        """Write a new header; gives the head back with it."""
        self._said = self._anchor
        self.body = canonical(
            {
                "anchor": self._anchor or None,
                "base": self._clock.monotonic_ns(),
                "boot": self._clock.boot,
                "device": head.device,
                "epoch": head.epoch,
                "started": render_instant(self._clock.now()),
                "suite": SUITE,
            }
        )
        return self._write(head, self.body)

    @property
    def standing(self) -> tuple[str, bytes]:
        """What was written last, to `go_back` to."""
        return self._said, self.body

    def go_back(self, standing: tuple[str, bytes]) -> None:
        """Forget a header whose act came to nothing: the one that stood before is the last again."""
        self._said, self.body = standing

    def under(self, head: Head, body: bytes) -> Head:
        """The header with this body, written unless it stands already: one start of the program, one header."""
        row = self._connection.execute(_UNDER, (header_hash(body),)).fetchone()
        return replace(head, header=row[0], header_hash=row[1]) if row else self._write(head, body)

    def take_anchor(self, at: str) -> bool:
        """Keep a server-signed time for the next header; says whether that is due now."""
        self._connection.execute(_KEEP_ANCHOR, (at,))
        self._anchor = at
        return not self._said or (parse_instant(at) - parse_instant(self._said)).total_seconds() >= NEW_ANCHOR_S

    def _write(self, head: Head, body: bytes) -> Head:
        digest, number = header_hash(body), self._places.number(head.device)
        cursor = self._connection.execute(_INSERT, (number, head.epoch, body, digest))
        return replace(head, header=int(cursor.lastrowid or 0), header_hash=digest)
