"""Photos in pieces, as tus has it."""

from hashlib import sha256

import pytest

from coalguard.domain.errors import CoalGuardError
from coalguard.server import blobs as subject
from coalguard.server.blobs import MOST_BYTES, Piece, Stored, find_blob, take
from coalguard.server.tables import blob_pieces, blobs
from tests.server.stations import Hands
from tests.server.towns import Town
from tests.server.writers import Writer

PHOTO = bytes(range(256)) * 20
NAME = sha256(PHOTO).hexdigest()


@pytest.fixture
def writer(town: Town) -> Writer:
    """A device that has a photo."""
    made = Writer("LX01")
    town.enrol(made)
    return made


def send(
    town: Town, writer: Writer, start: int, end: int, *, length: int | None = len(PHOTO), name: str = NAME
) -> Stored:
    """Send the bytes of the photo from one place to another."""
    piece = Piece(name, start, length, PHOTO[start:end])
    stored, fault = town.database.write(lambda connection: take(connection, piece, writer.device, Hands()))
    if fault:
        raise fault
    return stored


def refused(town: Town, writer: Writer, start: int, end: int, **said: object) -> tuple[str, object]:
    """The code and the facts of a refusal."""
    with pytest.raises(CoalGuardError) as caught:
        send(town, writer, start, end, **said)  # type: ignore[arg-type]  # the test says what it likes
    return caught.value.code, dict(caught.value.facts)


def test_a_photo_comes_in_pieces_and_goes_on_where_it_broke_off(town: Town, writer: Writer) -> None:
    assert send(town, writer, 0, 2_000) == Stored(2_000, len(PHOTO))
    with town.database.read() as connection:
        assert find_blob(connection, NAME) == Stored(2_000, len(PHOTO))
    assert refused(town, writer, 0, 2_000) == ("blob.offset", {"expected": 2_000})
    assert send(town, writer, 2_000, 5_000, length=None).received == 5_000
    assert send(town, writer, 5_000, len(PHOTO)).received == len(PHOTO)
    assert town.rows(blobs, "sha256", "whole", "received") == [(NAME, 1, len(PHOTO))]
    assert b"".join(content for _, content in town.rows(blob_pieces, "start", "content")) == PHOTO
    assert send(town, writer, len(PHOTO), len(PHOTO)).received == len(PHOTO), "said again"


def test_what_is_not_what_it_is_called_is_thrown_away(town: Town, writer: Writer) -> None:
    other = "00" * 32
    send(town, writer, 0, 100, name=other)
    assert refused(town, writer, 100, len(PHOTO), name=other) == ("blob.hash_differs", {})
    assert town.rows(blobs, "sha256") == town.rows(blob_pieces, "start") == []
    assert send(town, writer, 0, 10, name=other).received == 10


def test_what_another_threw_away_meanwhile_is_unknown_again(
    town: Town, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "_begun", lambda *_: len(PHOTO))  # it was there a moment ago
    assert refused(town, writer, 100, 200) == ("blob.unknown", {})


def test_what_is_refused(town: Town, writer: Writer) -> None:
    assert refused(town, writer, 0, 10, length=None) == ("blob.unknown", {})
    assert refused(town, writer, 5, 10) == ("blob.unknown", {})
    assert refused(town, writer, 0, 10, length=0) == ("blob.too_large", {"most": MOST_BYTES})
    assert refused(town, writer, 0, 10, length=MOST_BYTES + 1) == ("blob.too_large", {"most": MOST_BYTES})
    assert refused(town, writer, 0, 101, length=100) == ("blob.too_large", {"most": 100})
    send(town, writer, 0, 10)
    assert refused(town, writer, 10, 20, length=99) == ("blob.length_differs", {"length": len(PHOTO)})
    assert refused(town, Writer("LX02"), 10, 20)[0] == "token.device_unknown"
