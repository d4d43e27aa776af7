"""Routes: every call of the server, declared once: parse, ask, answer. What a call means is said by whoever it asks.

`CALLS` is the table of contents; the application, the OpenAPI and the matrix of who may call what are made from it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct
from starlette.responses import Response

from coalguard.domain.errors import CoalGuardError, UsageError
from coalguard.domain.findings import refuse
from coalguard.resources import words
from coalguard.server import blobs, metrics, page
from coalguard.server.call import HTML, JSON, NDJSON, OCTETS, Answer, Asked, Call
from coalguard.server.contract import describe
from coalguard.server.enrolment import Gate, enroll
from coalguard.server.feed import Listener, load_page, load_pages
from coalguard.server.hello import check_hello, welcome
from coalguard.server.homecoming import load_own
from coalguard.server.limit import Measure
from coalguard.server.lookup import Genuineness, look_up
from coalguard.server.office import Office, gauges
from coalguard.server.problem import answer_problem, status_of, when_again
from coalguard.server.roster import Device, believed
from coalguard.server.token import fresh_nonce, let_in
from coalguard.sync.messages import (
    MOST_ON_A_PAGE,
    AskToken,
    Enroll,
    Enrolled,
    Hello,
    Nonce,
    Page,
    Statement,
    Token,
    render,
    say,
)
from coalguard.sync.run import MOST_BYTES, Run, parse_run
from coalguard.trust.statement import Purpose

Place = Annotated[int, Meta(ge=0, lt=1 << 53)]


class Behind(Struct, frozen=True):
    """Behind which position, and how many entries at most."""

    after: Place
    limit: Annotated[int, Meta(ge=1, le=MOST_ON_A_PAGE)] = MOST_ON_A_PAGE


class From(Struct, frozen=True):
    """Behind which position."""

    after: Place


class Own(Struct, frozen=True):
    """Behind which own entry."""

    epoch: Annotated[int, Meta(ge=0, lt=1 << 31)]
    after: Place


class Health(Struct, frozen=True):
    """That the server answers, and how far its feed goes."""

    ok: bool
    position: int


# --- being let in -----------------------------------------------------------------------------------------------------


def _enroll(office: Office, asked: Asked) -> Answer:
    return Answer(enroll(office.database, Gate(office.secret, office.city, office.clock), asked.said(Enroll)))


def _nonce(office: Office, _: Asked) -> Answer:
    return Answer(render(fresh_nonce(office.secret, office.clock.now())))


def _token(office: Office, asked: Asked) -> Answer:
    request, now = asked.said(AskToken), office.clock.now()
    token = office.database.write(lambda connection: let_in(connection, office.secret, request, now))
    return Answer(render(token))


def _same(asked: Asked, device: str) -> None:
    """A device speaks of itself alone."""
    if device != asked.device:
        raise refuse("token.device_differs", device=asked.device)


def _caller(office: Office, asked: Asked) -> Device:
    with office.database.read() as connection:
        return believed(connection, asked.device)


# --- sync -------------------------------------------------------------------------------------------------------------


def _hello(office: Office, asked: Asked) -> Answer:
    hello = asked.said(Hello)
    _same(asked, hello.device)
    check_hello(hello)
    told = office.database.write(lambda one: welcome(one, office.city, office.clock, hello, address=asked.address))
    return Answer(render(told))


def _push(office: Office, asked: Asked) -> Answer:
    run = parse_run(asked.body)
    _same(asked, run.device)
    receipt = office.journal.keep(run, office.clock.now())
    office.metrics.count("coalguard_entries_total", run.count)
    for code in receipt.opened:
        office.metrics.count("coalguard_exceptions_total", 1, code=code)
    return Answer(render(say(Purpose.RECEIPT, receipt, office.city.signer)))


def _feed(office: Office, asked: Asked) -> Answer:
    behind = asked.queried(Behind)
    with office.database.read() as connection:
        listener = _listener(believed(connection, asked.device))
        found = load_page(connection, listener, behind.after, behind.limit)
    return Answer(_said(office, found))


def _snapshot(office: Office, asked: Asked) -> Answer:
    after = asked.queried(From).after
    listener = _listener(_caller(office, asked))

    def lines() -> Iterator[bytes]:
        for found in load_pages(office.database, listener, after):
            yield _said(office, found) + b"\n"

    return Answer(lines(), NDJSON)


def _listener(device: Device) -> Listener:
    return Listener(device.no, device.station, device.kind)


def _said(office: Office, found: Page) -> bytes:
    return render(say(Purpose.PAGE, found, office.city.signer))


def _journal(office: Office, asked: Asked) -> Answer:
    own = asked.queried(Own)
    with office.database.read() as connection:
        device = believed(connection, asked.device)
        returned = load_own(connection, office.secret, device.no, (own.epoch, own.after))
    return Answer(render(say(Purpose.JOURNAL, returned, office.city.signer)))


# --- photos -----------------------------------------------------------------------------------------------------------

_HASH: Final = re.compile("[0-9a-f]{64}")
_TUS: Final = {"Tus-Resumable": blobs.TUS}


def _look_at_blob(office: Office, asked: Asked) -> Answer:
    with office.database.read() as connection:
        believed(connection, asked.device)
        stored = blobs.find_blob(connection, _blob(asked))
    length = {"Upload-Length": str(stored.length), "Cache-Control": "no-store"}
    return Answer(headers=_TUS | length | {"Upload-Offset": str(stored.received)})


def _take_piece(office: Office, asked: Asked) -> Answer:
    if asked.headers.get("Content-Type", "") != OCTETS:
        raise UsageError("server.media_type", media_type=asked.headers.get("Content-Type", "")[:80])
    length = asked.headers.get("Upload-Length")
    piece = blobs.Piece(
        _blob(asked),
        _whole("Upload-Offset", asked.headers.get("Upload-Offset", "")),
        None if length is None else _whole("Upload-Length", length),
        asked.body,
    )
    stored, fault = office.database.write(lambda connection: blobs.take(connection, piece, asked.device, office.clock))
    if fault:
        raise fault
    return Answer(status=204, headers=_TUS | {"Upload-Offset": str(stored.received)})


def _blob(asked: Asked) -> str:
    if asked.headers.get("Tus-Resumable", "") != blobs.TUS:
        raise refuse("server.tus_unknown", known=blobs.TUS)
    name = asked.path["sha256"]
    if not _HASH.fullmatch(name):
        raise UsageError("server.malformed", where="sha256", rule="hash", wanted=None)
    return name


def _whole(header: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(blobs.MOST_BYTES)):
        raise UsageError("server.malformed", where=header, rule="number", wanted=str(blobs.MOST_BYTES))
    return int(text)


# --- for everybody ----------------------------------------------------------------------------------------------------


def _page(office: Office, asked: Asked) -> Answer:
    now = office.clock.now()
    with office.database.read() as connection:
        found = look_up(connection, asked.path["digits"], now)
    language = words(page.language_of(asked.headers.get("Accept-Language", "")))
    status = 404 if found.genuineness is Genuineness.NOT_OURS else 200
    return Answer(page.render_page(found, language, now), page.MEDIA_TYPE, status, page.page_headers())


_CALLERS_OWN: Final = ("server.too_large", "server.encoding_unknown", "server.malformed")
"""Faults of the call itself: no phone's browser makes them, and whoever does can read a problem."""
_FAULTS_SHOWN: Final = (429, 500)
_UNAVAILABLE: Final = 503


