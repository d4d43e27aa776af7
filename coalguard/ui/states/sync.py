"""How sync stands, as it is shown: the two lines of the top bar, the summary of 同步详情, how long something waits.

Values without Qt and without the store. The vocabulary is fixed (`ux.md` §7.5): 本机已存 is what is durable here;
已同步 is said only where the city's receipts cover everything written here. What the courier hopes is never shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from coalguard.domain.identity import CHINA
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _

LATE: Final = timedelta(minutes=30)
"""What waits so long stands in amber (`ux.md` §7.5, picture 12)."""
LONG_OFFLINE: Final = timedelta(hours=24)

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Course(StrEnum):
    """How sync stands: the words of the operation that says it (`sync.run`, state), and a demonstration."""

    DEMO = "demo"
    NOT_ENROLLED = "not_enrolled"
    SYNCED = "synced"
    WAITING = "waiting"
    OFFLINE = "offline"
    FAILED = "failed"
    RESTORED = "restored"
    CLONE = "clone"
    FORK = "fork"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How sync stands: what no receipt covers yet, what the city did not take, the push under way, the last contact.

    `sending` is how many of `batch` the city has confirmed; without a push under way `batch` is 0.
    """

    course: Course = Course.NOT_ENROLLED
    waiting: int = 0
    failed: int = 0
    sending: int = 0
    batch: int = 0
    contact: datetime | None = None

    @property
    def enrolled(self) -> bool:
        """Whether there is a server to speak with."""
        return self.course not in {Course.NOT_ENROLLED, Course.DEMO}


@dataclass(frozen=True, slots=True)
class Saved:
    """What is saved where: two lines and the shape that says the same."""

    first: str
    second: str
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Lamps:
    """Whether the PC may be switched off, and whether the desk may be handed over."""

    switch_off: bool
    hand_over: bool


