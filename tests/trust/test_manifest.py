"""The proof of a manifest: the device's own signature over the very bytes, under a label of its own."""

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.trust.chain import DeviceSigner, device_of
from coalguard.trust.manifest import open_manifest, sign_manifest

SIGNER, OTHER = DeviceSigner(bytes(range(32))), DeviceSigner(bytes(range(1, 33)))
CONTENT = b'{"seq":41}'
SIGNATURE = sign_manifest(CONTENT, SIGNER)


def test_a_manifest_is_believed_by_its_devices_signature() -> None:
    open_manifest(CONTENT, SIGNATURE, public=SIGNER.public, device=SIGNER.device)


def test_the_same_manifest_always_gets_the_same_signature() -> None:
    assert sign_manifest(CONTENT, SIGNER) == SIGNATURE
    assert len(SIGNATURE) == 64


@pytest.mark.parametrize(
    ("content", "signature", "public", "device"),
    [
        (b'{"seq":42}', SIGNATURE, SIGNER.public, SIGNER.device),
        (CONTENT, SIGNATURE[:-1] + b"\0", SIGNER.public, SIGNER.device),
        (CONTENT, b"", SIGNER.public, SIGNER.device),
        (CONTENT, SIGNER.sign(CONTENT), SIGNER.public, SIGNER.device),  # signed, but not as a manifest
        (CONTENT, sign_manifest(CONTENT, OTHER), SIGNER.public, SIGNER.device),
        (CONTENT, sign_manifest(CONTENT, OTHER), OTHER.public, SIGNER.device),  # a key that is not the device's
        (CONTENT, SIGNATURE, b"short", device_of(b"short")),
    ],
)
def test_anything_else_is_not_believed(content: bytes, signature: bytes, public: bytes, device: str) -> None:
    with pytest.raises(DamagedError, match=r"backup\.signature_invalid"):
        open_manifest(content, signature, public=public, device=device)
