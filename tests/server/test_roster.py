"""The roster: who is known, who is believed, and the keys that papers are checked with."""

import pytest

from coalguard.domain.errors import CoalGuardError
from coalguard.server.roster import believed, change, find_device, load_devices, load_keyring
from coalguard.server.standing import Status
from tests.server.stations import ON_SQLITE
from tests.server.towns import Town
from tests.server.writers import NOON, Writer


@ON_SQLITE
def test_devices_are_listed_without_the_city(town: Town) -> None:
    market, second, gate = Writer("LX01"), Writer("LX01"), Writer("KK02", "checkpoint")
    town.enrol(market, gate)
    town.enrol(second, letter="B")
    with town.database.read() as connection:
        assert [(one.station, one.letter) for one in load_devices(connection)] == [
            ("KK02", "A"),
            ("LX01", "A"),
            ("LX01", "B"),
        ]
        assert [one.device for one in load_devices(connection, "LX01")] == [market.device, second.device]
        assert find_device(connection, town.city.signer.device) is None


def test_whoever_is_revoked_or_unknown_is_not_believed(town: Town) -> None:
    market = Writer("LX01")
    town.enrol(market)
    with town.database.begin() as connection:
        found = believed(connection, market.device, hold=True)
        change(connection, found, status=Status.REVOKED.value, revoked_epoch=1, revoked_seq=5)
        with pytest.raises(CoalGuardError) as caught:
            believed(connection, market.device)
        assert caught.value.code == "token.revoked"
        with pytest.raises(CoalGuardError) as caught:
            believed(connection, "00" * 8)
        assert caught.value.code == "token.device_unknown"
        (key,) = load_keyring(connection, NOON).keys
    assert key.valid_at(1, 4)
    assert not key.valid_at(1, 5)
