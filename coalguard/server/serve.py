"""Serve: the application on a socket, until it is told to stop; calls that are under way are finished first.

One process; several of them on one PostgreSQL are several of these, each on a port of its own behind a load balancer.
"""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from coalguard.domain.errors import MachineError
from coalguard.server.app import application
from coalguard.server.database import shown_url
from coalguard.server.log import kept_log
from coalguard.server.office import Config, open_office
from coalguard.trust.keyring import fingerprint

_KEPT_S: Final = 75
"""How long an idle connection is kept: longer than the minute between two conversations of a station."""
_FINISHING_S: Final = 10
_WAITING: Final = 2_048


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server is heard, the fingerprint of the city's key, its database, and whether that is new."""

    url: str
    host: str
    port: int
    city: str
    fingerprint: str
    database: str
    founded: bool


class _Server(uvicorn.Server):
    """Uvicorn, which ends in peace when it is told to stop."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGTERM and SIGINT, and do not raise them again: stopping is what was asked for."""
        before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)


def serve(
    config: Config, place: tuple[str, int], listening: Callable[[Listening], None], *, log: Path | None = None
) -> None:
    """Answer calls at a host and port until told to stop; `listening` is called once, when a call would be heard.

    Port 0 is any free one; the log goes to a file, or to standard error.

    Raises MachineError `server.port`, and what `open_office` does.
    """
    host = place[0]
    with kept_log(log), _listen(*place) as heard:
        office = open_office(config)
        port, city = heard.getsockname()[1], office.city.public
        url, place_of_it = f"http://{_spelled(host)}:{port}", shown_url(config.url)
        told = Listening(url, host, port, city.hex(), fingerprint(city), place_of_it, office.database.founded)
        settings = uvicorn.Config(
            application(office),
            log_config=None,
            access_log=False,
            timeout_keep_alive=_KEPT_S,
            timeout_graceful_shutdown=_FINISHING_S,
            server_header=False,
            backlog=_WAITING,
        )
        try:
            _Server(settings, lambda: listening(told)).run([heard])
        finally:
            office.close()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that is bound; it listens once the server runs."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, or asyncio leaves Nagle's algorithm on: each answer, a head and a body, then waits 40 ms for an ACK.
    heard = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        heard.bind((host, port))
    except OSError as error:
        heard.close()
        raise MachineError("server.port", host=host, port=port) from error
    return heard


def _spelled(host: str) -> str:
    return f"[{host}]" if ":" in host else host
