"""The server on its socket: told when it listens, stopped in peace, and not where somebody else listens."""

import json
import os
import signal
import socket
import threading
from contextlib import closing
from pathlib import Path

import pytest
import requests

from coalguard.domain.errors import MachineError
from coalguard.server.office import Config
from coalguard.server.serve import Listening, _listen, _spelled, serve
from tests.server.stations import Hands


def test_it_says_where_it_listens_and_ends_in_peace_when_it_is_told_to(tmp_path: Path) -> None:
    heard: list[Listening] = []
    answers: list[int] = []

    def call_and_stop() -> None:
        answers.append(requests.get(f"{heard[0].url}/healthz", timeout=10).status_code)
        os.kill(os.getpid(), signal.SIGTERM)

    def listening(told: Listening) -> None:
        heard.append(told)
        threading.Thread(target=call_and_stop).start()

    before = signal.getsignal(signal.SIGTERM)
    serve(Config(folder=tmp_path, clock=Hands()), ("127.0.0.1", 0), listening, log=tmp_path / "log")
    assert signal.getsignal(signal.SIGTERM) is before
    assert answers == [200]
    assert heard[0].port > 0
    assert heard[0].url == f"http://127.0.0.1:{heard[0].port}"
    assert len(heard[0].fingerprint) == 8
    events = [json.loads(line)["event"] for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert "call" in events


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(MachineError) as caught:
            serve(Config(folder=tmp_path / "x", clock=Hands()), ("127.0.0.1", port), print, log=tmp_path / "log")
    assert (caught.value.code, caught.value.facts) == ("server.port", {"host": "127.0.0.1", "port": port})
    assert not (tmp_path / "x").exists()


def test_an_address_of_the_newer_kind_stands_in_brackets() -> None:
    assert _spelled("::1") == "[::1]"
    assert _spelled("127.0.0.1") == "127.0.0.1"


def test_no_answer_waits_until_its_beginning_is_acknowledged() -> None:
    with closing(_listen("127.0.0.1", 0)) as heard:
        assert heard.proto == socket.IPPROTO_TCP  # where asyncio sees this it turns Nagle's algorithm off
