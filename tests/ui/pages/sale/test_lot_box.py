"""Which lot is offered, and why another one can not be sold."""

from coalguard.domain.findings import fail
from coalguard.domain.mass import Mass
from coalguard.operations.counter import LotChoice
from coalguard.operations.register import RegisterYard, register_yard
from coalguard.ui.pages.sale.lot_box import lot_option
from tests import market as at
from tests.ui.salesroom import Room, lot, weighed_truck


def test_lots_that_can_not_be_sold_are_pale_and_say_why(room: Room) -> None:
    register_yard(room.market.station, room.market.clerk, RegisterYard(name="2号堆"))
    at.receive(room.market, 30_000, plate="甘N77777", contract="")
    weighed_truck(room)
    options = room.page.form.lot.options
    assert [(one.possible, one.reason) for one in options if not one.possible] == [(False, "待补证")]
    assert room.page.form.lot.value() == lot(room)


def test_a_lot_without_enough_is_refused_with_what_is_left(room: Room) -> None:
    weighed_truck(room, 61_000)
    assert [one.reason for one in room.page.form.lot.options] == ["余量不足"]
    assert room.page.form.lot.value() == ""


def test_of_all_that_speaks_against_a_lot_the_gravest_is_said() -> None:
    """A report that failed, another paper that is missing, too little coal: bringing more of it would not help."""
    against = (fail("lot.incomplete"), fail("stock.insufficient"), fail("lot.frozen"))
    assert lot_option(LotChoice("260114A01", Mass(500), "fail", (), against)).reason == "不合格，已冻结"
