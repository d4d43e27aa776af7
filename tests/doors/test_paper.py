"""`render` and `print-test`, and the paper commands of the line door: what is saved is offered until it came out."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.printout import Stock
from coalguard.doors.command import run
from coalguard.doors.options import MEDIA, STOCKS
from coalguard.operations.paper.page import Medium
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM, Door

Ask = Callable[..., tuple[int, str]]
LOGGED_IN = ("--login", LOGIN, "--password-stdin")


@pytest.fixture
def ask(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Ask:
    """A command on the founded store: its exit code and what it printed."""

    def command(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode()), "utf-8"))
        code = run(["--data-dir", str(folder), "--lang", "zh", *words, *LOGGED_IN], PROGRAM)
        told = capfd.readouterr()
        return code, told.out + told.err

    return command


def ticket_and_lot(desk: Door) -> dict[str, Any]:
    """A load is received on typed weights; its ticket is a paper."""
    supplier = desk.result("supplier.register", name="演示煤矿", kind="mine")["id"]
    desk.result("yard.register", name="1号堆")
    desk.result("staff.register", login="lead", name="演示带班", roles=["lead"], password="another horse", pin="1234")
    coming = {"plate": "甘N00001", "supplier": supplier, "coal": "无烟2号"}
    visit = desk.result("inbound.arrive", **coming)["visit"]
    typed = {"visit": visit, "reason": "仪表送检", "second": {"login": "lead", "pin": "1234"}}
    desk.result("weighing.enter", step="gross", kg=40_000, **typed)
    desk.result("weighing.enter", step="tare", kg=15_000, **typed)
    return desk.result("inbound.receive", visit=visit, yard="1号堆")


@pytest.fixture
def ticket(desk: Door) -> str:
    """The number of a weigh ticket; the desk is left and the store closed."""
    number: str = ticket_and_lot(desk)["ticket"]
    desk.result("session.logout")
    return number


def test_the_words_of_the_command_line_are_those_of_the_operation() -> None:
    assert tuple(medium.value for medium in Medium) == MEDIA
    assert tuple(stock.value for stock in Stock) == STOCKS


def test_a_paper_is_rendered_to_a_file(ask: Ask, ticket: str, tmp_path: Path) -> None:
    out = tmp_path / "ticket.pdf"
    code, said = ask("render", ticket, "--out", str(out))
    assert (code, out.read_bytes()[:5]) == (0, b"%PDF-")
    assert said == f"{ticket} 写成了 {out}，1 页，241.00 × 93.13 mm。\n"
    code, said = ask("render", ticket, "--medium", "png", "--size", "roll", "--part", "1", "--out", str(out), "--json")
    told = json.loads(said)
    assert (code, told["ok"], told["pages"], told["width_mm"]) == (0, True, 1, "80.00")
    assert out.read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("render", "LX01-260114-0999", "--out", "x.pdf"), 3),
        (("render", "LX01-260114-0999", "--out", "x.pdf", "--medium", "escp"), 2),
        (("render", "LX01-260114-0999"), 2),
        (("print-test", "别的"), 3),
        (("print-test", "别的", "--size", "a4"), 2),
        (("print-test",), 2),
    ],
)
def test_what_can_not_be_done_has_its_exit_code(ask: Ask, words: tuple[str, ...], code: int) -> None:
    assert ask(*words)[0] == code
    assert not Path("x.pdf").exists()


def test_a_printer_is_tried_out_and_fails_in_words(ask: Ask, desk: Door, tmp_path: Path) -> None:
    tray = tmp_path / "tray"
    tray.mkdir()
    desk.result("setup.printer", name="针打", kind="folder", target=str(tray))
    desk.result("session.logout")
    code, said = ask("print-test", "针打", "--size", "a5")
    assert (code, [file.name for file in tray.iterdir()]) == (0, ["test-page.pdf"])
    assert "针打" in said
    shutil.rmtree(tray)
    code, said = ask("print-test", "针打")
    assert code == 4
    assert "文件夹不在了" in said


def test_what_did_not_come_out_is_offered_at_the_next_login(desk: Door, tmp_path: Path) -> None:
    ticket = ticket_and_lot(desk)["ticket"]
    tray = tmp_path / "tray"
    tray.mkdir()
    desk.result("setup.printer", name="针打", kind="folder", target=str(tray))
    shutil.rmtree(tray)
    answer = desk.ask("paper.print", number=ticket)
    assert (answer["ok"], answer["result"]["outcome"]) == (True, "failed")
    assert [finding["code"] for finding in answer["result"]["findings"]] == ["printer.failed"]
    assert answer["entry"]["seq"]

    (finding,) = desk.log_in()["findings"]
    assert (finding["code"], finding["facts"]) == ("paper.unprinted", {"count": 1, "numbers": ticket})
    assert ticket in finding["text"]
    (offered,) = desk.result("paper.pending")["papers"]
    assert (offered["number"], offered["kind"], offered["printer"]) == (ticket, "ticket", "针打")

    tray.mkdir()
    assert desk.result("paper.print", number=ticket)["outcome"] == "sent"
    assert desk.result("paper.pending")["papers"] == []
    assert desk.log_in()["findings"] == []


def test_the_line_door_takes_an_offset_and_refuses_one_that_is_too_far(desk: Door, tmp_path: Path) -> None:
    asked = {"name": "针打", "kind": "folder", "target": str(tmp_path)}
    said = desk.result("setup.printer", **asked, offset_x_mm="-1.5", offset_y_mm="0.3")
    assert [(one["offset_x_mm"], one["offset_y_mm"]) for one in said["printers"]] == [("-1.5", "0.3")]
    (finding,) = desk.ask("setup.printer", **asked, offset_x_mm="-20.1")["error"]["findings"]
    assert (finding["code"], finding["facts"]) == (
        "printer.offset_too_far",
        {"field": "offset_x_mm", "limit_mm": 20},
    )
