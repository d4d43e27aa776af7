"""Postings sum to zero; a lot is sold only as far as it may be.

inbound   supplier −34 140   lot +34 140
sale      lot      −32 420   buyer +32 420
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.ledger import (
    AccountKind,
    Lot,
    move,
    postings_facts,
    reversed_postings,
    sellable,
    total,
)
from coalguard.domain.mass import NO_MASS, Mass

KEY = EntryKey("9f31c2d4a5b6e708", 1, 9)
SUPPLIER, LOT = (AccountKind.SUPPLIER, "s"), (AccountKind.LOT, "260114A01")


def lot(*, stock: int = 34_140, verdict: str | None = "pass", contract: bool = True, report: bool = True) -> Lot:
    return Lot(
        "260114A01", KEY, KEY, "无烟2号", Mass(stock), verdict, lacks_contract=not contract, lacks_report=not report
    )


@given(st.integers(1, 10**9))
def test_a_movement_and_its_reversal_sum_to_zero(kg: int) -> None:
    postings = move(SUPPLIER, LOT, Mass(kg))

    assert total(postings) == NO_MASS
    assert total((*postings, *reversed_postings(postings))) == NO_MASS
    assert [posting.mass.kg for posting in postings] == [-kg, kg]
    assert [posting.mass.kg for posting in reversed_postings(postings)] == [kg, -kg]


@pytest.mark.parametrize("kg", [0, -20])
def test_nothing_moves_no_mass(kg: int) -> None:
    with pytest.raises(Refused) as refused:
        move(SUPPLIER, LOT, Mass(kg))

    assert refused.value.code == "ledger.nothing_moved"


def test_postings_are_told_as_rows() -> None:
    assert postings_facts(move(SUPPLIER, LOT, Mass(20))) == [["supplier", "s", -20], ["lot", "260114A01", 20]]


@pytest.mark.parametrize("verdict", ["pass", "borderline"])
def test_a_complete_lot_that_passes_is_sold_to_the_last_kilogram(verdict: str) -> None:
    assert sellable(lot(verdict=verdict), "无烟2号", Mass(34_140)) == []


@pytest.mark.parametrize(
    ("held", "coal", "kg", "codes"),
    [
        (lot(), "无烟2号", 34_160, ["stock.insufficient"]),
        (lot(contract=False), "无烟2号", 20, ["lot.incomplete"]),
        (lot(report=False, verdict=None), "无烟2号", 20, ["lot.incomplete"]),
        (lot(report=False, verdict="fail"), "无烟2号", 20, ["lot.incomplete", "lot.frozen"]),
        (lot(verdict="cannot_judge", report=False), "无烟2号", 20, ["lot.incomplete", "lot.frozen"]),
        (lot(), "环保型煤", 20, ["lot.other_coal"]),
        (lot(contract=False, stock=0), "环保型煤", 20, ["lot.incomplete", "lot.other_coal", "stock.insufficient"]),
    ],
)
def test_every_reason_against_a_sale_is_told_at_once(held: Lot, coal: str, kg: int, codes: list[str]) -> None:
    assert [finding.code for finding in sellable(held, coal, Mass(kg))] == codes


def test_a_lot_says_what_it_lacks() -> None:
    assert lot().missing == ()
    assert lot(contract=False, report=False).missing == ("contract", "report")
