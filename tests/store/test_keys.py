"""The keys of a store, and the file beside it: it says what the journal says and is written again where it does not."""

from pathlib import Path

import pytest

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.domain.journal import Fact
from coalguard.store.keys import FILE, keep_trust, load_keyring, load_own_key, load_trust
from coalguard.store.store import Store, Vault
from coalguard.store.upgrade import create_store, open_store
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import TrustedKey, render_bundle
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
