"""`serve` and `server` as somebody types them: a real server process, and what a person does beside it."""

import io
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from coalguard.clock import SystemClock
from coalguard.doors.command import run
from coalguard.server.admin import enroll_code
from coalguard.server.enrolment import Gate, enroll
from coalguard.server.journal import exception_sayings
from coalguard.server.judge import Use, double_redemption
from coalguard.server.office import Config, open_office
from tests.doors.speaking import PROGRAM
from tests.served import Served
from tests.server.stations import Desk, Hands, asking
from tests.server.towns import Town
from tests.server.writers import NOON, Writer

AT = "2026-01-14T04:00:00.000Z"
Do = Callable[..., tuple[int, str]]


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Do:
    """A command of the server in an empty folder: its exit code and what it printed."""

    def command(*words: str, given: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), "utf-8"))
        code = run(["--data-dir", str(tmp_path), "--lang", "zh", *words], PROGRAM)
        told = capfd.readouterr()
        return code, told.out + told.err

    return command


def told(answer: tuple[int, str]) -> Any:
    """What a command said as JSON."""
    return json.loads(answer[1])


def test_a_server_is_started_asked_and_stopped(tmp_path: Path) -> None:
    with Served(tmp_path) as city:
        assert requests.get(f"{city.url}/healthz", timeout=10).json()["ok"]
        assert city.code("LX01").startswith("LX01-")
        assert city.publish(kind="plate.watched", plate="甘N8F326", reason="演示", until=None)["kinds"] == [
            "plate.watched"
        ]
        assert requests.get(f"{city.url}/healthz", timeout=10).json()["position"] == 1
        assert city.complaints() == ""
    assert (tmp_path / "logs" / "server.log").exists()


