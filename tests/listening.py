"""A server on a real socket, in a thread of the test: it says when it listens, and stops as soon as it is told.

uvicorn looks ten times a second whether it is to stop and waits twice more on the way; hundreds of tests would wait
with it.
"""

import asyncio
import threading
from contextlib import suppress
from socket import socket

import uvicorn
from fastapi import FastAPI

PATIENCE_S = 20
_TICK_S = 0.1
_TURN_S = 0.002
_TURNS = 500


class Listening(uvicorn.Server):
    """A running server; `port` is where it is heard."""

    def __init__(self, app: FastAPI, port: int = 0) -> None:
        """Start it, and wait until it listens."""
        super().__init__(uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="on"))
        self._begun, self._loop = threading.Event(), asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._begun.wait(PATIENCE_S)
        self.port: int = self.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Answer no more."""
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        self._loop.run_until_complete(self.serve())
        self._loop.close()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._begun.set()

    async def main_loop(self) -> None:
        """What uvicorn does ten times a second, until it is told to stop."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), _TICK_S)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close every connection once its answer is out; the sockets are our own."""
        del sockets
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(_TURNS):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(_TURN_S)
        await self.lifespan.shutdown()
