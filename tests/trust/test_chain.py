"""The chain, its seals and codes: to the byte as in `tests/vectors/chain.json`, and whatever is changed is found."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.trust.chain import (
    FIRST_PREV,
    DeviceSigner,
    Link,
    Seal,
    Signer,
    check_code,
    device_of,
    entry_hash,
    head_message,
    header_hash,
    key_id_of,
    key_id_within,
    open_seal,
    person_hash,
    same_check_code,
    seal,
    verify_run,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "chain.json").read_bytes())
SIGNER = DeviceSigner(bytes.fromhex(VECTORS["signer"]["private"]))
HEAD = bytes.fromhex(VECTORS["entries"][1]["hash"])
SEAL = seal(EntryKey(SIGNER.device, 3, 2), HEAD, SIGNER)


def raw(vector: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


@pytest.mark.parametrize("vector", VECTORS["headers"])
def test_a_header_has_the_hash_of_the_vectors(vector: dict[str, Any]) -> None:
    header, expected = raw(vector, "header", "hash")
    assert header_hash(header) == expected


@pytest.mark.parametrize("vector", VECTORS["entries"])
def test_an_entry_has_the_hash_and_the_check_code_of_the_vectors(vector: dict[str, Any]) -> None:
    prev, header, body, expected = raw(vector, "prev", "header_hash", "body", "hash")
    assert entry_hash(prev, header, vector["seq"], body) == expected
    assert check_code(expected) == vector["check_code"]


def test_the_key_of_the_vectors_makes_their_device() -> None:
    assert SIGNER.public.hex() == VECTORS["signer"]["public"]
    assert (SIGNER.device, SIGNER.key_id) == (VECTORS["signer"]["device"], VECTORS["signer"]["key_id"])
    assert (device_of(SIGNER.public), key_id_of(SIGNER.public)) == (SIGNER.device, SIGNER.key_id)
    assert key_id_within(SIGNER.device) == SIGNER.key_id
    assert SIGNER.device.startswith(SIGNER.key_id)


@pytest.mark.parametrize("vector", VECTORS["seals"])
def test_a_seal_has_the_message_and_the_signature_of_the_vectors(vector: dict[str, Any]) -> None:
    head, message, signature = raw(vector, "head", "message", "signature")
    key = EntryKey(vector["device"], vector["epoch"], vector["seq"])
    assert head_message(vector["device"], vector["epoch"], vector["seq"], head) == message
    assert seal(key, head, SIGNER) == Seal(key.device, key.epoch, key.seq, head, signature)


@pytest.mark.parametrize("vector", VECTORS["persons"])
def test_a_person_has_the_hash_of_the_vectors(vector: dict[str, Any]) -> None:
    salt, row, expected = raw(vector, "salt", "row", "hash")
    assert person_hash(salt, row) == expected


def test_nothing_stands_before_the_first_entry() -> None:
    assert bytes(32) == FIRST_PREV


def test_a_run_gives_the_hash_of_each_entry_in_order() -> None:
    header = header_hash(b"header")
    links = [Link(seq, header, b"body %d" % seq) for seq in range(7, 12)]
    expected, prev = [], FIRST_PREV
    for link in links:
        prev = entry_hash(prev, link.header_hash, link.seq, link.body)
        expected.append(prev)
    assert list(verify_run(FIRST_PREV, links)) == expected
    bare = [(link.seq, link.header_hash, link.body) for link in links[2:]]
    assert list(verify_run(expected[1], bare)) == expected[2:]


def test_no_entry_is_no_hash() -> None:
    assert list(verify_run(FIRST_PREV, ())) == []


@pytest.mark.parametrize("places", [(1, 3), (1, 1), (2, 1)])
def test_a_gap_in_a_run_is_damage(places: tuple[int, int]) -> None:
    with pytest.raises(DamagedError) as raised:
        list(verify_run(FIRST_PREV, [(place, FIRST_PREV, b"") for place in places]))
    assert raised.value.code == "chain.gap"
    assert raised.value.facts == {"expected": places[0] + 1, "found": places[1]}


@given(st.binary(max_size=80), st.integers(0, 2**63), st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_of_an_entry_changes_its_hash(body: bytes, seq: int, where: int, change: int) -> None:
    parts = bytearray(FIRST_PREV + header_hash(b"") + seq.to_bytes(8, "big") + body)
    parts[where % len(parts)] ^= change
    changed = bytes(parts)
    other = entry_hash(changed[:32], changed[32:64], int.from_bytes(changed[64:72], "big"), changed[72:])
    assert other != entry_hash(FIRST_PREV, header_hash(b""), seq, body)


def test_a_seal_opens_with_the_key_that_made_it() -> None:
    open_seal(SEAL, SIGNER.public)


CHANGED_SEALS = {
    "another device": replace(SEAL, device="00" * 8),
    "another epoch": replace(SEAL, epoch=4),
    "another place": replace(SEAL, seq=3),
    "another head": replace(SEAL, head=FIRST_PREV),
    "another signature": replace(SEAL, signature=bytes(64)),
    "a short signature": replace(SEAL, signature=b""),
    "a device that is none": replace(SEAL, device="nobody"),
    "an epoch beyond its bytes": replace(SEAL, epoch=2**32),
    "a place before the first": replace(SEAL, seq=-1),
}


@pytest.mark.parametrize("changed", CHANGED_SEALS.values(), ids=CHANGED_SEALS)
def test_a_changed_seal_is_damage(changed: Seal) -> None:
    with pytest.raises(DamagedError) as raised:
        open_seal(changed, SIGNER.public)
    assert raised.value.code == "seal.invalid"
    assert raised.value.facts == {"seq": changed.seq}


@pytest.mark.parametrize("public", [DeviceSigner(bytes(32)).public, b"", bytes(31)])
def test_a_seal_does_not_open_with_another_key(public: bytes) -> None:
    with pytest.raises(DamagedError, match=r"seal\.invalid"):
        open_seal(SEAL, public)


def test_fresh_devices_differ() -> None:
    first: Signer = DeviceSigner.fresh()
    assert first != DeviceSigner.fresh()
    assert len(first.public) == 32
    assert len(first.sign(b"")) == 64


def test_a_signer_never_shows_its_private_bytes() -> None:
    shown = repr(SIGNER)
    assert repr(SIGNER.private) not in shown
    assert SIGNER.private.hex() not in shown


def test_a_private_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        DeviceSigner(bytes(31))


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{0[0]}{0[1]}{0[2]}{0[3]}-{0[4]}{0[5]}{0[6]}{0[7]}", "{}\u3000"])
def test_a_check_code_may_be_typed_with_spaces_and_hyphens(spelling: str) -> None:
    typed = spelling.format(check_code(HEAD))
    assert same_check_code(typed, HEAD)
    assert same_check_code(typed.lower(), HEAD)


def test_a_check_code_may_be_typed_in_full_width() -> None:
    assert same_check_code("".join(chr(ord(c) + 0xFEE0) for c in check_code(HEAD)), HEAD)


@pytest.mark.parametrize("typed", ["", "22222222", check_code(HEAD)[:7], check_code(HEAD) + "2"])
def test_another_check_code_does_not_agree(typed: str) -> None:
    assert not same_check_code(typed, HEAD)


@given(st.binary(min_size=32, max_size=32))
def test_a_check_code_has_no_character_that_looks_like_another(h: bytes) -> None:
    code = check_code(h)
    assert len(code) == 8
    assert not set(code) & set("0O1I")
