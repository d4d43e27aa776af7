"""Weather: a line to the city's server on which things happen, by chance and by name.

    calm        everything passes
    lost        what the server answers never arrives; the line goes dead once the answer is there
    reset       the line breaks with a reset after some bytes of either way
    twice       the call reaches the server twice, the second time over a line of its own, at the same moment
    sliced      bytes come a few at a time
    stalled     nothing moves for a moment, then all of it

`lose_after` names bytes of a call, such as b"POST /v1/push": the answer to each call that holds them is lost, whatever
the weather, as often as `lose` says. The line knows bytes, not messages.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Sequence
from random import Random
from types import TracebackType
from typing import Self

CALM: Sequence[str] = ("calm",)
STORM: Sequence[str] = ("calm", "calm", "lost", "reset", "twice", "sliced", "stalled")

_BEGINNINGS = (b"POST ", b"GET ")
_PIECE = 1 << 16
_MOST_BEFORE_RESET = 6_000
_SLICE = 700
_STALL_S = 0.05


class Weather:
    """A line to a port of this machine; `now` names what may happen to each call from now on."""

    def __init__(self, port: int, chance: Random, now: Sequence[str] = CALM) -> None:
        """Say where it leads and how the weather is."""
        self.now = now
        self.port = 0
        self.happened: dict[str, int] = {}
        self.lose_after = b""
        self.lose = 0
        self._far = port
        self._chance = chance
        self.writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """What stations call."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Lay the line."""
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cut it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        """End every connection, and give the loop its turns to let their sockets go."""
        for writer in self.writers:
            writer.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._pass_on(near, back)
        back.close()

    async def _pass_on(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        answers, far = await asyncio.open_connection("127.0.0.1", self._far)
        self.writers |= {far, back}
        line = _Line(self, back)
        there = asyncio.create_task(line.ask(near, far))
        here = asyncio.create_task(line.answer(answers))
        try:
            await asyncio.wait([there, here], return_when=asyncio.FIRST_COMPLETED)
        finally:
            there.cancel()
            here.cancel()
            far.transport.abort()
            await asyncio.gather(there, here, return_exceptions=True)

    async def again(self) -> asyncio.StreamWriter:
        """One more line to the server, on which nobody listens."""
        _, writer = await asyncio.open_connection("127.0.0.1", self._far)
        self.writers.add(writer)
        return writer

    def choose(self) -> str:
        """What the weather does to the next call."""
        weather = self._chance.choice(self.now)
        self.happened[weather] = self.happened.get(weather, 0) + 1
        return weather

    def before_reset(self) -> int:
        """How many bytes pass before the line breaks."""
        return self._chance.randrange(_MOST_BEFORE_RESET)


class _Line:
    """One connection; with each call that begins on it the weather changes."""

    def __init__(self, sky: Weather, back: asyncio.StreamWriter) -> None:
        self._sky, self._back = sky, back
        self._weather, self._left, self._lost = "calm", 0, False
        self._second: asyncio.StreamWriter | None = None

    async def ask(self, near: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        """Pass what the station says on to the server."""
        while piece := await near.read(_PIECE):
            if piece.startswith(_BEGINNINGS):
                await self._change()
            if self._sky.lose and self._sky.lose_after and self._sky.lose_after in piece:
                self._sky.lose -= 1
                self._lost = True
            if not await self._pass(piece, far):
                return
            if self._second is not None:
                self._second.write(piece)
                await self._second.drain()

    async def answer(self, answers: asyncio.StreamReader) -> None:
        """Pass what the server answers back to the station."""
        while piece := await answers.read(_PIECE):
            if self._lost or not await self._pass(piece, self._back):
                return

    async def _change(self) -> None:
        self._weather = self._sky.choose()
        self._lost, self._left = self._weather == "lost", self._sky.before_reset()
        self._second = await self._sky.again() if self._weather == "twice" else None

    async def _pass(self, piece: bytes, target: asyncio.StreamWriter) -> bool:
        """Whether the line still stands afterwards."""
        if self._weather == "reset":
            self._left -= len(piece)
            if self._left < 0:
                _reset(self._back)
                return False
        if self._weather == "stalled":
            await asyncio.sleep(_STALL_S)
        for part in _sliced(piece, self._weather):
            target.write(part)
            await target.drain()
        return True


def _sliced(piece: bytes, weather: str) -> Sequence[bytes]:
    size = _SLICE if weather == "sliced" else len(piece)
    return [piece[at : at + size] for at in range(0, len(piece), size)]


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection as a torn cable or a hurried middlebox does."""
    known: socket.socket | None = writer.get_extra_info("socket")
    if known is not None:
        known.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