def _no_page(office: Office, error: CoalGuardError, headers: Mapping[str, str]) -> Response:
    """What a phone is shown where nothing can be looked up just now."""
    if error.code in _CALLERS_OWN:
        return answer_problem(error)
    status = status_of(error) if status_of(error) in _FAULTS_SHOWN else _UNAVAILABLE
    language = words(page.language_of(headers.get("Accept-Language", "")))
    told = {**page.page_headers(), **when_again(error, status)}
    content = page.render_not_now(language, office.clock.now())
    return Response(content, status, headers=told, media_type=page.MEDIA_TYPE)


def _healthz(office: Office, _: Asked) -> Answer:
    with office.database.read() as connection:
        position = gauges(connection)["coalguard_feed_position"][()]
    return Answer(render(Health(ok=True, position=position)))


def _metrics(office: Office, _: Asked) -> Answer:
    with office.database.read() as connection:
        told = gauges(connection)
    return Answer(office.metrics.render(told), metrics.MEDIA_TYPE)


def _openapi(_: Office, __: Asked) -> Answer:
    return Answer(msgspec.json.encode(describe(CALLS)))


_DIGITS: Final = "{digits}"
_BLOB: Final = "/v1/blobs/{sha256}"
_PUSH: Final = Measure(MOST_BYTES, "push.too_large")
_PIECE: Final = Measure(blobs.MOST_BYTES, "blob.too_large")
_NUMBER: Final = "^[0-9]{1,8}$"
_VERSION: Final = "^1\\.0\\.0$"

