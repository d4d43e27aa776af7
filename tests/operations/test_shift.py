"""Shifts: one desk, one holder, totals that tie by two roads."""

from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.money import Money
from coalguard.domain.roles import Role
from coalguard.operations import form, inspection, setup, shift, visit
from coalguard.operations.session import actor_named
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Second
from coalguard.operations.weighing import Pass
from coalguard.store.closing import load_ended, seal_of
from coalguard.trust.chain import DeviceSigner, seal
from coalguard.trust.sealcode import render_seal
from tests import market as at
from tests.market import LEAD, Market
from tests.stations import HandClock, bodies, enlist, open_test_station


def test_a_day_ties_by_both_roads(market: Market) -> None:
    lot = at.receive(market).lot
    sold = at.sell(market, lot)
    void = form.VoidForm(number=str(sold.number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, void)
    form.reissue(market.station, market.clerk, form.ReissueForm(number=str(sold.number)))
    at.sell(market, lot, 2_340, plate="甘N55555")

    sheet = shift.close_shift(market.station, market.clerk, shift.CloseShift())

    assert sheet.ties, sheet.findings
    told = sheet.totals
    assert (told["forms"], told["voids"], told["sales"], told["tickets"]) == (3, 1, 2, 3)
    assert (told["in_kg"], told["out_kg"], told["amount_fen"]) == (34_140, 12_340, 860_000 + 201_240)
    assert (told["weighings"], told["manual_weighings"], told["numbers_used"]) == (6, 6, 11)


def test_totals_that_were_tampered_with_do_not_tie(market: Market) -> None:
    at.sell(market, at.receive(market).lot)
    market.station.store.write_beside("UPDATE sales SET amount_fen = amount_fen + ?", 1)
    market.station.store.write_beside("UPDATE postings SET kg = kg - ? WHERE account = 'supplier'", 20)

    sheet = shift.close_shift(market.station, market.clerk, shift.CloseShift())

    assert not sheet.ties
    assert {finding.facts["what"] for finding in sheet.findings if finding.code == "shift.does_not_tie"} == {
        "mass_in_kg",
        "amount_fen",
    }


def test_no_truck_is_handled_without_a_shift(market: Market) -> None:
    of = at.arrive(market)
    shift.close_shift(market.station, market.clerk, shift.CloseShift())

    for handle in (lambda: at.arrive(market, "甘N00001"), lambda: at.weigh(market, of, Pass.GROSS, 40_000)):
        with pytest.raises(Refused) as refused:
            handle()
        assert refused.value.code == "shift.none_open"

    shift.open_shift(market.station, market.clerk, shift.OpenShift())
    assert at.weigh(market, of, Pass.GROSS, 40_000).kg == 40_000


def test_one_shift_is_open_at_a_time(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        shift.open_shift(market.station, market.clerk, shift.OpenShift())

    assert refused.value.code == "shift.already_open"


def test_the_receiver_holds_the_desk_after_a_hand_over(market: Market) -> None:
    at.arrive(market)

    sheet = shift.hand_over_shift(market.station, market.clerk, shift.HandOver(to=LEAD, notes="一车待过磅"))
    lead = actor_named(market.station, sheet.actor)

    assert lead.login == "lead"
    assert "shift.open_weighings" in [finding.code for finding in sheet.findings]
    with pytest.raises(Refused) as refused:
        shift.close_shift(market.station, enlist(market.station, "clerk2", Role.CLERK), shift.CloseShift())
    assert refused.value.code == "shift.not_holder"
    assert shift.close_shift(market.station, lead, shift.CloseShift()).ties


@pytest.mark.parametrize(
    ("to", "code"),
    [(Second(login="lead", pin="0000"), "pin.wrong"), (Second(login="boss", pin="7777"), "role.missing")],
)
def test_a_desk_is_taken_with_the_own_pin_by_whoever_may(market: Market, to: Second, code: str) -> None:
    enlist(market.station, "boss", Role.SUPERVISOR, pin="7777")

    with pytest.raises(Refused) as refused:
        shift.hand_over_shift(market.station, market.clerk, shift.HandOver(to=to))

    assert refused.value.code == code


def test_a_shift_end_is_sealed(market: Market) -> None:
    shift.close_shift(market.station, market.clerk, shift.CloseShift())

    reader = market.station.store.read()
    assert reader.value("SELECT seq FROM seals WHERE purpose = 'shift'") == market.station.store.head.seq
    assert visit.list_open(market.station, market.clerk, visit.ListOpen()).visits == ()


# --- what the entry keeps, so that a sheet can show it ----------------------------------------------------------------


def said(market: Market, kind: str) -> dict[str, Any]:
    """What the latest entry of a kind says."""
    reader = market.station.store.read()
    entries = [reader.entry(key) for key in bodies(market.station)]
    return dict(next(entry.fact.says for entry in reversed(entries) if entry.fact.kind == kind))


def test_everything_on_a_sheet_stands_in_the_entry_that_ended_the_shift(market: Market, tmp_path: Path) -> None:
    lot = at.receive(market, report="").lot
    form.void(
        market.station,
        market.clerk,
        form.VoidForm(
            number=str(at.sell(market, at.receive(market).lot).number), reason="打错", parts_back=5, second=LEAD
        ),
    )
    at.arrive(market, "甘N00001")
    printer = setup.SetPrinter(name="热敏", kind=setup.PrinterKind.FOLDER, target=str(tmp_path))
    setup.set_printer(market.station, market.clerk, printer)

    given = shift.HandOver(to=LEAD, notes=" 一车 待过磅 ", cash_fen=86_000, paper_left=60)
    sheet = shift.hand_over_shift(market.station, market.clerk, given)

    told = said(market, "shift.handed_over")
    assert (told["cash_fen"], told["paper_left"], told["notes"], told["second"]) == (86_000, 60, "一车 待过磅", "")
    assert told["changes"] == {"in_shift": 1, "ever": 1}
    assert len(told["voided"]) == 1
    assert told["left"]["weighings"] == ["甘N00001"]
    assert told["left"]["held_lots"] == [lot]
    assert told["left"]["weighing_since"]
    assert not told["left"]["queued_since"]
    assert (sheet.cash, sheet.paper_left, sheet.changes.in_shift) == (Money(86_000), 60, 1)
    assert {run["left"] for run in told["totals"]["numbers"]} <= {999_998, 999_999, 1_000_000 - 3}


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"cash_fen": -1}, "shift.count_negative", "cash_fen"),
        ({"paper_left": -60}, "shift.count_negative", "paper_left"),
        ({"notes": "演" * 201}, "shift.notes_malformed", "notes"),
        ({"notes": "电话 13800006620"}, "notes.personal", "notes"),
    ],
)
def test_what_can_not_be_true_is_refused_at_its_field(
    market: Market, told: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as given:
        shift.hand_over_shift(market.station, market.clerk, shift.HandOver(to=LEAD, **told))
    with pytest.raises(Refused) as closed:
        shift.close_shift(market.station, market.clerk, shift.CloseShift(**told))
    for refused in (given.value, closed.value):
        assert (refused.code, refused.facts["field"]) == (code, field)


# --- the opener has left ----------------------------------------------------------------------------------------------


def test_at_anybody_s_login_a_lead_gives_for_the_opener_with_pin_and_reason(market: Market) -> None:
    other = enlist(market.station, "clerk2", Role.CLERK, pin="2468")
    to = Second(login="clerk2", pin="2468")

    with pytest.raises(Refused) as refused:
        shift.hand_over_shift(market.station, other, shift.HandOver(to=to))
    assert refused.value.code == "shift.not_holder"
    with pytest.raises(Refused) as refused:
        shift.hand_over_shift(market.station, other, shift.HandOver(to=to, second=LEAD))
    assert refused.value.code == "shift.reason_needed"
    sheet = shift.hand_over_shift(market.station, other, shift.HandOver(to=to, second=LEAD, reason="当班人已离岗"))

    assert sheet.actor == other.key
    assert said(market, "shift.handed_over")["second"]
    assert said(market, "shift.handed_over")["reason"] == "当班人已离岗"


def test_a_lead_who_stands_by_does_not_take_the_holder_s_word(market: Market) -> None:
    sheet = shift.close_shift(market.station, market.clerk, shift.CloseShift(second=LEAD))
    assert sheet.actor == market.clerk.key


@pytest.mark.parametrize(
    ("second", "to", "code", "field"),
    [
        (Second(login="lead", pin="0000"), Second(login="clerk2", pin="2468"), "pin.wrong", "second"),
        (Second(login="clerk2", pin="2468"), LEAD, "second.is_actor", "second"),
        (LEAD, Second(login="clerk2", pin="0000"), "pin.wrong", "to"),
    ],
)
def test_of_two_pins_the_refusal_says_which(market: Market, second: Second, to: Second, code: str, field: str) -> None:
    other = enlist(market.station, "clerk2", Role.CLERK, pin="2468")
    request = shift.HandOver(to=to, second=second, reason="当班人已离岗")
    with pytest.raises(Refused) as refused:
        shift.hand_over_shift(market.station, other, request)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


# --- shown before it is given -----------------------------------------------------------------------------------------


def test_the_desk_is_shown_as_it_would_be_handed_over(market: Market) -> None:
    at.arrive(market)
    gone = enlist(market.station, "gone", Role.CLERK)
    with market.station.store.begin() as act:
        says = {"staff": str(gone.key), "roles": ["clerk"], "active": False}
        act.append(Fact("staff.changed", says), person={"name": gone.name, "login": gone.login})
    desk = shift.show_shift(market.station, market.clerk, shift.ShowShift())

    assert (desk.holder, desk.holds, desk.approves, desk.last) == ("admin", True, True, None)
    assert desk.sheet is not None
    assert desk.sheet.ties
    assert desk.left.weighings == (at.PLATE,)
    assert [(one.login, one.holds, one.takes, one.approves, one.has_pin) for one in desk.staff] == [
        ("admin", True, True, True, False),
        ("lead", False, True, True, True),
    ]


def test_without_a_shift_the_desk_shows_what_the_next_one_takes_over(market: Market) -> None:
    at.arrive(market)
    ended = shift.close_shift(market.station, market.clerk, shift.CloseShift(notes="钥匙在抽屉"))
    desk = shift.show_shift(market.station, market.clerk, shift.ShowShift())

    assert (desk.holder, desk.since, desk.holds, desk.sheet) == ("", None, False, None)
    assert desk.left.weighings == (at.PLATE,)
    assert desk.last is not None
    assert (desk.last.shift, desk.last.holder, desk.last.notes, desk.last.printed) == (
        ended.shift,
        "admin",
        "钥匙在抽屉",
        0,
    )


def test_a_queue_is_handed_over_with_its_longest_wait(tmp_path: Path) -> None:
    clock = HandClock()
    noon = clock.now()
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=clock) as (station, admin):
        for plate in ("甘N00001", "甘N00002"):
            inspection.begin(station, admin, inspection.BeginInspection(plate=plate))
            clock.wait(hours=1)
        left = shift.show_shift(station, admin, shift.ShowShift()).left

    assert left.queue == ("甘N00001", "甘N00002")
    assert (left.queued_since, left.weighing_since) == (noon, None)


