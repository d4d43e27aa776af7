"""The slot file and the lockout beside the store: `slots.json`, `lockout.json`, always whole on the disk.

A slot file that is half written locks everybody out of a healthy store, so it is never written in place
(`store.file`). Whose slots they are and how a key comes out of them is `trust.slots`' affair.
"""

import json
import logging
from datetime import datetime
from pathlib import Path

from coalguard.domain.errors import MachineError
from coalguard.domain.journal import canonical
from coalguard.sqlite import translated
from coalguard.store.file import write_whole
from coalguard.trust.secret import NO_LOCKOUT, Lockout
from coalguard.trust.slots import Slots, parse_slots, render_slots

log = logging.getLogger(__name__)

FILE = "slots.json"
LOCKOUT_FILE = "lockout.json"


def load(folder: Path) -> Slots:
    """The slots that lie in a folder.

    Raises MachineError `store.missing` where there are none, DamagedError `slots.unreadable` or `slots.too_new`.
    """
    with translated():
        try:
            content = (folder / FILE).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MachineError("store.missing", file=FILE) from error
    return parse_slots(content)


def keep(folder: Path, slots: Slots) -> None:
    """Put the slots into a folder, all or nothing. Raises MachineError `disk.full`, `disk.read_only`, `disk.failed`."""
    write_whole(folder / FILE, render_slots(slots))


def keep_twice(folder: Path, alibi: Path, slots: Slots) -> None:
    """Put the slots beside the store and beside its alibi; a second disk that is away gets them at the next change."""
    keep(folder, slots)
    try:
        keep(alibi, slots)
    except MachineError as fault:
        log.warning("the alibi's slot file is older than the store's: %s", fault)


def lies_in(folder: Path) -> bool:
    """Whether there is a slot file in a folder."""
    return (folder / FILE).is_file()


def load_lockout(folder: Path) -> Lockout:
    """How often in a row a password was wrong here; none where nothing is kept or it can not be read.

    Who can write this file can also delete it, so an unreadable one is no reason to keep the clerk out.
    """
    try:
        read = json.loads((folder / LOCKOUT_FILE).read_bytes())
        failed_at = datetime.fromisoformat(read["failed_at"])
        if failed_at.tzinfo is None:
            return NO_LOCKOUT
        return Lockout(int(read["failures"]), failed_at)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return NO_LOCKOUT


def keep_lockout(folder: Path, lockout: Lockout) -> None:
    """Put the count of wrong passwords beside the store; without any, take the file away."""
    file = folder / LOCKOUT_FILE
    if lockout.last_failed_at is None:
        with translated():
            file.unlink(missing_ok=True)
        return
    content = canonical({"failed_at": lockout.last_failed_at.isoformat(), "failures": lockout.failures})
    write_whole(file, content + b"\n")
