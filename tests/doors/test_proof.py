"""`check-paper` and `keys`, as somebody types them: codes line by line, trust from one data folder to another."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coalguard.doors.command import run
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import fingerprint, parse_bundle
from tests.abroad import PLATE, Abroad
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM, Door, free

Type = Callable[..., tuple[int, str, str]]
LOGGED_IN = ("--login", LOGIN, "--password-stdin")
ABROAD = Abroad()
STRANGER = Abroad(signer=DeviceSigner(bytes(32)))
FORGED = f"CG1:{int(ABROAD.paper()[4:]) ^ 1}"


@pytest.fixture
def type_(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Type:
    """A command on the founded store, with what stands on standard input: its exit code and what it printed."""

    def command(*words: str, given: bytes = b"", store: Path = folder) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        code = run(["--data-dir", str(store), "--lang", "zh", *words], PROGRAM)
        told = capfd.readouterr()
        return code, told.out, told.err

    return command


@pytest.fixture
def trusting(folder: Path) -> Path:
    """The same store, which trusts the market elsewhere."""
    door = Door(folder)
    door.log_in()
    door.result("keys.import", text=ABROAD.bundle())
    door.drive.session.close()
    return folder


def lines(out: str) -> list[dict[str, Any]]:
    """One object a line."""
    return [json.loads(line) for line in out.splitlines()]


def test_each_scanned_code_is_a_line_without_a_login(type_: Type, trusting: Path, tmp_path: Path) -> None:
    scanned = tmp_path / "scanned.txt"
    scanned.write_text(f"\ufeff{ABROAD.paper()}\r\n\r\n{FORGED}\n{STRANGER.paper()}\nhttps://example.cn/7\n", "utf-8")
    code, out, _ = type_("check-paper", str(scanned), "--json", store=trusting)
    told = lines(out)
    assert code == 1
    assert [(one["line"], one["genuine"]) for one in told] == [(1, "yes"), (3, "no"), (4, "unknown_key"), (5, "no")]
    assert "light" not in told[0]
    fields = told[0]["fields"]
    assert (fields["number"], fields["plate"], fields["net_kg"]) == ("LX02-260114-0032", PLATE, 32_420)
    assert (fields["station"], fields["coal"], fields["sulfur"]) == ("LX02", "无烟2号", "0.47")
    assert fields["issued_at"] == "2026-01-14T10:00:00+08:00"
    assert told[3]["fields"] is None
    assert [one["code"] for one in told[2]["reasons"]] == ["paper.key_unknown"]


def test_a_genuine_code_is_exit_zero_and_a_sentence(type_: Type, trusting: Path) -> None:
    code, out, _ = type_("check-paper", "-", given=ABROAD.paper().encode(), store=trusting)
    assert (code, out) == (0, f"第 1 行：真 LX02-260114-0032 {PLATE} 净重 32.420 t 演示二市场\n")
    code, out, _ = type_("check-paper", "-", given=FORGED.encode(), store=trusting)
    assert (code, len(out.splitlines())) == (1, 2)
    assert type_("check-paper", "-", given=b"\n", store=trusting) == (0, "", "")


def test_with_a_login_and_a_plate_there_is_the_light_too(type_: Type, trusting: Path) -> None:
    lasting = ABROAD.paper(valid_until=None)
    given = f"{PASSWORD}\n{lasting}\n{FORGED}\nLX02-260114-0032\n".encode()
    code, out, _ = type_("check-paper", "-", "--plate", PLATE, "--json", *LOGGED_IN, given=given, store=trusting)
    told = lines(out)
    assert (code, [one["light"] for one in told]) == (1, ["green", "red", "amber"])
    assert [one["genuine"] for one in told] == ["yes", "no", "no"]
    assert told[0]["knowledge"]["trust_list_age_s"] < 600
    assert told[0]["fields"]["state"] == "issued"
    given = f"{PASSWORD}\n{lasting}\n".encode()
    code, out, _ = type_("check-paper", "-", "--plate", "甘N21587", *LOGGED_IN, given=given, store=trusting)
    assert (code, out.startswith("第 1 行：真 红灯 LX02")) == (0, True)


def test_a_demonstration_gives_the_light_without_a_login(type_: Type, trusting: Path) -> None:
    free(trusting)
    given = ABROAD.paper(valid_until=None).encode()
    code, out, _ = type_("check-paper", "-", "--plate", PLATE, "--json", given=given, store=trusting)
    assert (code, lines(out)[0]["light"]) == (0, "green")


@pytest.mark.parametrize(
    ("words", "exit_code", "error"),
    [
        (("check-paper", "nowhere.txt"), 2, "paper.file_unreadable"),
        (("check-paper", "-", "--plate", PLATE), 2, "login.missing"),
        (("check-paper",), 2, "usage.missing"),
        (("keys", "import", "nowhere.json", *LOGGED_IN), 2, "trust.file_unreadable"),
        (("keys", "import", *LOGGED_IN), 2, "trust.nothing_given"),
        (("keys", "export", "nowhere/keys.json", *LOGGED_IN), 4, "disk.failed"),
        (("keys", "burn"), 2, "usage.choice"),
    ],
)
def test_a_mistake_is_told(type_: Type, words: tuple[str, ...], exit_code: int, error: str) -> None:
    code, out, _ = type_("--json", *words, given=f"{PASSWORD}\n".encode())
    assert (code, json.loads(out)["error"]["code"]) == (exit_code, error)


def test_without_the_file_beside_the_store_nothing_can_be_said(type_: Type, tmp_path: Path) -> None:
    code, out, _ = type_("--json", "check-paper", "-", given=b"CG1:7", store=tmp_path / "nowhere")
    assert (code, json.loads(out)["error"]["code"]) == (4, "trust.missing")


def test_the_file_beside_the_store_is_there_from_the_founding_and_comes_back(type_: Type, folder: Path) -> None:
    before = (folder / "trust.json").read_bytes()
    (folder / "trust.json").unlink()
    assert type_("verify", *LOGGED_IN, given=f"{PASSWORD}\n".encode())[0] == 0
    assert parse_bundle((folder / "trust.json").read_bytes()) == parse_bundle(before)


def test_a_key_travels_by_standard_output_or_by_a_file(type_: Type, tmp_path: Path) -> None:
    password = f"{PASSWORD}\n".encode()
    code, bundle, told = type_("keys", "export", *LOGGED_IN, given=password)
    (own,) = parse_bundle(bundle.encode())
    assert (code, own.station, fingerprint(own.public) in told) == (0, "LX01", True)
    file = tmp_path / "keys.json"
    code, out, _ = type_("keys", "export", str(file), "--json", *LOGGED_IN, given=password)
    assert (code, json.loads(out)["fingerprint"]) == (0, fingerprint(own.public))
    assert parse_bundle(file.read_bytes()) == (own,)
    code, out, _ = type_("keys", "import", str(file), "--json", *LOGGED_IN, given=password)
    assert (code, [one["status"] for one in json.loads(out)["keys"]]) == (0, ["own"])


def test_an_import_shows_the_fingerprint_to_be_compared(type_: Type, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(ABROAD.bundle(), "utf-8")
    code, out, _ = type_("keys", "import", str(file), *LOGGED_IN, given=f"{PASSWORD}\n".encode())
    assert code == 0
    assert out.splitlines()[0] == f"LX02 演示二市场：新登记，指纹 {fingerprint(ABROAD.signer.public)}。"
    given = f"{PASSWORD}\n{STRANGER.bundle()}".encode()
    code, out, _ = type_("keys", "import", "-", *LOGGED_IN, given=given)
    assert (code, len(out.splitlines())) == (0, 3)
    assert {key.station for key in parse_bundle((folder / "trust.json").read_bytes())} == {"LX01", "LX02"}


def test_the_line_door_carries_keys_and_checks_codes(desk: Door) -> None:
    exported = desk.result("keys.export")
    assert parse_bundle(exported["text"].encode())[0].station == "LX01"
    answer = desk.ask("keys.import", text=ABROAD.bundle())
    assert answer["result"]["keys"][0]["fingerprint"] == fingerprint(ABROAD.signer.public)
    assert answer["entry"]["seq"] > 0
    checked = desk.result("form.check", code=ABROAD.paper(valid_until=None), plate=PLATE)
    assert (checked["light"], checked["genuine"], checked["claims"]["net_kg"]) == ("green", "yes", 32_420)
    assert set(checked["knowledge"]["heard_until"]) == {"LX01"}
    assert desk.refusal("form.check", plate=PLATE) == ["form.nothing_shown"]
