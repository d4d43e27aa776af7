"""Devices that write journals for tests of the server: real keys, real chains, real seals, no store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, insert

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Moment, canonical, render_body
from coalguard.server.tables import devices, grants
from coalguard.sync.run import Run, run_of
from coalguard.trust.chain import FIRST_PREV, DeviceSigner, entry_hash, header_hash, person_hash, seal

NOON = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
SALT = b"0123456789abcdef"


class HandClock:
    """A clock that stands."""

    boot = "hand"

    def now(self) -> datetime:
        """Noon."""
        return NOON

    def monotonic_ns(self) -> int:
        """Nothing has passed."""
        return 0


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of a writer."""

    epoch: int
    seq: int
    header: bytes
    prev: bytes
    hash: bytes
    body: bytes


@dataclass
class Writer:
    """A device of a station; its journal grows by `write`, and `run` cuts a piece out of it, sealed."""

    station: str = "LX01"
    kind: str = "market"
    epoch: int = 1
    signer: DeviceSigner = field(default_factory=DeviceSigner.fresh)
    entries: list[Written] = field(default_factory=list)
    persons: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    papers: dict[int, bytes] = field(default_factory=dict)
    root: bytes = FIRST_PREV

    @property
    def device(self) -> str:
        """The device's name."""
        return self.signer.device

    @cached_property
    def _headers(self) -> dict[int, bytes]:
        return {}

    @property
    def header(self) -> bytes:
        """The header of the epoch at hand."""
        told = {"anchor": None, "base": 0, "boot": "x", "device": self.device, "epoch": self.epoch, "suite": 1}
        return self._headers.setdefault(self.epoch, canonical({**told, "started": "2026-01-14T00:00:00.000Z"}))

    def restart(self) -> None:
        """Go on under a new header, as after a start of the program."""
        told = {"anchor": None, "base": len(self.entries), "boot": "y", "device": self.device, "epoch": self.epoch}
        self._headers[self.epoch] = canonical({**told, "started": "2026-01-14T08:00:00.000Z", "suite": 1})

    def write(
        self,
        kind: str,
        says: dict[str, Any] | None = None,
        *,
        doc: str = "",
        at: datetime = NOON,
        person: dict[str, Any] | None = None,
    ) -> EntryKey:
        """An entry more; its key."""
        says = says or {}
        if person is not None:
            row = canonical(person)
            self.persons[self.last + 1] = SALT, row
            says = {**says, "person": person_hash(SALT, row).hex()}
        return self.write_bytes(render_body(Fact(kind, says, doc), Moment(at), None))

    def write_bytes(self, body: bytes) -> EntryKey:
        """An entry whose body is these bytes, whatever they are."""
        prev = self.entries[-1].hash if self.entries else self.root
        seq = self.last + 1
        h = entry_hash(prev, header_hash(self.header), seq, body)
        self.entries.append(Written(self.epoch, seq, self.header, prev, h, body))
        return EntryKey(self.device, self.epoch, seq)

    def form(self, serial: int, *, plate: str = "甘N8F326", at: datetime = NOON, net_kg: int = 32_420) -> EntryKey:
        """A form is issued."""
        says = {"plate": plate, "net_kg": net_kg, "valid_until": "2026-01-14T16:00:00.000Z", "coal": "无烟2号"}
        return self.write("form.issued", says, doc=self.number(serial), at=at)

    def number(self, serial: int) -> str:
        """A form's number of this station."""
        return f"{self.station}-260114-{serial:04d}"

    @property
    def last(self) -> int:
        """The seq of the last entry."""
        return self.entries[-1].seq if self.entries else 0

    def back_to(self, seq: int) -> "Writer":
        """The same device as it was at an entry, e.g. out of a backup: what it writes then is another journal."""
        kept = [one for one in self.entries if one.seq <= seq]
        return Writer(self.station, self.kind, self.epoch, self.signer, kept)

    def runs(self, size: int = 500) -> list[Run]:
        """The whole journal in runs."""
        numbers = range(0, len(self.entries), size)
        return [self.cut(self.entries[start : start + size]) for start in numbers]

    def run(self, first: int = 1, last: int | None = None) -> Run:
        """The entries from one seq to another, sealed, all of them of one epoch."""
        return self.cut([one for one in self.entries if first <= one.seq <= (last or self.last)])

    def cut(self, piece: Sequence[Written]) -> Run:
        """A run of these entries."""
        parts: list[tuple[bytes, list[bytes]]] = []
        for one in piece:
            if not parts or parts[-1][0] != one.header:
                parts.append((one.header, []))
            parts[-1][1].append(one.body)
        end = EntryKey(self.device, piece[-1].epoch, piece[-1].seq)
        within = range(piece[0].seq, piece[-1].seq + 1)
        return run_of(
            (self.device, piece[0].epoch, piece[0].seq, piece[0].prev),
            parts,
            persons={seq: person for seq, person in self.persons.items() if seq in within},
            papers={seq: paper for seq, paper in self.papers.items() if seq in within},
            seal=seal(end, piece[-1].hash, self.signer).signature,
        )

    def enrol(self, connection: Connection, *, letter: str = "A", leases: bool = True) -> int:
        """Make the device known, with all serials of its letter for each prefix; its number in the tables."""
        row = {
            "device": self.device,
            "public": self.signer.public,
            "station": self.station,
            "kind": self.kind,
            "letter": letter,
            "name": f"演示{self.station}",
            "status": "active",
            "ratchet": "",
            "previous_ratchet": "",
            "greetings": "",
            "enrolled_at": "2026-01-14T00:00:00.000Z",
            "heard_at": "",
            "heard_until": "",
            "certificate": b"",
        }
        no = int(connection.execute(insert(devices).values(**row).returning(devices.c.no)).scalar_one())
        first = (ord(letter) - ord("A")) * 1_000_000 + 1
        for prefix, kind in ((self.station, "form"), (f"GB{self.station[2:]}", "ticket")) if leases else ():
            lease = {"device": no, "epoch": 1, "kind": kind, "prefix": prefix, "first": first, "last": first + 999_999}
            connection.execute(insert(grants).values(**lease, origin="lease", expires="", taken=0, at=""))
        return no
