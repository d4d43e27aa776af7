"""Standing: what a station says of itself when it greets the city, and when it enrols.

How far its own journal goes in each epoch, what it holds of others, how many numbers are left. Answers alone: whoever
asks decides what follows from them.
"""

from collections.abc import Mapping

from coalguard.domain.identity import EntryKey
from coalguard.domain.numbering import PaperKind
from coalguard.store.papers import load_grants
from coalguard.store.reader import Reader
from coalguard.store.store import Store

At = tuple[int, int]

_EPOCH = "SELECT min(epoch) FROM entries WHERE device = ? AND epoch > ?"
_END = "SELECT max(seq) FROM entries WHERE device = ? AND epoch = ?"
_NEWEST = "SELECT epoch, seq, hash FROM entries WHERE device = ? ORDER BY epoch DESC, seq DESC LIMIT 1"
_HASH = "SELECT hash FROM entries WHERE device = ? AND epoch = ? AND seq = ?"
_EMERGENCIES = "SELECT place FROM grants WHERE valid = 1 AND origin = 'emergency'"
_LEASES = "SELECT place, kind FROM grants WHERE valid = 1 AND origin = 'server' ORDER BY place"


def load_ends(store: Store) -> Mapping[int, int]:
    """The last own seq of each epoch, the present epoch always among them."""
    reader, number, epoch = store.read(), store.places.number(store.signer.device), 0
    ends = {store.head.epoch: store.head.seq}
    while epoch := reader.value(_EPOCH, number, epoch):  # by the ends: a journal may hold a million entries
        ends[epoch] = reader.value(_END, number, epoch)
    return ends


def hash_at(store: Store, at: At) -> str:
    """The hash of the own entry at a place, in hex; empty where there is none."""
    digest = store.read().value(_HASH, store.places.number(store.signer.device), *at)
    return bytes(digest).hex() if digest is not None else ""


def newest_of(reader: Reader, device: str) -> tuple[At, bytes]:
    """Place and hash of the newest entry that is here of a device; (0, 0) and nothing where there is none."""
    row = reader.one(_NEWEST, reader.places.number(device)) if reader.places.knows(device) else None
    epoch, seq, h = row or (0, 0, b"")
    return (epoch, seq), h


def load_left(reader: Reader) -> Mapping[str, int]:
    """How many numbers are left for each kind of paper."""
    left = dict.fromkeys(map(str, PaperKind), 0)
    for grant in load_grants(reader):
        left[grant.kind] += grant.left
    return left


def load_expiries(reader: Reader) -> Mapping[str, str]:
    """Until when the newest lease of each kind runs, as the city said it; a kind without a lease is not named."""
    return {kind: str(reader.entry_at(place).fact.says["expires"]) for place, kind in reader.rows(_LEASES)}


def load_emergencies(reader: Reader) -> frozenset[EntryKey]:
    """The grants that a person opened after a restore and that are open yet."""
    return frozenset(reader.places.key(place) for (place,) in reader.rows(_EMERGENCIES))


def first_unused(reader: Reader) -> Mapping[str, int]:
    """The first serial of each kind of paper that was never given and can be on no paper."""
    used: dict[str, int] = {}
    for grant in load_grants(reader):
        used[grant.kind] = max(grant.following, used.get(grant.kind, 1))
    return used
