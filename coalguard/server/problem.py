"""Problem: every refusal of the server as RFC 9457 wants it: a Chinese sentence, a stable code, its facts, a status.

    {"type":"about:blank","title":"…","status":409,"code":"push.gap","facts":{"expected":4711}}

Which status a code has is said here once; the OpenAPI reads it from here. Whoever may try again is told when.
"""

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError
from coalguard.domain.findings import Refused
from coalguard.resources import SOURCE_LANGUAGE, words
from coalguard.sentences import say
from coalguard.sync.messages import Problem, render

MEDIA_TYPE: Final = "application/problem+json"
RETRY_S: Final = 5
"""After how many seconds to try again what a machine of ours could not do just now."""

STATUS: Final[Mapping[str, int]] = {
    "blob.hash_differs": 460,  # tus, checksum extension
    "blob.length_differs": 409,
    "blob.offset": 409,
    "blob.too_large": 413,
    "blob.unknown": 404,
    "enroll.code_expired": 403,
    "enroll.code_used": 403,
    "enroll.code_wrong": 403,
    "enroll.tries": 403,
    "paper.not_ours": 404,
    "push.too_large": 413,
    "server.encoding_unknown": 415,
    "server.failed": 500,
    "server.media_type": 415,
    "server.method_unknown": 405,
    "server.not_found": 404,
    "server.rate": 429,
    "server.too_large": 413,
    "server.tus_unknown": 412,
    "token.device_differs": 403,
    "token.device_unknown": 401,
    "token.expired": 401,
    "token.invalid": 401,
    "token.missing": 401,
    "token.nonce_invalid": 401,
    "token.revoked": 403,
    "token.signature_wrong": 401,
}
"""The statuses that do not follow from the kind of error."""

_BY_KIND: Final = ((MachineError, 503), (DamagedError, 422), (UsageError, 422), (Refused, 409))
_FAILED: Final = 500
_UNAUTHORISED: Final = 401
_LATER: Final = (429, 503)


def status_of(error: CoalGuardError) -> int:
    """The status that an error is answered with."""
    known = STATUS.get(error.code)
    return known or next((status for kind, status in _BY_KIND if isinstance(error, kind)), _FAILED)


def problem_of(error: CoalGuardError) -> Problem:
    """The problem that an error is, its sentence in Chinese."""
    return Problem(say(error, words(SOURCE_LANGUAGE)), status_of(error), error.code, dict(error.facts))


def when_again(error: CoalGuardError, status: int) -> dict[str, str]:
    """The header that says when to ask again, where that is any use."""
    return {"Retry-After": str(error.facts.get("wait_s") or RETRY_S)} if status in _LATER else {}


def answer_problem(error: CoalGuardError, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that tells of an error."""
    problem = problem_of(error)
    told = {**(headers or {}), **when_again(error, problem.status)}
    if problem.status == _UNAUTHORISED:
        told["WWW-Authenticate"] = "Bearer"
    return Response(render(problem), problem.status, headers=told, media_type=MEDIA_TYPE)
