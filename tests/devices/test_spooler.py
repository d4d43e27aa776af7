"""The two roads of a finished job: a folder for real, `lp` as a program that speaks like it, and a real CUPS if any.

the far side of `lp`: two scripts on the PATH; what they know stands in files beside them
    alerts      what every queue says of itself
    queues      a name a line; `lpstat -r -e` lists them, or says that no scheduler runs where the file is missing
    NAME.jobs   what `lp -d NAME` was given; a queue called "stopped" takes nothing
"""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.devices.spooler import FolderSpool, LpSpool, spool
from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused
from coalguard.domain.printout import PrinterState

JOB = b"%PDF-1.4 demo"
TITLE = "LX01-260114-0032-1"
FULL = Path("/dev/full")

LPSTAT = """
import pathlib, sys
queues = pathlib.Path(__file__).with_name("queues")
if sys.argv[1:3] == ["-l", "-p"]:
    alerts = pathlib.Path(__file__).with_name("alerts")
    if not queues.exists() or sys.argv[3] not in queues.read_text().split():
        sys.exit("lpstat: Invalid destination name in list.")
    print("printer needle is idle.  enabled since Tue", "\tAlerts: " + alerts.read_text(), sep="\\n")
    sys.exit()
assert sys.argv[1:] == ["-r", "-e"], sys.argv
if queues.exists():
    print("scheduler is running", queues.read_text(), sep="\\n")
else:
    print("scheduler is not running")
"""
LP = """
import pathlib, sys
d, name, t, title = sys.argv[1:]
assert (d, t) == ("-d", "-t"), sys.argv
job = sys.stdin.buffer.read()
if name == "stopped":
    sys.exit("lp: Destination is not accepting jobs.")
with pathlib.Path(__file__).with_name(name + ".jobs").open("ab") as jobs:
    jobs.write(title.encode() + b"|" + job)
"""


class FarSide(NamedTuple):
    """The folder of the two scripts."""

    folder: Path

    def jobs(self, queue: str) -> bytes:
        file = self.folder / f"{queue}.jobs"
        return file.read_bytes() if file.exists() else b""


def script(folder: Path, name: str, code: str) -> None:
    """A program of this name in a folder."""
    file = folder / name
    file.write_text(f"#!{sys.executable}\n{code}")
    file.chmod(0o755)


