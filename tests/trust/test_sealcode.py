"""The code of a seal: read back whole, small enough for paper, and never anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.printing.barcode import qr
from coalguard.trust.chain import DeviceSigner, open_seal, seal
from coalguard.trust.paper import PaperError, parse_code
from coalguard.trust.sealcode import SEAL_BYTES, parse_seal, render_seal

SIGNER = DeviceSigner(bytes(range(1, 33)))
SEALED = seal(EntryKey(SIGNER.device, 1, 4711), bytes(range(32)), SIGNER)


def test_a_code_says_byte_by_byte_what_was_sealed() -> None:
    address, number = render_seal(SEALED)
    code = int(number).to_bytes(SEAL_BYTES, "big")
    assert address == "CG1S:"
    assert code[:53].hex() == "01" + "65b60673d6ed884b" + "00000001" + "0000000000001267" + bytes(range(32)).hex()
    assert code[53:] == SEALED.signature


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1), st.binary(min_size=32, max_size=32))
def test_every_seal_is_read_back(epoch: int, seq: int, head: bytes) -> None:
    made = seal(EntryKey(SIGNER.device, epoch, seq), head, SIGNER)
    read = parse_seal("".join(render_seal(made)))
    assert read == made
    open_seal(read, SIGNER.public)


def test_it_is_read_through_an_input_method_and_fits_on_paper() -> None:
    address, number = render_seal(SEALED)
    assert parse_seal(f"  ｃｇ１ｓ：{number} ") == SEALED
    assert qr((address, number)).across == 45


@pytest.mark.parametrize("text", ["", "CG1S:", "CG1S:0", "CG1S:12", "CG1:12", "CG1S:" + "9" * 282, "CG1S:" + "9" * 283])
def test_anything_else_is_no_seal(text: str) -> None:
    with pytest.raises(DamagedError) as refused:
        parse_seal(text)
    assert refused.value.code == "seal.unreadable"


def test_a_seal_is_never_taken_for_a_paper() -> None:
    with pytest.raises(PaperError):
        parse_code("".join(render_seal(SEALED)))
