"""Keys are exported in a bundle and imported from one: an entry each, with its fingerprint; none from a damaged one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalguard.domain.errors import CoalGuardError, DamagedError, UsageError
from coalguard.domain.findings import Refused
from coalguard.domain.roles import Role
from coalguard.operations import keys
from coalguard.operations.keys import ExportKeys, ImportedKeys, ImportKeys, KeyStatus
from coalguard.store.keys import FILE, load_keyring, load_trust
from coalguard.store.rebuild import rebuild
from coalguard.store.verify import verify
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import TrustedKey, fingerprint, parse_bundle
from tests.abroad import NOON, Abroad
from tests.stations import HandClock, Manned, bodies, enlist, open_test_station

ABROAD = Abroad()
OF_NO_STATION = Abroad(code="lx", signer=DeviceSigner(bytes(32))).key


def take(manned: Manned, text: str) -> ImportedKeys:
    """An import by the administrator."""
    return keys.import_keys(manned.station, manned.admin, ImportKeys(text=text))


def imports(manned: Manned) -> int:
    """How many entries say that a key was imported."""
    return sum('"kind":"key.imported"' in body for body in bodies(manned.station).values())


def test_the_own_key_is_exported_with_its_fingerprint(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as (station, admin):
        exported = keys.export_keys(station, admin, ExportKeys())
        (own,) = parse_bundle(exported.text.encode())
        assert own.public == station.store.signer.public
        assert (exported.station, exported.name, exported.device) == ("LX01", "演示market", station.store.signer.device)
        assert (exported.key_id, exported.fingerprint) == (own.key_id, fingerprint(own.public))


def test_an_imported_key_is_an_entry_and_counts_from_then(tmp_path: Path) -> None:
    clock = HandClock()
    with open_test_station(tmp_path, clock=clock) as manned:
        clock.wait(hours=1)
        imported = take(manned, ABROAD.bundle())
        (key,) = imported.keys
        assert (key.station, key.name, key.status) == ("LX02", "演示二市场", KeyStatus.NEW)
        assert key.fingerprint == fingerprint(ABROAD.signer.public)
        assert (imports(manned), imported.findings) == (1, ())
        own, other = load_keyring(manned.station.store.read()).keys
        assert own.own
        assert other == TrustedKey(ABROAD.signer.public, "LX02", "演示二市场", clock.at)
        assert load_trust(tmp_path).keys == (own, other)
        assert verify(manned.station.store).whole
        assert rebuild(manned.station.store, check_only=True) == []


def test_a_key_that_is_known_is_heard_of_anew_and_stays_the_same_stations(tmp_path: Path) -> None:
    clock = HandClock()
    with open_test_station(tmp_path, clock=clock) as manned:
        take(manned, ABROAD.bundle())
        clock.wait(hours=400)
        (key,) = take(manned, Abroad(code="KK09", name="别处").bundle()).keys
        assert (key.station, key.status) == ("LX02", KeyStatus.RENEWED)
        known = load_keyring(manned.station.store.read()).keys[1]
        assert (known.station, known.name, known.heard_at) == ("LX02", "演示二市场", clock.at)


def test_a_revocation_is_taken_over_and_never_taken_back(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as manned:
        statuses = [
            take(manned, bundle).keys[0].status
            for bundle in (
                ABROAD.bundle(),
                ABROAD.bundle(revoked_from=(1, 900)),
                ABROAD.bundle(),
                ABROAD.bundle(revoked_from=(1, 800)),
                ABROAD.bundle(revoked_from=(2, 1)),
            )
        ]
        assert statuses == ["new", "revoked", "renewed", "revoked", "renewed"]
        assert load_keyring(manned.station.store.read()).keys[1].revoked_from == (1, 800)
    (tmp_path / "second").mkdir()
    with open_test_station(tmp_path / "second") as manned:
        assert take(manned, ABROAD.bundle(revoked_from=(1, 900))).keys[0].status is KeyStatus.REVOKED


def test_the_own_key_comes_back_without_harm(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as manned:
        own = keys.export_keys(manned.station, manned.admin, ExportKeys()).text
        (key,) = take(manned, own).keys
        assert (key.status, imports(manned)) == (KeyStatus.OWN, 0)
        mine = load_keyring(manned.station.store.read()).keys[0]
        both = take(manned, ABROAD.bundle(replace(mine, own=False, revoked_from=(1, 1))))
        assert [key.status for key in both.keys] == [KeyStatus.NEW, KeyStatus.OWN]
        assert load_keyring(manned.station.store.read()).keys[0] == mine


def test_a_second_key_of_a_station_is_told(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as manned:
        take(manned, ABROAD.bundle())
        again = take(manned, Abroad(signer=DeviceSigner(bytes(32))).bundle())
        (told,) = again.findings
        assert (told.code, told.facts["station"], told.facts["fingerprint"]) == (
            "trust.another_key",
            "LX02",
            again.keys[0].fingerprint,
        )
        assert take(manned, ABROAD.bundle()).findings == ()


def test_a_bundle_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(b"\xef\xbb\xbf" + ABROAD.bundle().encode())
    with open_test_station(tmp_path) as manned:
        given = ImportKeys(path=str(file))
        assert keys.import_keys(manned.station, manned.admin, given).keys[0].station == "LX02"


@pytest.mark.parametrize(
    ("given", "error", "code"),
    [
        (ImportKeys(), UsageError, "trust.nothing_given"),
        (ImportKeys(path="nowhere.json"), UsageError, "trust.file_unreadable"),
        (ImportKeys(path="no\0where"), UsageError, "trust.file_unreadable"),
        (ImportKeys(text=" " * keys.LARGEST_BUNDLE + "{}"), UsageError, "trust.too_large"),
        (ImportKeys(text="{}"), DamagedError, "trust.unreadable"),
        (ImportKeys(text=ABROAD.bundle().replace("LX02", "LX03")), DamagedError, "trust.signature"),
        (
            ImportKeys(text=ABROAD.bundle().replace(ABROAD.signer.device, "0" * 16)),
            DamagedError,
            "trust.writer_unknown",
        ),
        (ImportKeys(text=Abroad(code="GB01").bundle()), Refused, "station.code_reserved"),
        (ImportKeys(text=ABROAD.bundle(OF_NO_STATION)), Refused, "station.code_malformed"),
        (ImportKeys(text=Abroad(name=" ").bundle()), Refused, "name.missing"),
    ],
)
def test_what_is_no_bundle_imports_nothing(
    given: ImportKeys, error: type[CoalGuardError], code: str, tmp_path: Path
) -> None:
    with open_test_station(tmp_path) as manned:
        with pytest.raises(error) as raised:
            keys.import_keys(manned.station, manned.admin, given)
        assert isinstance(raised.value, CoalGuardError)
        assert (raised.value.code, imports(manned)) == (code, 0)


def test_trust_is_the_administrators_alone(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as (station, _):
        clerk = enlist(station, "wu", Role.CLERK)
        assert keys.export_keys(station, clerk, ExportKeys()).text
        with pytest.raises(Refused) as refused:
            keys.import_keys(station, clerk, ImportKeys(text=ABROAD.bundle()))
        assert refused.value.code == "role.missing"


def test_an_import_stands_though_the_file_beside_the_store_can_not_be_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_test_station(tmp_path) as manned:
        (tmp_path / f"{FILE}.new").mkdir()
        take(manned, ABROAD.bundle())
        assert imports(manned) == 1
        assert not (tmp_path / FILE).exists()
        assert "older than the journal" in caplog.text


def test_a_bundle_says_nothing_of_when_it_was_heard_of_here(tmp_path: Path) -> None:
    with open_test_station(tmp_path) as manned:
        take(manned, ABROAD.bundle())
        heard_at = load_keyring(manned.station.store.read()).keys[1].heard_at
        assert heard_at - NOON > timedelta(days=1)
