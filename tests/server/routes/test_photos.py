"""Photos come in pieces and are what they are called."""

from hashlib import sha256

import pytest

from tests.server.counter import Caller, problem
from tests.server.routes.photo import NAME, OCTETS, PHOTO, TUS


def test_a_photo_is_sent_in_pieces(market: Caller) -> None:
    photo = PHOTO[::-1]  # no other test brings it
    place = f"/v1/blobs/{sha256(photo).hexdigest()}"
    assert market.call("HEAD", place, None, **TUS).status_code == 404
    first = market.call("PATCH", place, photo[:1_000], **OCTETS, **{"Upload-Offset": "0", "Upload-Length": "2048"})
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    there = market.call("HEAD", place, None, **TUS)
    assert (there.headers["Upload-Offset"], there.headers["Upload-Length"]) == ("1000", "2048")
    wrong = market.call("PATCH", place, photo[:10], **OCTETS, **{"Upload-Offset": "0"})
    assert problem(wrong) == (409, "blob.offset", {"expected": 1_000})
    rest = market.call("PATCH", place, photo[1_000:], **OCTETS, **{"Upload-Offset": "1000"})
    assert (rest.status_code, rest.headers["Upload-Offset"]) == (204, "2048")


def test_a_photo_that_is_not_what_it_is_called_is_refused(market: Caller) -> None:
    given = {"Upload-Offset": "0", "Upload-Length": "2048"}
    assert problem(market.call("PATCH", f"/v1/blobs/{'0' * 64}", PHOTO, **OCTETS, **given))[:2] == (
        460,
        "blob.hash_differs",
    )


@pytest.mark.parametrize(
    ("name", "headers", "refused"),
    [
        (NAME, {**OCTETS, "Upload-Offset": "x"}, (422, "server.malformed")),
        (NAME, {**OCTETS}, (422, "server.malformed")),
        (NAME, {**OCTETS, "Upload-Offset": "0", "Upload-Length": "999999999"}, (422, "server.malformed")),
        (NAME, {**OCTETS, "Upload-Offset": "0", "Upload-Length": "99999999"}, (413, "blob.too_large")),
        (NAME, {**OCTETS, "Tus-Resumable": "0.2", "Upload-Offset": "0"}, (412, "server.tus_unknown")),
        (NAME, {**TUS, "Content-Type": "image/jpeg", "Upload-Offset": "0"}, (415, "server.media_type")),
        ("abc", {**OCTETS, "Upload-Offset": "0"}, (422, "server.malformed")),
    ],
)
def test_pieces_that_can_not_be_taken(
    known: Caller, name: str, headers: dict[str, str], refused: tuple[int, str]
) -> None:
    assert problem(known.call("PATCH", f"/v1/blobs/{name}", b"x", **headers))[:2] == refused
