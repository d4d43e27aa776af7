"""Lease: serials that the city lends, as the content of the own entry that opens them; with the city's word beside it.

Whether a lease is for this device and overlaps nothing is judged by whoever opens it.
"""

from base64 import b64encode
from collections.abc import Mapping

from coalguard.domain.journal import Json
from coalguard.sync.messages import Lease, Statement

LEASE = 5000
"""Serials of a lease."""
REFILL_BELOW = LEASE * 3 // 10
"""Where fewer are left, another lease is asked for (`journal.md` §5)."""
ORIGIN = "server"


def lease_says(lease: Lease, grant: Statement) -> Mapping[str, Json]:
    """What `grant.opened` says of a lease; `lease` is what the city said of it and its signature, in base64."""
    return {
        "kind": lease.kind,
        "prefix": lease.prefix,
        "first": lease.first,
        "last": lease.last,
        "expires": lease.expires,
        "origin": ORIGIN,
        "lease": [b64encode(bytes(grant.said)).decode(), b64encode(grant.signature).decode()],
    }
