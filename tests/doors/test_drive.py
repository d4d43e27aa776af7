"""The line door: one answer a line, in order, after the durable commit, whatever the lines hold."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from coalguard.domain.roles import Role
from coalguard.doors.drive import Drive, requests
from coalguard.doors.request import LONGEST_LINE
from coalguard.resources import words
from coalguard.settings import Settings
from tests.doors.speaking import LOGIN, PASSWORD, PIN, PROGRAM, Door, answers, codes

SUPPLIER = {"name": "演示煤矿", "kind": "mine"}


def test_answers_come_in_order_with_the_ids_of_their_questions(door: Door) -> None:
    said = answers(door, b'{"id": 7, "do": "about"}', b"nope", b'{"id": "a", "do": "about"}', b'{"do": "about"}')
    assert [(answer["id"], answer["ok"]) for answer in said] == [(7, True), (None, False), ("a", True), (None, True)]


@pytest.mark.parametrize("blank", [b"", b"   ", b"\t\r"])
def test_a_blank_line_ends_the_session(door: Door, blank: bytes) -> None:
    assert len(answers(door, b'{"do": "about"}', blank, b'{"do": "about"}')) == 1


def test_a_line_too_long_is_one_answer_and_the_session_goes_on(door: Door) -> None:
    said = answers(door, b"x" * (3 * LONGEST_LINE), b'{"do": "about"}')
    assert [answer["ok"] for answer in said] == [False, True]
    assert codes(said[0]) == ["request.too_long"]


@pytest.mark.parametrize("beyond", [-1, 0, 1, 2, 3, LONGEST_LINE + 1, LONGEST_LINE + 2])
def test_lines_near_the_limit_stay_one_line_each(beyond: int) -> None:
    line = b"x" * (LONGEST_LINE + beyond)
    read = list(requests(BytesIO(line + b"\r\n" + b"y\n")))
    assert len(read) == 2
    assert read[1] == b"y"
    assert (len(read[0]) <= LONGEST_LINE) == (beyond <= 0)


def test_line_ends_and_a_byte_order_mark_are_no_part_of_a_request() -> None:
    assert list(requests(BytesIO(b"\xef\xbb\xbf{}\r\n{}\n{}"))) == [b"{}", b"{}", b"{}"]


def test_a_fact_is_told_with_its_entry_and_several_with_all(desk: Door) -> None:
    one = desk.ask("supplier.register", **SUPPLIER)
    assert one["entry"].keys() == {"seq", "hash"}
    assert "entries" not in one
    assert str(one["entry"]["seq"]) == one["result"]["id"].rpartition("-")[2]
    head = desk.drive.session.at_desk()[0].store.head
    assert (one["entry"]["seq"], one["entry"]["hash"]) == (head.seq, head.hash.hex())
    assert "entry" not in desk.ask("setup.show")


def test_the_login_tells_its_entries(door: Door) -> None:
    said = door.ask("session.login", login=LOGIN, password=PASSWORD)
    assert said["entry"] == said["entries"][-1]
    assert len(said["entries"]) == 2


@pytest.mark.parametrize("do", ["setup.show", "supplier.register", "session.lock", "session.unlock"])
def test_nothing_is_done_before_a_login(door: Door, do: str) -> None:
    fields: dict[str, Any] = {"supplier.register": SUPPLIER, "session.unlock": {"pin": PIN}}.get(do, {})
    assert door.refusal(do, **fields) == ["session.locked"]


def test_faults_of_the_fields_are_told_before_the_lock(door: Door) -> None:
    assert door.refusal("supplier.register", nam="x") == [
        "request.unknown_field",
        "request.missing_field",
        "request.missing_field",
    ]


def test_an_unknown_command_is_answered_with_the_nearest(door: Door) -> None:
    answer = door.ask("supplier.registr")
    assert codes(answer) == ["request.unknown_command"]
    assert "supplier.register" in answer["error"]["findings"][0]["facts"]["nearest"]


def test_a_refusal_carries_every_reason_and_writes_nothing(desk: Door) -> None:
    before = desk.drive.session.at_desk()[0].store.head
    answer = desk.ask("contract.register", number="", supplier="x", coal="", quantity_kg=0, until="2026-02-30")
    assert not answer["ok"]
    assert "entry" not in answer
    assert desk.drive.session.at_desk()[0].store.head == before


def test_the_receiver_of_a_hand_over_acts_from_then_on(desk: Door) -> None:
    fields = {"name": "演示收班", "roles": ["lead", "clerk"], "password": PASSWORD, "pin": PIN}
    receiver = desk.result("staff.register", login="receiver", **fields)["id"]
    desk.result("shift.hand_over", to={"login": "receiver", "pin": PIN})
    assert str(desk.drive.session.at_desk()[1].key) == receiver


def test_a_shift_is_shown_given_and_its_sheet_rendered_and_proved(desk: Door, tmp_path: Path) -> None:
    fields = {"name": "演示收班", "roles": ["lead", "clerk"], "password": PASSWORD, "pin": PIN}
    desk.result("staff.register", login="receiver", **fields)
    shown = desk.result("shift.show")
    assert (shown["holds"], shown["last"], shown["left"]["weighings"]) == (True, None, [])
    assert [one["login"] for one in shown["staff"] if one["has_pin"]] == ["receiver"]

    told = {"notes": "钥匙在抽屉", "cash_fen": 86_000, "paper_left": 60}
    sheet = desk.result("shift.hand_over", to={"login": "receiver", "pin": PIN}, **told)
    assert (sheet["cash_fen"], sheet["paper_left"], sheet["changes"]["ever"]) == (86_000, 60, 0)
    made = desk.result("shift.render", path=str(tmp_path / "sheet.png"), medium="png")
    (code,) = zxingcpp.read_barcodes(Image.open(made["path"]))
    checked = desk.result("shift.check", code=code.text)
    assert (checked["genuine"], checked["holds"]) == ("yes", True)
    assert desk.refusal("shift.check", code="CG1S:1") == ["seal.unreadable"]
    assert desk.refusal("shift.print") == ["printer.none"]


def test_roles_given_to_another_leave_the_founder_at_once(desk: Door) -> None:
    assert Role.CLERK in desk.drive.session.at_desk()[1].roles
    fields = {"name": "演示开单", "roles": ["clerk"], "password": PASSWORD, "pin": PIN}
    desk.result("staff.register", login="clerk", **fields)
    assert Role.CLERK not in desk.drive.session.at_desk()[1].roles


def test_whoever_has_left_does_not_act_any_more(desk: Door) -> None:
    fields = {"name": "演示管理", "roles": ["admin"], "password": PASSWORD, "pin": PIN}
    desk.result("staff.register", login="other", **fields)
    desk.result("shift.close")
    desk.result("session.login", login="other", password=PASSWORD)
    desk.result("staff.change", login="other", active=False)
    assert desk.refusal("setup.show") == ["session.locked"]


def test_a_fault_of_the_program_leaves_a_report_and_the_session_goes_on(
    desk: Door, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk.drive.session.at_desk()[0].store.close()
    answer = desk.ask("supplier.register", **SUPPLIER)
    assert answer["error"]["code"] == "program.failed"
    report = (folder / answer["error"]["findings"][0]["facts"]["report"]).read_text("utf-8")
    assert "Error" in report
    assert SUPPLIER["name"] not in report
    assert str(folder) not in report
    assert "unexpected" in caplog.text
    assert desk.ask("about")["ok"]


def test_the_language_of_the_answers_is_chosen(folder: Path) -> None:
    chinese, english = (Door(folder, language).ask("yard.list", id=1)["error"]["text"] for language in ("zh", "en"))
    assert chinese != english


class Gone(BytesIO):
    """A listener that has left."""

    def write(self, *_: Any) -> int:
        """Nobody takes it."""
        raise BrokenPipeError(32, "Broken pipe")


class Full(BytesIO):
    """A file on a full disk."""

    def write(self, *_: Any) -> int:
        """No room."""
        raise OSError(28, "No space left on device")


def test_a_listener_that_leaves_ends_the_session_quietly(desk: Door) -> None:
    desk.drive.run(BytesIO(b'{"do": "about"}\n' * 2), Gone())
    assert desk.refusal("setup.show") == ["session.locked"]


def test_answers_that_can_not_be_written_are_no_quiet_end(desk: Door) -> None:
    with pytest.raises(OSError, match="No space"):
        desk.drive.run(BytesIO(b'{"do": "about"}\n'), Full())


COMMANDS = [b"about", b"setup.show", b"session.lock", b"session.login", b"yard.register", b"form.issue", b"nope"]
LINES = (
    st.binary(min_size=1, max_size=40).map(lambda line: line.replace(b"\n", b"?"))
    | st.builds(
        lambda do, more: b'{"do":"' + do + b'"' + more + b"}", st.sampled_from(COMMANDS), st.binary(max_size=20)
    )
    | st.dictionaries(st.sampled_from(["id", "do", "name", "visit"]), st.text(max_size=9) | st.integers()).map(
        lambda fields: json.dumps(fields).encode()
    )
).filter(lambda line: line.strip() and b"\n" not in line)


@given(lines=st.lists(LINES, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_lines_get_one_answer_each(lines: list[bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    drive, said = Drive(PROGRAM, Settings(tmp_path), words("zh")), BytesIO()
    drive.run(BytesIO(b"\n".join(lines)), said)
    read = [json.loads(answer) for answer in said.getvalue().splitlines()]
    assert len(read) == len(lines)
    assert all(answer.keys() >= {"id", "ok"} and ("error" in answer) != answer["ok"] for answer in read)
    assert "unexpected" not in caplog.text
