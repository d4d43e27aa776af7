"""The commands that keep a store safe and whole, as somebody types them."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coalguard.doors.command import run
from coalguard.settings import Settings
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM, Door

Captured = pytest.CaptureFixture[str]
Keep = Callable[..., tuple[int, str]]
LOGGED_IN = ("--login", LOGIN, "--password-stdin")


@pytest.fixture
def keep(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Keep:
    """A command on the founded store: its exit code and what it printed."""

    def command(*words: str, store: Path = folder) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode()), "utf-8"))
        code = run(["--data-dir", str(store), "--lang", "zh", *words, *LOGGED_IN], PROGRAM)
        told = capfd.readouterr()
        return code, told.out + told.err

    return command


def told(answer: tuple[int, str]) -> dict[str, Any]:
    """What a command said as JSON."""
    read: dict[str, Any] = json.loads(answer[1])
    return read


def add_yard(folder: Path, name: str) -> None:
    """One more entry."""
    door = Door(folder)
    door.log_in()
    door.result("yard.register", name=name)
    door.drive.session.close()


def tamper(folder: Path) -> None:
    """Change a derived table behind the journal's back."""
    opening = PROGRAM.open(Settings(folder), LOGIN, PASSWORD, lambda _: None)
    with opening.station.store.maintenance() as connection:
        connection.execute("UPDATE station SET name = 'x'")
    opening.close()


def test_a_whole_store_is_exit_zero(keep: Keep) -> None:
    code, lines = keep("verify")
    assert code == 0
    assert lines.startswith("账本完好")
    found = told(keep("verify", "--json"))
    assert (found["ok"], found["whole"], found["first_bad_seq"]) == (True, True, None)
    assert all(invariant["holds"] for invariant in found["invariants"])


def test_a_broken_invariant_is_exit_one(keep: Keep, folder: Path) -> None:
    tamper(folder)
    code, lines = keep("verify")
    assert code == 1
    assert "derived" in lines
    found = told(keep("verify", "--json"))
    assert (found["ok"], found["whole"]) == (False, False)


def test_tables_are_compared_then_replaced(keep: Keep, folder: Path) -> None:
    tamper(folder)
    code, lines = keep("rebuild", "--check")
    assert code == 1
    assert "station" in lines
    found = told(keep("rebuild", "--json"))
    assert (found["ok"], found["agrees"], found["replaced"]) == (True, False, True)
    assert [one["table"] for one in found["differences"]] == ["station"]
    assert keep("rebuild", "--check")[0] == 0
    assert keep("rebuild")[0] == 0
    assert keep("verify")[0] == 0


def test_replaced_tables_are_told(keep: Keep, folder: Path) -> None:
    tamper(folder)
    code, lines = keep("rebuild")
    assert code == 0
    assert "已按日志重算并替换" in lines


def test_every_fact_is_a_line_of_json(keep: Keep, folder: Path) -> None:
    add_yard(folder, "演示东场")
    code, lines = keep("dump")
    facts = [json.loads(line) for line in lines.splitlines()]
    assert code == 0
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert any(fact["body"]["kind"] == "yard.registered" for fact in facts)
    assert all(fact["person"] is None for fact in facts)


def test_a_backup_comes_back(keep: Keep, folder: Path, tmp_path: Path) -> None:
    made = told(keep("backup", str(tmp_path / "kept"), "--json"))
    add_yard(folder, "演示东场")
    (folder / "store.db").unlink()
    code, lines = keep("restore", made["path"], "--alibi", str(folder / "alibi"))
    assert code == 0, lines
    assert "副本" in lines
    assert keep("verify")[0] == 0
    assert "演示东场" in keep("dump")[1]


def test_without_the_alibi_numbers_begin_above_those_seen(keep: Keep, tmp_path: Path) -> None:
    code, lines = keep("backup", str(tmp_path / "kept"))
    assert (code, "已核对" in lines) == (0, True)
    made = next((tmp_path / "kept").iterdir())
    other = tmp_path / "other"
    restored = told(keep("restore", str(made), "--json", store=other))
    assert (restored["ok"], restored["kept_epoch"]) == (True, False)
    opened = told(
        keep("number", "emergency", "--kind", "form", "--highest-seen", "32", "--json", store=other),
    )
    assert (opened["kind"], opened["prefix"], opened["first"]) == ("form", "LX01", 132)
    code, lines = keep("number", "emergency", "--kind", "ticket", "--highest-seen", "7", store=other)
    assert (code, "107" in lines) == (0, True)


def test_a_lost_alibi_is_told_with_what_to_do(keep: Keep, tmp_path: Path) -> None:
    made = told(keep("backup", str(tmp_path / "kept"), "--json"))
    code, lines = keep("restore", made["path"], store=tmp_path / "other")
    assert code == 0
    assert "number emergency" in lines


def test_emergency_numbers_are_refused_while_others_are_good(keep: Keep) -> None:
    answer = keep("number", "emergency", "--kind", "form", "--highest-seen", "32", "--json")
    assert answer[0] == 3
    assert told(answer)["error"]["code"] == "number.grant_valid"


def test_a_backup_is_restored_by_the_line_door(folder: Path, tmp_path: Path) -> None:
    door = Door(folder)
    door.log_in()
    made = door.result("backup.make", path=str(tmp_path / "kept"))["path"]
    back = {"path": made, "alibi": str(folder / "alibi"), "login": LOGIN, "password": PASSWORD}
    assert door.refusal("backup.restore", **back) == ["store.in_use"]
    door.result("session.logout")
    assert door.result("backup.restore", **back)["kept_epoch"]
    assert door.log_in()["login"] == LOGIN
    assert door.result("store.verify")["whole"]
    door.drive.session.close()
