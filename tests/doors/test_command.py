"""The command line: exit codes, the terminal, --json; in a process of its own where the process matters."""

import errno
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from coalguard.doors.command import run
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM, start

Captured = pytest.CaptureFixture[str]
GIVEN = f"{PASSWORD}\n".encode()


def test_a_program_says_what_it_is_as_json(capsys: Captured) -> None:
    assert run(["about", "--json"], PROGRAM) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == {"ok", "version", "build", "sqlite", "cipher", "schema", "derived", "rule_sets"}
    assert told["ok"] is True


def test_a_program_says_what_it_is_to_people(capsys: Captured) -> None:
    assert run(["--lang", "zh", "about"], PROGRAM) == 0
    assert capsys.readouterr().out.startswith("煤管通 ")


@pytest.mark.parametrize("line", [["--help"], ["drive", "-h"], ["--json", "-h"]])
def test_help_is_an_answer(line: list[str], capsys: Captured) -> None:
    assert run([*line, "--lang", "zh"], PROGRAM) == 0
    assert capsys.readouterr().out.startswith("用法：")


@pytest.mark.parametrize("line", [["verfy"], ["init"], ["about", "now"], ["about", "--lang", "fr"]])
def test_wrong_usage_is_one_line_on_stderr(line: list[str], capsys: Captured) -> None:
    assert run(line, PROGRAM) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("line", [["--json", "verfy"], ["verfy", "--json"], ["--json"]])
def test_wrong_usage_as_json_is_an_object_on_stdout(line: list[str], capsys: Captured) -> None:
    assert run(line, PROGRAM) == 2
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["ok"] is False
    assert told["error"]["code"].startswith("usage.")
    assert not err


def test_the_answer_speaks_the_language_asked_for(capsys: Captured) -> None:
    run(["--lang", "en", "about", "now"], PROGRAM)
    english = capsys.readouterr().err
    run(["--lang", "zh", "about", "now"], PROGRAM)
    assert english != capsys.readouterr().err


def test_the_language_of_the_settings_is_spoken(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "settings.toml").write_text('language = "en"\n', "utf-8")
    run(["--data-dir", str(tmp_path), "about"], PROGRAM)
    assert not capsys.readouterr().out.startswith("煤管通 ")


def test_faults_of_the_settings_are_a_refusal_with_all_reasons(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "settings.toml").write_text('language = "fr"\ncolour = 1\n', "utf-8")
    assert run(["--data-dir", str(tmp_path), "--json", "about"], PROGRAM) == 3
    assert len(json.loads(capsys.readouterr().out)["error"]["findings"]) == 2
    assert run(["--data-dir", str(tmp_path), "about"], PROGRAM) == 3
    assert capsys.readouterr().err.count("\n") == 2


def test_a_fault_of_the_program_is_told_with_its_report(
    tmp_path: Path, capsys: Captured, caplog: pytest.LogCaptureFixture
) -> None:
    """A program whose doors lead nowhere: nothing that anybody foresaw."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    code = run(["--data-dir", str(tmp_path), "--json", "verify"], replace(PROGRAM, open_demo=fail))
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert (code, error["code"], err) == (4, "program.failed", "")
    assert "ZeroDivisionError" in (tmp_path / error["findings"][0]["facts"]["report"]).read_text("utf-8")
    assert "unexpected" in caplog.text


def test_a_disk_that_fails_is_a_machine_that_fails(tmp_path: Path, capsys: Captured) -> None:
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert run(["--data-dir", str(tmp_path), "--json", "verify"], replace(PROGRAM, open_demo=fill)) == 4
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "disk.full"


@pytest.mark.skipif(os.name == "nt", reason="there are no such interrupts")
def test_an_interrupt_ends_quietly(folder: Path) -> None:
    line = [sys.executable, "-m", "coalguard", "--data-dir", str(folder), "drive"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"do": "about"}\n')
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b""


def test_a_store_in_damage_is_exit_five(folder: Path) -> None:
    file = folder / "store.db"
    file.write_bytes(file.read_bytes()[:16] + os.urandom(8176))
    ended = start("--data-dir", str(folder), "verify", "--login", LOGIN, "--password-stdin", "--json", given=GIVEN)
    assert ended.returncode == 5
    assert json.loads(ended.stdout)["ok"] is False
    assert ended.stderr == b""


def test_a_wrong_password_is_exit_three(folder: Path) -> None:
    ended = start("--data-dir", str(folder), "drive", "--login", LOGIN, "--password-stdin", given=b"guess\n")
    assert ended.returncode == 3
    assert ended.stdout == b""
    assert ended.stderr.count(b"\n") == 1


def test_a_missing_store_is_told_without_making_a_folder(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    ended = start("--data-dir", str(nowhere), "verify", "--login", LOGIN, "--password-stdin", given=GIVEN)
    assert ended.returncode == 4
    assert not nowhere.exists()


def test_stdout_is_utf_8_whatever_the_locale(folder: Path) -> None:
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = start("--data-dir", str(folder), "--lang", "zh", "about", environment=plain)
    assert ended.stdout.decode().startswith("煤管通 ")
    given = GIVEN + '{"do": "yard.register", "name": "东场𠮷"}\n'.encode()
    drive = ["--data-dir", str(folder), "drive", "--login", LOGIN, "--password-stdin"]
    assert json.loads(start(*drive, given=given, environment=plain).stdout.decode())["ok"]


def test_commands_follow_the_password_on_one_stdin(folder: Path) -> None:
    given = GIVEN.replace(b"\n", b"\r\n") + b'{"id": 1, "do": "setup.show"}\r\n\r\n{"do": "about"}\r\n'
    ended = start("--data-dir", str(folder), "drive", "--login", LOGIN, "--password-stdin", given=given)
    assert ended.returncode == 0
    assert [json.loads(line)["id"] for line in ended.stdout.splitlines()] == [1]
    assert ended.stderr == b""


def test_a_listener_that_leaves_is_no_fault_of_ours(folder: Path) -> None:
    """The reader of a pipe goes after the first answer; the program ends by itself, quietly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "coalguard", "--data-dir", str(folder), "drive"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b'{"do": "about"}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["ok"]
    process.stdout.close()
    process.stdin.write(b'{"do": "about"}\n' * 3)
    process.stdin.close()
    assert process.wait(30) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_drive_loads_neither_alembic_nor_sqlalchemy(folder: Path) -> None:
    program = (
        "import sys; from coalguard.app import main\n"
        "code = main()\n"
        "sys.exit(code or [name for name in ('sqlalchemy', 'alembic') if name in sys.modules] or 0)"
    )
    given = b'{"do": "session.login", "login": "%b", "password": "%b"}\n' % (LOGIN.encode(), PASSWORD.encode())
    given += b'{"do": "yard.register", "name": "x"}\n{"do": "setup.show"}\n'
    line = [sys.executable, "-c", program, "--data-dir", str(folder), "drive"]
    ended = subprocess.run(line, input=given, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert all(json.loads(line)["ok"] for line in ended.stdout.splitlines())


def test_about_loads_no_store() -> None:
    program = (
        "import sys; from coalguard.app import main\n"
        "code = main()\n"
        "heavy = ('coalguard.store.store', 'coalguard.trust.slots', 'msgspec', 'sqlalchemy')\n"
        "sys.exit(code or [name for name in heavy if name in sys.modules] or 0)"
    )
    line = [sys.executable, "-c", program, "about", "--json"]
    ended = subprocess.run(line, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
