"""Shifts: one desk, one holder, totals that tie by two roads."""

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.roles import Role
from coalguard.operations import form, shift, visit
from coalguard.operations.session import actor_named
from coalguard.operations.station import Second
from coalguard.operations.weighing import Pass
from tests import market as at
from tests.market import LEAD, Market
from tests.stations import enlist


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
