"""`enroll` and `sync`: the commands that speak with the city's server.

Exit codes: 4 where the line or the server failed and the program may simply try again, 1 where a person must look. Each
pass of a `sync` without --once is a line, with --json an object.
"""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Final

from coalguard.domain.findings import refuse
from coalguard.doors.errand import Errand, Outcome
from coalguard.doors.program import Opening
from coalguard.operations import enrol
from coalguard.operations.synchronise import Synced, SyncNow, keep_running, sync_now
from coalguard.sentences import say, word
from coalguard.store.cursors import load_cursors
from coalguard.sync.turn import SyncState

_LINE_FAILED: Final = 4
_PERSON: Final = 1
_LOOK_UP_S: Final = 1.0
_EXIT_CODES: Final = {
    SyncState.SYNCED: 0,
    SyncState.WAITING: _LINE_FAILED,
    SyncState.OFFLINE: _LINE_FAILED,
    SyncState.RESTORED: _LINE_FAILED,
    SyncState.FAILED: _PERSON,
    SyncState.CLONE: _PERSON,
    SyncState.FORK: _PERSON,
}


def enroll(errand: Errand) -> Outcome:
    """Make this station known to the city."""
    asked = errand.asked
    request = enrol.Enroll(url=asked.server, code=asked.code, ca=asked.ca)
    with errand.opened() as opening:
        enrolled = enrol.enroll(opening.station, opening.actor, request)
    return Outcome(enrolled, _enrolled(errand, enrolled))


def _enrolled(errand: Errand, enrolled: enrol.Enrolled) -> Iterator[str]:
    _ = errand.words.gettext
    yield _("已入网：{station} {name}。").format(station=enrolled.station, name=enrolled.name)
    yield _("配对指纹 {fingerprint}，请与市局屏幕上的 8 位数字核对。").format(fingerprint=enrolled.fingerprint)
    yield _("不一致就停止使用，并立即告诉市局。")
    for grant in enrolled.grants:
        yield _("{paper}：{prefix} {first} 至 {last}").format(
            paper=word("kind", grant.kind, errand.words), prefix=grant.prefix, first=grant.first, last=grant.last
        )


def sync(errand: Errand) -> Outcome:
    """One pass, or passes until somebody interrupts."""
    with errand.opened() as opening:
        if errand.asked.once:
            synced = sync_now(opening.station, opening.actor, SyncNow())
            return Outcome(synced, _synced(errand, synced), _EXIT_CODES[synced.state])
        return _until_interrupted(errand, opening)


def _until_interrupted(errand: Errand, opening: Opening) -> Outcome:
    if not load_cursors(opening.station.store.read()).enrolled:
        raise refuse("sync.not_enrolled")
    json = getattr(errand.asked, "json", False)

    def tell(said: object) -> None:
        if isinstance(said, Synced):
            sys.stdout.writelines(f"{line}\n" for line in (_object(errand, said) if json else _synced(errand, said)))
            sys.stdout.flush()

    stop, wake = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as lane:  # an interruption comes to this thread alone, and never into a pass
        passes = lane.submit(keep_running, opening.station, stop, wake, tell)
        with suppress(KeyboardInterrupt):
            while not wait([passes], _LOOK_UP_S).done:
                pass
        stop.set()
        wake.set()
        passes.result()
    return Outcome()


def _object(errand: Errand, synced: Synced) -> Iterator[str]:
    from coalguard.doors.answer import render, write  # noqa: PLC0415 -- brings msgspec with it

    yield write({"ok": _EXIT_CODES[synced.state] == 0, **render(synced, errand.words)}).decode()


def _synced(errand: Errand, synced: Synced) -> Iterator[str]:
    _ = errand.words.gettext
    counts = {"sent": synced.sent, "received": synced.received}
    if synced.state is SyncState.SYNCED:
        yield _("已同步：送出 {sent} 条，收到 {received} 条，市局已收到第 {seq} 条。").format(
            **counts, seq=synced.acked_seq
        )
    else:
        yield _("没有同步完：送出 {sent} 条，收到 {received} 条，还有 {waiting} 条在本机等着，都没有丢。").format(
            **counts, waiting=synced.waiting
        )
    yield from (say(fault, errand.words) for fault in synced.faults)