@pytest.fixture
def far_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FarSide:
    """A print system with two queues, alone on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script(folder, "lpstat", LPSTAT)
    script(folder, "lp", LP)
    (folder / "queues").write_text("needle\nstopped\n")
    (folder / "alerts").write_text("none\n")
    monkeypatch.setenv("PATH", str(folder))
    return FarSide(folder)


def fault(error: MachineError) -> object:
    """Why a printer failed."""
    assert error.code == "printer.failed"
    return error.facts["printer_fault"]


# --- a folder ---------------------------------------------------------------------------------------------------------


def test_a_job_becomes_a_file_under_its_title(tmp_path: Path) -> None:
    FolderSpool(tmp_path).send(JOB, TITLE)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {f"{TITLE}.pdf": JOB}


def test_what_lies_there_is_never_written_over(tmp_path: Path) -> None:
    for job in (b"one", b"two", b"three"):
        FolderSpool(tmp_path).send(job, TITLE)
    kept = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert kept == {f"{TITLE}.pdf": b"one", f"{TITLE}-2.pdf": b"two", f"{TITLE}-3.pdf": b"three"}


@pytest.mark.parametrize(
    ("title", "name"), [("../../etc/x", "etc-x.pdf"), ("单据", "job.pdf"), ("a b\n", "a-b.pdf"), ("", "job.pdf")]
)
def test_a_title_stays_a_name(tmp_path: Path, title: str, name: str) -> None:
    FolderSpool(tmp_path).send(JOB, title)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@given(st.text())
def test_no_title_leaves_the_folder(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("tray")
    FolderSpool(folder).send(JOB, title)
    assert [file.read_bytes() for file in folder.iterdir()] == [JOB]


def test_a_folder_that_is_gone_fails(tmp_path: Path) -> None:
    gone = FolderSpool(tmp_path / "gone")
    with pytest.raises(MachineError) as failed:
        gone.check()
    assert fault(failed.value) == "folder_missing"
    with pytest.raises(MachineError) as failed:
        gone.send(JOB, TITLE)
    assert fault(failed.value) == "folder_missing"
    assert not gone.folder.exists()


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / f".{TITLE}.pdf.part").symlink_to(FULL)  # what is written beside the file does not fit
    with pytest.raises(MachineError) as failed:
        FolderSpool(tmp_path).send(JOB, TITLE)
    assert fault(failed.value) == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f"{TITLE}.pdf").touch()
    (tmp_path / f".{TITLE}-2.pdf.part").write_bytes(b"half")
    FolderSpool(tmp_path).send(JOB, TITLE)
    assert (tmp_path / f"{TITLE}-2.pdf").read_bytes() == JOB
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_takes_no_file_fails(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as failed:
        FolderSpool(tmp_path).send(JOB, "9" * 300)  # longer than any name may be
    assert fault(failed.value) == "folder_unwritable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("mount") is None or os.geteuid() != 0, reason="a small file system takes root")
def test_a_small_file_system_that_is_full(tmp_path: Path) -> None:
    tray = tmp_path / "tray"
    tray.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tray", str(tray)], check=False)  # noqa: S607 -- the system's own
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        with pytest.raises(MachineError) as failed:
            FolderSpool(tray).send(bytes(100_000), TITLE)
        assert fault(failed.value) == "disk_full"
        assert list(tray.iterdir()) == []
        FolderSpool(tray).send(JOB, TITLE)
    finally:
        subprocess.run(["umount", str(tray)], check=True)  # noqa: S607 -- the system's own


# --- lp ---------------------------------------------------------------------------------------------------------------


def test_a_job_goes_to_the_queue_of_its_name_with_its_title(far_side: FarSide) -> None:
    LpSpool("needle").check()
    LpSpool("needle").send(JOB, TITLE)
    assert far_side.jobs("needle") == TITLE.encode() + b"|" + JOB


@pytest.mark.parametrize("name", ["Needle", "needl", "needle2", "", "-a", "needle/draft", "scheduler is running"])
def test_an_unknown_queue_is_refused_and_nothing_goes_anywhere(far_side: FarSide, name: str) -> None:
    with pytest.raises(Refused) as refused:
        LpSpool(name).send(JOB, TITLE)
    assert (refused.value.code, refused.value.facts["known"]) == ("printer.unknown", "needle、stopped")
    assert list(far_side.folder.glob("*.jobs")) == []


def test_a_queue_that_takes_nothing_fails_with_its_own_words(far_side: FarSide) -> None:
    with pytest.raises(MachineError) as failed:
        LpSpool("stopped").send(JOB, TITLE)
    assert fault(failed.value) == "rejected"
    assert failed.value.facts["said"] == "lp: Destination is not accepting jobs."
    assert far_side.jobs("stopped") == b""


def test_no_scheduler_is_no_unknown_queue(far_side: FarSide) -> None:
    (far_side.folder / "queues").unlink()
    with pytest.raises(MachineError) as failed:
        LpSpool("needle").send(JOB, TITLE)
    assert fault(failed.value) == "no_print_system"


def test_a_machine_without_a_print_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError) as failed:
        LpSpool("needle").check()
    assert (fault(failed.value), failed.value.facts["said"]) == ("no_print_system", "lpstat")


def test_a_print_system_that_can_not_be_started(far_side: FarSide) -> None:
    (far_side.folder / "lpstat").write_text("#!/nowhere/at/all\n")
    with pytest.raises(MachineError) as failed:
        LpSpool("needle").check()
    assert fault(failed.value) == "no_print_system"


def test_a_print_system_that_hangs_is_not_waited_for(far_side: FarSide) -> None:
    script(far_side.folder, "lpstat", "import time\ntime.sleep(60)")
    with pytest.raises(MachineError) as failed:
        LpSpool("needle", patience_s=0.2).send(JOB, TITLE)
    assert fault(failed.value) == "no_answer"


@pytest.mark.parametrize(
    ("alerts", "state"),
    [
        ("none", PrinterState.READY),
        ("marker-supply-low-warning", PrinterState.READY),
        ("media-empty-error", PrinterState.NO_PAPER),
        ("paused media-needed", PrinterState.NO_PAPER),
        ("media-jam-error", PrinterState.JAMMED),
        ("offline-report", PrinterState.OFFLINE),
        ("connecting-to-device", PrinterState.OFFLINE),
        ("paused", PrinterState.PAUSED),
        ("stopped-partly", PrinterState.PAUSED),
    ],
)
def test_a_queue_says_how_it_is_the_worst_first(far_side: FarSide, alerts: str, state: PrinterState) -> None:
    (far_side.folder / "alerts").write_text(alerts + "\n")
    assert LpSpool("needle").state() is state


def test_what_is_not_there_is_gone(far_side: FarSide, tmp_path: Path) -> None:
    assert LpSpool("other").state() is PrinterState.GONE
    (far_side.folder / "lpstat").unlink()
    assert LpSpool("needle").state() is PrinterState.GONE
    assert FolderSpool(tmp_path).state() is PrinterState.READY
    assert FolderSpool(tmp_path / "gone").state() is PrinterState.GONE


def test_a_printer_is_of_one_kind_or_the_other(tmp_path: Path) -> None:
    assert spool("folder", str(tmp_path)) == FolderSpool(tmp_path)
    assert spool("lp", "needle") == LpSpool("needle")


# --- CUPS itself ------------------------------------------------------------------------------------------------------

_CUPS = ("cupsd", "lpadmin", "lpstat", "lp")
_EXEC = Path("/usr/lib/cups/daemon/cups-exec")
_TRAY = """#!/bin/sh
[ $# -eq 0 ] && { echo 'file tray "tray" "tray"'; exit 0; }
cat ${6:+"$6"} > "${DEVICE_URI#tray:}/$1.part" && mv "${DEVICE_URI#tray:}/$1.part" "${DEVICE_URI#tray:}/$1.prn"
"""
_POLICY = "<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n"


@contextmanager
def scheduler(folder: Path) -> Iterator[Path]:
    """A CUPS scheduler of its own, with a backend that keeps each job as a file; gives back its socket."""
    for name in ("root", "spool", "spool/tmp", "cache", "state", "log", "bin", "bin/backend", "bin/filter"):
        (folder / name).mkdir()
    (folder / "bin/daemon").mkdir()
    (folder / "bin/daemon/cups-exec").symlink_to(_EXEC)
    backend = folder / "bin/backend/tray"
    backend.write_text(_TRAY)
    backend.chmod(stat.S_IRWXU)
    socket = folder / "sock"
    (folder / "root/cupsd.conf").write_text(
        f"Listen {socket}\nLogLevel warn\nBrowsing Off\nDefaultAuthType None\nWebInterface No\n"
        f"<Location />\nOrder allow,deny\nAllow all\n</Location>\n{_POLICY}"
    )
    places = {"ServerRoot": "root", "RequestRoot": "spool", "CacheDir": "cache", "StateDir": "state"}
    places |= {"TempDir": "spool/tmp", "ServerBin": "bin", "ErrorLog": "log/error", "AccessLog": "log/access"}
    lines = [f"{name} {folder / place}" for name, place in places.items()]
    (folder / "root/cups-files.conf").write_text("\n".join([*lines, f"PageLog {folder / 'log/page'}", ""]))
    command = ["cupsd", "-f", "-c", str(folder / "root/cupsd.conf"), "-s", str(folder / "root/cups-files.conf")]
    with subprocess.Popen(command) as running:
        try:
            assert soon(socket.exists)
            yield socket
        finally:
            running.terminate()
            running.wait(20)


def soon(holds: object) -> bool:
    """Whether something holds now or within some seconds."""
    turns = Event()
    return any(holds() or turns.wait(0.05) for _ in range(200))  # type: ignore[operator]  # any callable


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0 or not all(map(shutil.which, _CUPS)) or not _EXEC.exists(),
    reason="no CUPS that this test may start",
)
def test_a_real_queue_takes_the_job_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tray = tmp_path / "tray"
    tray.mkdir()
    with scheduler(tmp_path) as socket:
        monkeypatch.setenv("CUPS_SERVER", str(socket))
        subprocess.run(["lpadmin", "-p", "needle", "-E", "-v", f"tray:{tray}"], check=True, capture_output=True)  # noqa: S607 -- found above
        LpSpool("needle").send(JOB, TITLE)
        assert soon(lambda: list(tray.glob("*.prn")))
        assert [file.read_bytes() for file in tray.glob("*.prn")] == [JOB]
        with pytest.raises(Refused) as refused:
            LpSpool("other").send(JOB, TITLE)
        assert (refused.value.code, refused.value.facts["known"]) == ("printer.unknown", "needle")
        assert (LpSpool("needle").state(), LpSpool("other").state()) == (PrinterState.READY, PrinterState.GONE)
        subprocess.run(["lpadmin", "-p", "needle", "-o", "printer-state-reasons=media-empty"], check=True)  # noqa: S607 -- as above
        assert LpSpool("needle").state() is PrinterState.NO_PAPER
    with pytest.raises(MachineError) as failed:
        LpSpool("needle").send(JOB, TITLE)
    assert fault(failed.value) == "no_print_system"
