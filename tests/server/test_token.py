"""Being let in: a nonce of ours signed once, a token for a quarter of an hour."""

from typing import Any

import pytest
from msgspec.structs import replace as changed

from coalguard.domain.errors import CoalGuardError
from coalguard.server.secret import Secret
from coalguard.server.tables import devices, nonces
from coalguard.server.token import device_let_in, fresh_nonce, fresh_token, let_in
from coalguard.sync.messages import AskToken, Token
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.statement import token_message
from tests.server.stations import ON_SQLITE, Hands
from tests.server.towns import Town
from tests.server.writers import NOON, Writer


def signed(writer: Writer, nonce: str) -> AskToken:
    """What a device answers to a nonce."""
    return AskToken(writer.device, nonce, writer.signer.sign(token_message(nonce)))


def ask(town: Town, asked: AskToken, clock: Hands) -> Token:
    """Ask for a token."""
    return town.database.write(lambda connection: let_in(connection, town.secret, asked, clock.now()))


def refused(town: Town, asked: AskToken, clock: Hands) -> str:
    """The code that it is refused with."""
    with pytest.raises(CoalGuardError) as caught:
        ask(town, asked, clock)
    return caught.value.code


def test_a_signed_nonce_lets_in_once(town: Town) -> None:
    writer, clock = Writer("LX01"), Hands()
    town.enrol(writer)
    asked = signed(writer, fresh_nonce(town.secret, clock.now()).nonce)
    token = ask(town, asked, clock)
    assert token.expires == "2026-01-14T04:15:00.000Z"
    assert device_let_in(town.secret, f"Bearer {token.token}", clock.now()) == writer.device
    assert refused(town, asked, clock) == "token.nonce_invalid"


@ON_SQLITE
def test_used_nonces_are_forgotten_when_they_have_expired(town: Town) -> None:
    writer, clock = Writer("LX01"), Hands()
    town.enrol(writer)
    for _ in range(3):
        ask(town, signed(writer, fresh_nonce(town.secret, clock.now()).nonce), clock)
        clock.wait(minutes=4)
    assert len(town.rows(nonces, "nonce")) == 2


@ON_SQLITE
def test_who_is_not_let_in(town: Town) -> None:
    writer, clock = Writer("LX01"), Hands()
    town.enrol(writer)
    nonce = fresh_nonce(town.secret, clock.now()).nonce
    foreign = fresh_nonce(Secret(bytes(32)), clock.now()).nonce
    good = signed(writer, nonce)
    assert refused(town, signed(writer, "nothing"), clock) == "token.nonce_invalid"
    assert refused(town, signed(writer, foreign), clock) == "token.nonce_invalid"
    assert refused(town, signed(Writer("LX01"), nonce), clock) == "token.device_unknown"
    assert refused(town, changed(good, device="a\0b"), clock) == "token.device_unknown"
    other = changed(good, signature=DeviceSigner.fresh().sign(token_message(nonce)))
    assert refused(town, other, clock) == "token.signature_wrong"
    assert refused(town, changed(good, signature=b"short"), clock) == "token.signature_wrong"
    with town.database.begin() as connection:
        connection.execute(devices.update().where(devices.c.no != 0).values(status="revoked"))
    assert refused(town, good, clock) == "token.revoked"
    clock.wait(minutes=5)
    assert refused(town, good, clock) == "token.nonce_invalid"


SECRET = Secret(bytes(range(32)))
TOKEN = fresh_token(SECRET, "65b60673d6ed884b", NOON).token
FOREIGN = fresh_token(Secret(bytes(32)), "65b60673d6ed884b", NOON).token


@pytest.mark.parametrize(
    ("header", "minutes", "code"),
    [
        ("", 0, "token.missing"),
        ("Basic abc", 0, "token.missing"),
        ("Bearer ", 0, "token.missing"),
        ("Bearer nonsense", 0, "token.invalid"),
        (f"Bearer {FOREIGN}", 0, "token.invalid"),
        (f"Bearer {TOKEN.replace('65b6', '75b6')}", 0, "token.invalid"),
        (f"Bearer {TOKEN}", 15, "token.expired"),
    ],
)
def test_tokens_that_let_nobody_in(header: str, minutes: int, code: str) -> None:
    clock = Hands()
    clock.wait(minutes=minutes)
    with pytest.raises(CoalGuardError) as caught:
        device_let_in(SECRET, header, clock.now())
    assert caught.value.code == code


def test_a_token_lets_in_until_its_last_second() -> None:
    clock = Hands()
    clock.wait(minutes=15, seconds=-1)
    whoever: Any = device_let_in(SECRET, f"bearer {TOKEN}", clock.now())
    assert whoever == "65b60673d6ed884b"
