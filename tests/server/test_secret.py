"""The key file and what hangs on it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.server.secret import Secret, load_secret
from tests.server.towns import KEY


def test_the_first_start_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "server.key"
    load_secret(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(bytes.fromhex(file.read_text())) == 32
    assert [file.name for file in tmp_path.iterdir()] == ["server.key"]


def test_the_next_start_has_the_same_secret(tmp_path: Path) -> None:
    wrapped = load_secret(tmp_path / "server.key").wrap(b"private")
    assert load_secret(tmp_path / "server.key").unwrap(wrapped) == b"private"


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    file = tmp_path / "server.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load_secret(file), range(16)))
    assert len({secret.blind("622926199001010017") for secret in made}) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["server.key"]


def test_a_key_file_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "server.key"
    file.write_text("short")
    with pytest.raises(DamagedError, match=r"server\.key_malformed"):
        load_secret(file)
    file.write_bytes(b"\xff")
    with pytest.raises(MachineError, match=r"server\.key_unreadable"):
        load_secret(file)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"server\.key_unreadable"):
        load_secret(tmp_path / "nowhere" / "server.key")


def test_another_key_can_not_speak_for_the_city() -> None:
    with pytest.raises(DamagedError, match=r"server\.key_differs"):
        Secret(bytes(32)).unwrap(Secret(KEY).wrap(b"private"))


def test_a_personal_row_is_bound_to_its_place() -> None:
    secret = Secret(KEY)
    hidden = secret.encipher(b'{"name":"x"}', "a-1-1")
    assert b"name" not in hidden
    assert secret.decipher(hidden, "a-1-1") == b'{"name":"x"}'
    with pytest.raises(DamagedError, match=r"secret\.unreadable"):
        secret.decipher(hidden, "a-1-2")


def test_the_same_identity_number_is_found_again_however_it_was_typed() -> None:
    secret = Secret(KEY)
    assert secret.blind("62292619900101001X") == secret.blind("６２２９２６ 19900101 001x")
    assert secret.blind("62292619900101001X") != secret.blind("622926199001010017")
    assert secret.blind("62292619900101001X") != Secret(bytes(32)).blind("62292619900101001X")


def test_a_mark_is_good_for_one_purpose() -> None:
    secret = Secret(KEY)
    assert secret.mac("nonce", b"x") == secret.mac("nonce", b"x")
    assert secret.mac("nonce", b"x") != secret.mac("token", b"x")
