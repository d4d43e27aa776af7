"""The kill harness: a clerk sells coal through `drive`, and the program is killed at a random instant, again and again.

What must hold after every kill: whatever was acknowledged is on the disk with the same hash, the chain is whole, no
number is skipped or given twice, the alibi is at most one act behind and never ahead; and once the program is up
again, the alibi is level with the store. The disk is looked at as the kill left it, in a copy, so that looking repairs
nothing. A loss is a sentence; a harness that finds none gives back none.
"""

import json
import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from random import Random
from typing import Any, NamedTuple

from coalguard import sqlite
from coalguard.store import slotfile
from coalguard.store.alibi import Alibi
from coalguard.store.record import parse_record
from coalguard.trust.chain import FIRST_PREV, entry_hash
from coalguard.trust.secret import derive
from coalguard.trust.slots import open_slot
from tests.bad_days.market import COAL, REASON, SECOND, Market
from tests.drive import ADMIN, PASSWORD, PROGRAM, Answer, Drive

BURST = 12
"""The most acts before a kill."""
STARTING_S = 0.6
"""A start with its login takes about this long."""
PROVING_S, SAVING_S = 0.045, 0.008
"""Acts that prove a PIN take up to the first, the others up to the second."""
STARTS_KILLED = 0.15

Act = Mapping[str, Any]
Clerk = Generator[Act, Answer, None]


class Written(NamedTuple):
    """Where a chain ends: the last entry and its hash."""

    seq: int
    hash: bytes


_ENTRIES = (
    "SELECT seq, entries.hash, entries.body, headers.hash FROM entries JOIN headers ON headers.no = entries.header "
    "WHERE seq > ? ORDER BY seq"
)


class Harness:
    """A market, whoever sells there, and all that was acknowledged so far."""

    def __init__(self, market: Market, chance: Random, *, program: Sequence[str] = PROGRAM) -> None:
        """Take a market that nobody has open."""
        self.market = market
        self.acknowledged: dict[int, str] = {}
        self.kills = 0
        self.kept_unsaid = 0
        """Kills that came between a commit and its answer."""
        self._program = program
        self._chance = chance
        self._trucks = chance.randrange(10_000, 40_000)
        slots = slotfile.load(market.folder)
        self._key, self._salt = open_slot(slots, ADMIN, PASSWORD), slots.salt
        self._written = Written(0, FIRST_PREV)
        self._hashes: dict[int, str] = {}
        self._serials: dict[str, int] = {}

    def kill_once(self) -> list[str]:
        """Work, kill, look; gives back what was lost."""
        self.kills += 1
        with Drive(self.market.folder, program=self._program) as desk:
            desk.write(asked({"do": "session.login", "login": ADMIN, "password": PASSWORD}))
            losses = [] if self._killed_while_starting(desk) else self._work_until_killed(desk)
            desk.kill()
            for answer in desk.last_words():
                self._note(answer)
            assert not desk.complaints()
        losses += self._losses()
        self.kept_unsaid += self._written.seq > max(self.acknowledged, default=0)
        return losses

    def _killed_while_starting(self, desk: Drive) -> bool:
        return self._chance.random() < STARTS_KILLED and not desk.wait(self._chance.uniform(0, STARTING_S))

    def _work_until_killed(self, desk: Drive) -> list[str]:
        """Some acts, and one more during which the kill comes, or right after its answer if that is quicker."""
        self._note(desk.read())
        opened = max(self.acknowledged)
        level = self._last_of_alibi() == Written(opened, bytes.fromhex(self.acknowledged[opened]))
        losses = [] if level else [f"the alibi is not level with the store at its start, {opened}"]
        clerk = self._selling()
        act = next(clerk)
        for _ in range(self._chance.randrange(BURST)):
            desk.write(asked(act))
            answer = desk.read()
            self._note(answer)
            act = clerk.send(answer)
        desk.write(asked(act))
        desk.wait(self._chance.uniform(0, PROVING_S if "second" in act else SAVING_S))
        return losses

    def _selling(self) -> Clerk:
        """Truck after truck; every fourth form is made void and issued again."""
        while True:
            self._trucks += 1
            begun = yield {"do": "sale.begin", "plate": f"甘N{self._trucks}", "coal": COAL}
            visit = begun["result"]["visit"]
            for step, kg in (("tare", 5_000), ("gross", 6_000)):
                typed = {"step": step, "kg": kg, "reason": REASON, "second": SECOND}
                yield {"do": "weighing.enter", "visit": visit, **typed}
            issued = yield {"do": "form.issue", "visit": visit, **self.market.sale()}
            if self._trucks % 4 == 0:
                number = issued["result"]["number"]
                yield {"do": "form.void", "number": number, "reason": "打错", "parts_back": 5, "second": SECOND}
                yield {"do": "form.reissue", "number": number}

    def _note(self, answer: Answer) -> None:
        assert answer["ok"], answer["error"]
        entries = answer.get("entries", [answer["entry"]] if "entry" in answer else [])
        self.acknowledged |= {entry["seq"]: entry["hash"] for entry in entries}

    # --- the disk as it is ---------------------------------------------------------------------------------------

    def _losses(self) -> Iterator[str]:
        """What is wrong with the disk, looking at what came since the last look."""
        before = self._written.seq
        for seq, digest, body, header in self._copied_rows():
            if (seq, digest) != (self._written.seq + 1, entry_hash(self._written.hash, header, seq, body)):
                yield f"the chain breaks at {seq}"
            self._written = Written(seq, digest)
            self._hashes[seq] = digest.hex()
            yield from self._number_losses(json.loads(body)["doc"])
        for seq, acknowledged in self.acknowledged.items():
            if seq > before and self._hashes.get(seq) != acknowledged:
                yield f"acknowledged entry {seq} is not on the disk"
        yield from self._alibi_losses()

    def _copied_rows(self) -> list[tuple[int, bytes, bytes, bytes]]:
        """The entries behind the last one that was looked at: seq, hash, body, its header's hash."""
        copy = self.market.folder.with_name("looked-at")
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for file in self.market.folder.glob("store.db*"):
            if not file.name.endswith("-shm"):  # SQLite makes it again out of the log
                shutil.copy(file, copy)
        with closing(sqlite.connect(copy / "store.db", self._key, self._salt)) as connection:
            return connection.execute(_ENTRIES, (self._written.seq,)).fetchall()

    def _number_losses(self, document: str) -> Iterator[str]:
        if document:
            prefix, _, serial = document.split("-")
            if int(serial) != self._serials.get(prefix, 0) + 1:
                yield f"{document} follows {prefix} {self._serials.get(prefix, 0)}"
            self._serials[prefix] = int(serial)

    def _alibi_losses(self) -> Iterator[str]:
        """What is wrong with the alibi: it ends where the store had been, and not before what was acknowledged."""
        last = self._last_of_alibi()
        acknowledged = max(self.acknowledged, default=0)
        if last.seq < acknowledged:
            yield f"the alibi ends at {last.seq}, {acknowledged} was acknowledged"
        if self._hashes.get(last.seq) != last.hash.hex():
            yield f"the alibi ends at {last.seq} with another hash than the store has there"

    def _last_of_alibi(self) -> Written:
        newest = Alibi(self.market.folder / "alibi", derive(self._key, b"alibi")).last()
        assert newest is not None
        record = parse_record(newest)
        return Written(record.last, record.head)


def asked(act: Act) -> bytes:
    """An act as a line."""
    return json.dumps({"id": None, **act}, ensure_ascii=False).encode()
