"""Run: a contiguous piece of one device's journal, as it travels (`journal.md` §2, §6).

    {"v":1,"device":…,"epoch":1,"first":4711,"prev":"…","parts":[{"header":{…},"bodies":[{…},…]}],
     "persons":{"4711":["salt",{…}]},"papers":{"4712":"signature"},"seal":"…"}

Headers, bodies and personal rows are the stored bytes, spliced in and taken out unchanged; hashes are recomputed and
never sent; one seal over the head answers for every entry. Whether a run may be kept is the receiver's to judge.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Raw, Struct

from coalguard.domain.errors import DamagedError
from coalguard.trust.chain import Seal, header_hash, open_seal, verify_run

MOST_ENTRIES = 500
"""Entries of one run."""
MOST_BYTES = 1 << 20
"""Bytes of one run as JSON, before gzip."""

Person = tuple[bytes, Raw]
"""A personal row: salt and the row's canonical JSON."""


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Entries that were written under one header."""

    header: Raw
    bodies: tuple[Raw, ...]


class Run(Struct, frozen=True, forbid_unknown_fields=True):
    """Entries `first`, `first` + 1, … of a device in an epoch; `prev` is the hash before the first, in hex."""

    device: str
    epoch: int
    first: int
    prev: str
    parts: tuple[Part, ...]
    persons: dict[int, Person] = {}
    papers: dict[int, bytes] = {}
    seal: bytes = b""
    v: int = 1

    @property
    def count(self) -> int:
        """How many entries."""
        return sum(len(part.bodies) for part in self.parts)

    @property
    def last(self) -> int:
        """The seq of the last entry."""
        return self.first + self.count - 1

    def links(self) -> Iterator[tuple[int, bytes, bytes]]:
        """What of each entry goes into the chain: seq, header hash, body."""
        seq = self.first
        for part in self.parts:
            header = header_hash(bytes(part.header))
            for body in part.bodies:
                yield seq, header, bytes(body)
                seq += 1

    def hashes(self) -> Sequence[bytes]:
        """The hash of each entry, recomputed from `prev` on."""
        return list(verify_run(bytes.fromhex(self.prev), self.links()))

    def prove(self, public: bytes) -> Sequence[bytes]:
        """The hash of each entry, every link and the seal checked; raises DamagedError `seal.invalid`."""
        hashes = self.hashes()
        open_seal(Seal(self.device, self.epoch, self.last, hashes[-1], self.seal), public)
        return hashes


def run_of(
    place: tuple[str, int, int, bytes],
    parts: Sequence[tuple[bytes, Sequence[bytes]]],
    *,
    persons: Mapping[int, tuple[bytes, bytes]],
    papers: Mapping[int, bytes],
    seal: bytes = b"",
) -> Run:
    """A run from stored bytes; `place`: device, epoch, first seq, hash before it; a part: header and bodies."""
    device, epoch, first, prev = place
    return Run(
        device,
        epoch,
        first,
        prev.hex(),
        tuple(Part(Raw(header), tuple(map(Raw, bodies))) for header, bodies in parts),
        {seq: (salt, Raw(row)) for seq, (salt, row) in persons.items()},
        dict(papers),
        seal,
    )


def render_run(run: Run) -> bytes:
    """The run as it travels."""
    return _ENCODER.encode(run)


def parse_run(content: bytes) -> Run:
    """The run that was sent. Raises DamagedError `push.malformed` where it is none, or none that can be counted on."""
    try:
        run = _DECODER.decode(content)
        sound = bool(run.parts) and all(part.bodies for part in run.parts) and run.v == 1
        sound = sound and run.epoch > 0 and run.first > 0 and len(bytes.fromhex(run.prev)) == _HASH_BYTES
        sound = sound and len(bytes.fromhex(run.device)) == _DEVICE_BYTES
        within = range(run.first, run.last + 1)
        sound = sound and all(seq in within for seq in (*run.persons, *run.papers))
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedError("push.malformed") from error
    if not sound:
        raise DamagedError("push.malformed")
    return run


_HASH_BYTES = 32
_DEVICE_BYTES = 8
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Run)
