"""`serve` and `server`: the city's server on this machine, and what a person does there.

A server needs no station's store and no login: whoever may read its key file is the city.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from coalguard.domain.errors import UsageError
from coalguard.domain.identity import CHINA
from coalguard.doors.answer import render, write
from coalguard.doors.errand import Errand, Outcome
from coalguard.doors.program import ServerPlace, Serving
from coalguard.sentences import word

_HIGHEST_PORT: Final = 65_535
_PLACE: Final = re.compile(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,14})")


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices that the city knows."""

    devices: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Grants:
    """The ranges of numbers that were leased."""

    grants: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What went wrong between stations, the newest first; any key of an incident closes it."""

    exceptions: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the server is heard, the fingerprint of the city's key, its database, and whether that is new."""

    url: str
    host: str
    port: int
    city: str
    fingerprint: str
    database: str
    founded: bool


def serve(errand: Errand) -> Outcome:
    """Answer calls until stopped. Raises UsageError `usage.value` for a port that is none."""
    asked, words = errand.asked, errand.words
    if not 0 <= asked.port <= _HIGHEST_PORT:
        raise UsageError("usage.value", option="--port", value=str(asked.port))

    def tell(heard: Any) -> None:  # noqa: ANN401 -- the server's own value
        if getattr(asked, "json", False):
            told = Heard(**{field.name: getattr(heard, field.name) for field in fields(Heard)})
            sys.stdout.write(write({"ok": True, **render(told, words)}).decode() + "\n")
        else:
            if heard.founded:
                line = words.gettext("原来没有市局的数据库，新建了 {database}。不是要新建，请停下来核对 --database。")
                sys.stdout.write(line.format(database=heard.database) + "\n")
            line = words.gettext("市局服务器在 {url}，公钥指纹 {fingerprint}。按 Ctrl+C 停止。")
            sys.stdout.write(line.format(url=heard.url, fingerprint=heard.fingerprint) + "\n")
        sys.stdout.flush()

    serving = Serving(
        place=_place(errand), host=asked.host, port=asked.port, address=asked.public_address, log=asked.log
    )
    errand.program.serve(errand.settings, serving, tell)
    return Outcome()


def administer(errand: Errand) -> Outcome:
    """One deed at the server. Raises UsageError for options that do not go together."""
    asked = errand.asked
    deeds = {
        "enroll-code": _enroll_code,
        "publish": _publish,
        "devices": _devices,
        "grants": _grants,
        "exceptions": _exceptions,
    }
    return deeds[asked.what](errand)


def _do(errand: Errand, deed: str, *given: object) -> Any:  # noqa: ANN401 -- each deed gives what it gives
    return errand.program.administer(errand.settings, _place(errand), deed, *given)


def _place(errand: Errand) -> ServerPlace:
    return ServerPlace(database=errand.asked.database, key_file=errand.asked.key_file)


def _enroll_code(errand: Errand) -> Outcome:
    asked, _ = errand.asked, errand.words.gettext
    if not asked.station:
        raise UsageError("usage.missing", options="--station")
    opened = _do(errand, "enroll_code", asked.station)
    lines = [
        _("{station} 的入网码：{code}").format(station=opened.station, code=opened.code),
        _("只能用一次，24 小时内有效。请当面或打电话告诉站点，不要发在群里。"),
    ]
    return Outcome(opened, lines)


def _publish(errand: Errand) -> Outcome:
    asked, _ = errand.asked, errand.words.gettext
    if not asked.file:
        raise UsageError("usage.missing", options="FILE")
    published = _do(errand, "publish", _read(asked.file))
    return Outcome(published, [_("下发了 {n} 条，各站下次同步时收到。").format(n=len(published.entries))])


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UsageError("publish.unreadable", file=file) from error


def _devices(errand: Errand) -> Outcome:
    asked = errand.asked
    if asked.release and asked.revoke:
        raise UsageError("usage.either", option="--revoke", other="--release")
    if asked.since and not asked.revoke:
        raise UsageError("usage.missing", options="--revoke")
    if asked.release:
        return _listed(errand, (_do(errand, "release", asked.release),))
    if asked.revoke:
        return _listed(errand, (_do(errand, "revoke", asked.revoke, _since(asked.since)),))
    return _listed(errand, _do(errand, "devices", asked.station))