CALLS: Final[tuple[Call, ...]] = (
    Call(
        verb="POST",
        place="/v1/enroll",
        about="A device becomes known by a one-time code",
        deed=_enroll,
        open=True,
        takes=Enroll,
        gives=Enrolled,
        refuses=(
            "enroll.malformed",
            "enroll.code_wrong",
            "enroll.tries",
            "enroll.code_expired",
            "enroll.code_used",
            "enroll.kind_differs",
            "enroll.letter_taken",
            "enroll.numbers_taken",
            "station.digits_taken",
            "token.revoked",
        ),
    ),
    Call(verb="GET", place="/v1/nonce", about="What a device signs to be let in", deed=_nonce, open=True, gives=Nonce),
    Call(
        verb="POST",
        place="/v1/token",
        about="A device proves that it holds its key, and is let in",
        deed=_token,
        open=True,
        takes=AskToken,
        gives=Token,
        refuses=("token.nonce_invalid", "token.device_unknown", "token.signature_wrong", "token.revoked"),
    ),
    Call(
        verb="POST",
        place="/v1/hello",
        about="Where a device stands; the answer says Welcome",
        deed=_hello,
        takes=Hello,
        gives=Statement,
        refuses=("token.device_differs",),
    ),
    Call(
        verb="POST",
        place="/v1/push",
        about="A run of a device's journal is kept; the answer says Receipt",
        deed=_push,
        takes=Run,
        gives=Statement,
        refuses=(
            "push.fork",
            "push.gap",
            "push.malformed",
            "push.seal_invalid",
            "push.too_large",
            "sync.device_waits",
            "token.device_differs",
        ),
        measure=_PUSH,
    ),
    Call(
        verb="GET",
        place="/v1/feed",
        about="A page of what others wrote; the answer says Page",
        deed=_feed,
        query=Behind,
        gives=Statement,
    ),
    Call(
        verb="GET",
        place="/v1/snapshot",
        about="All that others wrote, a Statement that says Page on each line",
        deed=_snapshot,
        query=From,
        gives=NDJSON,
    ),
    Call(
        verb="GET",
        place="/v1/journal",
        about="Own entries on their way back; the answer says Returned",
        deed=_journal,
        query=Own,
        gives=Statement,
    ),
    Call(
        verb="HEAD",
        place=_BLOB,
        about="How much of a photo is here (tus 1.0)",
        deed=_look_at_blob,
        refuses=("blob.unknown", "server.tus_unknown"),
        needs={"Tus-Resumable": _VERSION},
        tells={"Tus-Resumable": _VERSION, "Upload-Offset": _NUMBER, "Upload-Length": _NUMBER},
    ),
    Call(
        verb="PATCH",
        place=_BLOB,
        about="The next piece of a photo (tus 1.0)",
        deed=_take_piece,
        takes=OCTETS,
        status=204,
        refuses=(
            "blob.hash_differs",
            "blob.length_differs",
            "blob.offset",
            "blob.too_large",
            "blob.unknown",
            "server.media_type",
            "server.tus_unknown",
        ),
        measure=_PIECE,
        needs={"Tus-Resumable": _VERSION, "Upload-Offset": _NUMBER, "Upload-Length": f"?{_NUMBER}"},
        tells={"Tus-Resumable": _VERSION, "Upload-Offset": _NUMBER},
    ),
    *(
        Call(
            verb="GET",
            place=f"/{letter}/{_DIGITS}",
            about="What the city can say of a paper, for a phone",
            deed=_page,
            open=True,
            gives=HTML,
            refuses=("paper.not_ours",),
            fault=_no_page,
        )
        for letter in ("V", "v")
    ),
    Call(verb="GET", place="/healthz", about="Whether the server answers", deed=_healthz, open=True, gives=Health),
    Call(
        verb="GET",
        place="/metrics",
        about="What the server counts, for Prometheus",
        deed=_metrics,
        open=True,
        gives="text/plain",
    ),
    Call(verb="GET", place="/openapi.json", about="This document", deed=_openapi, open=True, gives=JSON),
)
