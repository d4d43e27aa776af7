"""Client: the line to the city's server; says one call, hears one answer (`journal.md` §6), one connection kept.

Whatever the server answers is believed by the city's signature alone: TLS keeps secrets, the pinned key gives truth.
What goes wrong is told by blame: the line (MachineError `sync.…`), the city that declines (`Declined`), an answer that
proves nothing (DamagedError). The module refuses to know what an answer means and when to ask again.
"""

import logging
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
from requests.utils import get_environ_proxies

from coalguard import __version__
from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError
from coalguard.domain.findings import Finding, Refused
from coalguard.sync.messages import (
    MOST_ON_A_PAGE,
    AskToken,
    Certificate,
    Enroll,
    Enrolled,
    Hello,
    Lease,
    Nonce,
    Page,
    Problem,
    Receipt,
    Returned,
    Statement,
    Token,
    Trust,
    Welcome,
    believe,
    parse,
    render,
)
from coalguard.sync.turn import Failure, Trouble
from coalguard.trust.chain import Signer
from coalguard.trust.statement import Purpose, token_message

log = logging.getLogger(__name__)

PATIENCE_S: Final = (10.0, 30.0)
"""Seconds until a connection stands, and until something of the answer comes."""
ENOUGH_TO_PACK: Final = 500
"""Bytes from which on a body is packed; below, the packing is larger."""
_QUICK_FROM: Final = 1 << 16
"""Bytes from which on packing is quick rather than thorough: the wire gains a tenth, the machine loses threefold."""
_LARGEST_ANSWER: Final = 1 << 25
_CHUNK: Final = 1 << 17
_LOCAL: Final = {"localhost", "127.0.0.1", "::1"}
_UNAUTHORISED, _TOO_LARGE, _TOO_MANY, _SERVER_FAULTS = 401, 413, 429, range(500, 600)
_DONE: Final = 200

Told = TypeVar("Told", bound=msgspec.Struct)


class Declined(Refused):
    """The city said no: its code and facts, and the status it said it with."""

    def __init__(self, problem: Problem) -> None:
        """Keep what it said."""
        super().__init__([Finding(problem.code, problem.facts)])
        self.status = problem.status


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An answer to an enrolment, every statement in it proved; each lease with the statement that proves it."""

    told: Enrolled
    certificate: Certificate
    trust: Trust
    leases: tuple[tuple[Lease, Statement], ...]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A receipt, and the statement that proves it."""

    receipt: Receipt
    statement: Statement


def check_url(url: str) -> str:
    """The address of a server as it is kept. Raises UsageError `enroll.url_malformed`, `enroll.url_insecure`.

    Names, ID numbers and telephones go over this line: without TLS it may lead to this machine alone.
    """
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        sound = sound and not (parts.query or parts.fragment or parts.username)
    except ValueError as error:
        raise UsageError("enroll.url_malformed", url=url) from error
    if not sound:
        raise UsageError("enroll.url_malformed", url=url)
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise UsageError("enroll.url_insecure", url=url)
    return url.strip().rstrip("/")


def failure_of(error: CoalGuardError) -> Failure:
    """What an error of the line means for the conversation."""
    return Failure(_trouble(error), error.code, error.facts, int(error.facts.get("wait_s") or 0))


def _trouble(error: CoalGuardError) -> Trouble:
    match error:
        case Declined(status=status):
            return {_UNAUTHORISED: Trouble.UNAUTHORISED, _TOO_LARGE: Trouble.TOO_LARGE}.get(status, Trouble.DECLINED)
        case MachineError(code="sync.timeout"):
            return Trouble.TIMED_OUT
        case MachineError(code="sync.busy" | "sync.server_failed"):
            return Trouble.BUSY
        case MachineError():
            return Trouble.OFFLINE
        case _:
            return Trouble.UNTRUE


