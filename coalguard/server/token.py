"""Tokens: a device proves that it holds its key, and is let in for a quarter of an hour (`journal.md` §6).

Neither a nonce nor a token is kept anywhere before it is used: both carry the server's own mark, so that any process
knows them again. A nonce counts once, and that alone is kept. Whether the device is still believed is asked anew at
every call, never read from the token.

    nonce   <expires>.<random>.<mac>        token   <device>.<expires>.<mac>        expires: seconds since 1970
"""

import hmac
import re
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Final

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from coalguard.domain.findings import refuse
from coalguard.domain.journal import render_instant
from coalguard.server.roster import find_device
from coalguard.server.secret import Secret
from coalguard.server.standing import Status
from coalguard.server.tables import nonces
from coalguard.sync.messages import AskToken, Nonce, Token
from coalguard.trust.statement import proves, token_message

NONCE_LIVES: Final = timedelta(minutes=5)
TOKEN_LIVES: Final = timedelta(minutes=15)

_NONCE = re.compile(r"(?P<said>(?P<expires>[0-9]{10,12})\.[0-9a-f]{32})\.(?P<mac>[0-9a-f]{64})")
_TOKEN = re.compile(r"(?P<said>(?P<device>[0-9a-f]{16})\.(?P<expires>[0-9]{10,12}))\.(?P<mac>[0-9a-f]{64})")
_DEVICE = re.compile(r"[0-9a-f]{16}")
_RANDOM_BYTES = 16


def fresh_nonce(secret: Secret, now: datetime) -> Nonce:
    """Something to sign that nobody was given before."""
    said = f"{int((now + NONCE_LIVES).timestamp())}.{token_hex(_RANDOM_BYTES)}"
    return Nonce(_marked(secret, "nonce", said), render_instant(now))


def let_in(connection: Connection, secret: Secret, asked: AskToken, now: datetime) -> Token:
    """A token for whoever signed a nonce of ours with a key that the city believes.

    Raises Refused `token.nonce_invalid`, `token.device_unknown`, `token.signature_wrong`, `token.revoked`.
    """
    match = _NONCE.fullmatch(asked.nonce)
    if not match or not _is_ours(secret, "nonce", match) or _expired(match, now):
        raise refuse("token.nonce_invalid")
    device = find_device(connection, asked.device) if _DEVICE.fullmatch(asked.device) else None
    if device is None:
        raise refuse("token.device_unknown", device=asked.device[:16])
    if not proves(token_message(asked.nonce), asked.signature, device.public):
        raise refuse("token.signature_wrong")
    if device.status == Status.REVOKED:
        raise refuse("token.revoked", device=device.device)
    _use_up(connection, asked.nonce, match, now)
    return fresh_token(secret, device.device, now)


def fresh_token(secret: Secret, device: str, now: datetime) -> Token:
    """What lets a device in for a quarter of an hour."""
    until = (now + TOKEN_LIVES).replace(microsecond=0)
    return Token(_marked(secret, "token", f"{device}.{int(until.timestamp())}"), render_instant(until))


def device_let_in(secret: Secret, authorization: str, now: datetime) -> str:
    """The device that an Authorization header lets in. Raises Refused `token.missing`, `.invalid`, `.expired`."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise refuse("token.missing")
    match = _TOKEN.fullmatch(token.strip())
    if not match or not _is_ours(secret, "token", match):
        raise refuse("token.invalid")
    if _expired(match, now):
        raise refuse("token.expired")
    return match["device"]


def _marked(secret: Secret, purpose: str, said: str) -> str:
    return f"{said}.{secret.mac(purpose, said.encode()).hex()}"


def _is_ours(secret: Secret, purpose: str, match: "re.Match[str]") -> bool:
    return hmac.compare_digest(secret.mac(purpose, match["said"].encode()).hex(), match["mac"])


def _expired(match: "re.Match[str]", now: datetime) -> bool:
    return now.timestamp() >= int(match["expires"])


def _use_up(connection: Connection, nonce: str, match: "re.Match[str]", now: datetime) -> None:
    """Let a nonce count once; those that have expired need not be remembered. Raises Refused `token.nonce_invalid`."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    until = render_instant(datetime.fromtimestamp(int(match["expires"]), UTC))
    using = dialect.insert(nonces).values(nonce=nonce, until=until).on_conflict_do_nothing()
    if connection.execute(using.returning(nonces.c.nonce)).first() is None:
        raise refuse("token.nonce_invalid")
    connection.execute(delete(nonces).where(nonces.c.until < render_instant(now)))