# --- the seal on the sheet --------------------------------------------------------------------------------------------


def code_of(market: Market) -> str:
    """The code on the sheet of the shift that ended last."""
    reader = market.station.store.read()
    sealed = seal_of(reader, load_ended(reader))
    assert sealed is not None
    return "".join(render_seal(sealed))


def test_a_sheet_s_seal_says_that_the_journal_is_what_it_was(market: Market) -> None:
    shift.close_shift(market.station, market.clerk, shift.CloseShift())
    code, seq = code_of(market), market.station.store.head.seq
    shift.open_shift(market.station, market.clerk, shift.OpenShift())

    checked = shift.check_seal(market.station, market.clerk, shift.CheckSeal(code=code))
    assert (checked.genuine, checked.holds, checked.seq) == (shift.Genuine.YES, True, seq)
    assert checked.at is not None


def test_a_journal_that_was_cut_or_written_anew_does_not_hold(market: Market) -> None:
    signer = market.station.store.signer
    head = market.station.store.head
    for seq in (head.seq, head.seq + 9):
        other = seal(EntryKey(signer.device, 1, seq), bytes(32), signer)
        checked = shift.check_seal(market.station, market.clerk, shift.CheckSeal(code="".join(render_seal(other))))
        assert (checked.genuine, checked.holds) == (shift.Genuine.YES, False)


def test_another_s_seal_is_not_ours_to_judge(market: Market) -> None:
    stranger = DeviceSigner.fresh()
    other = seal(EntryKey(stranger.device, 1, 1), bytes(32), stranger)
    checked = shift.check_seal(market.station, market.clerk, shift.CheckSeal(code="".join(render_seal(other))))
    assert (checked.genuine, checked.holds, checked.at) == (shift.Genuine.UNKNOWN_KEY, None, None)


def test_a_seal_that_was_forged_is_told(market: Market) -> None:
    forged = seal(EntryKey(market.station.store.signer.device, 1, 1), bytes(32), DeviceSigner.fresh())
    checked = shift.check_seal(market.station, market.clerk, shift.CheckSeal(code="".join(render_seal(forged))))
    assert (checked.genuine, checked.holds) == (shift.Genuine.NO, False)
    with pytest.raises(DamagedError):
        shift.check_seal(market.station, market.clerk, shift.CheckSeal(code="CG1:1"))