class Line:
    """The line of one device to one city; `city` is the pinned public key, empty before enrolment."""

    def __init__(
        self,
        url: str,
        signer: Signer,
        *,
        city: bytes = b"",
        ca: Path | None = None,
        token: str = "",
        patience_s: tuple[float, float] = PATIENCE_S,
    ) -> None:
        """Prepare; nothing is said yet. `ca` is the one authority that the server's certificate may come from."""
        self.url, self.token = url, token
        self.sent_bytes = self.received_bytes = 0
        self._signer, self._city, self._patience_s = signer, city, patience_s
        self._host = urlsplit(url).hostname or ""
        self._kept = requests.Session()
        self._kept.trust_env = False  # a .netrc would put its own name in the place of our token
        self._kept.proxies = get_environ_proxies(url)
        self._kept.verify = str(ca) if ca else True
        self._kept.headers.update(
            {"User-Agent": f"coalguard/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip"}
        )
        self._stood = False

    @property
    def host(self) -> str:
        """Whom the line leads to, for sentences."""
        return self._host

    def close(self) -> None:
        """Let the connection go."""
        self._kept.close()

    # --- the calls ----------------------------------------------------------------------------------------------------

    def enroll(self, asked: Enroll) -> Enrolment:
        """Be known to the city; its key is taken from the answer, and two people compare the fingerprint."""
        told = parse(Enrolled, self._call("POST", "/v1/enroll", render(asked), let_in=False))
        try:
            city = bytes.fromhex(told.city)
        except ValueError as error:
            raise DamagedError("sync.malformed", message=Enrolled.__name__) from error
        certificate = believe(Purpose.CERTIFICATE, Certificate, told.certificate, city)
        trust = believe(Purpose.TRUST, Trust, told.trust, city)
        leases = tuple((believe(Purpose.GRANT, Lease, grant, city), grant) for grant in told.grants)
        self._city = city
        return Enrolment(told, certificate, trust, leases)

    def let_in(self) -> Token:
        """Prove who we are, and hold the token from now on."""
        nonce = parse(Nonce, self._call("GET", "/v1/nonce", let_in=False)).nonce
        asked = AskToken(self._signer.device, nonce, self._signer.sign(token_message(nonce)))
        token = parse(Token, self._call("POST", "/v1/token", render(asked), let_in=False))
        self.token = token.token
        return token

    def greet(self, hello: Hello) -> Welcome:
        """Say where we stand, hear how the city sees it."""
        return self._believed(Purpose.HELLO, Welcome, self._call("POST", "/v1/hello", render(hello)))

    def lease_of(self, grant: Statement) -> Lease:
        """What a grant leases."""
        return believe(Purpose.GRANT, Lease, grant, self._city)

    def push(self, body: bytes) -> Acknowledgement:
        """Send a run, packed or not as `packed` left it; hear the receipt."""
        statement = parse(Statement, self._call("POST", "/v1/push", body))
        return Acknowledgement(believe(Purpose.RECEIPT, Receipt, statement, self._city), statement)

    def read(self, after: int, limit: int = MOST_ON_A_PAGE) -> Page:
        """A page of what others wrote."""
        answer = self._call("GET", f"/v1/feed?after={after}&limit={limit}")
        return self._page(answer, after)

    def snapshot(self, after: int) -> Iterator[Page]:
        """All that others wrote, page by page to the end."""
        rest = b""
        with self._asked("GET", "/v1/snapshot", f"?after={after}") as answer:
            for chunk in self._chunks(answer):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    page = self._page(line, after)
                    after = page.next
                    yield page
        if rest.strip():
            yield self._page(rest, after)

    def recall(self, epoch: int, after: int) -> Returned:
        """Own entries behind a seq of an epoch."""
        return self._believed(Purpose.JOURNAL, Returned, self._call("GET", f"/v1/journal?epoch={epoch}&after={after}"))

    def _believed(self, purpose: Purpose, kind: type[Told], answer: bytes) -> Told:
        return believe(purpose, kind, parse(Statement, answer), self._city)

    def _page(self, answer: bytes, after: int) -> Page:
        page = self._believed(Purpose.PAGE, Page, answer)
        if page.after != after or page.next < after:
            raise DamagedError("sync.stale")
        return page

    # --- one call -----------------------------------------------------------------------------------------------------

    def _call(self, verb: str, place: str, body: bytes = b"", *, let_in: bool = True) -> bytes:
        with self._asked(verb, place, body=body, let_in=let_in) as answer:
            return b"".join(self._chunks(answer))

    def _asked(
        self, verb: str, place: str, query: str = "", *, body: bytes = b"", let_in: bool = True
    ) -> requests.Response:
        """The answer's beginning, its status judged."""
        answer = self._spoken(lambda: self._send(verb, place + query, packed(body), let_in=let_in))
        if answer.status_code == _DONE:
            if "json" in answer.headers.get("Content-Type", ""):
                return answer
            answer.close()
            raise MachineError("sync.not_the_city", host=self._host)
        with answer:
            raise self._declined(answer, b"".join(self._chunks(answer)))

    def _send(self, verb: str, place: str, body: bytes, *, let_in: bool) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if let_in else {}
        if body:
            headers["Content-Type"] = "application/json"
        if body.startswith(_GZIP):
            headers["Content-Encoding"] = "gzip"
        self.sent_bytes += len(body)
        return self._kept.request(
            verb,
            self.url + place,
            data=body or None,
            headers=headers,
            timeout=self._patience_s,
            allow_redirects=False,
            stream=True,
        )

    def _spoken(self, send: Callable[[], requests.Response]) -> requests.Response:
        """Send; a connection that was kept may have been closed meanwhile, so then once more on a fresh one.

        Every call may arrive twice (`journal.md` §1, rule 3).
        """
        try:
            answer = send()
        except OSError as error:
            if not self._stood or not _broke_off(error):
                raise self._line_error(error) from error
            answer = self._spoken_anew(send)
        self._stood = True
        return answer

    def _spoken_anew(self, send: Callable[[], requests.Response]) -> requests.Response:
        self._stood = False
        try:
            return send()
        except OSError as error:
            raise self._line_error(error) from error

    def _chunks(self, answer: requests.Response) -> Iterator[bytes]:
        """What the answer holds, unpacked."""
        total = 0
        try:
            for chunk in answer.iter_content(_CHUNK):
                total += len(chunk)
                if total > _LARGEST_ANSWER and "ndjson" not in answer.headers.get("Content-Type", ""):
                    raise DamagedError("sync.malformed", message="length")
                yield chunk
        except requests.RequestException as error:
            raise self._line_error(error) from error
        finally:
            self.received_bytes += answer.raw.tell()

    def _line_error(self, error: OSError) -> CoalGuardError:
        """What broke the line; an authority whose file is gone comes as a plain OSError."""
        if not isinstance(error, requests.RequestException):
            return MachineError("sync.tls", host=self._host)
        match error:
            case requests.Timeout():
                return MachineError("sync.timeout", host=self._host)
            case requests.exceptions.SSLError():
                return MachineError("sync.tls", host=self._host)
            case requests.exceptions.ProxyError():
                return MachineError("sync.proxy", host=self._host)
            case _ if _broke_off(error):
                return MachineError("sync.offline", host=self._host)
            case _:
                log.info("an answer that is none: %s", type(error).__name__)
                return DamagedError("sync.malformed", message="http")

    def _declined(self, answer: requests.Response, content: bytes) -> CoalGuardError:
        """What a status that is not 200 means: a refusal that says its code, or somebody else than the city."""
        status = answer.status_code
        if status == _TOO_MANY or status in _SERVER_FAULTS:
            wait = answer.headers.get("Retry-After", "")
            if wait.isdecimal():
                return MachineError("sync.busy", wait_s=int(wait))
            return MachineError("sync.server_failed", status=status)
        try:
            return Declined(parse(Problem, content))
        except DamagedError:
            return MachineError("sync.not_the_city", host=self._host)


def packed(body: bytes) -> bytes:
    """A body as it travels: packed where that is worth it; one that is packed stays so."""
    if len(body) <= ENOUGH_TO_PACK or body.startswith(_GZIP):
        return body
    packer = zlib.compressobj(1 if len(body) >= _QUICK_FROM else 6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(body) + packer.flush()


def _broke_off(error: OSError) -> bool:
    """Whether a connection did not come about or ended before the answer did; a refused certificate is no such end."""
    broken = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
    others = (requests.Timeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
    return isinstance(error, broken) and not isinstance(error, others)


_GZIP: Final = b"\x1f\x8b"
