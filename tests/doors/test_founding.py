"""`init`, `drive` and `about`, as somebody types them."""

import io
import json
import sys
from pathlib import Path

import pytest

from coalguard.doors.command import run
from coalguard.settings import default_folder
from coalguard.trust.slots import open_recovery, parse_slots
from tests.doors.speaking import CODE, LOGIN, PASSWORD, PROGRAM, Door, free

Captured = pytest.CaptureFixture[str]
INIT = ["init", "--kind", "market", "--code", CODE, "--name", "演示市场", "--admin", LOGIN, "--password-stdin"]


def type_in(monkeypatch: pytest.MonkeyPatch, typed: bytes) -> None:
    """What stands on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))


def test_a_station_is_founded_and_its_recovery_code_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, f"{PASSWORD}\n".encode())
    folder = tmp_path / "store"
    assert run(["--data-dir", str(folder), "--json", *INIT], PROGRAM) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["station"], told["admin"], told["folder"]) == (True, CODE, LOGIN, str(folder))
    assert open_recovery(parse_slots((folder / "slots.json").read_bytes()), told["recovery_code"])
    door = Door(folder)
    assert door.log_in()["station"] == CODE
    door.drive.session.close()


def test_the_recovery_code_is_told_with_what_to_do_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, f"{PASSWORD}\r\n".encode())
    assert run(["--data-dir", str(tmp_path / "store"), "--lang", "zh", *INIT], PROGRAM) == 0
    out = capsys.readouterr().out
    assert "恢复码：" in out
    assert "抄在纸上" in out
    assert PASSWORD not in out


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"--code": "lx"}, ["station.code_malformed"]),
        ({"--code": "GB01", "--name": ""}, ["station.code_reserved", "name.missing"]),
        ({"--device": "AA"}, ["station.letter_malformed"]),
    ],
)
def test_a_station_that_can_not_be_is_refused_with_every_reason(
    changed: dict[str, str], codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, f"{PASSWORD}\n".encode())
    words = [*INIT, *(word for option in changed.items() for word in option)]
    assert run(["--data-dir", str(tmp_path / "store"), "--json", *words], PROGRAM) == 3
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["error"]["findings"]] == codes
    assert not (tmp_path / "store" / "store.db").exists()


@pytest.mark.parametrize(
    ("typed", "code"),
    [(b"", "password.missing"), (b"\xff\xfe\n", "password.not_utf8"), (b"short\n", "password.short")],
)
def test_a_password_that_is_none_founds_nothing(
    typed: bytes, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, typed)
    assert run(["--data-dir", str(tmp_path / "store"), "--json", *INIT], PROGRAM) in {2, 3}
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert not (tmp_path / "store" / "store.db").exists()


def test_a_store_is_never_founded_over_another(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    before = (folder / "store.db").read_bytes()
    type_in(monkeypatch, f"{PASSWORD}\n".encode())
    assert run(["--data-dir", str(folder), "--json", *INIT], PROGRAM) in {3, 4}
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "store.exists"
    assert (folder / "store.db").read_bytes() == before


def test_the_line_door_is_described_without_a_store(tmp_path: Path, capsys: Captured) -> None:
    assert run(["--data-dir", str(tmp_path / "nowhere"), "drive", "--describe"], PROGRAM) == 0
    told = json.loads(capsys.readouterr().out)
    assert "form.issue" in told["commands"]
    assert not (tmp_path / "nowhere").exists()


def test_a_demonstration_has_a_folder_of_its_own() -> None:
    from coalguard.doors.command import _folder  # noqa: PLC0415 -- what no test may write to
    from coalguard.doors.options import parse_options  # noqa: PLC0415 -- as above
    from coalguard.resources import words  # noqa: PLC0415 -- as above

    assert _folder(parse_options(["about"], words("zh"))) == default_folder()
    assert _folder(parse_options(["demo"], words("zh"))) not in {default_folder(), Path()}
    assert _folder(parse_options(["demo", "--data-dir", "x"], words("zh"))) == Path("x")


def test_the_line_door_answers_on_standard_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, f'{PASSWORD}\n{{"do": "setup.show"}}\n'.encode())
    assert run(["--data-dir", str(folder), "drive", "--login", LOGIN, "--password-stdin"], PROGRAM) == 0
    assert json.loads(capfd.readouterr().out)["result"]["station"]["code"] == CODE


def test_a_demonstration_opens_by_itself(folder: Path, capsys: Captured) -> None:
    free(folder)
    assert run(["--data-dir", str(folder), "--json", "verify"], PROGRAM) == 0
    assert json.loads(capsys.readouterr().out)["whole"]


def test_a_forgotten_password_is_replaced_by_the_recovery_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    type_in(monkeypatch, f"{PASSWORD}\n".encode())
    run(["--data-dir", str(tmp_path / "store"), "--json", *INIT], PROGRAM)
    code = json.loads(capsys.readouterr().out)["recovery_code"]

    type_in(monkeypatch, f"{code}\nanother password\n".encode())
    assert run(["--data-dir", str(tmp_path / "store"), "recover", "--login", LOGIN, "--password-stdin"], PROGRAM) == 0

    assert LOGIN in capsys.readouterr().out
    type_in(monkeypatch, b"another password\n")
    verify = ["--data-dir", str(tmp_path / "store"), "verify", "--login", LOGIN, "--password-stdin"]
    assert run(verify, PROGRAM) == 0
