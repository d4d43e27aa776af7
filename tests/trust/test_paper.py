"""Paper that proves itself: the code's bytes and its number, opened with the right key and with no other."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.numbering import PaperKind
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import Keyring, TrustedKey
from coalguard.trust.packing import unpack
from coalguard.trust.paper import (
    LONGEST_ADDRESS,
    NO_ADDRESS,
    PAPER_BYTES,
    Doubt,
    PaperError,
    assemble,
    is_address,
    open_paper,
    parse_code,
    render_code,
    sign_paper,
    signature_of,
    unverified_peek,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "paper.json").read_bytes())
SIGNER = DeviceSigner(bytes.fromhex(VECTORS["signer"]["private"]))
AT = datetime(2026, 1, 14, 5, tzinfo=UTC)
KEY = TrustedKey(SIGNER.public, "LX01", "演示市场", AT)
KEYRING = Keyring([KEY])
CODE = bytes.fromhex(VECTORS["papers"][0]["code"])
FORM = unpack(bytes.fromhex(VECTORS["papers"][0]["packed"]))
TEXT = "".join(render_code(CODE))


def doubt_of(code: bytes, keyring: Keyring = KEYRING) -> Doubt:
    """Why a code does not open."""
    with pytest.raises(PaperError) as raised:
        open_paper(code, keyring)
    assert raised.value.code == raised.value.doubt.value
    return raised.value.doubt


@pytest.mark.parametrize("vector", VECTORS["papers"], ids=lambda vector: vector["fields"]["kind"])
def test_a_paper_is_signed_as_in_the_vectors(vector: dict[str, Any]) -> None:
    fields, code = unpack(bytes.fromhex(vector["packed"])), bytes.fromhex(vector["code"])
    assert sign_paper(fields, SIGNER) == code
    assert render_code(code, vector["address"]) == (vector["address"], vector["number"])
    assert parse_code(vector["address"] + vector["number"]) == code
    opened = open_paper(code, KEYRING)
    assert (opened.fields, opened.key) == (fields, KEY)


def test_the_bytes_stand_where_the_table_says() -> None:
    assert len(CODE) == PAPER_BYTES
    assert (CODE[0], CODE[1:5].hex(), CODE[5:49].hex()) == (1, SIGNER.key_id, VECTORS["papers"][0]["packed"])
    assert CODE[49:] == SIGNER.sign(CODE[:49]) == signature_of(CODE)


def test_a_kept_signature_gives_the_same_code_again() -> None:
    assert assemble(FORM, SIGNER.key_id, signature_of(CODE)) == CODE


def test_every_part_has_a_code_of_its_own_and_all_of_them_open() -> None:
    codes = {sign_paper(replace(FORM, part=part), SIGNER) for part in range(6)}
    assert len(codes) == 6
    assert {open_paper(code, KEYRING).fields.part for code in codes} == set(range(6))


def test_the_longest_code_fits_version_8_at_level_m() -> None:
    address, number = render_code(b"\xff" * PAPER_BYTES, f"HTTPS://{'X' * (LONGEST_ADDRESS - 11)}/V/")
    alphanumeric = 4 + 9 + 11 * (len(address) // 2) + 6 * (len(address) % 2)
    numeric = 4 + 10 + 10 * (len(number) // 3) + {0: 0, 1: 4, 2: 7}[len(number) % 3]
    data_codewords = 154  # ISO/IEC 18004, table 7: version 8, level M
    assert (len(address), len(number)) == (28, 273)
    assert alphanumeric + numeric <= 8 * data_codewords


def test_an_address_is_of_signs_that_the_alphanumeric_mode_knows() -> None:
    assert set(NO_ADDRESS + VECTORS["papers"][1]["address"]) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize("address", ["", "CG1", "https://mei.example/v/", f"HTTPS://{'X' * 18}/V/", "HTTPS://MEI_1/V/"])
def test_an_address_that_no_code_could_hold_is_our_own_mistake(address: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        render_code(CODE, address)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"  {TEXT}\r\n",
        TEXT.lower(),
        TEXT.replace("CG1:", "https://mei.example:8443/v/"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in TEXT),  # an input method stood between
    ],
)
def test_a_scanned_text_is_read_in_every_disguise_of_a_scanner(text: str) -> None:
    assert parse_code(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CG1:",
        "CG1:0",
        f"CG1:0{TEXT[4:]}",
        f"CG1:{1 << (8 * PAPER_BYTES)}",
        f"CG1:{'9' * 100_000}",
        f"CG2:{TEXT[4:]}",
        f"HTTP://MEI.EXAMPLE/V/{TEXT[4:]}",
        f"HTTPS://MEI.EXAMPLE/W/{TEXT[4:]}",
        f"CG1:{TEXT[4:-1]}٣",
        TEXT[4:],
        "LX01-260114-0032",
        "https://example.cn/invoice?no=1",
    ],
)
def test_any_other_text_is_no_code_of_ours(text: str) -> None:
    with pytest.raises(PaperError, match=r"paper\.not_ours"):
        parse_code(text)


@pytest.mark.parametrize("code", [b"", CODE[:-1], CODE + b"\0", b"\0" + CODE[1:]])
def test_bytes_of_another_length_or_version_0_are_no_code_of_ours(code: bytes) -> None:
    assert doubt_of(code) is Doubt.NOT_OURS


@pytest.mark.parametrize("version", [2, 3, 255])
def test_a_version_that_is_not_known_yet_is_not_read(version: int) -> None:
    assert doubt_of(bytes([version]) + CODE[1:]) is Doubt.VERSION_UNKNOWN


def test_a_key_that_nobody_imported_is_unknown() -> None:
    assert doubt_of(CODE, Keyring([])) is Doubt.KEY_UNKNOWN
    assert doubt_of(sign_paper(FORM, DeviceSigner(bytes(32)))) is Doubt.KEY_UNKNOWN


@pytest.mark.parametrize("byte", [5, 48, 49, 112])
def test_a_changed_byte_breaks_the_signature(byte: int) -> None:
    changed = bytearray(CODE)
    changed[byte] ^= 1
    assert doubt_of(bytes(changed)) is Doubt.SIGNATURE_WRONG


def test_another_key_under_the_same_id_does_not_open_it_and_the_right_one_does() -> None:
    other = DeviceSigner(bytes(32))
    claimed = CODE[:49] + other.sign(CODE[:49])
    assert doubt_of(claimed) is Doubt.SIGNATURE_WRONG
    both = Keyring([])
    both._by_id = {SIGNER.key_id: [TrustedKey(other.public, "LX02", "演示二市场", AT), KEY]}
    assert open_paper(CODE, both).key is KEY


@pytest.mark.parametrize(
    ("revoked_from", "opens"), [((1, 4712), True), ((2, 1), True), ((1, 4711), False), ((1, 1), False)]
)
def test_a_revoked_key_opens_what_it_signed_before(revoked_from: tuple[int, int], opens: bool) -> None:  # noqa: FBT001 -- a column
    keyring = Keyring([replace(KEY, revoked_from=revoked_from)])
    if opens:
        assert open_paper(CODE, keyring).fields == FORM
    else:
        assert doubt_of(CODE, keyring) is Doubt.KEY_REVOKED


def test_a_key_of_garbage_opens_nothing() -> None:
    garbage = Keyring([])
    garbage._by_id = {SIGNER.key_id: [TrustedKey(b"\xff" * 32, "LX01", "演示市场", AT)]}
    assert doubt_of(CODE, garbage) is Doubt.SIGNATURE_WRONG


def test_a_peek_reads_what_anybody_may_have_written() -> None:
    peeked = unverified_peek(CODE[:49] + bytes(64))
    assert (peeked.key_id, peeked.fields) == (SIGNER.key_id, FORM)
    assert peeked.fields.kind is PaperKind.FORM


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (NO_ADDRESS, True),
        ("HTTPS://CITY.EXAMPLE/V/", True),
        (f"HTTPS://{'X' * (LONGEST_ADDRESS - 11)}/V/", True),
        (f"HTTPS://{'X' * (LONGEST_ADDRESS - 10)}/V/", False),
        ("https://city.example/v/", False),
        ("HTTP://CITY.EXAMPLE/V/", False),
        ("", False),
    ],
)
def test_an_address_fits_before_the_number_or_not(text: str, fits: bool) -> None:  # noqa: FBT001 -- a column
    assert is_address(text) is fits
