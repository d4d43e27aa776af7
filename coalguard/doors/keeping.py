"""`verify`, `dump`, `rebuild`, `backup`, `restore` and `number`: the commands that keep a store safe and whole."""

import sys
from collections.abc import Iterator
from pathlib import Path

from coalguard.domain.numbering import PaperKind
from coalguard.doors.errand import Errand, Outcome
from coalguard.operations.upkeep import (
    DumpFacts,
    MakeBackup,
    OpenEmergencyGrant,
    RebuildTables,
    RestoreBackup,
    VerifyStore,
    back_up,
    dump_facts,
    open_emergency_grant,
    rebuild_tables,
    verify_store,
)
from coalguard.sentences import say, word
from coalguard.store import slotfile
from coalguard.store.restore import Restored
from coalguard.store.verify import Verification
from coalguard.trust.slots import open_freely

FOUND = 1
"""The exit code where a check found something."""


def verify(errand: Errand) -> Outcome:
    """Check everything; 1 where an invariant is broken."""
    with errand.opened() as opening:
        found = verify_store(opening.station, opening.actor, VerifyStore())
    return Outcome(found, _verified(errand, found), 0 if found.whole else FOUND)


def _verified(errand: Errand, found: Verification) -> Iterator[str]:
    _ = errand.words.gettext
    if found.whole:
        yield _("账本完好，共 {seq} 条记录，核对了 {count} 项。").format(seq=found.seq, count=len(found.invariants))
        return
    broken = [invariant for invariant in found.invariants if not invariant.holds]
    yield _("账本有 {count} 项核对不上，记录没有改动。请先停止开单，保留数据目录，联系维护人员。").format(
        count=len(broken)
    )
    for invariant in broken:
        yield _("{name}：{count} 处").format(name=invariant.name, count=invariant.broken)
        yield from (f"  {say(detail, errand.words)}" for detail in invariant.details)


def dump(errand: Errand) -> Outcome:
    """Print every fact as a line of canonical JSON."""
    with errand.opened() as opening:
        for line in dump_facts(opening.station, opening.actor, DumpFacts()):
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    return Outcome()


def rebuild(errand: Errand) -> Outcome:
    """Fold the derived tables anew; with --check, 1 where they differ."""
    _ = errand.words.gettext
    with errand.opened() as opening:
        found = rebuild_tables(opening.station, opening.actor, RebuildTables(check=errand.asked.check))
    lines = [
        _("{table}：多 {surplus} 行，少 {lacking} 行").format(table=one.table, surplus=one.surplus, lacking=one.lacking)
        for one in found.differences
    ]
    if found.agrees:
        lines.append(_("派生表和日志一致。"))
    elif found.replaced:
        lines.append(_("已按日志重算并替换，日志本身没有改动。"))
    else:
        lines.append(_("派生表和日志不一致，日志没有改动。请运行 rebuild 替换。"))
    return Outcome(found, lines, FOUND if errand.asked.check and not found.agrees else 0)


def backup(errand: Errand) -> Outcome:
    """Make a backup that was proved."""
    with errand.opened() as opening:
        made = back_up(opening.station, opening.actor, MakeBackup(path=errand.asked.to))
    told = errand.words.gettext("备份好了，已核对：{path}，到第 {seq} 条记录。").format(path=made.path, seq=made.seq)
    return Outcome(made, [told])


def restore(errand: Errand) -> Outcome:
    """Put a backup in the place of the store."""
    asked = errand.asked
    login, password = ("", "") if _opens_freely(errand) else errand.credentials()
    request = RestoreBackup(path=asked.source, alibi=asked.alibi or "", login=login, password=password)
    restored = errand.program.restore(errand.settings, request)
    return Outcome(restored, _restored(errand, restored))


def _opens_freely(errand: Errand) -> bool:
    """Whether the backup is a demonstration's and nobody said otherwise."""
    return errand.asked.login is None and open_freely(slotfile.load(Path(errand.asked.source))) is not None


def _restored(errand: Errand, restored: Restored) -> Iterator[str]:
    _ = errand.words.gettext
    yield _("已恢复到第 {seq} 条记录，其中 {taken} 条来自副本。").format(seq=restored.seq, taken=restored.taken)
    if restored.aside:
        yield _("原来的文件移到了 {folder}，没有删除。").format(folder=restored.aside)
    if restored.fault is not None:
        yield say(restored.fault, errand.words)
    if not restored.kept_epoch:
        yield _("副本没有补全，旧号段已经关闭。请按纸面上最大的序号运行 number emergency，再继续开单。")


def number(errand: Errand) -> Outcome:
    """Open an emergency grant."""
    asked, _ = errand.asked, errand.words.gettext
    request = OpenEmergencyGrant(kind=PaperKind(asked.kind), highest_seen=asked.highest_seen)
    with errand.opened() as opening:
        opened = open_emergency_grant(opening.station, opening.actor, request)
    told = _("{paper} 的应急号段开好了：{prefix} {first} 至 {last}。").format(
        paper=word("kind", opened.kind, errand.words), prefix=opened.prefix, first=opened.first, last=opened.last
    )
    return Outcome(opened, [told])
