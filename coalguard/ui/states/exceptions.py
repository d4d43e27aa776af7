"""异常单, as they are shown: what happened in a sentence, the facts, both sides of a double use, what to do.

Values without Qt and without the store. The city opens and closes an exception; a station reads it and acts at its own
desk, so nothing here changes anything. A code that is newer than this program is shown with its facts, never left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from coalguard.domain.identity import CHINA
from coalguard.domain.journal import Json, parse_instant
from coalguard.ui.words import N_, _

DOUBLE: Final = "redemption.double"
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One exception: its code, the paper, when it was opened, whom it concerns; once closed, the city's note."""

    key: str
    code: str
    number: str = ""
    at: datetime
    stations: tuple[str, ...] = ()
    facts: Mapping[str, Json] = field(default_factory=dict)
    is_open: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: which it is, which station, when."""

    title: str
    station: str
    at: str


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    sentence: str
    advice: str


_WORDS: Final[Mapping[str, _Words]] = MappingProxyType(
    {
        DOUBLE: _Words(
            N_("重复核销"),
            N_("{number} 在两处各核销了一次。"),
            N_("两处的记录都已保存。请核对随车联、车辆和称重，把结果报市局；以后见到这张单，按已核销处理。"),
        ),
        "number.outside_grant": _Words(
            N_("号段外单号"),
            N_("{number} 不在市局发给这台电脑的号段内。"),
            N_("单据已保存，不必重开。请报市局核对号段；号段更新前可以照常开单。"),
        ),
        "number.twice": _Words(
            N_("重号"),
            N_("{number} 被两份单据使用。"),
            N_("两份单据都已保存。请找出两份的存根联，报市局确认哪一份有效。"),
        ),
        "form.void_after_redemption": _Words(
            N_("核销后作废"),
            N_("{number} 已在卡口核销，之后又被作废。"),
            N_("以核销为准，作废不生效。请说明作废原因并报市局；需要更正的另开新单。"),
        ),
        "device.forked": _Words(
            N_("记录分叉"),
            N_("这台电脑的记录有两个不同的版本。"),
            N_("两个版本都已保存。请不要恢复旧备份，等市局处理后再上传。"),
        ),
        "device.cloned": _Words(
            N_("数据副本"),
            N_("同一份数据在两台电脑上使用过。"),
            N_("请只留一台电脑开单，另一台停用，并报市局确认。"),
        ),
        "entry.quarantined": _Words(
            N_("记录被隔离"),
            N_("市局读不懂一条记录，已原样保存。"),
            N_("其余记录照常上传。请记下序号并联系管理员，通常更新程序后即可读取。"),
        ),
        "plate.watched_passed": _Words(
            N_("布控车放行"),
            N_("布控车辆 {plate} 已经放行。"),
            N_("请当班人员说明放行理由，并按市局通知办理。"),
        ),
    }
)
_UNKNOWN: Final = _Words(
    N_("其他异常"),
    N_("市局开出了一张本程序还不认识的异常单。"),
    N_("内容如下，请联系市局；更新程序后会有说明。"),
)
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "plate": N_("车牌"),
        "seq": N_("序号"),
        "epoch": N_("代次"),
        "reason": N_("原因"),
        "device": N_("设备"),
        "station": N_("站点"),
        "at": N_("时间"),
        "until": N_("布控至"),
    }
)


def title(slip: Opened) -> str:
    """What kind of exception it is, in a word."""
    return _(_WORDS.get(slip.code, _UNKNOWN).title)


def sentence(slip: Opened) -> str:
    """What happened."""
    words = _WORDS.get(slip.code, _UNKNOWN)
    plate = str(slip.facts.get("plate") or slip.number)
    return _(words.sentence).format(number=slip.number or _("一张单据"), plate=plate)


def advice(slip: Opened) -> str:
    """What to do; of a closed one, what the city decided."""
    if not slip.is_open:
        return _("市局已处理：{note}").format(note=slip.note) if slip.note else _("市局已处理，不必再做什么。")
    return _(_WORDS.get(slip.code, _UNKNOWN).advice)


def standing(slip: Opened) -> str:
    """Whether somebody still has to do something."""
    return _("待处理") if slip.is_open else _("已处理")


def sides(slip: Opened) -> tuple[Side, ...]:
    """Both sides of a double use, the earlier first; nothing of any other exception."""
    if slip.code != DOUBLE:
        return ()
    told = ((_("第一次核销"), slip.facts.get("first")), (_("第二次核销"), slip.facts.get("second")))
    return tuple(
        Side(name, str(side.get("station") or ""), _moment(side.get("at")))
        for name, side in told
        if isinstance(side, Mapping)
    )


def facts_of(slip: Opened) -> tuple[tuple[str, str], ...]:
    """The facts, each with its name; the sides of a double use are shown for themselves."""
    rows = [
        (_("单号"), slip.number),
        (_("涉及站点"), _("、").join(slip.stations)),
        (_("开出时间"), f"{slip.at.astimezone(CHINA):%Y-%m-%d %H:%M}"),
    ]
    for name, value in slip.facts.items():
        if not isinstance(value, Mapping) and name != "number":
            rows.append((_(_NAMES.get(name, name)), _moment(value)))
    return tuple((name, value) for name, value in rows if value)


def _moment(value: Json) -> str:
    """An instant as it is read here; any other value as it is."""
    text = "" if value is None else str(value)
    if not _INSTANT.fullmatch(text):
        return text
    return f"{parse_instant(text).astimezone(CHINA):%Y-%m-%d %H:%M}"


def newest_first(slips: tuple[Opened, ...]) -> tuple[Opened, ...]:
    """The order of the list."""
    return tuple(sorted(slips, key=lambda slip: (slip.at, slip.key), reverse=True))


def count_open(slips: tuple[Opened, ...]) -> int:
    """How many wait for somebody."""
    return sum(slip.is_open for slip in slips)
