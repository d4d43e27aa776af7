"""Trust: every key that the city vouches for, as it tells it; a key is not believed from an entry on, never before.

What a lost key had signed until then stands (`journal.md` §5). Stations take the list at their enrolment, and what
changes in it from the feed.
"""

from datetime import datetime

from sqlalchemy import Connection

from coalguard.domain.journal import render_instant
from coalguard.server.city import City
from coalguard.server.roster import load_devices, load_names
from coalguard.sync.messages import Statement, Trust, TrustKey, say
from coalguard.trust.statement import Purpose


def state_trust(connection: Connection, city: City, now: datetime) -> Statement:
    """The list of keys, signed."""
    names = load_names(connection)
    keys = tuple(
        TrustKey(one.public.hex(), one.station, names.get(one.station, one.name), one.revoked_from)
        for one in load_devices(connection)
    )
    return say(Purpose.TRUST, Trust(render_instant(now), keys), city.signer)
