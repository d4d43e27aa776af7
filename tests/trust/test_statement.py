"""What the city says is believed for its purpose alone, and a fingerprint covers both keys."""

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.statement import Purpose, open_statement, pair_fingerprint, proves, sign_statement, token_message

CITY = DeviceSigner(bytes(range(32)))
SAID = b'{"seq":7}'
SIGNED = sign_statement(Purpose.RECEIPT, SAID, CITY)


def test_a_statement_is_believed_as_it_was_said() -> None:
    assert open_statement(Purpose.RECEIPT, SAID, SIGNED, CITY.public) == SAID


@pytest.mark.parametrize(
    ("purpose", "said", "signature", "public"),
    [
        (Purpose.GRANT, SAID, SIGNED, CITY.public),
        (Purpose.RECEIPT, b'{"seq":8}', SIGNED, CITY.public),
        (Purpose.RECEIPT, SAID, SIGNED[:-1] + bytes([SIGNED[-1] ^ 1]), CITY.public),
        (Purpose.RECEIPT, SAID, b"short", CITY.public),
        (Purpose.RECEIPT, SAID, SIGNED, DeviceSigner(bytes(32)).public),
        (Purpose.RECEIPT, SAID, SIGNED, b"no key"),
    ],
)
def test_anything_else_is_not(purpose: Purpose, said: bytes, signature: bytes, public: bytes) -> None:
    with pytest.raises(DamagedError, match=r"statement\.invalid"):
        open_statement(purpose, said, signature, public)


def test_a_nonce_is_signed_for_getting_in_alone() -> None:
    signature = CITY.sign(token_message("n-1"))
    assert proves(token_message("n-1"), signature, CITY.public)
    assert not proves(token_message("n-2"), signature, CITY.public)
    assert not proves(token_message("n-1"), signature, b"no key")


def test_the_fingerprint_of_a_pair_changes_with_either_key() -> None:
    other = DeviceSigner(bytes(32))
    mine = pair_fingerprint(CITY.public, other.public)
    assert mine == "67450545"
    assert pair_fingerprint(other.public, CITY.public) != mine