@dataclass(frozen=True, slots=True)
class View:
    """Where a row can be looked at: a page, and what is to be shown there; empty: the page as it is."""

    page: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that no receipt covers yet: what it is, its number, a few words, since when it waits."""

    key: str
    kind: str
    number: str
    about: str
    since: datetime
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that was not taken, and why, in a sentence."""

    key: str
    kind: str
    number: str
    reason: str
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What came from the city: its name, which version or how much of it, until when it is known."""

    key: str
    name: str
    about: str
    until: datetime | None
    view: View | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFacts:
    """Everything that 同步详情 shows."""

    traffic: Traffic = Traffic()
    waiting: tuple[Waiting, ...] = ()
    failed: tuple[Failed, ...] = ()
    received: tuple[Received, ...] = ()
    lamps: Lamps | None = None
    rules: str = ""
    keys_at: datetime | None = None


_NOT_HINDERED: Final = N_("工作不受影响")
_ALWAYS: Final = N_("工作照常；联网后自动上传。")
_UNHINDERED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "checkpoint": N_("验单不受影响"),
        "market": N_("可继续开单"),
        "outlet": N_("可继续开单"),
    }
)
_AS_ALWAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "checkpoint": N_("查验、过磅都照常；联网后自动上传。"),
        "market": N_("过磅、开单都照常；联网后自动上传。"),
        "outlet": N_("过磅、开单都照常；联网后自动上传。"),
    }
)


def time_of(moment: datetime, now: datetime) -> str:
    """A time of today by the clock, of any other day with its day."""
    local = moment.astimezone(CHINA)
    return f"{local:%H:%M}" if local.date() == now.astimezone(CHINA).date() else f"{local:%m-%d %H:%M}"


def waited(since: datetime, now: datetime) -> str:
    """How long something waits, in its largest unit; a clock that was set back makes nothing wait less than nothing."""
    past = max(now - since, timedelta(0))
    for unit, text in ((_DAY, N_("{count} 天")), (_HOUR, N_("{count} 小时")), (_MINUTE, N_("{count} 分"))):
        if past >= unit:
            return _(text).format(count=past // unit)
    return _("不到 1 分")


def is_late(since: datetime, now: datetime) -> bool:
    """Whether something waits too long."""
    return now - since >= LATE


def is_long_offline(traffic: Traffic, now: datetime) -> bool:
    """Whether nothing has answered for a day."""
    since = traffic.contact
    return traffic.course is Course.OFFLINE and since is not None and now - since >= LONG_OFFLINE


def saved(traffic: Traffic, kind: str, now: datetime) -> Saved:
    """The two lines of the top bar at a station of this kind."""
    stopped = _STOPPED.get(traffic.course)
    if stopped is not None:
        return Saved(_(stopped.first), _(stopped.second), stopped.tone, stopped.icon)
    if traffic.failed:
        first = _("{count} 条上传失败").format(count=traffic.failed)
        return Saved(first, _("按 Ctrl+U 处理"), Tone.FAIL, "fail")
    if traffic.course is Course.FAILED:
        return Saved(_("同步没有成功"), _("按 Ctrl+U 处理"), Tone.FAIL, "fail")
    if traffic.course is Course.OFFLINE:
        return _offline(traffic, kind, now)
    if traffic.batch:
        first = _("正在上传 {sent} / {batch}").format(sent=traffic.sending, batch=traffic.batch)
        return Saved(first, _("可继续工作"), Tone.ACCENT, "cloud-up")
    if traffic.waiting or traffic.course is Course.WAITING or traffic.contact is None:
        first = _("待上传 {count} 条").format(count=traffic.waiting)
        return Saved(first, _("排队中，可继续工作"), Tone.ACCENT, "cloud-up")
    second = _("{time} · 待传 0").format(time=time_of(traffic.contact, now))
    return Saved(_("已同步"), second, Tone.OK, "cloud-ok")


_STOPPED: Final[Mapping[Course, Saved]] = MappingProxyType(
    {
        **dict.fromkeys(
            (Course.NOT_ENROLLED, Course.DEMO), Saved(N_("本机已存"), N_("未联网，工作不受影响"), Tone.OK, "disk")
        ),
        Course.RESTORED: Saved(N_("本机由备份恢复"), N_("联网取回记录后再给号"), Tone.WARN, "warn"),
        Course.CLONE: Saved(N_("本机可能有副本"), N_("已停止上传，请联系市局"), Tone.FAIL, "fail"),
        Course.FORK: Saved(N_("记录与市局不一致"), N_("已停止上传，请联系市局"), Tone.FAIL, "fail"),
    }
)


def _offline(traffic: Traffic, kind: str, now: datetime) -> Saved:
    if is_long_offline(traffic, now):
        second = _("待传 {count}，请检查网络").format(count=traffic.waiting)
        return Saved(_("离线超 24 小时"), second, Tone.WARN, "warn")
    first = _("离线 · 待传 {count}").format(count=traffic.waiting)
    unhindered = _(_UNHINDERED.get(kind, _NOT_HINDERED))
    since = _since(traffic, now)
    return Saved(first, _("{since}，{rest}").format(since=since, rest=unhindered), Tone.OFF, "cloud-off")


def _since(traffic: Traffic, now: datetime) -> str:
    if traffic.contact is None:
        return _("还没有连上过")
    return _("{time} 起离线").format(time=time_of(traffic.contact, now))


def summary(traffic: Traffic, kind: str, now: datetime) -> Saved:
    """The title of 同步详情 and the sentence below it."""
    shown = saved(traffic, kind, now)
    sentence = _(_SENTENCES.get(traffic.course, ""))
    first = shown.first
    if traffic.course is Course.OFFLINE:
        first = _("离线，{count} 条已存本机").format(count=traffic.waiting)
        always = _(_AS_ALWAYS.get(kind, _ALWAYS))
        sentence = _("{since}。{rest}").format(since=_since(traffic, now), rest=always)
    elif shown.tone is Tone.OK and traffic.enrolled:
        sentence = _("{time} 市局已收，本机记录全部有签收回执。").format(time=time_of(traffic.contact or now, now))
    elif not sentence:
        sentence = _("记录已存本机，正在上传；不影响工作。")
    return Saved(first, sentence, shown.tone, shown.icon)


_SENTENCES: Final[Mapping[Course, str]] = MappingProxyType(
    {
        Course.DEMO: N_("演示数据不入网，也不会上传任何记录。"),
        Course.NOT_ENROLLED: N_("记录已存本机。入网后自动上传；在“设置”里办理。"),
        Course.FAILED: N_("记录已存本机。原因见“失败”；其余记录照常上传。"),
        Course.RESTORED: N_("联网后先取回市局已收的记录，再开始给号；请保持联网。"),
        Course.CLONE: N_("另一台电脑用过同一份数据。记录已存本机，由市局确认后再上传。"),
        Course.FORK: N_("同一序号有两份不同的记录。两份都已保存，由市局处理。"),
    }
)


def nothing_waits(traffic: Traffic) -> str:
    """What stands under 待传 where no record is listed; before an enrolment that does not mean that all was sent."""
    if traffic.course is Course.DEMO:
        return _(_SENTENCES[Course.DEMO])
    return _("没有待传的记录。") if traffic.enrolled else _("入网前不上传，记录都在本机。")


def tab_notes(facts: SyncFacts) -> tuple[str, str, str]:
    """What stands beside the three tabs: how many wait, how many failed, how new what was received is.

    Where there is no server nothing is counted: 0 would say that everything had arrived there.
    """
    rules = _("规则 {version}").format(version=facts.rules) if facts.rules else ""
    keys = _("公钥 {day}").format(day=f"{facts.keys_at.astimezone(CHINA):%m-%d}") if facts.keys_at else ""
    counts = (facts.traffic.waiting, len(facts.failed)) if facts.traffic.enrolled else ("", "")
    return str(counts[0]), str(counts[1]), " · ".join(filter(None, (rules, keys)))
