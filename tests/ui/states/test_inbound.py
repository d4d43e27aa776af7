"""What the page of incoming coal says is worked out without a window."""

import pytest

from coalguard.domain.mass import Mass
from coalguard.ui.states.inbound import (
    consequence,
    contract_standing,
    not_chosen,
    over_contract,
    proof_line,
    report_standing,
    tonnes_kg,
)
from coalguard.ui.tokens import Tone


def test_a_load_without_papers_says_what_is_to_be_brought_and_why() -> None:
    contract, report = contract_standing("", None), report_standing("", "")
    assert (contract.text, report.text) == ("待补", "待检")
    assert consequence(contract, report) == "采购合同、质检报告没有补齐。煤可以入库，补齐前不能销售。"


def test_a_load_with_its_papers_may_be_sold() -> None:
    contract, report = contract_standing("HT-1", Mass(118_600)), report_standing("R-1", "pass")
    assert (contract.text, report.tone) == ("余 118.600 t", Tone.OK)
    assert consequence(contract, report) == "手续齐全，入库后可以销售。"


def test_a_load_beyond_its_contract_is_seen_before_it_is_received_and_lacks_nothing() -> None:
    contract, report = contract_standing("HT-1", Mass(20_000), Mass(31_480)), report_standing("R-1", "pass")
    assert (contract.text, contract.tone) == ("余 20.000 t", Tone.WARN)
    assert consequence(contract, report) == "手续齐全，入库后可以销售。"
    assert over_contract(Mass(20_000), Mass(31_480)) == "本车 31.480 t，入库后合同超出 11.480 t。"


@pytest.mark.parametrize("load", [None, Mass(19_980), Mass(20_000)])
def test_a_load_within_its_contract_is_calm(load: Mass | None) -> None:
    assert contract_standing("HT-1", Mass(20_000), load).tone is Tone.OK
    assert over_contract(Mass(20_000), load) == ""


def test_nothing_is_amiss_before_a_supplier_is_chosen() -> None:
    contract, report = not_chosen()
    assert (contract.tone, report.tone) == (Tone.OFF, Tone.OFF)
    assert consequence(contract, report) == "选好供煤单位后显示。"


def test_a_failing_report_freezes_the_lot() -> None:
    assert "冻结" in consequence(contract_standing("HT-1", None), report_standing("R-2", "fail"))


def test_the_proof_says_what_is_still_to_be_brought() -> None:
    line = proof_line("LX01-JH-1", "LX01-GB-1", "260114A01", Mass(34_140), ("report",))
    assert line == "已入库 LX01-JH-1 · 批次 260114A01 · 34.140 t · 过磅单 LX01-GB-1 · 待补 质检报告"


@pytest.mark.parametrize(("typed", "kg"), [("34.14", 34_140), ("0", None), ("", None), ("-1", None), ("x", None)])
def test_tonnes_are_kilograms(typed: str, kg: int | None) -> None:
    assert tonnes_kg(typed) == kg
