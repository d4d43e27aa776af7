"""The proof of a manifest: a device's signature over what it says of a copy it made.

A seal vouches for the journal alone; the signature here binds it to the very file, so that a copy that was changed, or
put under another manifest, is found before its key is even asked for. What a manifest says is not known here.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coalguard.domain.errors import DamagedError
from coalguard.trust.chain import Signer, device_of

_LABEL = b"CG1-BACKUP\0"


def sign_manifest(content: bytes, signer: Signer) -> bytes:
    """The signature over a manifest's canonical bytes, 64 bytes."""
    return signer.sign(_LABEL + content)


def open_manifest(content: bytes, signature: bytes, *, public: bytes, device: str) -> None:
    """Believe that the device signed the content, or raise DamagedError `backup.signature_invalid`."""
    try:
        if device_of(public) != device:
            raise DamagedError("backup.signature_invalid", device=device)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _LABEL + content)
    except (InvalidSignature, ValueError) as error:
        raise DamagedError("backup.signature_invalid", device=device) from error
