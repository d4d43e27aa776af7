"""Faults of the program: told with kinds and places, never with what it held in its hands."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coalguard.domain.errors import MachineError
from coalguard.doors.fault import kept_log, save_report, told

NOW = datetime(2026, 1, 14, 10, 20, tzinfo=UTC)
NAME = "马演示"


def fault() -> Exception:
    """A fault with a cause, a name in its text and in its hands."""
    held = {NAME: 1}
    try:
        try:
            held["x"]
        except KeyError as cause:
            raise ValueError(NAME) from cause
    except ValueError as error:
        return error
    raise AssertionError


def test_a_report_tells_kinds_and_places() -> None:
    lines = "\n".join(told(fault()))
    assert lines.index("builtins.KeyError") < lines.index("builtins.ValueError")
    assert "test_fault.py" in lines
    assert " fault" in lines
    assert NAME not in lines
    assert str(Path(__file__).parent) not in lines


def test_a_cause_that_was_put_aside_is_left_out() -> None:
    error = ValueError()
    error.__context__ = KeyError()
    assert "KeyError" in "\n".join(told(error))
    error.__suppress_context__ = True
    assert list(told(error)) == ["builtins.ValueError"]


def test_an_error_of_ours_is_told_with_its_code() -> None:
    assert list(told(MachineError("store.in_use"))) == ["coalguard.domain.errors.MachineError store.in_use"]


def test_a_report_is_kept_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    shown = save_report(tmp_path / "new", fault(), NOW)
    assert shown.code == "program.failed"
    report = tmp_path / "new" / str(shown.facts["report"])
    assert "ValueError" in report.read_text("utf-8")
    assert report.name.startswith("20260114T102000")
    assert NAME not in caplog.text


def test_a_report_that_can_not_be_kept_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "reports").write_text("a file in the way")
    assert save_report(tmp_path, fault(), NOW).facts["report"] is None
    assert "unexpected" in caplog.text


def test_the_log_is_kept_in_the_data_folder_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = logging.getLogger("coalguard.doors")
    with kept_log(tmp_path):
        ours.info("form.issue in %d ms", 12)
        ours.info("undone", exc_info=fault())
    ours.info("after")
    kept = (tmp_path / "logs" / "coalguard.log").read_text("utf-8")
    assert "form.issue in 12 ms" in kept
    assert "builtins.ValueError" in kept
    assert "after" not in kept
    assert NAME not in kept
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("taken", [True, False])
def test_without_a_folder_nothing_is_made(tmp_path: Path, *, taken: bool) -> None:
    folder = tmp_path / "store"
    if taken:
        folder.write_text("a file in the way")
    with kept_log(folder):
        logging.getLogger("coalguard.doors").info("unheard")
    assert folder.exists() is taken


def test_a_log_that_can_not_be_kept_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way")
    with kept_log(tmp_path):
        logging.getLogger("coalguard.doors").info("unheard")
    assert (tmp_path / "logs").is_file()


def test_a_line_that_comes_after_the_end_does_not_open_the_file_again(tmp_path: Path) -> None:
    log = logging.getLogger("coalguard")
    with kept_log(tmp_path):
        (handler,) = (one for one in log.handlers if type(one).__name__ == "_Log")
        log.info("a line")
    kept = (tmp_path / "logs" / "coalguard.log").read_text("utf-8")
    handler.handle(logging.LogRecord("coalguard", logging.INFO, "", 0, "late", None, None))
    assert (tmp_path / "logs" / "coalguard.log").read_text("utf-8") == kept
