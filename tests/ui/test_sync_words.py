"""What the operations say of sync, in words: every kind of entry has one, a failed round is no promise."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coalguard.domain.findings import Finding
from coalguard.domain.identity import EntryKey
from coalguard.operations.exceptions import OpenedException
from coalguard.operations.synchronise import Sending, Synced, SyncSheet
from coalguard.operations.synchronise.passes import Lamps
from coalguard.operations.synchronise.sheet import Received
from coalguard.store.heard import HeardStation
from coalguard.store.outbox import Waiting
from coalguard.sync.turn import SyncState
from coalguard.ui.states.sync import Course, Traffic, View
from coalguard.ui.sync_words import facts_of, kind_word, traffic_of

AT = datetime(2026, 1, 14, 12, 58, tzinfo=UTC)
DEVICE = "65b60673d6ed884b"


def sheet(state: SyncState, *, failed: tuple[Finding, ...] = (), contact: datetime | None = AT) -> SyncSheet:
    """A sheet with one form that waits."""
    received = Received(
        "GB 34169",
        5,
        AT,
        2,
        (HeardStation("LX02", "演示二市", "market", AT), HeardStation("KK02", "演示二卡", "checkpoint", None)),
    )
    waiting = (Waiting(EntryKey(DEVICE, 1, 7), "form.issued", "LX01-260114-0032", "甘N8F326", AT),)
    return SyncSheet(
        state, "https://city.example", 6, contact, 1, waiting, failed, received, Lamps(switch_off=False, hand_over=True)
    )


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("form.issued", "五联单"),
        ("form.voided", "五联单作废"),
        ("weighing.captured", "称重记录"),
        ("inspection.decided", "查验记录"),
        ("shift.handed_over", "交接班"),
        ("mystery.opened", "其他记录"),
    ],
)
def test_each_kind_of_entry_has_a_word(kind: str, word: str) -> None:
    assert kind_word(kind) == word


def test_what_waits_and_what_came_is_told() -> None:
    facts = facts_of(sheet(SyncState.WAITING))
    assert facts.traffic == Traffic(course=Course.WAITING, waiting=1, contact=AT)
    (one,) = facts.waiting
    assert (one.kind, one.number, one.about, one.since) == ("五联单", "LX01-260114-0032", "甘N 8F326", AT)
    assert facts.lamps is not None
    assert (facts.lamps.switch_off, facts.lamps.hand_over) == (False, True)
    told = [(one.name, one.about, one.until) for one in facts.received]
    assert told == [
        ("规则", "GB 34169", None),
        ("公钥", "5 把", AT),
        ("布控名单", "2 个车牌", AT),
        ("LX02 演示二市", "市场", AT),
        ("KK02 演示二卡", "卡口，还没有数据", None),
    ]


def test_without_a_contact_nothing_is_said_of_what_is_watched() -> None:
    facts = facts_of(sheet(SyncState.OFFLINE, contact=None))
    assert "布控名单" not in [one.name for one in facts.received]
    assert facts.traffic.failed == 0


def test_why_a_round_failed_is_a_sentence_and_what_waits_was_not_taken() -> None:
    facts = facts_of(sheet(SyncState.FAILED, failed=(Finding("statement.invalid"),)))
    assert facts.traffic.failed == 1
    assert [one.reason for one in facts.failed] == [
        "这份答复不是市局服务器签的，没有采用；本机的记录都在。请核对服务器地址，再联系市局。"
    ]


def test_the_courier_tells_how_far_it_is_and_how_it_ended() -> None:
    before = Traffic(course=Course.WAITING, waiting=5, contact=AT)
    going = traffic_of(Sending(2, 5), before)
    assert (going.sending, going.batch, going.waiting) == (2, 5, 5)
    lamps = Lamps(switch_off=True, hand_over=True)
    ended = traffic_of(Synced(SyncState.SYNCED, 5, 0, 9, 0, lamps), going)
    assert (ended.course, ended.waiting, ended.batch, ended.failed) == (Course.SYNCED, 0, 0, 0)
    failed = traffic_of(Synced(SyncState.FAILED, 0, 0, 9, 3, lamps), going)
    assert failed.failed == 3


SLIP = OpenedException(
    EntryKey(DEVICE, 1, 9),
    "redemption.double",
    "LX01-260114-0032",
    AT,
    ("KK01",),
    {},
    is_open=True,
    closed_at=None,
    note="",
)


def test_a_row_leads_where_its_exception_stands() -> None:
    facts = facts_of(sheet(SyncState.WAITING), (SLIP,))
    (one,) = facts.waiting
    assert one.view == View("exceptions", str(SLIP.key))
    first = facts.received[0]
    assert (first.name, first.about, first.view) == ("异常单", "1 张待处理", View("exceptions"))
    assert [other.view for other in facts.received[1:]] == [None] * 5
    assert [one.view for one in facts_of(sheet(SyncState.WAITING)).waiting] == [None]


def test_what_the_city_did_not_take_leads_to_the_exception_it_opened() -> None:
    fork = sheet(SyncState.FORK, failed=(Finding("push.fork"), Finding("statement.invalid")))
    told = replace(SLIP, code="device.forked", number="")
    assert [one.view for one in facts_of(fork, (SLIP, told)).failed] == [View("exceptions", str(told.key)), None]
    assert [one.view for one in facts_of(fork, (SLIP,)).failed] == [None, None]


@pytest.mark.parametrize(
    ("kind", "view"),
    [("visit.opened", View("inspection", f"{DEVICE}-1-7")), ("printer.set", View("settings")), ("sale.recorded", None)],
)
def test_a_truck_at_the_gate_and_a_machine_have_their_page(kind: str, view: View | None) -> None:
    (one,) = sheet(SyncState.WAITING).waiting
    shown = replace(sheet(SyncState.WAITING), waiting=(replace(one, kind=kind, number=""),))
    trucks = {f"{DEVICE}-1-7"} if kind == "visit.opened" else set[str]()
    assert [one.view for one in facts_of(shown, (), trucks).waiting] == [view]
