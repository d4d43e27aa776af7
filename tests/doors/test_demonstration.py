"""`demo`, as somebody types it who has never seen the program."""

import json
from pathlib import Path

import pytest

from coalguard.doors.command import run
from tests.doors.speaking import PROGRAM, free

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint's demonstration, built by the command."""
    folder = tmp_path_factory.mktemp("demo") / "station"
    assert run(["--data-dir", str(folder), "--json", "demo", "--kind", "checkpoint", "--headless"], PROGRAM) == 0
    return folder


def test_a_demonstration_is_told_in_a_few_lines(built: Path, capsys: Captured) -> None:
    assert run(["--data-dir", str(built), "--lang", "zh", "demo", "--headless"], PROGRAM) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("演示站 ZQ02 折桥卡口，7 天的记录")
    assert "  查验 69 车：放行 35，劝返 8，移交 1，非煤 25" in lines
    assert "  账目从单据和台账两边各算一遍，结果一致。" in lines
    assert "  yi（演示检查员一），PIN 1234" in lines
    assert lines[-1] == f"演示站在 {built}，不用登录就能打开。"


def test_a_script_reads_the_same(built: Path, capsys: Captured) -> None:
    assert run(["--data-dir", str(built), "--json", "demo", "--headless"], PROGRAM) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["folder"], told["kind"]) == (True, str(built), "checkpoint")
    assert told["summary"]["ties"] is True
    assert told["summary"]["inspections"] == {"pass": 35, "turn_back": 8, "detain": 1, "not_coal": 25}


def test_a_demonstration_that_is_there_is_used(folder: Path, capsys: Captured) -> None:
    free(folder)
    assert run(["--data-dir", str(folder), "--json", "demo", "--headless"], PROGRAM) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["folder"], told["kind"]) == (True, str(folder), "market")
    assert run(["--data-dir", str(folder), "--lang", "zh", "demo", "--kind", "checkpoint", "--headless"], PROGRAM) == 0
    out = capsys.readouterr().out
    assert "  进煤 0 车 0.000 吨，供煤单位 0 家，批次 0 个，其中 0 个暂不能售" in out
    assert "PIN" not in out


def test_a_real_store_is_no_demonstration(folder: Path, capsys: Captured) -> None:
    assert run(["--data-dir", str(folder), "--json", "demo", "--headless"], PROGRAM) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.not_demo"
