"""`enroll` and `sync` as somebody types them, and `sync.run` and `sync.show` at the line door, with the real server."""

import io
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coalguard.doors.command import run
from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.synchronise import passes
from tests.cityhall import CityHall, open_city
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM, Door

Keep = Callable[..., tuple[int, str]]
LOGGED_IN = ("--login", LOGIN, "--password-stdin")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    """A city."""
    with open_city(tmp_path / "city") as hall:
        yield hall


@pytest.fixture
def keep(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Keep:
    """A command on the founded store: its exit code and what it printed."""

    def command(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode()), "utf-8"))
        code = run(["--data-dir", str(folder), "--lang", "zh", *words, *LOGGED_IN], PROGRAM)
        told = capfd.readouterr()
        return code, told.out + told.err

    return command


def told(answer: tuple[int, str]) -> dict[str, Any]:
    """What a command said as JSON."""
    read: dict[str, Any] = json.loads(answer[1])
    return read


def test_a_station_that_is_not_enrolled_is_told_so_with_three(keep: Keep) -> None:
    answer = keep("sync", "--once", "--json")

    assert (answer[0], told(answer)["error"]["code"]) == (3, "sync.not_enrolled")
    assert keep("sync")[0] == 3


def test_enrolling_says_the_fingerprint_and_the_numbers(keep: Keep, city: CityHall) -> None:
    code, text = keep("enroll", "--server", city.url, "--code", city.code("LX01"))

    assert code == 0
    assert "配对指纹" in text
    assert "五联单：LX01 1 至 5000" in text


def test_enrolling_with_a_wrong_code_is_refused_with_three(keep: Keep, city: CityHall) -> None:
    answer = keep("enroll", "--server", city.url, "--code", "LX01-2222-2222-2222", "--json")

    assert (answer[0], told(answer)["error"]["code"]) == (3, "enroll.code_wrong")


def test_one_pass_says_what_went_and_what_came(keep: Keep, city: CityHall) -> None:
    assert told(keep("enroll", "--server", city.url, "--code", city.code("LX01"), "--json"))["station"] == "LX01"

    answer = keep("sync", "--once", "--json")

    said = told(answer)
    assert answer[0] == 0
    assert (said["ok"], said["state"], said["waiting"]) == (True, "synced", 0)
    assert said["sent"] == said["acked_seq"] > 0
    assert said["lamps"] == {"switch_off": True, "hand_over": True}
    assert "已同步：送出" in keep("sync", "--once")[1]


def test_without_a_server_it_is_four_and_nothing_is_lost(keep: Keep, city: CityHall) -> None:
    keep("enroll", "--server", city.url, "--code", city.code("LX01"))
    city.shut()

    answer = keep("sync", "--once", "--json")

    assert (answer[0], told(answer)["state"]) == (4, "offline")
    assert told(answer)["faults"][0]["code"] == "sync.offline"
    assert "没有同步完" in keep("sync", "--once")[1]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT interrupts, also where the tests were started behind a shell, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("json_", [True, False])
def test_passes_go_on_until_somebody_interrupts(
    keep: Keep, city: CityHall, monkeypatch: pytest.MonkeyPatch, *, json_: bool
) -> None:
    keep("enroll", "--server", city.url, "--code", city.code("LX01"))
    real = passes.run

    def once(*given: Any) -> Any:
        synced = real(*given)
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        return synced

    monkeypatch.setattr(passes, "run", once)

    code, text = keep("sync", *(["--json"] if json_ else []))

    assert code == 0
    assert json.loads(text)["state"] == "synced" if json_ else "已同步" in text


def test_the_line_door_syncs_and_shows(desk: Door, city: CityHall) -> None:
    assert desk.result("sync.show")["state"] == "not_enrolled"
    assert desk.refusal("sync.run") == ["sync.not_enrolled"]
    desk.drive.session.close()
    opening = PROGRAM.open(desk.drive._settings, LOGIN, PASSWORD, lambda _: None)
    enroll(opening.station, opening.actor, Enroll(url=city.url, code=city.code("LX01")))
    opening.close()
    desk.log_in()

    synced, sheet = desk.result("sync.run"), desk.result("sync.show")

    assert synced["state"] == sheet["state"] == "synced"
    assert sheet["acked_seq"] == synced["acked_seq"]
    assert sheet["received"]["stations"][0]["code"] == "LX01"
