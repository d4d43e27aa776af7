"""The city's server as a process of its own, as it runs in the city: started, asked for codes, stopped, killed.

with Served(folder) as city:
    code = city.code("LX01")
    enroll(station, admin, Enroll(url=city.url, code=code))
"""

import json
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from tests.drive import ROOT, surroundings

PROGRAM = (sys.executable, "-m", "coalguard")
PATIENCE_S = 60
_OURS = 500


class Served:
    """One `coalguard serve`; without a URL on SQLite in its own folder."""

    def __init__(
        self,
        folder: Path,
        database: str = "",
        *,
        port: int = 0,
        words: Sequence[str] = (),
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """Say where; `start` starts it. `words` go to the command as they are, `program` may be another such."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.database = database or f"sqlite:///{folder / 'server.db'}"
        self.port = port
        self._words = words
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints = TemporaryFile()  # noqa: SIM115 -- it is closed at the end

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, in peace where the test went well."""
        try:
            if kind is None and self._process is not None:
                assert self.stop() == 0, self.complaints()
            else:
                self.kill()
        finally:
            self._complaints.close()

    @property
    def url(self) -> str:
        """Where it is heard; the port stays the same when it is started again."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it listens."""
        told = ("--json", "serve", "--database", self.database, "--host", "127.0.0.1", "--port", str(self.port))
        self._process = subprocess.Popen(
            [*self._program, "--data-dir", str(self.folder), *told, *self._words],
            cwd=ROOT,
            env=surroundings(None),
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], PATIENCE_S)[0], self.complaints()
        line = self._process.stdout.readline()
        assert line, self.complaints()
        self.port = int(json.loads(line)["port"])

    def stop(self) -> int:
        """Ask it to end; gives back the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._ended()

    def kill(self) -> None:
        """SIGKILL, at once."""
        if self._process is not None:
            self._process.kill()
            self._ended()

    def _ended(self) -> int:
        process, self._process = self._process, None
        assert process is not None
        code = process.wait(PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()
        return code

    def complaints(self) -> str:
        """What it wrote to its error stream."""
        self._complaints.seek(0)
        return self._complaints.read().decode()

    def faults(self) -> str:
        """What its log says of calls that it answered with a fault of its own (5xx), and of the causes."""
        file = self.folder / "logs" / "server.log"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        told = [(line, json.loads(line)) for line in lines]
        return "\n".join(line for line, said in told if "error" in said or said.get("status", 0) >= _OURS)

    def code(self, station: str) -> str:
        """A fresh one-time code for a station."""
        return str(self.tell("enroll-code", "--station", station)["code"])

    def publish(self, **says: Any) -> Any:
        """Have the city publish something."""
        return self.tell("publish", "-", said=json.dumps(says, ensure_ascii=False))

    def tell(self, *words: str, said: str = "") -> Any:
        """`coalguard server …`, and what it answers."""
        base = [*self._program, "--data-dir", str(self.folder), "--json", "server", words[0]]
        done = subprocess.run(
            [*base, "--database", self.database, *words[1:]],
            cwd=ROOT,
            env=surroundings(None),
            input=said.encode(),
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, (done.stdout, done.stderr)
        return json.loads(done.stdout)
