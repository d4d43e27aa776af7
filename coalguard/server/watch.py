"""Watch: every call counted, timed and told in one line of the log, whatever came of it, by its declared route."""

import logging
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coalguard.server.call import Call
from coalguard.server.log import tell
from coalguard.server.office import Office
from coalguard.sync.messages import Problem, parse

log = logging.getLogger(__name__)

_NOWHERE: Final = "(none)"
_NS: Final = 1_000_000_000
_REFUSED: Final = 400


class Watch:
    """What stands between uvicorn and the routes."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        """Watch the calls of an application."""
        self._app, self._office = app, office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a call through, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen(self._office.clock.monotonic_ns())

        async def hear() -> Message:
            message = await receive()
            seen.received += len(message.get("body", b""))
            return message

        async def speak(message: MutableMapping[str, Any]) -> None:
            seen.note(message)
            await send(message)

        try:
            await self._app(scope, hear, speak)
        finally:
            self._tell(scope, seen)

    def _tell(self, scope: Scope, seen: "_Seen") -> None:
        call: Call | None = scope.get("call")
        route = call.place if call else _NOWHERE
        seconds = (self._office.clock.monotonic_ns() - seen.begun_ns) / _NS
        metrics = self._office.metrics
        metrics.count("coalguard_calls_total", 1, route=route, status=str(seen.status))
        metrics.count("coalguard_received_bytes_total", seen.received)
        metrics.count("coalguard_sent_bytes_total", seen.sent)
        metrics.time(seconds, route=route)
        told: dict[str, object] = {"verb": scope["method"], "route": route, "status": seen.status}
        told |= {"ms": round(seconds * 1000, 1), "received": seen.received, "sent": seen.sent}
        if device := scope.get("device"):
            told["device"] = device
        if code := seen.code or scope.get("refused", ""):
            metrics.count("coalguard_refusals_total", 1, code=code)
            told["code"] = code
        tell(log, "call", told)


class _Seen:
    """What passed by of one call."""

    def __init__(self, begun_ns: int) -> None:
        self.begun_ns = begun_ns
        self.status = self.received = self.sent = 0
        self.code = ""

    def note(self, message: Mapping[str, Any]) -> None:
        """Take note of a piece of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        body = message.get("body", b"")
        self.sent += len(body)
        if self.status >= _REFUSED and body.startswith(b'{"title"'):
            self.code = parse(Problem, body).code
