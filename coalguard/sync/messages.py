"""Messages: the phrase book that station and server share, version 1 (`journal.md` §6).

Each request and each answer is declared once; rendering, checking and the server's OpenAPI follow from it. Whatever the
server says under its signature travels as a `Statement`, whose bytes are kept as they came. Hashes and public keys are
hex, signatures base64, instants as in bodies. Runs of entries are `sync.run`'s.
"""

from enum import StrEnum
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import Json
from coalguard.sync.run import Run
from coalguard.trust.chain import Signer
from coalguard.trust.statement import Purpose, open_statement, sign_statement

VERSION = 1
MOST_ON_A_PAGE = 1000
"""Entries of one page of the feed."""
ON_A_LINE = 250
"""Entries of one page of the snapshot: while one is taken in, the next is on its way already."""
FAR_BEHIND = 250
"""From so many positions behind on, a station takes the snapshot: pages one behind the other, asked for once."""

At = tuple[int, int]
"""A place in a device's journal: epoch and seq."""

Told = TypeVar("Told", bound=Struct)


class Standing(StrEnum):
    """How the journal of a device and what the server holds of it stand to each other (`journal.md` §6, the ladder)."""

    NORMAL = "normal"
    LOST_ANSWER = "lost_answer"
    SERVER_RESTORED = "server_restored"
    CLIENT_RESTORED = "client_restored"
    CLONE = "clone"
    FORK = "fork"
    REVOKED = "revoked"


class Statement(Struct, frozen=True):
    """What the city said, and its signature over exactly these bytes."""

    said: Raw
    signature: bytes


# --- enrolment --------------------------------------------------------------------------------------------------------


class Enroll(Struct, frozen=True, forbid_unknown_fields=True):
    """A device asks to be known, with the one-time code; `used` is the first serial of each kind never given."""

    code: str
    station: str
    name: str
    kind: str
    letter: str
    public: str
    epoch: int
    seq: int
    used: dict[str, int]
    v: int = VERSION


class Certificate(Struct, frozen=True):
    """The city's word that a key is that of a station's device."""

    device: str
    public: str
    station: str
    name: str
    kind: str
    letter: str
    epoch: int
    city: str
    at: str


class Lease(Struct, frozen=True):
    """The city's word that a device may use these serials; the end of its time asks for another and stops nothing."""

    device: str
    epoch: int
    kind: str
    prefix: str
    first: int
    last: int
    expires: str


class TrustKey(Struct, frozen=True):
    """A station's public key, and the entry from which on it is not believed any more."""

    public: str
    station: str
    name: str
    revoked_from: At | None = None


class Trust(Struct, frozen=True):
    """Every key that the city vouches for."""

    at: str
    keys: tuple[TrustKey, ...]


class Enrolled(Struct, frozen=True):
    """The answer to an enrolment; `address` begins the codes on paper, where the city has a page for phones."""

    city: str
    feed: str
    certificate: Statement
    trust: Statement
    grants: tuple[Statement, ...]
    address: str
    fingerprint: str


# --- being let in -----------------------------------------------------------------------------------------------------


class Nonce(Struct, frozen=True):
    """What a device signs to be let in."""

    nonce: str
    at: str


class AskToken(Struct, frozen=True, forbid_unknown_fields=True):
    """A device proves that it holds its key."""

    device: str
    nonce: str
    signature: bytes


class Token(Struct, frozen=True):
    """What lets a device in until it expires."""

    token: str
    expires: str


# --- where we stand ---------------------------------------------------------------------------------------------------


class Hello(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a device stands: its own journal, what it knows to be kept, how far it has heard.

    `greeted` is when the city greeted it last, by the city's clock; empty where it never heard a greeting. `city_head`
    is the hash of the city's own entry at `city`: a city that was restored may have said something else there.
    """

    device: str
    epoch: int
    seq: int
    head: str
    acked: At
    feed: str
    cursor: int
    mark: str
    city: At
    ratchet: str
    restored: bool
    left: dict[str, int]
    expires: dict[str, str]
    heard_since: str
    greeted: str = ""
    city_head: str = ""
    v: int = VERSION


class Welcome(Struct, frozen=True):
    """What the server says to that: how both stand, and what there is to do.

    `acked` is what it holds of each epoch: the last seq and its hash. `heard` says of stations until when the city has
    everything they wrote. `address` begins the codes on paper, where phones find the city's page.
    """

    at: str
    standing: Standing
    epoch: int
    seq: int
    head: str
    acked: dict[int, tuple[int, str]]
    feed: str
    end: int
    restart: bool
    snapshot: bool
    ratchet: str
    grants: tuple[Statement, ...]
    heard: dict[str, str]
    trust_at: str
    address: str = ""


class Receipt(Struct, frozen=True):
    """The city holds everything of this device up to here; `opened` names the exceptions that came of it."""

    device: str
    epoch: int
    seq: int
    head: str
    at: str
    end: int
    opened: tuple[str, ...] = ()


# --- what others wrote ------------------------------------------------------------------------------------------------


class HeardEntry(Struct, frozen=True):
    """An entry of another device as the feed brings it."""

    pos: int
    device: str
    epoch: int
    seq: int
    h: str
    kind: str
    body: Raw


class Page(Struct, frozen=True):
    """A page of the feed: all between `after` and `next` that is for this device; `mark` is the hash at `next`.

    `before` is the hash at `after`, empty beyond the feed's end: whoever knows another there followed another feed.
    """

    feed: str
    after: int
    next: int
    mark: str
    end: int
    devices: dict[str, str]
    entries: tuple[HeardEntry, ...]
    before: str = ""


class Returned(Struct, frozen=True):
    """Own entries on their way back to a restored device; `head` is the hash of the last, `more`: there are more."""

    run: Run | None
    head: str
    more: bool


class Problem(Struct, frozen=True):
    """A refusal (RFC 9457): a sentence, a stable code, the facts."""

    title: str
    status: int
    code: str
    facts: dict[str, str | int | bool | None] = {}
    type: str = "about:blank"


# --- rendering and checking -------------------------------------------------------------------------------------------

_ENCODER = msgspec.json.Encoder()


def render(message: Struct | dict[str, Json]) -> bytes:
    """A message as it travels."""
    return _ENCODER.encode(message)


def parse(kind: type[Told], content: bytes | Raw) -> Told:
    """A message of this kind. Raises DamagedError `sync.malformed` where it is none."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise DamagedError("sync.malformed", message=kind.__name__) from error


def say(purpose: Purpose, message: Struct, signer: Signer) -> Statement:
    """A message under the city's signature."""
    said = render(message)
    return Statement(Raw(said), sign_statement(purpose, said, signer))


def believe(purpose: Purpose, kind: type[Told], statement: Statement, city: bytes) -> Told:
    """What a statement says, its signature checked. Raises DamagedError `statement.invalid`, `sync.malformed`."""
    return parse(kind, open_statement(purpose, bytes(statement.said), statement.signature, city))
