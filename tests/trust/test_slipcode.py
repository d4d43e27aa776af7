"""The code on a slip of a first weighing: short, of one weighing alone, told apart from whatever else is scanned."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Refused
from coalguard.trust.chain import check_code
from coalguard.trust.slipcode import SlipCode, parse_slip, render_slip

DIGEST = bytes.fromhex("00112233445566aa") + bytes(24)


def test_its_bytes_are_settled() -> None:
    named = sha256(b"CG1-SLIP\0" + DIGEST).digest()
    assert render_slip(4711, DIGEST) == f"W00004711{int.from_bytes(named[:8], 'big') % 100_000_000:08d}"
    assert render_slip(4711, DIGEST) == "W0000471185481829"


@given(st.integers(1, 10**12 - 1), st.binary(min_size=32, max_size=32))
def test_what_was_printed_is_read_again_however_a_gun_writes_it(seq: int, digest: bytes) -> None:
    code = render_slip(seq, digest)
    assert parse_slip(f" {code.lower()}\n").is_of(seq, digest)
    assert not parse_slip(code).is_of(seq + 1, digest)


def test_another_entry_at_the_same_place_is_another_weighing() -> None:
    assert not parse_slip(render_slip(7, DIGEST)).is_of(7, bytes(32))
    assert parse_slip("Ｗ0000000712345678") == SlipCode(7, "12345678")


@pytest.mark.parametrize(
    "text", ["", "W123", "甘N8F326", "W0000471112345678901234567", "CG1:123456789012345678", "X0000471112345678"]
)
def test_anything_else_is_no_slip(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_slip(text)
    assert refused.value.code == "slip.malformed"


def test_a_slip_says_nothing_of_the_check_code_of_a_paper() -> None:
    assert parse_slip(render_slip(1, DIGEST)).check not in check_code(DIGEST)
