"""The truck in hand as it is told: its form, what is known of it, and how old that is."""

from datetime import timedelta

from coalguard.domain.inspection import Row
from coalguard.domain.journal import Fact
from coalguard.store.cursors import keep_heard
from tests.abroad import NOON
from tests.ui.cityhall import City
from tests.ui.gatehouse import ABROAD, Gatehouse


def test_the_age_of_what_other_gates_did_stands_beside_the_form(gate: Gatehouse) -> None:
    City(gate.station).says(Fact("station.published", {"code": "KK02", "name": "演示二卡", "kind": "checkpoint"}))
    keep_heard(gate.station.store, {"KK02": "2026-01-13T12:00:00.000Z"}, since="2026-01-13T12:00:00.000Z")
    gate.rest()
    gate.scan(ABROAD.paper())
    row = next(row for row in gate.page.evidence.table.rows if row.key == Row.FORM.value)
    assert row.observed == ("验签有效，本机未见使用", "数据截至 01-13 20:00")


def test_an_expired_form_says_so_in_a_word(gate: Gatehouse) -> None:
    gate.scan(ABROAD.paper(valid_until=NOON - timedelta(hours=1)))
    row = next(row for row in gate.page.evidence.table.rows if row.key == Row.FORM.value)
    assert (row.observed, row.result) == (("单据不再有效", "有效至 11:00"), "已过期")


def test_a_truck_that_was_weighed_empty_is_known_by_it(gate: Gatehouse) -> None:
    gate.know_tare()
    gate.scan(ABROAD.paper())
    assert gate.page.evidence.head._known.text() == "来过 1 次，最近：非煤车辆 · 皮重 15.400 t"
