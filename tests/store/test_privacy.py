"""Personal data stand beside the chain: what of them stands in a body is found, and nothing else is taken for them."""

import json
from collections.abc import Mapping

import pytest

from coalguard.domain.findings import Severity
from coalguard.domain.journal import Json
from coalguard.store.privacy import HeldValues, personal

ROW: Mapping[str, Json] = {
    "name": "欧阳演示",
    "document_number": "622901188001010017",
    "phone": "13800000000",
    "address": "演示镇示例村12号",
    "credit_code": "91622901MA00000000",
    "document_kind": "id_card",
    "agent_name": "高山",
    "agent_phone": None,
}
HELD = HeldValues([json.dumps(ROW, ensure_ascii=False).encode(), b'{"name":"admin","login":"admin"}'])
NOBODY = HeldValues([])


def found(kind: str, says: Mapping[str, Json], held: HeldValues = HELD) -> list[tuple[object, Severity]]:
    """The fields that look personal, and how much they weigh."""
    return [(finding.facts["field"], finding.severity) for finding in personal(kind, 7, says, held)]


@pytest.mark.parametrize(
    "value",
    [
        "欧阳演示",
        "收货人：欧阳演示",
        "交欧阳演示收",
        "高山",
        "找 高山 收",
        "622901188001010017",
        "证件622901188001010017。",
        "13800000000",
        "电话13800000000",
        "演示镇示例村12号",
        "送到演示镇示例村12号门口",
    ],
)
def test_what_a_personal_row_holds_is_found_wherever_it_stands(value: str) -> None:
    assert found("sale.recorded", {"payer": value}) == [("payer", Severity.FAIL)]
    assert found("sale.recorded", {"more": [{"payer": value}]}) == [("payer", Severity.FAIL)]


@pytest.mark.parametrize("value", ["13900000001", "请拨 13900000001", "11010519491231002X", "证号11010519491231002x"])
def test_what_looks_like_an_identity_or_phone_number_is_found_without_a_row(value: str) -> None:
    assert found("sale.recorded", {"payer": value}, NOBODY) == [("payer", Severity.FAIL)]


def test_eighteen_digits_with_a_wrong_check_digit_are_nobodys() -> None:
    assert found("sale.recorded", {"payer": "110105194912310020"}, NOBODY) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "admin"),  # the founder is called by the login: a word like others
        ("lot", "高山煤矿"),  # half of many a mine
        ("credit_code", "91622901MA00000000"),
        ("number", "13900000001"),  # a report's, a contract's
        ("person", "13800000001" * 5),
        ("at_ns", "1234567890123"),
        ("visit", "9f31c2d4a5b6e708-1-17"),
        ("coal", "无烟2号"),
        ("plate", "甘N8F326"),
        ("lot", ""),
    ],
)
def test_what_is_no_person_is_left_alone(field: str, value: str) -> None:
    assert found("sale.recorded", {field: value}) == []


def test_numbers_and_marks_are_no_text() -> None:
    assert found("weighing.captured", {"kg": 13_900_000_001, "manual": True, "rated": None}) == []


@pytest.mark.parametrize("field", ["reason", "notes", "observed"])
def test_what_somebody_typed_is_told_as_a_warning(field: str) -> None:
    assert found("visit.left", {field: "欧阳演示 13800000000"}) == [(field, Severity.WARN)]


@pytest.mark.parametrize("kind", ["supplier.registered", "outlet.registered", "yard.registered", "station.opened"])
def test_a_firm_may_bear_its_owners_name(kind: str) -> None:
    assert found(kind, {"name": "欧阳演示煤炭经营部"}) == []
    assert found("buyer.registered", {"name": "欧阳演示"}) == [("name", Severity.FAIL)]


def test_the_programs_own_words_are_nobodys_name() -> None:
    """Whoever founds a station is called by the login: an `officer` must not make every list of roles personal."""
    held = HeldValues([b'{"name":"officer","login":"officer"}'])
    assert found("staff.registered", {"roles": ["clerk", "officer"]}, held) == []
    assert found("visit.left", {"reason": "told by Officer"}, held) == [("reason", Severity.WARN)]


def test_where_anybody_may_call_is_nobodys_own_number() -> None:
    assert found("station.set", {"hotline": "13900000001"}) == []


def test_why_a_sheet_was_printed_again_was_typed() -> None:
    assert found("shifts", {"print_reason": "13900000001"}) == [("print_reason", Severity.WARN)]


@pytest.mark.parametrize("plate", ["无牌:13812345678", "其他:13900000001"])
def test_a_frame_number_that_looks_like_a_phones_breaks_nothing(plate: str) -> None:
    assert found("visit.opened", {"plate": plate}) == [("plate", Severity.WARN)]
    assert found("shift.closed", {"left": {"weighings": [plate]}}) == [("weighings", Severity.WARN)]
    assert found("visit.opened", {"plate": plate.partition(":")[2]}) == [("plate", Severity.FAIL)]
