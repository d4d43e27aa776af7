"""The trust list: every station's key, and from which entry on it is not believed."""

from coalguard.server.tables import devices
from coalguard.server.trust import state_trust
from coalguard.sync.messages import Trust, believe
from coalguard.trust.statement import Purpose
from tests.server.stations import ON_SQLITE
from tests.server.towns import Town
from tests.server.writers import NOON, Writer


@ON_SQLITE
def test_the_list_has_every_key_and_its_revocation(town: Town) -> None:
    market, gate = Writer("LX01"), Writer("KK02", "checkpoint")
    town.enrol(market, gate)
    with town.database.begin() as connection:
        lost = devices.c.device == market.device
        connection.execute(devices.update().where(lost).values(status="revoked", revoked_epoch=1, revoked_seq=9))
        told = believe(Purpose.TRUST, Trust, state_trust(connection, town.city, NOON), town.city.public)
    assert told.at == "2026-01-14T04:00:00.000Z"
    assert {(one.station, one.public, one.revoked_from) for one in told.keys} == {
        ("LX01", market.signer.public.hex(), (1, 9)),
        ("KK02", gate.signer.public.hex(), None),
    }
