"""Checkpoint: once a day the city says, signed, how far its feed goes and what it comes to (`journal.md` §6).

Every station keeps it with the feed, so that a city which later told another story would contradict its own word. The
first call of a new day signs it, or an hourly task where nobody calls; of several processes one does.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, insert, select

from coalguard.clock import Clock
from coalguard.domain.identity import day_of
from coalguard.domain.journal import Json, canonical
from coalguard.domain.numbering import PaperKind
from coalguard.server.city import City, Saying
from coalguard.server.database import Database
from coalguard.server.tables import CITY, checkpoints, devices, feed, numbers, redemptions
from coalguard.trust.statement import Purpose, sign_statement


class Checkpoint(Struct, frozen=True):
    """What was signed on a day: the feed's position and running hash then, and the totals up to there."""

    day: str
    position: int
    mark: str
    totals: dict[str, int]


class Checkpoints:
    """Sees to it that today has its checkpoint; asking again on the same day costs nothing."""

    def __init__(self, database: Database, city: City, clock: Clock) -> None:
        """Begin without knowing of any."""
        self._database, self._city, self._clock = database, city, clock
        self._seen = ""

    def see_to_today(self) -> bool:
        """Sign today's where nobody has; whether this call did."""
        now = self._clock.now()
        day = day_of(now).isoformat()
        if day <= self._seen:
            return False
        signed = self._database.write(lambda connection: _sign(connection, self._city, day, now))
        self._seen = day
        return signed


def _sign(connection: Connection, city: City, day: str, now: datetime) -> bool:
    city.take_turn(connection)
    if connection.execute(select(checkpoints.c.day).where(checkpoints.c.day == day)).first():
        return False
    position, mark = connection.execute(select(feed.c.position, feed.c.mark).with_for_update()).one()
    says: dict[str, Json] = {"day": day, "position": position, "mark": mark.hex()}
    says["totals"] = _totals(connection, position)
    (key,) = city.append(connection, [Saying("checkpoint.signed", says)], now)
    said = canonical(says)
    row: dict[str, Any] = {"day": day, "position": position, "mark": mark, "epoch": key.epoch, "seq": key.seq}
    signature = sign_statement(Purpose.CHECKPOINT, said, city.signer)
    connection.execute(insert(checkpoints).values(**row, said=said, signature=signature))
    return True


def _totals(connection: Connection, position: int) -> dict[str, Json]:
    """What the feed comes to; whoever holds its row sees exactly what lies up to the position."""
    issued = (numbers.c.kind == PaperKind.FORM.value) & (numbers.c.undisputed == 1)
    forms, net_kg = connection.execute(
        select(func.count(), func.coalesce(func.sum(numbers.c.net_kg), 0)).select_from(numbers).where(issued)
    ).one()
    used = select(func.count()).select_from(redemptions).where(redemptions.c.undisputed == 1)
    known = select(func.count()).select_from(devices).where(devices.c.no != CITY)
    return {
        "entries": position,
        "devices": connection.execute(known).scalar_one(),
        "forms_issued": forms,
        "forms_redeemed": connection.execute(used).scalar_one(),
        "net_kg_issued": int(net_kg),
    }
