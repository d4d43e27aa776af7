"""Whose signatures are believed, from when and until which entry; and the bundles that carry keys."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import canonical
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import FRESH, Keyring, TrustedKey, fingerprint, parse_bundle, render_bundle

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "paper.json").read_bytes())
SIGNER = DeviceSigner(bytes.fromhex(VECTORS["signer"]["private"]))
AT = datetime(2026, 1, 14, 4, 58, 11, tzinfo=UTC)
OWN = TrustedKey(SIGNER.public, "LX01", "演示市场", AT, own=True)
OTHER = TrustedKey(DeviceSigner(bytes(32)).public, "KK01", "演示卡口", AT, revoked_from=(2, 17))
BUNDLE = render_bundle([OTHER, OWN], SIGNER, AT)
SECOND = timedelta(seconds=1)


def signed(**changes: Any) -> bytes:
    """A bundle whose content was changed and signed again by its writer."""
    content = {**json.loads(BUNDLE), **changes}
    del content["signature"]
    signature = SIGNER.sign(b"CG1-TRUST\0" + canonical(content)).hex()
    return canonical({**content, "signature": signature})


def row(**changes: Any) -> bytes:
    """A bundle signed again, one of whose keys was changed."""
    first, second = json.loads(BUNDLE)["keys"]
    return signed(keys=[{**first, **changes}, second])


def test_a_key_is_named_by_its_bytes() -> None:
    assert (OWN.device, OWN.key_id) == (VECTORS["signer"]["device"], VECTORS["signer"]["key_id"])
    assert fingerprint(OWN.public) == VECTORS["signer"]["fingerprint"]


def test_a_fingerprint_is_eight_digits_that_differ() -> None:
    prints = {fingerprint(bytes([n]) * 32) for n in range(50)}
    assert len(prints) == 50
    assert all(len(one) == 8 and one.isdigit() for one in prints)


@pytest.mark.parametrize(
    ("revoked", "epoch", "seq", "valid"),
    [
        (None, 255, 1 << 23, True),
        ((2, 17), 1, 99, True),
        ((2, 17), 2, 16, True),
        ((2, 17), 2, 17, False),
        ((2, 17), 3, 1, False),
    ],
)
def test_a_revoked_key_stands_for_what_it_signed_before(
    revoked: tuple[int, int] | None,
    epoch: int,
    seq: int,
    valid: bool,  # noqa: FBT001 -- a column
) -> None:
    assert replace(OTHER, revoked_from=revoked).valid_at(epoch, seq) is valid


@pytest.mark.parametrize(
    ("age", "fresh"),
    [(timedelta(), True), (FRESH, True), (FRESH + SECOND, False), (-SECOND, True), (-FRESH - SECOND, False)],
)
def test_knowledge_of_a_key_grows_old_but_for_the_own(age: timedelta, fresh: bool) -> None:  # noqa: FBT001 -- a column
    assert OTHER.fresh_at(AT + age) is fresh
    assert OWN.fresh_at(AT + age)


def test_a_keyring_finds_every_key_of_an_id() -> None:
    keyring = Keyring([OWN, OTHER, OTHER])
    assert keyring.keys == (OWN, OTHER, OTHER)
    assert keyring.with_id(OWN.key_id) == (OWN,)
    assert keyring.with_id(OTHER.key_id) == (OTHER, OTHER)
    assert keyring.with_id("00000000") == ()


def test_a_keyring_knows_when_it_heard_of_others_last() -> None:
    assert Keyring([OWN]).heard_at is None
    assert Keyring([OWN, replace(OTHER, heard_at=AT - FRESH), OTHER]).heard_at == AT


def test_a_bundle_is_the_one_of_the_vectors() -> None:
    assert render_bundle([OWN], SIGNER, AT).decode() == VECTORS["bundle"]


def test_a_bundle_brings_its_keys_the_writers_first() -> None:
    assert parse_bundle(BUNDLE) == (OWN, OTHER)


def test_a_bundle_may_be_written_with_other_spaces() -> None:
    assert parse_bundle(json.dumps(json.loads(BUNDLE), indent=2).encode()) == (OWN, OTHER)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b"[" * 100_000,
        BUNDLE[:-10],
        BUNDLE.replace(b'"signature":"', b'"signature":"zz'),
        BUNDLE.replace(b'"version":1', b'"version":null'),
        BUNDLE.replace(b'"version":1', b'"version":1,"more":0.5'),
        BUNDLE.replace("演示市场".encode(), b"\\ud800"),
        signed(keys=None),
        signed(keys=[None]),
        row(public="00"),
        row(public="zz"),
        row(heard_at="2026-01-14T04:58:11"),
        row(heard_at="yesterday"),
        row(revoked_from=[1]),
        row(revoked_from=["one", "two"]),
        row(revoked_from=[1 << 63, 1]),
        row(revoked_from=[1, -1]),
    ],
)
def test_what_is_no_bundle_is_not_read(text: bytes) -> None:
    with pytest.raises(DamagedError, match=r"trust\.unreadable"):
        parse_bundle(text)


def test_a_bundle_of_a_later_version_is_told_apart() -> None:
    with pytest.raises(DamagedError) as raised:
        parse_bundle(signed(version=2))
    assert (raised.value.code, raised.value.facts) == ("trust.too_new", {"version": 2, "supported": 1})


@pytest.mark.parametrize("text", [signed(device="00" * 8), signed(keys=[])])
def test_a_bundle_brings_the_key_of_its_writer(text: bytes) -> None:
    with pytest.raises(DamagedError, match=r"trust\.writer_unknown"):
        parse_bundle(text)


@pytest.mark.parametrize(
    "text",
    [
        BUNDLE.replace(b"LX01", b"LX02"),
        BUNDLE.replace(b"[2,17]", b"null"),
        BUNDLE.replace(OWN.public.hex().encode(), OTHER.public.hex().encode()).replace(
            SIGNER.device.encode(), OTHER.device.encode()
        ),
        canonical({**json.loads(BUNDLE), "signature": "00" * 64}),
        canonical({**json.loads(BUNDLE), "signature": ""}),
    ],
)
def test_a_bundle_that_its_writer_did_not_sign_is_refused(text: bytes) -> None:
    with pytest.raises(DamagedError, match=r"trust\.signature"):
        parse_bundle(text)
