"""`init`, `recover`, `drive` and `about`: the commands that begin with no open store."""

import sys
from dataclasses import dataclass

from coalguard.doors.errand import Errand, Outcome


@dataclass(frozen=True, slots=True)
class Founded:
    """A new store: where it lies, whose it is, and the code that opens it when every password is forgotten."""

    folder: str
    station: str
    admin: str
    recovery_code: str


def init(errand: Errand) -> Outcome:
    """Found a station."""
    from coalguard.operations.setup import FoundStation, StationKind  # noqa: PLC0415 -- brings the store with it

    asked, _ = errand.asked, errand.words.gettext
    request = FoundStation(kind=StationKind(asked.kind), code=asked.code, name=asked.name, letter=asked.device)
    code = errand.program.found(errand.settings, request, asked.admin, errand.password(new=True))
    lines = [
        _("空账本建好了，在 {folder}。").format(folder=errand.settings.folder),
        _("管理员 {login} 担任全部岗位，登记了其他人以后各管各的。").format(login=asked.admin),
        _("恢复码：{code}").format(code=code),
        _("请现在抄在纸上，封好交负责人保管。密码都忘了时只有它能打开账本，以后不再显示。"),
    ]
    return Outcome(Founded(str(errand.settings.folder), asked.code, asked.admin, code), lines)


@dataclass(frozen=True, slots=True)
class Recovered:
    """Whose password is new."""

    login: str


def recover(errand: Errand) -> Outcome:
    """Give a login a new password by the recovery code."""
    asked, _ = errand.asked, errand.words.gettext
    code = errand.recovery_code()
    errand.program.recover(errand.settings, code, asked.login, errand.password(new=True))
    lines = [
        _("{login} 的新密码已经生效，旧密码作废。账本没有动。").format(login=asked.login),
        _("恢复码继续有效，请照旧封好保管。"),
    ]
    return Outcome(Recovered(asked.login), lines)


def drive(errand: Errand) -> Outcome:
    """Answer JSON lines, or describe them."""
    if errand.asked.describe:
        return _describe(errand)
    from coalguard.doors.drive import Drive  # noqa: PLC0415 -- brings msgspec with it
    from coalguard.doors.session import LogIn  # noqa: PLC0415 -- as above

    door = Drive(errand.program, errand.settings, errand.words)
    if errand.asked.login is not None:
        login, password = errand.credentials()
        door.session.log_in(LogIn(login=login, password=password))
    door.run(sys.stdin.buffer, sys.stdout.buffer)
    return Outcome()


def _describe(errand: Errand) -> Outcome:
    from coalguard.doors.answer import write  # noqa: PLC0415 -- as below
    from coalguard.doors.describe import describe  # noqa: PLC0415 -- loads every operation

    sys.stdout.write(write(describe(errand.words)).decode() + "\n")
    return Outcome()


def about(errand: Errand) -> Outcome:
    """Say what program this is."""
    from coalguard.doors import about as told  # noqa: PLC0415 -- brings SQLite with it

    found, _ = told.about(), errand.words.gettext
    lines = [
        _("煤管通 {version}（构建 {build}）").format(version=found.version, build=found.build),
        _("SQLite {sqlite}，加密 {cipher}").format(sqlite=found.sqlite, cipher=found.cipher or "—"),
        _("账本结构 {schema}，派生表 {derived}").format(schema=found.schema, derived=found.derived),
        _("规则集 {names}").format(names=", ".join(found.rule_sets)),
    ]
    return Outcome(found, lines)
