"""Record: one act as the alibi keeps it, and read back.

A record holds a header, the bodies written under it, the personal rows and paper signatures beside them and the hash
of the last body.
Hashes in between are recomputed, not kept, so that a record proves itself against the hash before it. It may hold
several acts where the alibi was completed after a failure. Where records lie and what is done with them is not known
here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import parse_body
from coalguard.store.transaction import Appended, Head
from coalguard.trust.chain import header_hash, verify_run

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)

Person = tuple[bytes, bytes]
"""A personal row and its salt: (salt, row)."""


@dataclass(frozen=True, slots=True)
class Record:
    """Bodies in a row under one header; `head` is the hash of the last of them, `persons` and `papers` go by seq."""

    device: str
    epoch: int
    first: int
    header: bytes
    bodies: tuple[bytes, ...]
    persons: Mapping[int, Person]
    papers: Mapping[int, bytes]
    head: bytes

    @property
    def last(self) -> int:
        """The seq of the last body."""
        return self.first + len(self.bodies) - 1

    @property
    def end(self) -> tuple[int, int]:
        """Epoch and seq of the last body: how records are compared."""
        return self.epoch, self.last

    def after(self, seq: int) -> "Record":
        """The rest of the record behind an entry that is there already."""
        known = max(0, seq - self.first + 1)
        return replace(self, first=self.first + known, bodies=self.bodies[known:])

    def head_on(self, prev: bytes) -> bytes:
        """The hash that the last body gets where `prev` is the hash before the first."""
        return (prev, *self.hashes_on(prev))[-1]

    def hashes_on(self, prev: bytes) -> list[bytes]:
        """The hash that each body gets where `prev` is the hash before the first."""
        header = header_hash(self.header)
        return list(verify_run(prev, ((seq, header, body) for seq, body in enumerate(self.bodies, self.first))))

    def entries(self) -> list[Appended]:
        """The entries as they are written again; their hashes come with the writing."""
        out = []
        for seq, body in enumerate(self.bodies, self.first):
            key = EntryKey(self.device, self.epoch, seq)
            fact = parse_body(key, body).fact
            out.append(Appended(key, fact.kind, fact.document, b"", body, self.persons.get(seq), self.papers.get(seq)))
        return out


def record_of(head: Head, header: bytes, appended: Sequence[Appended]) -> Record:
    """The record of entries that were written in a row and end at `head`."""
    return Record(
        head.device,
        head.epoch,
        appended[0].key.seq,
        header,
        tuple(entry.body for entry in appended),
        {entry.key.seq: entry.person for entry in appended if entry.person},
        {entry.key.seq: entry.paper for entry in appended if entry.paper},
        head.hash,
    )


def render_record(record: Record) -> bytes:
    """The record as the alibi's frames hold it: JSON in which the bodies stand as text, to the byte."""
    content = {
        "device": record.device,
        "epoch": record.epoch,
        "first": record.first,
        "header": record.header.decode(),
        "bodies": [body.decode() for body in record.bodies],
        "head": record.head.hex(),
        "persons": {str(seq): [salt.hex(), row.decode()] for seq, (salt, row) in record.persons.items()},
        "papers": {str(seq): signature.hex() for seq, signature in record.papers.items()},
    }
    return _WRITER.encode(content).encode()


def parse_record(content: bytes) -> Record:
    """The record that `render_record` wrote. Raises DamagedError `alibi.record_malformed`."""
    try:
        read = json.loads(content)
        record = Record(
            str(read["device"]),
            int(read["epoch"]),
            int(read["first"]),
            read["header"].encode(),
            tuple(body.encode() for body in read["bodies"]),
            {int(seq): (bytes.fromhex(salt), row.encode()) for seq, (salt, row) in read["persons"].items()},
            {int(seq): bytes.fromhex(signature) for seq, signature in read["papers"].items()},
            bytes.fromhex(read["head"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedError("alibi.record_malformed") from error
    if not record.bodies:
        raise DamagedError("alibi.record_malformed")
    return record