def stopped_when_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the server of this process as soon as it says that it listens."""
    write = sys.stdout.write

    def written(text: str) -> int:
        count = write(text)
        if "127.0.0.1:" in text:
            threading.Timer(0, os.kill, (os.getpid(), signal.SIGTERM)).start()
        return count

    monkeypatch.setattr(sys.stdout, "write", written)


@pytest.mark.parametrize(
    ("more", "log"),
    [
        ((), "logs/server.log"),
        (("--log", "-"), ""),
        (("--json", "--public-address", "https://coal.example/v/"), "logs/server.log"),
    ],
)
def test_a_server_says_one_line_when_it_listens_and_ends_with_0(
    do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], log: str
) -> None:
    stopped_when_heard(monkeypatch)
    code, text = do("serve", "--port", "0", *more)
    line = (
        text.splitlines()[-1 if log and "--json" not in more else 0]
        if log
        else next(one for one in text.splitlines() if "Ctrl" in one)
    )
    assert code == 0
    database = str(tmp_path / "server.db")
    if "--json" in more:
        heard = json.loads(line)
        assert (heard["port"] > 0, heard["founded"], heard["database"]) == (True, True, database)
    else:
        assert f"原来没有市局的数据库，新建了 {database}。" in text, "whoever mistyped the path is told"
        assert line.startswith("市局服务器在 http://127.0.0.1:")
    assert not log or "Application startup complete" in (tmp_path / log).read_text("utf-8")


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_refused(do: Do, port: str) -> None:
    code, text = do("serve", "--port", port, "--json")
    assert (code, told((code, text))["error"]["code"]) == (2, "usage.value")


def test_a_server_that_finds_its_city_says_nothing_of_a_new_one(
    do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    founded(tmp_path)
    stopped_when_heard(monkeypatch)
    assert "新建" not in do("serve", "--port", "0")[1]


def founded(folder: Path) -> None:
    """A city whose server has run."""
    open_office(Config(folder=folder, clock=SystemClock())).close()


def test_a_city_is_founded_by_its_server_alone(do: Do, tmp_path: Path) -> None:
    founded(tmp_path)
    wrong = tmp_path / "mistyped.db"
    for words in (("enroll-code", "--station", "LX01"), ("devices",), ("grants",), ("exceptions",), ("publish", "-")):
        code, text = do("server", *words, "--database", f"sqlite:///{wrong}", given="{}")
        assert (code, str(wrong) in text, "serve" in text) == (4, True, True), text
    assert not wrong.exists()


def test_two_machines_with_one_key_are_told_apart(do: Do, tmp_path: Path) -> None:
    with closing(open_office(Config(folder=tmp_path, clock=SystemClock()))) as office:
        writer, gate = Writer("LX01"), Gate(office.secret, office.city, office.clock)
        enroll(office.database, gate, asking(writer, enroll_code(office, "LX01").code))
        desk = Desk(Town(office.database, office.secret, office.city, office.journal), writer, Hands())
        desk.hello(address="10.0.0.7")
        copy = desk.copy()
        desk.hello(address="10.0.0.7")
        desk.hello(address="10.0.0.7", seq=7)
        copy.hello(address="", heard_since="2026-01-14T03:00:00.000Z", seq=4)
    code, text = do("server", "devices")
    assert (code, "等人处理" in text) == (0, True), text
    for part in (
        "来自 10.0.0.7，写到第 1 代第 7 条，比其他的多 3 条，有 7 条市局还没有",
        "来自 —",
        f"--release {writer.device}",
    ):
        assert part in text, text
    (device,) = told(do("server", "devices", "--json"))["devices"]
    assert {(one["address"], one["seq"], one["ahead"], one["waiting"]) for one in device["callers"]} == {
        ("10.0.0.7", 7, 3, 7),
        ("", 4, 0, 4),
    }


def test_what_a_person_does_is_told_in_words_and_as_json(do: Do, tmp_path: Path) -> None:
    founded(tmp_path)
    code, text = do("server", "enroll-code", "--station", "LX01")
    assert (code, text.startswith("LX01 的入网码：LX01-")) == (0, True)
    assert told(do("server", "enroll-code", "--station", "LX01", "--json"))["ok"]
    assert do("server", "devices") == (0, "还没有机器入网。\n")
    assert do("server", "grants") == (0, "还没有发出号段。\n")
    assert told(do("server", "devices", "--json")) == {"ok": True, "devices": []}
    assert told(do("server", "grants", "--station", "LX01", "--json")) == {"ok": True, "grants": []}
    watch = json.dumps({"kind": "plate.watched", "plate": "甘N8F326", "reason": "演示"}, ensure_ascii=False)
    assert do("server", "publish", "-", given=watch) == (0, "下发了 1 条，各站下次同步时收到。\n")
    file = tmp_path / "watch.json"
    file.write_text(watch, "utf-8")
    assert len(told(do("server", "publish", str(file), "--json"))["entries"]) == 1


def test_a_device_is_listed_revoked_and_its_leases_shown(do: Do, tmp_path: Path) -> None:
    device = enrolled(tmp_path)
    code, text = do("server", "devices", "--station", "LX01")
    assert (code, device in text, "在用" in text, "配对指纹" in text) == (0, True, True, True)
    assert "LX01 五联单：LX01 1 至 5000" in do("server", "grants")[1]
    assert told(do("server", "devices", "--release", device, "--json"))["error"]["code"] == "device.not_waiting"
    (one,) = told(do("server", "devices", "--revoke", device, "--from", "1:7", "--json"))["devices"]
    assert (one["status"], one["revoked_from"]) == ("revoked", "1:7")
    assert "已吊销" in do("server", "devices", "--revoke", device)[1]


def test_exceptions_are_listed_with_the_keys_that_close_them(do: Do, tmp_path: Path) -> None:
    founded(tmp_path)
    assert do("server", "exceptions") == (0, "没有异常单。\n")
    opened = double_redemption("LX01-260114-0001", Use("KK02", AT), Use("KK03", AT), "LX01")
    config = Config(folder=tmp_path, clock=SystemClock())
    with closing(open_office(config)) as office, office.database.begin() as connection:
        keys = [str(key) for key in office.city.append(connection, exception_sayings([opened]), NOON)]
    code, text = do("server", "exceptions", "--open")
    assert text.splitlines()[:2] == [
        "2026-01-14 12:00 重复核销 LX01-260114-0001，告诉了 KK02、KK03、LX01，没有关闭",
        f"　编号 {'、'.join(keys)}",
    ]
    assert (code, "exception.closed" in text) == (0, True)
    closing_word = json.dumps({"kind": "exception.closed", "opened": keys[1], "note": "同一辆车"})
    assert do("server", "publish", "-", given=closing_word) == (0, "下发了 3 条，各站下次同步时收到。\n")
    assert do("server", "exceptions", "--open") == (0, "没有异常单。\n")
    (one,) = told(do("server", "exceptions", "--station", "KK03", "--json"))["exceptions"]
    assert (one["keys"], one["code"], one["note"]) == (keys, "redemption.double", "同一辆车")
    assert (one["stations"], one["number"]) == (["KK02", "KK03", "LX01"], "LX01-260114-0001")
    text = do("server", "exceptions")[1]
    assert (text.splitlines()[0].endswith("关闭：同一辆车"), "exception.closed" in text) == (True, False)
    assert told(do("server", "exceptions", "--station", "LX09", "--json")) == {"ok": True, "exceptions": []}


@pytest.mark.parametrize("deed", ["--release", "--revoke"])
def test_nothing_is_said_of_what_is_near_where_nothing_is(do: Do, tmp_path: Path, deed: str) -> None:
    device = enrolled(tmp_path)
    assert "相近" not in do("server", "devices", deed, "nope")[1]
    assert f"什么也没有改。相近的：{device}。请用" in do("server", "devices", deed, device[:-1] + "x")[1]


def enrolled(folder: Path) -> str:
    """A device that the server in a folder knows."""
    with closing(open_office(Config(folder=folder, clock=SystemClock()))) as office:
        writer, gate = Writer("LX01"), Gate(office.secret, office.city, office.clock)
        enroll(office.database, gate, asking(writer, enroll_code(office, "LX01").code))
        return writer.device


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("enroll-code",), "usage.missing", 2),
        (("enroll-code", "--station", "GB01"), "station.code_reserved", 3),
        (("publish",), "usage.missing", 2),
        (("publish", "nowhere.json"), "publish.unreadable", 2),
        (("publish", "-"), "publish.malformed", 2),
        (("devices", "--release", "x", "--revoke", "y"), "usage.either", 2),
        (("devices", "--from", "1:1"), "usage.missing", 2),
        (("devices", "--revoke", "x", "--from", "soon"), "usage.value", 2),
        (("devices", "--revoke", "x"), "device.unknown", 3),
        (("devices", "--release", "nope"), "device.unknown", 3),
        (("devices", "--database", "mysql://x"), "database.url", 2),
    ],
)
def test_what_does_not_go_together_is_named(
    do: Do, tmp_path: Path, words: tuple[str, ...], code: str, exit_code: int
) -> None:
    founded(tmp_path)
    answer = do("server", *words, "--json")
    assert (answer[0], told(answer)["error"]["code"]) == (exit_code, code)
