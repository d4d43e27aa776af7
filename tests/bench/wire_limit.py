"""The bare limit of sync: gzip JSON batches of 500 to an application that makes each one insert, and back by pages.

No proof, no encryption, no accounts, one table: whoever is faster leaves something out. `python -m
tests.bench.wire_limit DATABASE` is the far side, on a file of SQLite or the URL of a PostgreSQL.
"""

import gzip
import json
import socket
import sqlite3  # noqa: TID251 -- the limit is the bare library
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
import requests
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.bench.limit import FIELDS
from tests.bench.writing import Ticket
from tests.drive import ROOT

BATCH = 500
_PATIENCE_S = 60
_KEEP = "INSERT OR REPLACE INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PAGE = "SELECT * FROM ticket ORDER BY number LIMIT {} OFFSET {}"
_ANEW = ", ".join(f"{name} = excluded.{name}" for name in FIELDS[1:])
_KEEP_FAR = f"{_KEEP.replace(' OR REPLACE', '').replace('?', '%s')} ON CONFLICT (id) DO UPDATE SET {_ANEW}"
_COLUMNS = ", ".join(f"{name} {'INTEGER' if name.endswith('_kg') else 'TEXT'}" for name in FIELDS)


class BareServer:
    """The barest server in a process of its own, and the station that speaks with it."""

    def __init__(self, folder: Path, tickets: Sequence[Ticket], database: str = "") -> None:
        """Say where its two files lie, or the PostgreSQL of the far one, and what is sent."""
        folder.mkdir()
        self._folder, self._far = folder, database or str(folder / "far.db")
        self._tickets = tickets
        self._sent = self._kept = 0

    def __enter__(self) -> Self:
        """Start it."""
        command = [sys.executable, "-m", "tests.bench.wire_limit", self._far]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        self._session = requests.Session()
        self._near = sqlite3.connect(self._folder / "near.db")
        self._near.execute("PRAGMA journal_mode=WAL")
        self._near.execute("PRAGMA synchronous=NORMAL")
        self._near.execute(f"CREATE TABLE ticket ({', '.join(FIELDS)}, PRIMARY KEY (id))")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._session.close()
        self._near.close()
        self._process.terminate()
        self._process.wait(_PATIENCE_S)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def through(self, port: int) -> None:
        """Speak with it through this port."""
        self._url = f"http://127.0.0.1:{port}"

    @property
    def port(self) -> int:
        """Where it is heard."""
        return int(self._url.rpartition(":")[2])

    def push(self, count: int) -> float:
        """The seconds that so many tickets take there."""
        rows = self._tickets[self._sent : self._sent + count]
        self._sent += count
        begun = time.perf_counter()
        for at in range(0, count, BATCH):
            body = gzip.compress(json.dumps(rows[at : at + BATCH], ensure_ascii=False).encode(), 1)
            self._session.post(f"{self._url}/push", data=body, timeout=_PATIENCE_S).raise_for_status()
        return time.perf_counter() - begun

    def pull(self, count: int) -> float:
        """The seconds that so many tickets take back."""
        begun = time.perf_counter()
        for after in range(self._kept, self._kept + count, BATCH):
            answer = self._session.get(f"{self._url}/pull", params={"after": after}, timeout=_PATIENCE_S)
            rows = [[row[name] for name in FIELDS] for row in answer.json()]
            self._near.executemany(_KEEP, rows)
            self._near.commit()
        self._kept += count
        return time.perf_counter() - begun

    def nothing(self) -> float:
        """The seconds that one question takes to which the answer is nothing."""
        begun = time.perf_counter()
        self._session.get(f"{self._url}/pull", params={"after": 1 << 40}, timeout=_PATIENCE_S).raise_for_status()
        return time.perf_counter() - begun


class Keeping:
    """Where the far side keeps tickets."""

    def __init__(self, database: str) -> None:
        """Open the file of SQLite or the PostgreSQL."""
        self._in_postgres = database.startswith("postgresql")
        if self._in_postgres:
            self._database: Any = psycopg.connect(database.replace("+psycopg", "", 1))
        else:
            self._database = sqlite3.connect(database, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(f"CREATE TABLE ticket ({_COLUMNS}, PRIMARY KEY (id))")
        self._database.commit()

    def keep(self, rows: Sequence[Sequence[object]]) -> None:
        """Keep a batch."""
        self._database.cursor().executemany(_KEEP_FAR if self._in_postgres else _KEEP, rows)
        self._database.commit()

    def page(self, after: int) -> list[tuple[object, ...]]:
        """The batch behind a place."""
        return list(self._database.execute(_PAGE.format(BATCH, after)).fetchall())


def application(keeping: Keeping) -> Starlette:
    """The far side: gunzip, parse, one insert a batch."""

    async def push(request: Request) -> Response:
        rows = json.loads(gzip.decompress(await request.body()))
        keeping.keep([[row[name] for name in FIELDS] for row in rows])
        return JSONResponse({"accepted": len(rows)})

    async def pull(request: Request) -> Response:
        rows = keeping.page(int(request.query_params["after"]))
        said = [dict(zip(FIELDS, row, strict=True)) for row in rows]
        content = gzip.compress(json.dumps(said, ensure_ascii=False).encode(), 1)
        return Response(content, media_type="application/json", headers={"Content-Encoding": "gzip"})

    return Starlette(routes=[Route("/push", push, methods=["POST"]), Route("/pull", pull)])


def main() -> None:
    """Answer on any free port, and say which."""
    with closing(socket.socket(proto=socket.IPPROTO_TCP)) as heard:  # else asyncio does not see that it may not wait
        heard.bind(("127.0.0.1", 0))
        heard.listen()
        sys.stdout.write(f"{heard.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(application(Keeping(sys.argv[1])), log_level="error")).run([heard])


if __name__ == "__main__":
    main()
