"""The bare limit: the standard library's SQLite doing only what can not be avoided, and a 4 KiB append.

Written so that a ratio says what validation, encryption, the proof and the second copy cost. A ticket is kept with
audit rows that hold its body again and are chained by SHA-256, as a program without a journal would prove itself.
"""

import hashlib
import json
import os
import random
import sqlite3  # noqa: TID251 -- the limit is the bare library
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import Self

Ticket = Mapping[str, str | int]

FIELDS = (
    "id",
    "number",
    "plate",
    "driver",
    "mine",
    "mine_py",
    "buyer",
    "coal",
    "gross_kg",
    "tare_kg",
    "net_kg",
    "weighed_at",
)
_TABLES = f"""
CREATE TABLE ticket ({", ".join(FIELDS)}, PRIMARY KEY (id));
CREATE TABLE audit (id INTEGER PRIMARY KEY, at, who, what, ticket, body, hash);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, ticket, body);
"""
SAVE_INDEXES = ("ticket (number)", "ticket (plate)", "ticket (mine_py)", "ticket (weighed_at)")
YEARS_INDEXES = (
    "ticket (number)",
    "ticket (plate, weighed_at)",
    "ticket (mine, weighed_at)",
    "ticket (weighed_at)",
    "audit (ticket)",
)
_TICKET = "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_AUDIT = "INSERT INTO audit VALUES (NULL, ?, 'weigher', ?, ?, ?, ?)"
_CHAIN = "SELECT what, ticket, body, hash FROM audit ORDER BY id"
_MONTH = (
    "SELECT mine, coal, count(*), sum(net_kg) FROM ticket WHERE weighed_at >= ? AND weighed_at < ? GROUP BY mine, coal"
)
_DEEDS = ("create", "weigh", "print")
_LOADED_AT_ONCE = 20_000
_PAGE = b"x" * 4096
_BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
_HAN = "鑫源盛达泰和安平永兴晋华中阳东升西山南岭北固金龙大同宏远天瑞国强福顺"
_PLATE_SIGNS = "0123456789ABCDEFGHJK"


class Bare:
    """A bare file of tickets."""

    def __init__(self, folder: Path, indexes: Sequence[str]) -> None:
        """Begin in an empty folder."""
        self._file = folder / "bare.db"
        self._database = sqlite3.connect(self._file, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.executescript(_TABLES)
        for number, columns in enumerate(indexes):
            self._database.execute(f"CREATE INDEX ix_{number} ON {columns}")
        self._log = os.open(folder / "bare.log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._last = b""

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close both files."""
        self._database.close()
        os.close(self._log)

    def save(self, ticket: Ticket) -> None:
        """Save one ticket durably, twice over: ticket, audit and outbox row in one transaction, then the append."""
        execute = self._database.execute
        execute("BEGIN IMMEDIATE")
        execute(_TICKET, list(ticket.values()))
        body = json.dumps(ticket, ensure_ascii=False)
        execute(_AUDIT, (ticket["weighed_at"], "create", ticket["id"], body, self._link("create", body)))
        execute("INSERT INTO outbox VALUES (NULL, ?, ?)", (ticket["id"], body))
        execute("COMMIT")
        os.write(self._log, _PAGE)
        os.fsync(self._log)

    def load(self, source: Iterator[Ticket]) -> float:
        """Load tickets, each with three audit rows, in large commits; the seconds that took, their making apart."""
        seconds = 0.0
        self._database.execute("PRAGMA synchronous=NORMAL")
        while part := list(islice(source, _LOADED_AT_ONCE)):
            start = time.perf_counter()
            self._database.execute("BEGIN")
            self._database.executemany(_TICKET, (list(ticket.values()) for ticket in part))
            self._database.executemany(_AUDIT, self._audited(part))
            self._database.execute("COMMIT")
            seconds += time.perf_counter() - start
        start = time.perf_counter()
        self._database.execute("PRAGMA wal_checkpoint(RESTART)")
        self._database.execute("PRAGMA synchronous=FULL")
        return seconds + time.perf_counter() - start

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self._file.stat().st_size

    def verify(self) -> None:
        """Follow the chain of the audit rows. Raises ValueError where it breaks."""
        last, bodies = b"", dict[str, str]()
        for what, ticket, kept, digest in self._database.execute(_CHAIN):
            body = bodies.pop(ticket) if kept is None else bodies.setdefault(ticket, kept)
            last = hashlib.sha256(last + what.encode() + body.encode()).digest()
            if last != digest:
                raise ValueError(ticket)

    def backup(self, target: Path) -> None:
        """Copy the whole file."""
        with closing(sqlite3.connect(target)) as copy:
            self._database.backup(copy)

    def report(self, month: str) -> int:
        """What each mine sent of each coal in a month; how many lines that makes."""
        return len(self._database.execute(_MONTH, (month, f"{month}~")).fetchall())

    def _audited(self, part: Sequence[Ticket]) -> Iterator[tuple[object, ...]]:
        for ticket in part:
            body = json.dumps(ticket, ensure_ascii=False)
            for deed in _DEEDS:
                kept = None if deed == _DEEDS[-1] else body
                yield ticket["weighed_at"], deed, ticket["id"], kept, self._link(deed, body)

    def _link(self, deed: str, body: str) -> bytes:
        self._last = hashlib.sha256(self._last + deed.encode() + body.encode()).digest()
        return self._last


def tickets(*, first: int = 0) -> Iterator[Ticket]:
    """Made-up tickets without end, the same on every run: 400 mines, 150 buyers, 5,000 trucks, one each 288 s."""
    fixed, chance = random.Random(1), random.Random(7 + first)
    mines = [f"演示{''.join(fixed.sample(_HAN, 4))}煤业有限公司" for _ in range(400)]
    buyers = [f"演示{''.join(fixed.sample(_HAN, 3))}焦化厂" for _ in range(150)]
    plates = [f"晋A{''.join(fixed.choice(_PLATE_SIGNS) for _ in range(5))}" for _ in range(5_000)]
    for number in count(first):
        plate, mine = (int(size * chance.random() ** 2) for size in (len(plates), len(mines)))
        tare, net = chance.randrange(13_000, 18_000, 20), chance.randrange(20_000, 36_000, 20)
        at = (_BEGIN + number * timedelta(seconds=288)).isoformat()[:19]
        yield {
            "id": f"{number:012x}{chance.getrandbits(80):020x}",
            "number": f"BD01-{at[:4]}-{number:08d}",
            "plate": plates[plate],
            "driver": f"演示{_HAN[plate % len(_HAN)]}师傅",
            "mine": mines[mine],
            "mine_py": f"ys{mine:04d}myyxgs",
            "buyer": chance.choice(buyers),
            "coal": chance.choice(("原煤", "精煤", "中煤", "煤泥", "矸石", "焦煤")),
            "gross_kg": tare + net,
            "tare_kg": tare,
            "net_kg": net,
            "weighed_at": at,
        }
