"""Call: one route as it is declared once: what it takes, gives and refuses, who may call it, and the deed behind it.

`routes` lists them, `contract` makes the OpenAPI of them, `endpoint` the function that FastAPI runs: let the caller in,
take the body within its limits, do the deed in a worker thread, pack the answer. A deed gets values and gives bytes; it
knows no request.
"""

import logging
import re
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from coalguard.domain.errors import CoalGuardError, DamagedError, Fact, MachineError, UsageError
from coalguard.server.limit import Measure, take_body
from coalguard.server.log import extra
from coalguard.server.office import Office
from coalguard.server.problem import answer_problem, status_of
from coalguard.server.token import device_let_in

log = logging.getLogger(__name__)

JSON: Final = "application/json"
HTML: Final = "text/html"
NDJSON: Final = "application/x-ndjson"
OCTETS: Final = "application/offset+octet-stream"

_ENOUGH_TO_PACK: Final = 500
_QUICK_FROM: Final = 1 << 16
_THOROUGH, _BESIDE = 6, 5
_GONE: Final = 400
_OURS: Final = 500
_GZIP: Final = zlib.MAX_WBITS | 16

Told = TypeVar("Told", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as its deed sees it; `device` is who was let in, empty where the call is open."""

    device: str
    body: bytes
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    address: str = ""
    """Where the call comes from on the network."""

    def queried(self, kind: type[Told]) -> Told:
        """What was asked behind the question mark. Raises UsageError `server.malformed`."""
        try:
            return msgspec.convert(dict(self.query), kind, strict=False)
        except msgspec.ValidationError as error:
            raise UsageError("server.malformed", **wire_fault(error)) from error

    def said(self, kind: type[Told]) -> Told:
        """What the body says. Raises DamagedError `server.malformed`."""
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise DamagedError("server.malformed", **wire_fault(error)) from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What a deed gives: a body, or pieces of one that are made while they are sent."""

    content: bytes | Iterable[bytes] = b""
    media_type: str = JSON
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def wire_fault(error: Exception) -> dict[str, Fact]:
    """Which field of a message does not fit and by which rule; what was sent is not told, it may be personal."""
    complaint = str(error) if isinstance(error, msgspec.ValidationError) else ""
    path = re.search(r" - at `\$\.?(.*)`$", complaint)
    named = re.search(r"field `([^`]+)`", complaint)
    field = ".".join(part[1] for part in (path, named) if part)
    rule = next((rule for words, rule in _WIRE_RULES if complaint.startswith(words)), "json")
    wanted = re.match(r"Expected `([^`]+)`", complaint)
    if rule == "type" and " got " not in complaint:
        rule = "range"
    return {"where": field, "rule": rule, "wanted": wanted[1] if wanted else None}


_WIRE_RULES: Final = (("Object missing", "missing"), ("Object contains unknown", "surplus"), ("Expected", "type"))

Deed = Callable[[Office, Asked], Answer]
Fault = Callable[[Office, CoalGuardError, Mapping[str, str]], Response]
"""What an error is answered with, by the headers of the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A route; `open` says that nobody need be let in, `refuses` which codes it answers beyond those of every call."""

    verb: str
    place: str
    about: str
    deed: Deed
    open: bool = False
    takes: type[msgspec.Struct] | str | None = None
    query: type[msgspec.Struct] | None = None
    gives: type[msgspec.Struct] | str | None = None
    status: int = 200
    refuses: tuple[str, ...] = ()
    measure: Measure = field(default_factory=Measure)
    needs: Mapping[str, str] = field(default_factory=dict)
    """Headers of the request, and what they say."""
    tells: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer, and what they say."""
    fault: "Fault | None" = None
    """What answers an error in place of a problem: to whoever reads with eyes."""


def endpoint(office: Office, call: Call) -> Callable[[Request], Awaitable[Response]]:
    """What FastAPI runs for a call."""

    async def answer(request: Request) -> Response:
        request.scope["call"] = call
        try:
            return await _answer(office, call, request)
        except CoalGuardError as error:
            if status_of(error) >= _OURS:
                log.info("a call must wait", exc_info=error, extra=extra({"route": call.place, "code": error.code}))
            return _told(office, call, request, error)
        except ClientDisconnect:
            return Response(status_code=_GONE)
        except Exception:
            log.exception("a call failed", extra=extra({"route": call.place}))
            return _told(office, call, request, MachineError("server.failed"))

    return answer


def _told(office: Office, call: Call, request: Request, error: CoalGuardError) -> Response:
    request.scope["refused"] = error.code
    return call.fault(office, error, request.headers) if call.fault else answer_problem(error)


async def _answer(office: Office, call: Call, request: Request) -> Response:
    headers = request.headers
    device = request.scope["device"] = _let_in(office, call, request)
    encoding = headers.get("Content-Encoding", "").strip().lower()
    body = await take_body(request.stream(), encoding, headers.get("Content-Length", ""), call.measure)
    asked = Asked(device, body, request.path_params, request.query_params, headers, _address(request))
    return await run_in_threadpool(_done, office, call, asked)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _let_in(office: Office, call: Call, request: Request) -> str:
    """Who is calling, counted; raises Refused `token.…`, `server.rate`."""
    if call.open:
        office.address_turnstile.pass_by(_address(request))
        return ""
    device = device_let_in(office.secret, request.headers.get("Authorization", ""), office.clock.now())
    office.device_turnstile.pass_by(device)
    return device


def _done(office: Office, call: Call, asked: Asked) -> Response:
    """Do the deed and pack its answer, in a worker thread."""
    if not call.open:
        office.checkpoints.see_to_today()
    answer = call.deed(office, asked)
    headers = dict(answer.headers)
    packs = "gzip" in asked.headers.get("Accept-Encoding", "")
    if isinstance(answer.content, bytes):
        content = answer.content
        if packs and len(content) > _ENOUGH_TO_PACK:
            content = _packed(content)
            headers |= _PACKED
        return Response(content, answer.status, headers=headers, media_type=answer.media_type)
    pieces = _packed_pieces(answer.content) if packs else answer.content
    headers |= _PACKED if packs else {}
    return StreamingResponse(pieces, answer.status, headers=headers, media_type=answer.media_type)


_PACKED: Final = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}


def _packer(size: int) -> "zlib._Compress":
    """Quick rather than thorough for what is long: the wire gains a tenth, the machine loses threefold."""
    return zlib.compressobj(1 if size >= _QUICK_FROM else _THOROUGH, zlib.DEFLATED, _GZIP)


def _packed(content: bytes) -> bytes:
    packer = _packer(len(content))
    return packer.compress(content) + packer.flush()


def _packed_pieces(pieces: Iterable[bytes]) -> Iterable[bytes]:
    packer = zlib.compressobj(_BESIDE, zlib.DEFLATED, _GZIP)  # while one piece is packed the other end reads another
    for piece in pieces:
        yield packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()
