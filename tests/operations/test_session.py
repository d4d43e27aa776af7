"""Sessions: a login is an entry, opens a shift where none is, and a PIN unlocks."""

import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused, Severity
from coalguard.domain.roles import Role
from coalguard.operations import session, shift
from coalguard.operations.station import Second
from coalguard.store.recovery import Recovered
from coalguard.store.store import Store
from tests import market as at
from tests.market import LEAD, Market
from tests.stations import enlist


def test_a_login_is_an_entry_and_opens_one_shift_only(market: Market) -> None:
    rung: list[str] = []
    market.station.store.listen(lambda appended: rung.extend(entry.kind for entry in appended))

    session.log_in(market.station, "admin")

    assert rung == ["session.opened"]
    assert market.station.store.read().value("SELECT count(*) FROM shifts") == 1


def test_a_pin_takes_the_locked_desk(market: Market) -> None:
    assert session.unlock(market.station, "lead", LEAD.pin).login == "lead"
    with pytest.raises(Refused) as refused:
        session.unlock(market.station, "lead", "0000")
    assert refused.value.code == "pin.wrong"


def test_the_founder_opens_a_demonstration(market: Market) -> None:
    assert session.log_in_demo(market.station).login == "admin"


def test_the_desk_shows_where_we_are_and_who_is_on_duty(market: Market) -> None:
    sheet = session.show_desk(market.station, market.clerk, session.ShowDesk())
    assert (sheet.code, sheet.kind, sheet.demo, sheet.person) == ("LX01", "market", False, market.clerk.name)
    assert sheet.shift_since is not None
    assert ("lead", "演示lead", True) in [(one.login, one.name, one.approves) for one in sheet.colleagues]
    assert "officer" not in {one.login for one in sheet.colleagues if one.approves}


def test_a_start_tells_what_passed_between_store_and_alibi(market: Market) -> None:
    recovered = Recovered(taken=3, new_epoch=True, fault=MachineError("disk.full"))
    findings = session.findings_at_start(market.station, recovered)
    assert [(one.code, one.severity) for one in findings] == [
        ("alibi.taken", Severity.WARN),
        ("alibi.new_epoch", Severity.WARN),
        ("disk.full", Severity.WARN),
    ]
    assert session.findings_at_start(market.station, Recovered()) == ()


def test_a_login_that_opens_a_shift_is_told_what_it_takes_over(market: Market) -> None:
    at.arrive(market)
    shift.close_shift(market.station, market.clerk, shift.CloseShift(notes="钥匙在抽屉"))
    assert session.findings_at_start(market.station, Recovered()) == ()  # nobody has taken the desk yet

    session.log_in(market.station, "admin")
    (told,) = session.findings_at_start(market.station, Recovered())
    assert (told.code, told.severity) == ("shift.taken_over", Severity.INFO)
    assert {name: told.facts[name] for name in ("weighings", "queue", "held_lots", "notes")} == {
        "weighings": 1,
        "queue": 0,
        "held_lots": 0,
        "notes": "钥匙在抽屉",
    }
    session.log_in(market.station, "admin")
    assert session.findings_at_start(market.station, Recovered()) == ()  # the shift runs on


def test_where_shifts_are_handed_over_a_login_opens_none(market: Market) -> None:
    """`doors.md`: `session.login` opens one until hand-over is used; who takes over then says so himself."""
    taker = enlist(market.station, "taker", Role.CLERK, pin="1234")
    shift.hand_over_shift(market.station, market.clerk, shift.HandOver(to=Second(login="taker", pin="1234")))
    session.log_in(market.station, "admin")
    assert session.findings_at_start(market.station, Recovered()) == (), "the receiver's shift runs on"
    shift.close_shift(market.station, taker, shift.CloseShift())

    actor = session.log_in(market.station, "admin")

    (told,) = session.findings_at_start(market.station, Recovered())
    assert (told.code, told.severity) == ("shift.none_open", Severity.INFO)
    with pytest.raises(Refused, match=r"shift\.none_open"):
        at.arrive(market)
    shift.open_shift(market.station, actor, shift.OpenShift())
    at.arrive(market)


def test_an_empty_desk_is_taken_over_without_a_word(market: Market) -> None:
    shift.close_shift(market.station, market.clerk, shift.CloseShift())
    session.log_in(market.station, "admin")
    assert session.findings_at_start(market.station, Recovered()) == ()


def test_a_disk_that_fills_up_is_told_at_the_start(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "free_bytes", 400_000_000)

    told = session.findings_at_start(market.station, Recovered())

    assert [finding.code for finding in told] == ["disk.low"]
