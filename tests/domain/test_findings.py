"""A refusal shows all its reasons; warnings alone refuse nothing."""

import pytest

from coalguard.domain.findings import Finding, Refused, Severity, fail, refuse, refuse_if_any, warn


def test_fail_and_warn_differ_in_weight_alone() -> None:
    assert fail("tare.heavy", kg=5) == Finding("tare.heavy", {"kg": 5}, Severity.FAIL)
    assert warn("tare.heavy", kg=5) == Finding("tare.heavy", {"kg": 5}, Severity.WARN)


def test_a_finding_without_facts_fails() -> None:
    assert Finding("tare.heavy") == fail("tare.heavy")


def test_a_refusal_for_one_reason_carries_its_code_and_facts() -> None:
    refused = refuse("stock.insufficient", left_kg=18_600)
    assert (refused.code, refused.facts) == ("stock.insufficient", {"left_kg": 18_600})
    assert refused.findings == (fail("stock.insufficient", left_kg=18_600),)


def test_the_first_failing_reason_names_the_refusal_and_the_others_stay_with_it() -> None:
    reasons = [warn("tare.old"), fail("report.missing"), fail("contract.missing")]
    with pytest.raises(Refused) as caught:
        refuse_if_any(reasons)
    assert caught.value.code == "report.missing"
    assert caught.value.findings == tuple(reasons)


def test_a_refusal_of_warnings_is_named_by_the_first() -> None:
    assert Refused([warn("tare.old"), warn("clock.slow")]).code == "tare.old"


def test_warnings_refuse_nothing_and_come_back() -> None:
    assert refuse_if_any(iter([warn("tare.old")])) == (warn("tare.old"),)
    assert refuse_if_any([]) == ()
