"""The server's edge for tests: the real application on a real socket, in a thread, and a station that calls it.

with open_counter(url, folder, clock) as counter:
    caller = counter.caller(Writer("LX01"))
    caller.enroll()
    caller.push()
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from coalguard.domain.journal import Json
from coalguard.server.admin import enroll_code
from coalguard.server.app import application, create_app
from coalguard.server.call import Call
from coalguard.server.limit import Pace
from coalguard.server.office import Config, Office, open_office
from coalguard.server.routes import CALLS
from coalguard.sync.messages import (
    AskToken,
    Enrolled,
    Hello,
    Nonce,
    Page,
    Problem,
    Receipt,
    Statement,
    Token,
    Welcome,
    believe,
    parse,
    render,
)
from coalguard.sync.run import Run, render_run
from coalguard.trust.statement import Purpose, token_message
from tests.listening import Listening
from tests.server.stations import FAR, FULL, Hands, asking
from tests.server.writers import Writer

PATIENCE_S = 20
UNHURRIED = Pace(100_000, 100_000)


@dataclass
class Counter:
    """A running server, and an office on the same database beside it, as another process would have one."""

    url: str
    beside: Office
    clock: Hands

    def caller(self, writer: Writer) -> "Caller":
        """A station that may call."""
        return Caller(self, writer)

    def ask(self, verb: str, place: str, **given: Any) -> requests.Response:
        """A call by nobody in particular."""
        return requests.request(verb, self.url + place, timeout=PATIENCE_S, **given)


@contextmanager
def open_counter(
    database: str,
    folder: Path,
    clock: Hands,
    *,
    pace: Pace = UNHURRIED,
    address: str = "",
    calls: Sequence[Call] = CALLS,
) -> Iterator[Counter]:
    """Run it; `pace` is that of devices and of addresses."""
    config = Config(folder=folder, clock=clock, database=database, address=address, device_pace=pace, address_pace=pace)
    app = create_app(config) if calls is CALLS else application(open_office(config), calls)
    server = Listening(app)
    beside = open_office(config)
    try:
        yield Counter(f"http://127.0.0.1:{server.port}", beside, clock)
    finally:
        beside.close()
        server.stop()


@dataclass
class Caller:
    """A station at the line: it enrols, proves who it is, says hello, pushes and reads."""

    counter: Counter
    writer: Writer
    token: str = ""
    ratchet: str = ""
    acked: tuple[int, int] = (1, 0)
    city: bytes = b""
    line: requests.Session = field(default_factory=requests.Session)

    def call(self, verb: str, place: str, body: bytes | None = None, **headers: str) -> requests.Response:
        """A call with the token, if there is one."""
        let_in = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers = {"Content-Type": "application/json", **let_in, **headers}
        return self.line.request(verb, self.counter.url + place, data=body, headers=headers, timeout=PATIENCE_S)

    def enroll(self, **changes: Any) -> Enrolled:
        """Become known by a fresh code, and be let in."""
        code = enroll_code(self.counter.beside, self.writer.station).code
        answer = self.call("POST", "/v1/enroll", render(asking(self.writer, code, **changes)))
        assert answer.status_code == 200, answer.text
        told = parse(Enrolled, answer.content)
        self.city = bytes.fromhex(told.city)
        self.let_in()
        return told

    def let_in(self) -> None:
        """Take a token."""
        nonce = parse(Nonce, self.call("GET", "/v1/nonce").content).nonce
        signature = self.writer.signer.sign(token_message(nonce))
        answer = self.call("POST", "/v1/token", render(AskToken(self.writer.device, nonce, signature)))
        assert answer.status_code == 200, answer.text
        self.token = parse(Token, answer.content).token

    def hello(self, **changes: Any) -> Welcome:
        """Say hello."""
        answer = self.call("POST", "/v1/hello", render(self.greeting(**changes)))
        assert answer.status_code == 200, answer.text
        told = believe(Purpose.HELLO, Welcome, parse(Statement, answer.content), self.city)
        self.ratchet = told.ratchet
        return told

    def greeting(self, **changes: Any) -> Hello:
        """What is said at a hello."""
        last = self.writer.entries[-1] if self.writer.entries else None
        said: dict[str, Any] = {
            "device": self.writer.device,
            "epoch": last.epoch if last else 1,
            "seq": last.seq if last else 0,
            "head": last.hash.hex() if last else "",
            "acked": self.acked,
            "feed": "",
            "cursor": 0,
            "mark": "",
            "city": (0, 0),
            "ratchet": self.ratchet,
            "restored": False,
            "left": FULL,
            "expires": FAR,
            "heard_since": "",
        }
        return Hello(**{**said, **changes})

    def push(self) -> Receipt:
        """Push everything."""
        return [self.send(run) for run in self.writer.runs()][-1]

    def send(self, run: Run) -> Receipt:
        """Push a run."""
        answer = self.call("POST", "/v1/push", render_run(run))
        assert answer.status_code == 200, answer.text
        receipt = believe(Purpose.RECEIPT, Receipt, parse(Statement, answer.content), self.city)
        self.acked = receipt.epoch, receipt.seq
        return receipt

    def read(self, after: int = 0) -> Page:
        """A page of the feed."""
        answer = self.call("GET", f"/v1/feed?after={after}")
        assert answer.status_code == 200, answer.text
        return believe(Purpose.PAGE, Page, parse(Statement, answer.content), self.city)


def problem(answer: requests.Response) -> tuple[int, str, dict[str, Json]]:
    """Status, code and facts of a refusal."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = parse(Problem, answer.content)
    assert told.status == answer.status_code
    assert "未登记" not in told.title
    return told.status, told.code, dict(told.facts)
