"""A slow line: passes TCP on to a port of this machine with 40 ms and 1 Mbit/s each way, as `numbers.md` §1 has it."""

import asyncio
import contextlib
import threading
from types import TracebackType
from typing import Self

DELAY_S = 0.040
BYTES_PER_S = 125_000

_PIECE = 4096
_PIECES_UNDER_WAY = 64


class SlowLine:
    """A line to a port; `port` is this end of it."""

    def __init__(self, port: int) -> None:
        """Say where it leads."""
        self._far = port
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        """Lay it."""
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
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        answers, far = await asyncio.open_connection("127.0.0.1", self._far)
        await asyncio.gather(_carry(near, far), _carry(answers, back), return_exceptions=True)


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Hand each piece over when it is due; those behind it are on their way meanwhile."""
    loop, due = asyncio.get_running_loop(), asyncio.Queue[tuple[float, bytes]](_PIECES_UNDER_WAY)

    async def hand_over() -> None:
        while True:
            at, piece = await due.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not piece:
                target.close()
                return
            target.write(piece)
            await target.drain()

    handing, free = asyncio.create_task(hand_over()), 0.0
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(_PIECE):
            free = max(free, loop.time()) + len(piece) / BYTES_PER_S
            await due.put((free + DELAY_S, piece))
    await due.put((free + DELAY_S, b""))
    await asyncio.gather(handing, return_exceptions=True)
