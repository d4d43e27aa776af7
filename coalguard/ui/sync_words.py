"""What the operations say of sync, as it is shown: kinds of entries in a word, the rows of 同步详情."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from coalguard.domain.findings import Finding
from coalguard.domain.plate import spaced
from coalguard.ui.states.sync import Course, Failed, Lamps, Received, SyncFacts, Traffic, View, Waiting
from coalguard.ui.words import N_, _, said, word

if TYPE_CHECKING:  # the window is painted before the store and its libraries are loaded
    from coalguard.operations.exceptions import OpenedException
    from coalguard.operations.synchronise import Sending, Synced, SyncSheet

_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "form.issued": N_("五联单"),
        "form.voided": N_("五联单作废"),
        "form.redeemed": N_("核销"),
        "sale": N_("销售记录"),
        "ticket": N_("过磅单"),
        "settlement": N_("结算单"),
        "weighing": N_("称重记录"),
        "visit": N_("车辆进出"),
        "lot": N_("进煤"),
        "inspection": N_("查验记录"),
        "release": N_("放行单"),
        "turn_back": N_("劝返单"),
        "hand_over": N_("移交单"),
        "report": N_("质检报告"),
        "stock": N_("盘点"),
        "shift": N_("交接班"),
        "session": N_("登录"),
        "staff": N_("人员"),
        "station": N_("设置"),
        "scale": N_("设置"),
        "printer": N_("设置"),
        "grant": N_("号段"),
        "epoch": N_("号段"),
        "paper": N_("打印记录"),
        "supplier": N_("登记资料"),
        "contract": N_("登记资料"),
        "yard": N_("登记资料"),
        "outlet": N_("登记资料"),
        "vehicle": N_("登记资料"),
        "buyer": N_("登记资料"),
        "driver": N_("登记资料"),
        "key": N_("公钥"),
        "clock": N_("时钟"),
        "server": N_("入网"),
    }
)


def kind_word(kind: str) -> str:
    """A kind of entry in a word; a newer one is a record like any other."""
    known = _KINDS.get(kind) or _KINDS.get(kind.partition(".")[0])
    return _(known) if known else _("其他记录")


_TOLD_AS: Final[Mapping[str, str]] = MappingProxyType({"push.fork": "device.forked"})
"""What the city opens an exception for when it does not take a push."""
_OF_MACHINES: Final = frozenset({"scale", "printer", "server"})
"""Records whose present state stands on the page 设置."""


def facts_of(
    sheet: "SyncSheet",
    opened: "Sequence[OpenedException]" = (),
    trucks: AbstractSet[str] = frozenset(),
    *,
    demo: bool = False,
) -> SyncFacts:
    """How sync stands, by the sheet of the operations; `opened` waits for somebody, `trucks` are at the gate still."""
    course = Course.DEMO if demo else Course(sheet.state.value)
    failed = tuple(
        Failed(f"{number}", _("同步"), str(reason.facts.get("number") or ""), said(reason), _slip_of(reason, opened))
        for number, reason in enumerate(sheet.failed)
    )
    contact = sheet.last_contact
    return SyncFacts(
        traffic=Traffic(course=course, waiting=sheet.count, failed=_untaken(course, sheet.count), contact=contact),
        waiting=tuple(
            Waiting(
                str(one.key),
                kind_word(one.kind),
                one.number,
                spaced(one.plate),
                one.since,
                _truck_or(_view_of(one.kind, one.number, opened), str(one.key), trucks),
            )
            for one in sheet.waiting
        ),
        failed=failed,
        received=(*_exceptions(opened), *_received(sheet)),
        lamps=Lamps(sheet.lamps.switch_off, sheet.lamps.hand_over),
        rules=sheet.received.rules,
        keys_at=sheet.received.keys_at,
    )


def traffic_of(said_: "Sending | Synced", before: Traffic) -> Traffic:
    """How sync stands after what the courier said: on the way, or at the end of a round."""
    from coalguard.operations.synchronise import Sending  # noqa: PLC0415 -- loaded by whoever said it

    if isinstance(said_, Sending):
        return replace(before, sending=said_.sent, batch=said_.of)
    course = Course(said_.state.value)
    return replace(before, course=course, waiting=said_.waiting, failed=_untaken(course, said_.waiting), batch=0)


def _view_of(kind: str, number: str, opened: "Sequence[OpenedException]") -> View | None:
    """Where a waiting record can be looked at: its exception, or the machines as they are set."""
    slip = next((slip for slip in opened if number and slip.number == number), None)
    if slip is not None:
        return View("exceptions", str(slip.key))
    return View("settings") if kind.partition(".")[0] in _OF_MACHINES else None


def _truck_or(other: View | None, key: str, trucks: AbstractSet[str]) -> View | None:
    """The truck that an entry let in, where it is at the gate still."""
    return View("inspection", key) if key in trucks else other


def _slip_of(reason: Finding, opened: "Sequence[OpenedException]") -> View | None:
    """The exception that the city opened for what it did not take, where it was told here."""
    number, code = reason.facts.get("number"), _TOLD_AS.get(reason.code)
    slip = next((slip for slip in opened if slip.code == code or (number and slip.number == number)), None)
    return View("exceptions", str(slip.key)) if slip is not None else None


def _exceptions(opened: "Sequence[OpenedException]") -> Iterator[Received]:
    """What the city opened and waits for somebody here."""
    if opened:
        about = _("{count} 张待处理").format(count=len(opened))
        yield Received("exceptions", _("异常单"), about, None, View("exceptions"))


def _untaken(course: Course, waiting: int) -> int:
    """How many records the city did not take: what waits behind a round that failed; offline nothing was refused."""
    return waiting if course is Course.FAILED else 0


def _received(sheet: "SyncSheet") -> Iterator[Received]:
    """Rule set, keys and watched plates; then each station with the time until which it is known."""
    received = sheet.received
    if received.rules:
        yield Received("rules", _("规则"), received.rules, None)
    yield Received("keys", _("公钥"), _("{count} 把").format(count=received.keys), received.keys_at)
    if sheet.last_contact is not None:
        watched = _("{count} 个车牌").format(count=received.watched)
        yield Received("watched", _("布控名单"), watched, sheet.last_contact)
    for one in received.stations:
        about = (
            word("kind", one.kind) if one.heard_until else _("{kind}，还没有数据").format(kind=word("kind", one.kind))
        )
        yield Received(one.code, f"{one.code} {one.name}", about, one.heard_until)
