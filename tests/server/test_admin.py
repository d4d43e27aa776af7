"""What a person does at the server: codes, devices released and revoked, leases seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.numbering import PaperKind
from coalguard.server.admin import enroll_code, list_devices, list_grants, release, revoke
from coalguard.server.enrolment import Gate, enroll
from coalguard.server.office import Config, Office, open_office
from coalguard.trust.statement import pair_fingerprint
from tests.server.stations import Desk, Hands, asking
from tests.server.towns import Town
from tests.server.writers import Writer


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An open office."""
    opened = open_office(Config(folder=tmp_path, clock=Hands()))
    yield opened
    opened.close()


def enrolled(office: Office, station: str, kind: str = "market") -> Desk:
    """A station that came in by a code."""
    writer, clock = Writer(station, kind), Hands()
    gate = Gate(office.secret, office.city, office.clock)
    enroll(office.database, gate, asking(writer, enroll_code(office, station).code))
    return Desk(Town(office.database, office.secret, office.city, office.journal), writer, clock)


def test_a_code_says_for_whom_and_until_when(office: Office) -> None:
    opened = enroll_code(office, "LX01")
    assert opened.station == "LX01"
    assert opened.until.isoformat() == "2026-01-15T04:00:00+00:00"
    assert opened.code.startswith("LX01-")


def test_devices_and_leases_are_listed(office: Office) -> None:
    assert (list_devices(office), list_grants(office)) == ((), ())
    desk, gate = enrolled(office, "LX01"), enrolled(office, "KK02", "checkpoint")
    desk.hello()
    desk.writer.write("station.opened")
    desk.push()
    (market,) = list_devices(office, "LX01")
    assert (market.device, market.status, market.epoch, market.seq) == (desk.writer.device, "active", 1, 1)
    assert market.fingerprint == pair_fingerprint(desk.writer.signer.public, office.city.public)
    assert market.heard_at == "2026-01-14T04:00:00.000Z"
    assert {one.station for one in list_devices(office)} == {"LX01", "KK02"}
    leased = list_grants(office, "KK02")
    assert {one.kind for one in leased} == {kind.value for kind in PaperKind}
    assert {one.device for one in leased} == {gate.writer.device}
    assert len(list_grants(office)) == 14


def test_a_device_that_waits_is_released_and_the_first_who_comes_is_it(office: Office) -> None:
    desk = enrolled(office, "LX01")
    desk.hello()
    other = desk.copy()
    desk.hello()
    desk.hello()
    other.hello(heard_since="2026-01-14T03:00:00.000Z")
    desk.writer.write("station.opened")
    with pytest.raises(CoalGuardError):
        desk.push()
    assert release(office, desk.writer.device).status == "active"
    desk.hello()
    desk.push()
    assert other.hello(heard_since="2026-01-14T03:30:00.000Z").standing == "clone"


def test_what_can_not_be_released_is_named(office: Office) -> None:
    desk = enrolled(office, "LX01")
    for device, code in (("00" * 8, "device.unknown"), (desk.writer.device, "device.not_waiting")):
        with pytest.raises(CoalGuardError) as caught:
            release(office, device)
        assert caught.value.code == code


def test_a_revocation_is_told_to_everybody_and_only_moves_back(office: Office) -> None:
    desk, gate = enrolled(office, "LX01"), enrolled(office, "KK02", "checkpoint")
    desk.writer.write("station.opened")
    desk.push()
    assert revoke(office, desk.writer.device).revoked_from == "1:2"
    assert revoke(office, desk.writer.device, (1, 9)).revoked_from == "1:2"
    assert revoke(office, desk.writer.device, (1, 1)).revoked_from == "1:1"
    assert revoke(office, gate.writer.device).revoked_from == "1:1", "of whom the city has nothing"
    told = [one.kind for one in gate.town.page(gate.writer).entries]
    assert told.count("key.revoked") == 4
