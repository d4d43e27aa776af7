"""Neighbours for tests: devices elsewhere whose entries reach a store as the feed brings them; one is the city."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact, Json, Moment, canonical, parse_body, render_body
from coalguard.store.arrival import Arrived, Arriving, take_in
from coalguard.store.cursors import Cursor, keep_cursors, load_cursors
from coalguard.store.store import Store
from coalguard.trust.chain import FIRST_PREV, DeviceSigner, entry_hash, header_hash
from coalguard.trust.claim import claim_of
from coalguard.trust.paper import render_code, sign_paper

NOON = datetime(2026, 1, 14, 4, tzinfo=UTC)
FORM: Mapping[str, Json] = {
    "plate": "甘N8F326",
    "coal": "无烟2号",
    "coal_code": 1,
    "gross_kg": 47_820,
    "tare_kg": 15_400,
    "net_kg": 32_420,
    "lot": "260114A001",
    "report": "演检2026-001",
    "verdict": "pass",
    "values": [
        {"item": "volatile", "basis": "daf", "value": "7.98", "limit": "12.00"},
        {"item": "sulfur", "basis": "d", "value": "0.47", "limit": "1.00"},
        {"item": "ash", "basis": "d", "value": "18.70", "limit": "30.00"},
    ],
    "destination": "622901101",
    "valid_until": "2026-01-14T16:00:00.000Z",
}
"""What a form of another station says, without what only its own tables read."""


@dataclass
class Neighbour:
    """A device elsewhere that writes its own chain."""

    signer: DeviceSigner
    station: str = "KK02"
    name: str = "折桥卡口"
    at: datetime = NOON
    epoch: int = 1
    seq: int = 0
    prev: bytes = FIRST_PREV
    written: list[Arriving] = field(default_factory=list)

    def write(self, kind: str, says: Mapping[str, Json], document: str = "") -> Arriving:
        """Another entry."""
        return self.keep(render_body(Fact(kind, says, document), Moment(self.at), None))

    def keep(self, body: bytes) -> Arriving:
        """Another entry with these bytes, whatever they are."""
        self.seq += 1
        header = header_hash(canonical({"device": self.signer.device, "epoch": self.epoch}))
        self.prev = entry_hash(self.prev, header, self.seq, body)
        self.written.append(Arriving(self.signer.device, self.epoch, self.seq, self.prev, body))
        return self.written[-1]

    def key(self, seq: int | None = None) -> EntryKey:
        """The key of an entry, the last one unless said."""
        return EntryKey(self.signer.device, self.epoch, self.seq if seq is None else seq)


def neighbour(number: int, station: str = "KK02", name: str = "折桥卡口") -> Neighbour:
    """A neighbour by a number; another number is another device."""
    return Neighbour(DeviceSigner(bytes([number]) * 32), station, name)


class City(Neighbour):
    """The city: a device that publishes."""

    def __init__(self) -> None:
        """A city that has said nothing yet."""
        super().__init__(DeviceSigner(b"\xc1" * 32), "", "演示市局")

    def publish(self, *devices: Neighbour, kind: str = "checkpoint") -> None:
        """Say whose the keys of these devices are, and that their stations exist."""
        for one in devices:
            self.write("station.published", {"code": one.station, "name": one.name, "kind": kind})
            says = {"public": one.signer.public.hex(), "device": one.signer.device}
            self.write("key.published", {**says, "station": one.station, "name": one.name})


def pin(store: Store, city: Neighbour) -> None:
    """Have a store know its city, as after an enrolment."""
    keep_cursors(store, {Cursor.CITY: city.signer.public.hex(), Cursor.FEED: "演示"})


def hear(store: Store, *neighbours: Neighbour) -> Arrived:
    """Everything that these wrote arrives, in their order; what arrived before arrives again."""
    entries = [entry for one in neighbours for entry in one.written]
    devices = {one.signer.device: one.signer.public for one in neighbours}
    cursor = load_cursors(store.read()).cursor + len(entries)
    return take_in(store, entries, devices, cursor, "ab" * 32)


def code_of(issuer: Neighbour, entry: Arriving) -> str:
    """The text of the code on the paper that an entry is."""
    issued = parse_body(EntryKey(entry.device, entry.epoch, entry.seq), entry.body)
    return "".join(render_code(sign_paper(claim_of(issued, entry.hash), issuer.signer)))