def _since(text: str) -> tuple[int, int] | None:
    """The place EPOCH:SEQ; none where none was given. Raises UsageError `usage.value`."""
    if not text:
        return None
    match = _PLACE.fullmatch(text)
    if not match:
        raise UsageError("usage.value", option="--from", value=text)
    return int(match[1]), int(match[2])


def _listed(errand: Errand, devices: tuple[Any, ...]) -> Outcome:
    return Outcome(Devices(devices), _device_lines(errand, devices))


def _device_lines(errand: Errand, devices: tuple[Any, ...]) -> Iterator[str]:
    _ = errand.words.gettext
    line = _("{station} {letter} {device} {status}，收到第 {seq} 条，配对指纹 {fingerprint}，{name}")
    for one in devices:
        status = word("device_status", one.status, errand.words)
        yield line.format(
            station=one.station,
            letter=one.letter,
            device=one.device,
            status=status,
            seq=one.seq,
            fingerprint=one.fingerprint,
            name=one.name,
        )
        yield from _caller_lines(errand, one)
    if not devices:
        yield _("还没有机器入网。")


def _caller_lines(errand: Errand, device: Any) -> Iterator[str]:  # noqa: ANN401 -- the server's own value
    """Who says hello with the key of a device that waits, and what to do about it."""
    _ = errand.words.gettext
    if not device.callers:
        return
    if len(device.callers) > 1:
        yield _("　下面几台用同一把钥匙（配对指纹也一样）：")
    for caller in device.callers:
        told = [
            _("　最后联系 {at}，来自 {address}").format(at=_here(caller.at), address=caller.address or "—"),
            _("写到第 {epoch} 代第 {seq} 条").format(epoch=caller.epoch, seq=caller.seq),
        ]
        if len(device.callers) > 1:
            told.append(_("比其他的多 {n} 条").format(n=caller.ahead))
        told.append(_("有 {n} 条市局还没有").format(n=caller.waiting))
        if caller.differs:
            told.append(_("最后一条和市局的不一样"))
        if caller.restored:
            told.append(_("从备份恢复过"))
        yield _("，").join(told)
    yield _("　先停用不要的那台，再 server devices --release {device}；放行后最先联系的那台就算本机。").format(
        device=device.device
    )


def _here(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(CHINA):%Y-%m-%d %H:%M}" if at else "—"


def _grants(errand: Errand) -> Outcome:
    _ = errand.words.gettext
    grants = _do(errand, "grants", errand.asked.station)
    line = _("{station} {kind}：{prefix} {first} 至 {last}")
    lines = [
        line.format(
            station=one.station,
            kind=word("kind", one.kind, errand.words),
            prefix=one.prefix,
            first=one.first,
            last=one.last,
        )
        for one in grants
    ]
    return Outcome(Grants(grants), lines or [_("还没有发出号段。")])


def _exceptions(errand: Errand) -> Outcome:
    known = _do(errand, "exceptions", errand.asked.station)
    shown = tuple(one for one in known if not (errand.asked.open and one.closed_at))
    return Outcome(Exceptions(shown), _exception_lines(errand, shown))


def _exception_lines(errand: Errand, exceptions: tuple[Any, ...]) -> Iterator[str]:
    _ = errand.words.gettext
    for one in exceptions:
        yield _("{at} {exception} {number}，告诉了 {stations}，{state}").format(
            at=_here(one.at),
            exception=word("exception", one.code, errand.words),
            number=one.number or "—",
            stations=_("、").join(one.stations),
            state=_("{at} 关闭：{note}").format(at=_here(one.closed_at), note=one.note or "—")
            if one.closed_at
            else _("没有关闭"),
        )
        yield _("　编号 {keys}").format(keys=_("、").join(one.keys))
    if not exceptions:
        yield _("没有异常单。")
    elif not all(one.closed_at for one in exceptions):
        yield _("关闭用 server publish 下发 exception.closed：opened 写其中任何一个编号，note 写结果；各站一起关闭。")
