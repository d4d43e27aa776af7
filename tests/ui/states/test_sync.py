"""How sync stands in words: the fixed vocabulary, and never more than receipts prove."""

from datetime import datetime, timedelta

import pytest

from coalguard.domain.identity import CHINA
from coalguard.ui.states.sync import (
    LATE,
    Course,
    Failed,
    SyncFacts,
    Traffic,
    is_late,
    is_long_offline,
    saved,
    summary,
    tab_notes,
    time_of,
    waited,
)
from coalguard.ui.tokens import Tone

NOW = datetime(2026, 1, 14, 21, 46, tzinfo=CHINA)


def ago(minutes: float) -> datetime:
    """Some minutes before now."""
    return NOW - timedelta(minutes=minutes)


def traffic(course: Course, waiting: int = 0, **other: object) -> Traffic:
    """A state with a contact two minutes ago."""
    facts: dict[str, object] = {"course": course, "waiting": waiting, "contact": ago(2), **other}
    return Traffic(**facts)  # type: ignore[arg-type]  # each of its own type


SHOWN = [
    (Traffic(), "本机已存", "未联网，工作不受影响", Tone.OK, "disk"),
    (traffic(Course.SYNCED), "已同步", "21:44 · 待传 0", Tone.OK, "cloud-ok"),
    (traffic(Course.WAITING, 5, sending=2, batch=5), "正在上传 2 / 5", "可继续工作", Tone.ACCENT, "cloud-up"),
    (traffic(Course.WAITING, 3), "待上传 3 条", "排队中，可继续工作", Tone.ACCENT, "cloud-up"),
    (
        traffic(Course.OFFLINE, 7, contact=ago(94)),
        "离线 · 待传 7",
        "20:12 起离线，可继续开单",
        Tone.OFF,
        "cloud-off",
    ),
    (
        traffic(Course.OFFLINE, 7, contact=None),
        "离线 · 待传 7",
        "还没有连上过，可继续开单",
        Tone.OFF,
        "cloud-off",
    ),
    (
        traffic(Course.OFFLINE, 9, contact=ago(24 * 60)),
        "离线超 24 小时",
        "待传 9，请检查网络",
        Tone.WARN,
        "warn",
    ),
    (traffic(Course.WAITING, 3, failed=2), "2 条上传失败", "按 Ctrl+U 处理", Tone.FAIL, "fail"),
    (traffic(Course.FAILED, 3), "同步没有成功", "按 Ctrl+U 处理", Tone.FAIL, "fail"),
    (traffic(Course.RESTORED), "本机由备份恢复", "联网取回记录后再给号", Tone.WARN, "warn"),
    (traffic(Course.CLONE, failed=1), "本机可能有副本", "已停止上传，请联系市局", Tone.FAIL, "fail"),
    (traffic(Course.FORK), "记录与市局不一致", "已停止上传，请联系市局", Tone.FAIL, "fail"),
]


@pytest.mark.parametrize(("state", "first", "second", "tone", "icon"), SHOWN, ids=[row[1] for row in SHOWN])
def test_each_state_has_its_two_lines(state: Traffic, first: str, second: str, tone: Tone, icon: str) -> None:
    shown = saved(state, "market", NOW)
    assert (shown.first, shown.second, shown.tone, shown.icon) == (first, second, tone, icon)


@pytest.mark.parametrize(
    "state",
    [traffic(Course.SYNCED, 1), traffic(Course.SYNCED, contact=None), traffic(Course.WAITING)],
    ids=["something waits", "no receipt ever", "not said to be done"],
)
def test_nothing_is_called_synced_that_no_receipt_covers(state: Traffic) -> None:
    assert "已同步" not in saved(state, "market", NOW).first
    assert saved(state, "market", NOW).tone is not Tone.OK
    assert "全部" not in summary(state, "market", NOW).second


@pytest.mark.parametrize(
    ("kind", "rest"), [("checkpoint", "验单不受影响"), ("outlet", "可继续开单"), ("city", "工作不受影响")]
)
def test_offline_says_what_goes_on(kind: str, rest: str) -> None:
    assert saved(traffic(Course.OFFLINE, 1), kind, NOW).second.endswith(rest)


SUMMARIES = [
    (Traffic(), "记录已存本机。入网后自动上传；在“设置”里办理。"),
    (traffic(Course.SYNCED), "21:44 市局已收，本机记录全部有签收回执。"),
    (traffic(Course.WAITING, 3), "记录已存本机，正在上传；不影响工作。"),
    (
        traffic(Course.OFFLINE, 7, contact=ago(94)),
        "20:12 起离线。查验、过磅都照常；联网后自动上传。",
    ),
    (traffic(Course.FAILED, 3, failed=1), "记录已存本机。原因见“失败”；其余记录照常上传。"),
]


@pytest.mark.parametrize(("state", "sentence"), SUMMARIES, ids=[row[0].course.value for row in SUMMARIES])
def test_the_summary_says_what_is_safe(state: Traffic, sentence: str) -> None:
    assert summary(state, "checkpoint", NOW).second == sentence


def test_the_summary_of_an_offline_station_counts_what_is_kept_here() -> None:
    assert summary(traffic(Course.OFFLINE, 7), "market", NOW).first == "离线，7 条已存本机"
    assert "工作照常" in summary(traffic(Course.OFFLINE, 7), "city", NOW).second


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (-5, "不到 1 分"),
        (0, "不到 1 分"),
        (1, "1 分"),
        (59.9, "59 分"),
        (60, "1 小时"),
        (1439, "23 小时"),
        (3000, "2 天"),
    ],
)
def test_a_wait_is_told_in_its_largest_unit(minutes: float, text: str) -> None:
    assert waited(ago(minutes), NOW) == text


def test_from_half_an_hour_on_a_wait_is_late() -> None:
    assert is_late(NOW - LATE, NOW)
    assert not is_late(NOW - LATE + timedelta(seconds=1), NOW)


def test_a_time_of_another_day_has_its_day() -> None:
    assert time_of(ago(5), NOW) == "21:41"
    assert time_of(ago(24 * 60), NOW) == "01-13 21:46"


def test_a_day_without_an_answer_counts_from_the_last_one() -> None:
    assert is_long_offline(traffic(Course.OFFLINE, contact=ago(1440)), NOW)
    assert not is_long_offline(traffic(Course.OFFLINE, contact=None), NOW)
    assert not is_long_offline(traffic(Course.WAITING, contact=ago(1440)), NOW)


def test_the_tabs_say_how_much_and_how_new() -> None:
    failed = (Failed("a", "五联单", "LX01-260114-0032", "不认识"),)
    keys_at = datetime(2026, 1, 12, 8, tzinfo=CHINA)
    facts = SyncFacts(traffic=traffic(Course.WAITING, 7), failed=failed, rules="v23", keys_at=keys_at)
    assert tab_notes(facts) == ("7", "1", "规则 v23 · 公钥 01-12")
    assert tab_notes(SyncFacts()) == ("", "", "")
    assert tab_notes(SyncFacts(traffic=Traffic(course=Course.SYNCED))) == ("0", "0", "")
