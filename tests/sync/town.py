"""A city's server that answers from a script, over a real socket: for the line alone, whatever its answers hold."""

import gzip
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

JSON = {"Content-Type": "application/json"}
PROBLEM = {"Content-Type": "application/problem+json"}


class Answer(NamedTuple):
    """What is answered: a status, a body, headers; `short` cuts the body off, `slow_s` waits before it."""

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = JSON
    short: int = 0
    slow_s: float = 0


HANG_UP = Answer(status=0)
"""The connection is closed without a word."""


def problem(status: int, code: str, **facts: Any) -> Answer:
    """A refusal as RFC 9457 has it."""
    told = {"title": "…", "status": status, "code": code, "facts": facts, "type": "about:blank"}
    return Answer(json.dumps(told).encode(), status, PROBLEM)


class Asked(NamedTuple):
    """What was asked."""

    verb: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Town:
    """The script that is left, and what was asked so far."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def body(self, at: int = -1) -> Any:
        """What was asked, unpacked and read."""
        asked = self.asked[at]
        packed = asked.headers.get("Content-Encoding") == "gzip"
        return json.loads(gzip.decompress(asked.body) if packed else asked.body)


@contextmanager
def open_town(*answers: Answer, certificate: Path | None = None) -> Iterator[Town]:
    """A town that gives these answers, one to a request."""
    town = Town(answers=list(answers))

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            town.connections += 1
            super().setup()

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            town.asked.append(Asked(self.command, self.path, dict(self.headers), self.rfile.read(length)))
            answer = town.answers.pop(0)
            town.over.wait(answer.slow_s)
            if not answer.status:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) - answer.short])
            self.close_connection = self.close_connection or bool(answer.short)

        do_GET = do_POST = answer  # noqa: N815 -- the names that the library calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's own name
            """Nobody reads it."""

    class Server(ThreadingHTTPServer):
        block_on_close = False  # a connection may be kept by whoever asked

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes away, or does not trust us, is no fault here."""

    server = Server(("127.0.0.1", 0), Desk)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    town.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield town
    finally:
        town.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def make_certificate(file: Path) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, its key in the same file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    since = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def nobodys_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
