"""Greeting: what this station says of itself in a hello, and the numbers that the answer brings.

The city may offer a lease again and again until the entry that opens it has arrived there, and anything once more.
"""

from collections.abc import Sequence

from coalguard.domain.journal import Fact
from coalguard.domain.numbering import Grant, PaperKind, prefix_of
from coalguard.operations.station import Station
from coalguard.store import standing
from coalguard.store.cursors import load_cursors
from coalguard.store.papers import load_grants
from coalguard.store.store import Store
from coalguard.sync.lease import lease_says
from coalguard.sync.messages import Hello, Lease, Statement
from coalguard.trust.chain import device_of

_LEASED = "leased"
"""Why an emergency grant is closed."""


def compose_hello(store: Store) -> Hello:
    """Where this device stands: its journal, what it knows to be kept, how far it has heard, what numbers are left."""
    reader, head, cursors = store.read(), store.head, load_cursors(store.read())
    city, city_head = standing.newest_of(reader, device_of(bytes.fromhex(cursors.city)))
    return Hello(
        device=head.device,
        epoch=head.epoch,
        seq=head.seq,
        head=head.hash.hex(),
        acked=cursors.acked,
        feed=cursors.feed,
        cursor=cursors.cursor,
        mark=cursors.mark,
        city=city,
        ratchet=cursors.ratchet,
        restored=cursors.restored,
        left=dict(standing.load_left(reader)),
        expires=dict(standing.load_expiries(reader)),
        heard_since=cursors.heard_since,
        greeted=cursors.trust_at,
        city_head=city_head.hex(),
    )


def open_leases(station: Station, leases: Sequence[tuple[Lease, Statement]]) -> None:
    """Open what the city leased and is not open yet, in one act; what is not for this device and epoch is left.

    The numbers that a person opened after a restore end with it: from now on the city knows again what is given.
    """
    if fitting := [one for one in leases if _fits(station, one[0])]:
        kinds = {lease.kind for lease, _ in fitting}
        ended = [grant for grant in _emergencies(station) if grant.kind in kinds]
        with station.store.begin() as act:
            for grant in ended:
                act.append(Fact("grant.closed", {"grant": str(grant.key), "reason": _LEASED}))
            for lease, statement in fitting:
                act.append(Fact("grant.opened", lease_says(lease, statement)))


def _emergencies(station: Station) -> Sequence[Grant]:
    """What a person opened after a restore, and is open yet."""
    reader = station.store.read()
    opened = standing.load_emergencies(reader)
    return [grant for grant in load_grants(reader) if grant.valid and grant.key in opened]


def _fits(station: Station, lease: Lease) -> bool:
    """Whether a lease is for this device and epoch, and overlaps nothing that it keeps or ever gave."""
    head, kinds = station.store.head, {str(kind) for kind in PaperKind}
    if (lease.device, lease.epoch) != (head.device, head.epoch) or lease.kind not in kinds:
        return False
    if lease.prefix != prefix_of(PaperKind(lease.kind), station.code):
        return False
    had = [grant for grant in load_grants(station.store.read()) if grant.prefix == lease.prefix]
    kept = {grant.key for grant in had if grant.valid} - {grant.key for grant in _emergencies(station)}
    ends = ((grant.first, grant.last if grant.key in kept else grant.following - 1) for grant in had)
    return not any(lease.first <= last and first <= lease.last for first, last in ends)
