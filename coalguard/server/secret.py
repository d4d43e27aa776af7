"""The key file: 32 random bytes beside the database, from which everything is derived that the server keeps secret.

It wraps the city's private key, enciphers personal rows, makes the blind index by which the same identity number is
found again without being readable, and keys what the server marks for itself alone. Whoever has the database without
this file reads no person and can not speak for the city. Several processes share one file.
"""

import hmac
import os
import re
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.domain.identity import compact_code
from coalguard.trust.secret import KEY_BYTES, Cipher, derive

_KEY = re.compile(r"[0-9a-f]{64}\n?")


class Secret:
    """What the key file lets the server do."""

    def __init__(self, key: bytes) -> None:
        """Derive what is needed; the key itself is not held."""
        self._city = Cipher(derive(key, b"server-city"))
        self._persons = Cipher(derive(key, b"server-persons"))
        self._blind = derive(key, b"server-blind")
        self._macs = derive(key, b"server-macs")

    def wrap(self, private: bytes) -> bytes:
        """The city's private key as the database keeps it."""
        return self._city.encrypt(private, b"city")

    def unwrap(self, wrapped: bytes) -> bytes:
        """The city's private key. Raises DamagedError `server.key_differs`: the file belongs to another database."""
        try:
            return self._city.decrypt(wrapped, b"city")
        except DamagedError as error:
            raise DamagedError("server.key_differs") from error

    def encipher(self, content: bytes, label: str) -> bytes:
        """A personal row (or a run that may hold some) as the database keeps it, bound to where it belongs."""
        return self._persons.encrypt(content, label.encode())

    def decipher(self, enciphered: bytes, label: str) -> bytes:
        """The row again. Raises DamagedError `secret.unreadable`."""
        return self._persons.decrypt(enciphered, label.encode())

    def blind(self, number: str) -> bytes:
        """What stands for an identity number in the index: the same for the same number, and nothing else to read."""
        return hmac.digest(self._blind, compact_code(number).encode(), "sha256")

    def mac(self, purpose: str, message: bytes) -> bytes:
        """The server's own mark on what it will get back: a nonce, a token."""
        return hmac.digest(self._macs, purpose.encode() + b"\0" + message, sha256)


def load_secret(file: Path) -> Secret:
    """The secret of a key file, which is made where there is none; its owner alone may read it.

    Raises MachineError `server.key_unreadable`, DamagedError `server.key_malformed`.
    """
    try:
        if not file.exists():
            _make(file)
        text = file.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise MachineError("server.key_unreadable", file=file.name) from error
    if not _KEY.fullmatch(text):
        raise DamagedError("server.key_malformed", file=file.name)
    return Secret(bytes.fromhex(text.strip()))


def _make(file: Path) -> None:
    """A fresh key under its name, whole from the first moment; where another process was quicker, its key stays."""
    draft = file.with_name(f"{file.name}.{os.getpid()}-{token_bytes(4).hex()}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as content:
            content.write(token_bytes(KEY_BYTES).hex() + "\n")
            content.flush()
            os.fsync(content.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()
