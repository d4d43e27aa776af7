"""The keys of a store, and the file beside it: it says what the journal says and is written again where it does not."""

from datetime import timedelta
from pathlib import Path

import pytest

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.domain.journal import Fact
from coalguard.store.cursors import Cursor, keep_cursors
from coalguard.store.keys import FILE, keep_trust, load_keyring, load_own_key, load_trust
from coalguard.store.store import Store, Vault
from coalguard.store.upgrade import create_store, open_store
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import TrustedKey, render_bundle
from tests.neighbours import City, Neighbour, hear, neighbour, pin
from tests.store.booth import KEY, NOON, SALT, Booth, HandClock

OTHER = DeviceSigner(bytes(32))


def trust(store: Store, name: str = "演示卡口", revoked_from: list[int] | None = None) -> None:
    """Another station's key, imported."""
    says = {"station": "KK01", "name": name, "public": OTHER.public.hex(), "device": OTHER.device}
    with store.begin() as act:
        act.append(Fact("key.imported", {**says, "revoked_from": revoked_from}))


def test_a_founded_store_trusts_itself_and_what_was_imported(booth: Booth) -> None:
    with booth.open() as store:
        own = load_own_key(store.read())
        assert own == TrustedKey(store.signer.public, "LX01", "演示市场", NOON, own=True)
        booth.clock.run(60)
        trust(store)
        assert load_keyring(store.read()).keys == (own, TrustedKey(OTHER.public, "KK01", "演示卡口", booth.clock.at))
        trust(store, revoked_from=[2, 17])
        assert load_keyring(store.read()).keys[1].revoked_from == (2, 17)


def test_a_store_that_was_not_founded_trusts_nobody(tmp_path: Path) -> None:
    vault = Vault(tmp_path, KEY, SALT, tmp_path)
    create_store(vault, OTHER)
    store, _ = open_store(vault, HandClock())
    try:
        assert load_keyring(store.read()).keys == ()
        keep_trust(store)
        assert not (tmp_path / FILE).exists()
    finally:
        store.close()


def test_the_file_says_what_the_journal_says(booth: Booth) -> None:
    file = booth.folder / FILE
    with booth.open() as store:
        keep_trust(store)
        assert load_trust(booth.folder).keys == load_keyring(store.read()).keys
        written = file.read_bytes()
        booth.clock.run(60)
        keep_trust(store)
        assert file.read_bytes() == written
        trust(store)
        keep_trust(store)
        assert [key.station for key in load_trust(booth.folder).keys] == ["LX01", "KK01"]


@pytest.mark.parametrize(
    "content", [b"", b"{", render_bundle([TrustedKey(OTHER.public, "KK01", "演", NOON)], OTHER, NOON)]
)
def test_a_file_that_is_damaged_or_somebody_elses_is_written_again(content: bytes, booth: Booth) -> None:
    (booth.folder / FILE).write_bytes(content)
    with booth.open() as store:
        keep_trust(store)
        assert [key.station for key in load_trust(booth.folder).keys] == ["LX01"]


def test_a_file_that_is_not_there_or_not_whole_is_told(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"trust\.missing"):
        load_trust(tmp_path / "nowhere")
    (tmp_path / FILE).write_bytes(b"{}")
    with pytest.raises(DamagedError, match=r"trust\.unreadable"):
        load_trust(tmp_path)


# --- what the city publishes ------------------------------------------------------------------------------------------


@pytest.fixture
def city() -> City:
    """A city that published the key of another station."""
    city = City()
    city.publish(Neighbour(OTHER, "KK01", "演示卡口"))
    return city


def revoke(city: City, epoch: int, seq: int) -> None:
    """The city revokes the other station's key."""
    city.write("key.revoked", {"public": OTHER.public.hex(), "device": OTHER.device, "from": [epoch, seq]})


def test_a_published_key_is_trusted_and_as_fresh_as_the_citys_last_word(booth: Booth, city: City) -> None:
    with booth.open() as store:
        pin(store, city)
        hear(store, city)
        published = TrustedKey(OTHER.public, "KK01", "演示卡口", NOON)
        assert load_keyring(store.read()).keys[1:] == (published,)
        keep_cursors(store, {Cursor.TRUST_AT: "2026-01-15T04:00:00.000Z"})
        assert load_keyring(store.read()).keys[1].heard_at == NOON + timedelta(days=1)


def test_a_key_is_published_by_the_pinned_city_alone(booth: Booth, city: City) -> None:
    with booth.open() as store:
        hear(store, city)
        assert len(load_keyring(store.read()).keys) == 1
        pin(store, neighbour(9))
        assert len(load_keyring(store.read()).keys) == 1


@pytest.mark.parametrize(
    ("imported", "published", "revoked"),
    [(None, None, None), ([2, 17], None, (2, 17)), (None, (1, 5), (1, 5)), ([2, 17], (1, 5), (1, 5))],
)
def test_an_imported_key_that_is_published_is_revoked_by_either(
    booth: Booth,
    city: City,
    imported: list[int] | None,
    published: tuple[int, int] | None,
    revoked: tuple[int, int] | None,
) -> None:
    if published:
        revoke(city, *published)
    with booth.open() as store:
        booth.clock.run(3_600)
        trust(store, "旧名", imported)
        pin(store, city)
        hear(store, city)
        (key,) = load_keyring(store.read()).keys[1:]
        assert (key.name, key.revoked_from, key.heard_at) == ("演示卡口", revoked, booth.clock.at)


def test_the_own_key_stays_the_own_and_is_revoked_where_the_city_says_so(booth: Booth) -> None:
    city = City()
    with booth.open() as store:
        city.publish(Neighbour(store.signer, "LX01", "别名"))
        pin(store, city)
        hear(store, city)
        (own,) = load_keyring(store.read()).keys
        assert own == load_own_key(store.read())
        city.write("key.revoked", {"public": store.signer.public.hex(), "device": "", "from": [1, 9]})
        hear(store, city)
        (own,) = load_keyring(store.read()).keys
        assert (own.own, own.name, own.revoked_from) == (True, "演示市场", (1, 9))


def test_the_file_is_not_written_again_for_every_greeting(booth: Booth, city: City) -> None:
    file = booth.folder / FILE
    with booth.open() as store:
        pin(store, city)
        hear(store, city)
        keep_trust(store)
        before = file.read_bytes()
        for at, again in (("2026-01-14T04:59:00.000Z", False), ("2026-01-14T05:00:00.000Z", True)):
            keep_cursors(store, {Cursor.TRUST_AT: at})
            keep_trust(store)
            assert (file.read_bytes() != before) is again
        revoke(city, 1, 5)
        hear(store, city)
        keep_trust(store)
        assert load_trust(booth.folder).keys[1].revoked_from == (1, 5)
