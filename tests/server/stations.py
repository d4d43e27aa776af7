"""Stations for tests of the server's edge: a writer that is enrolled by a code, says hello and turns its ratchet."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace as changed

from coalguard.domain.numbering import PaperKind
from coalguard.server.enrolment import Gate, enroll, open_code
from coalguard.server.hello import welcome
from coalguard.sync.messages import Enroll, Enrolled, Hello, Lease, Statement, Welcome, believe, parse
from coalguard.trust.statement import Purpose
from tests.server.towns import Town
from tests.server.writers import NOON, Writer


@dataclass
class Hands:
    """A clock that a test moves."""

    at: datetime = NOON
    boot: str = "hand"

    def now(self) -> datetime:
        """Where the hands stand."""
        return self.at

    def monotonic_ns(self) -> int:
        """What has passed since noon."""
        return (self.at - NOON) // timedelta(microseconds=1) * 1000

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what the two databases can not differ in: a PostgreSQL of its own takes a test a third of a second."""
FULL = {kind.value: 4_000 for kind in PaperKind}
FAR = {kind.value: "2026-06-30T00:00:00.000Z" for kind in PaperKind}


def asking(writer: Writer, code: str, **changes: Any) -> Enroll:
    """What a station's program sends at its enrolment."""
    asked = Enroll(
        code=code,
        station=writer.station,
        name=f"演示{writer.station}",
        kind=writer.kind,
        letter="A",
        public=writer.signer.public.hex(),
        epoch=writer.epoch,
        seq=writer.last,
        used={kind.value: 1 for kind in PaperKind},
    )
    return changed(asked, **changes)


def code_for(town: Town, station: str, clock: Hands) -> str:
    """A fresh one-time code."""
    with town.database.begin() as connection:
        return open_code(connection, town.secret, station, clock.now()).code


def enrolled(town: Town, writer: Writer, clock: Hands, **changes: Any) -> Enrolled:
    """Enrol a device by a fresh code."""
    asked = asking(writer, code_for(town, writer.station, clock), **changes)
    return parse(Enrolled, enroll(town.database, Gate(town.secret, town.city, clock), asked))


def leases(town: Town, grants: tuple[Statement, ...]) -> dict[str, Lease]:
    """What grants lease, by kind, their signatures checked."""
    told = [believe(Purpose.GRANT, Lease, one, town.city.public) for one in grants]
    return {lease.kind: lease for lease in told}


@dataclass
class Desk:
    """A station's side of hello: what it holds and says."""

    town: Town
    writer: Writer
    clock: Hands
    says: dict[str, Any] = field(default_factory=dict)
    ratchet: str = ""
    acked: tuple[int, int] = (1, 0)

    def hello(self, **changes: Any) -> Welcome:
        """Say hello; keep the ratchet that comes back."""
        told = self.unheard(**changes)
        self.ratchet = told.ratchet
        return told

    def unheard(self, *, address: str = "", **changes: Any) -> Welcome:
        """Say hello, and lose the answer."""
        last = self.writer.entries[-1] if self.writer.entries else None
        hello = Hello(
            device=self.writer.device,
            epoch=last.epoch if last else 1,
            seq=last.seq if last else 0,
            head=last.hash.hex() if last else "",
            acked=self.acked,
            feed="",
            cursor=0,
            mark="",
            city=(0, 0),
            ratchet=self.ratchet,
            restored=False,
            left=FULL,
            expires=FAR,
            heard_since="",
        )
        hello = changed(hello, **{**self.says, **changes})
        with self.town.database.begin() as connection:
            told = welcome(connection, self.town.city, self.clock, hello, address=address)
        return believe(Purpose.HELLO, Welcome, told, self.town.city.public)

    def push(self) -> None:
        """Push everything, and take the receipt."""
        receipt = self.town.push(self.writer)
        self.acked = receipt.epoch, receipt.seq

    def copy(self) -> "Desk":
        """The same machine a second time."""
        return replace(self)
