"""Passwords, PINs and their waits, derived keys and ciphers: what agrees, what is refused, what is damage."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Refused, fail
from coalguard.trust.secret import (
    NO_LOCKOUT,
    PASSWORD_COST,
    Cipher,
    Cost,
    Lockout,
    check_password,
    check_pin,
    derive,
    hash_pin,
    pin_agrees,
    plain_form,
    stretch,
    wait_s,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "chain.json").read_bytes())
KEY = bytes(range(32))
NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(("text", "length"), [("", 0), ("123456789", 9), ("煤管通煤管通煤管通", 9), ("e\u0301" * 9, 9)])
def test_a_password_below_ten_characters_is_found(text: str, length: int) -> None:
    assert list(check_password(text)) == [fail("password.short", length=length, minimum=10)]


@pytest.mark.parametrize("text", ["1234567890", "煤管通煤管通煤管通煤", " " * 10])
def test_a_password_of_ten_characters_is_long_enough(text: str) -> None:
    assert list(check_password(text)) == []


def test_one_password_has_one_form_on_every_platform() -> None:
    assert plain_form("cafe\u0301") == plain_form("caf\u00e9") == b"caf\xc3\xa9"


def test_stretching_is_argon2id_at_the_written_cost() -> None:
    assert Cost(time_cost=3, memory_kib=65536, lanes=1) == PASSWORD_COST
    # the reference implementation's own vector: argon2id, t=2, m=256 KiB, p=1, "password", "somesalt"
    expected = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    assert stretch(b"password", b"somesalt", Cost(2, 256, 1)).hex() == expected


@pytest.mark.parametrize("vector", VECTORS["derived_keys"])
def test_a_derived_key_is_that_of_the_vectors(vector: dict[str, Any]) -> None:
    derived = derive(bytes.fromhex(vector["key"]), bytes.fromhex(vector["purpose"]))
    assert derived.hex() == vector["derived"]


def test_every_purpose_has_its_own_key() -> None:
    assert len({derive(KEY, b"alibi"), derive(KEY, b"other"), derive(bytes(32), b"alibi"), KEY}) == 4


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_was_enciphered_comes_back(content: bytes, label: bytes) -> None:
    enciphered = Cipher(KEY).encrypt(content, label)
    assert Cipher(KEY).decrypt(enciphered, label) == content


def test_the_same_content_never_looks_the_same() -> None:
    assert Cipher(KEY).encrypt(b"content", b"") != Cipher(KEY).encrypt(b"content", b"")


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_is_damage(where: int, change: int) -> None:
    enciphered = bytearray(Cipher(KEY).encrypt(b"content", b"label"))
    enciphered[where % len(enciphered)] ^= change
    with pytest.raises(DamagedError, match=r"secret\.unreadable"):
        Cipher(KEY).decrypt(bytes(enciphered), b"label")


@pytest.mark.parametrize("length", [0, 7, 12, 27, 30])
def test_a_torn_piece_is_damage(length: int) -> None:
    with pytest.raises(DamagedError, match=r"secret\.unreadable"):
        Cipher(KEY).decrypt(Cipher(KEY).encrypt(b"content", b"label")[:length], b"label")


def test_another_key_and_another_label_do_not_open() -> None:
    enciphered = Cipher(KEY).encrypt(b"content", b"label")
    for cipher, label in ((Cipher(bytes(32)), b"label"), (Cipher(KEY), b"other")):
        with pytest.raises(DamagedError, match=r"secret\.unreadable"):
            cipher.decrypt(enciphered, label)


def test_a_cipher_takes_a_whole_key_only() -> None:
    with pytest.raises(ValueError, match="32"):
        Cipher(bytes(16))


@pytest.mark.parametrize("pin", ["1234", "12345", "000000"])
def test_a_pin_agrees_with_itself_alone(pin: str) -> None:
    kept = hash_pin(pin)
    assert pin_agrees(kept, pin)
    assert not pin_agrees(kept, pin[::-1] + "9")
    assert pin not in kept.split("$")[-1]


def test_equal_pins_are_kept_differently() -> None:
    assert hash_pin("1234") != hash_pin("1234")


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "１２３４", "1234\n", " 1234"])
def test_a_pin_is_four_to_six_digits(pin: str) -> None:
    assert list(check_pin(pin)) == [fail("pin.malformed", length=len(pin))]
    with pytest.raises(Refused) as refused:
        hash_pin(pin)
    assert refused.value.code == "pin.malformed"


@pytest.mark.parametrize(
    "kept", ["", "1234", "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$", "$argon2id$v=19$m=1,t=1,p=1$AA$AA"]
)
def test_what_was_kept_and_is_no_hash_is_damage(kept: str) -> None:
    with pytest.raises(DamagedError, match=r"pin\.unreadable"):
        pin_agrees(kept, "1234")


def lockout_after(failures: int) -> Lockout:
    lockout = NO_LOCKOUT
    for _ in range(failures):
        lockout = lockout.failed(NOON)
    return lockout


@pytest.mark.parametrize(
    ("failures", "expected"), [(0, 0), (1, 0), (4, 0), (5, 30), (6, 0), (9, 0), (10, 30), (15, 30)]
)
def test_each_fifth_wrong_try_waits_half_a_minute(failures: int, expected: int) -> None:
    assert wait_s(lockout_after(failures), NOON) == expected


@pytest.mark.parametrize(("passed_s", "expected"), [(0, 30), (0.5, 30), (1, 29), (29.5, 1), (30, 0), (86_400, 0)])
def test_the_wait_runs_out(passed_s: float, expected: int) -> None:
    assert wait_s(lockout_after(5), NOON + timedelta(seconds=passed_s)) == expected


@given(st.timedeltas())
def test_no_clock_makes_the_wait_longer(passed: timedelta) -> None:
    moment = timedelta(days=300_000)
    assert 0 <= wait_s(lockout_after(5), NOON + max(-moment, min(moment, passed))) <= 30


def test_a_clock_set_back_ends_the_wait() -> None:
    assert wait_s(lockout_after(5), NOON - timedelta(hours=1)) == 0
