"""The register: what firms and buyers must give, what is kept, how a buyer is cut in two. All names are invented."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Finding, Severity, fail, warn
from coalguard.domain.identity import Division, DivisionKind, DivisionTable, EntryKey
from coalguard.domain.mass import Mass
from coalguard.domain.registry import (
    Agent,
    Buyer,
    BuyerKind,
    Contract,
    IdentityPaper,
    Outlet,
    PaperKind,
    Supplier,
    SupplierKind,
    Yard,
    buyer_facts,
    check_buyer,
    check_contract,
    check_outlet,
    check_paper,
    check_supplier,
    check_yard,
    parse_buyer,
    personal_row,
)

TODAY = date(2026, 1, 14)
MINE = EntryKey("9f31c2d4a5b6e708", 1, 17)
CODE = "91622901MA7ABCDE92"
PLACES = DivisionTable(
    "622901",
    (
        Division("622901", "临夏市", DivisionKind.COUNTY, "6229"),
        Division("622901103", "折桥镇", DivisionKind.TOWN, "622901"),
        Division("622921", "临夏县", DivisionKind.COUNTY, "6229"),
        Division("", "韩集镇", DivisionKind.TOWN, "622921"),
    ),
)
CARD = IdentityPaper(PaperKind.ID_CARD, "11010519491231002X")
PERSON = Buyer(BuyerKind.PERSON, "示例·某某", CARD, town="622901103")
UNIT = Buyer(BuyerKind.UNIT, "示例小学", credit_code=CODE, town="622901103")


# --- firms ------------------------------------------------------------------------------------------------------------


def test_a_supplier_needs_a_name_and_may_have_a_credit_code() -> None:
    typed = Supplier(" 示例煤矿 ", SupplierKind.MINE, " 91622901ma7abcde92")
    assert check_supplier(typed) == (Supplier("示例煤矿", SupplierKind.MINE, CODE), ())
    assert check_supplier(Supplier("示例煤矿", SupplierKind.TRADER, " ")) == (
        Supplier("示例煤矿", SupplierKind.TRADER),
        (),
    )


def test_a_supplier_shows_all_its_faults_at_once() -> None:
    _, findings = check_supplier(Supplier("", SupplierKind.FACTORY, "123"))
    assert findings == (fail("name.missing"), fail("uscc.malformed", length=3))


CONTRACT = Contract("HT-2026-001", MINE, "无烟2号", Mass(500_000), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("contract", "findings"),
    [
        (CONTRACT, ()),
        (replace(CONTRACT, until=TODAY), ()),
        (
            replace(CONTRACT, until=date(2026, 1, 13)),
            (warn("contract.expired", number="HT-2026-001", until="2026-01-13"),),
        ),
        (replace(CONTRACT, quantity=Mass(0)), (fail("contract.quantity", quantity_kg=0),)),
        (replace(CONTRACT, quantity=Mass(-5)), (fail("contract.quantity", quantity_kg=-5),)),
        (
            replace(CONTRACT, number="", coal=""),
            (fail("contract.number", length=0, limit=40), fail("contract.coal_missing")),
        ),
        (replace(CONTRACT, number="9" * 41), (fail("contract.number", length=41, limit=40),)),
        (replace(CONTRACT, number="HT\x07"), (fail("contract.number", length=3, limit=40),)),
    ],
)
def test_a_contract_needs_a_number_a_coal_and_a_quantity(contract: Contract, findings: tuple[Finding, ...]) -> None:
    assert check_contract(contract, TODAY) == (contract, findings)


def test_the_number_of_a_contract_is_normalised() -> None:
    kept, findings = check_contract(replace(CONTRACT, number=" ｈt-2026-001 ", coal=" 无烟2号 "), TODAY)
    assert (kept, findings) == (CONTRACT, ())


@pytest.mark.parametrize(
    ("outlet", "kept", "findings"),
    [
        (Outlet("示例网点", 2, "折桥镇", CODE), Outlet("示例网点", 2, "622901103", CODE), ()),
        (
            Outlet("示例市场", 3, "桃源镇", ""),
            Outlet("示例市场", 3, "桃源镇", ""),
            (
                fail("outlet.tier", tier=3),
                fail("division.unknown", value="桃源镇", known="折桥镇"),
                fail("outlet.credit_code_missing"),
            ),
        ),
        (
            Outlet("示例网点", 1, "韩集镇", CODE),
            Outlet("示例网点", 1, "622921", CODE),
            (Finding("division.uncoded", {"town": "临夏县韩集镇"}, Severity.INFO),),
        ),
        (Outlet("", 1, "折桥镇", CODE), Outlet("", 1, "622901103", CODE), (fail("name.missing"),)),
    ],
)
def test_an_outlet_has_a_tier_a_town_and_a_code(outlet: Outlet, kept: Outlet, findings: tuple[Finding, ...]) -> None:
    assert check_outlet(outlet, PLACES) == (kept, findings)


def test_a_yard_has_a_name() -> None:
    assert check_yard(Yard(" 一号堆场 ")) == (Yard("一号堆场"), ())
    assert check_yard(Yard("")) == (Yard(""), (fail("name.missing"),))


# --- papers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paper", "kept", "findings"),
    [
        (IdentityPaper(PaperKind.ID_CARD, "11010519491231002x"), CARD, ()),
        (
            IdentityPaper(PaperKind.ID_CARD, "123"),
            IdentityPaper(PaperKind.ID_CARD, "123"),
            (fail("id_card.length", length=3),),
        ),
        (IdentityPaper(PaperKind.PASSPORT, "e1234 5678"), IdentityPaper(PaperKind.PASSPORT, "E12345678"), ()),
        (
            IdentityPaper(PaperKind.RESIDENCE, "123"),
            IdentityPaper(PaperKind.RESIDENCE, "123"),
            (fail("document.malformed", kind="residence", length=3),),
        ),
        (IdentityPaper(PaperKind.NONE, "x", " 证件丢失 "), IdentityPaper(PaperKind.NONE, "", "证件丢失"), ()),
        (IdentityPaper(PaperKind.NONE), IdentityPaper(PaperKind.NONE), (fail("buyer.document_reason"),)),
        (
            IdentityPaper(PaperKind.NONE, reason="丢" * 101),
            IdentityPaper(PaperKind.NONE, reason="丢" * 101),
            (fail("document.reason_malformed", length=101, limit=100),),
        ),
    ],
)
def test_a_paper_proves_a_name_or_says_why_there_is_none(
    paper: IdentityPaper, kept: IdentityPaper, findings: tuple[Finding, ...]
) -> None:
    assert check_paper(paper, TODAY) == (kept, findings)


# --- buyers -----------------------------------------------------------------------------------------------------------


def test_a_person_with_a_paper_is_registered_as_normalised() -> None:
    typed = Buyer(
        BuyerKind.PERSON,
        " 示例•某某",
        IdentityPaper(PaperKind.ID_CARD, "11010519491231002x"),
        agent=Agent(" 某乙 ", IdentityPaper(PaperKind.PASSPORT, "e12345678"), "１３８ 1234 5678"),
        phone="0930 6212345",
        town="折桥镇",
        address=" 示例村  8 号",
        purpose="民用取暖 ",
    )
    assert check_buyer(typed, TODAY, PLACES) == (
        Buyer(
            BuyerKind.PERSON,
            "示例·某某",
            CARD,
            agent=Agent("某乙", IdentityPaper(PaperKind.PASSPORT, "E12345678"), "13812345678"),
            phone="0930-6212345",
            town="622901103",
            address="示例村 8 号",
            purpose="民用取暖",
        ),
        (),
    )


@pytest.mark.parametrize("buyer", [PERSON, UNIT, replace(UNIT, kind=BuyerKind.OUTLET, name="No.2 网点")])
def test_what_was_registered_is_registered_again_unchanged(buyer: Buyer) -> None:
    assert check_buyer(buyer, TODAY, PLACES) == (buyer, ())


@pytest.mark.parametrize(
    ("buyer", "finding"),
    [
        (replace(PERSON, name=""), fail("name.missing", field="name")),
        (replace(PERSON, document=None), fail("buyer.document_missing", field="document")),
        (
            replace(PERSON, document=IdentityPaper(PaperKind.NONE)),
            fail("buyer.document_reason", field="document"),
        ),
        (
            replace(PERSON, document=IdentityPaper(PaperKind.ID_CARD, "110105194912310021")),
            fail("id_card.check_digit", field="document"),
        ),
        (replace(UNIT, credit_code=""), fail("buyer.credit_code_missing", field="credit_code")),
        (
            replace(UNIT, kind=BuyerKind.OUTLET, credit_code=" "),
            fail("buyer.credit_code_missing", field="credit_code"),
        ),
        (replace(UNIT, credit_code="91622901MA7ABCDE93"), warn("uscc.check_character", field="credit_code")),
        (replace(PERSON, phone="1381234567"), fail("phone.malformed", length=10, field="phone")),
        (replace(PERSON, town=""), fail("division.missing", field="town")),
        (replace(PERSON, town="桃源镇"), fail("division.unknown", value="桃源镇", known="折桥镇", field="town")),
        (replace(PERSON, address="长" * 101), fail("address.malformed", length=101, limit=100, field="address")),
        (replace(PERSON, purpose="取\n暖"), fail("purpose.malformed", length=3, limit=100, field="purpose")),
        (replace(UNIT, agent=Agent("")), fail("name.missing", field="agent.name")),
        (
            replace(UNIT, agent=Agent("某乙", IdentityPaper(PaperKind.PASSPORT, "1"))),
            fail("document.malformed", kind="passport", length=1, field="agent.document"),
        ),
        (replace(UNIT, agent=Agent("某乙", phone="12")), fail("phone.malformed", length=2, field="agent.phone")),
    ],
)
def test_a_fault_of_a_buyer_says_its_field(buyer: Buyer, finding: Finding) -> None:
    assert check_buyer(buyer, TODAY, PLACES)[1] == (finding,)


@pytest.mark.parametrize(
    ("address", "kept"), [("", "韩集镇"), ("示例村 8 号", "韩集镇示例村 8 号"), ("韩集镇示例村", "韩集镇示例村")]
)
def test_a_town_without_a_code_is_kept_in_the_address(address: str, kept: str) -> None:
    buyer, findings = check_buyer(replace(PERSON, town="韩集镇", address=address), TODAY, PLACES)
    assert (buyer.town, buyer.address) == ("622921", kept)
    assert findings == (Finding("division.uncoded", {"town": "临夏县韩集镇", "field": "town"}, Severity.INFO),)


# --- a buyer in two halves --------------------------------------------------------------------------------------------

papers = st.builds(IdentityPaper, st.sampled_from(PaperKind), st.text(), st.text())
agents = st.builds(Agent, st.text(), st.none() | papers, st.text())
buyers = st.builds(
    Buyer,
    st.sampled_from(BuyerKind),
    st.text(),
    st.none() | papers,
    st.text(),
    st.none() | agents,
    st.text(),
    st.text(),
    st.text(),
    st.text(),
)


@given(buyers)
def test_both_halves_together_are_the_buyer(buyer: Buyer) -> None:
    assert parse_buyer(buyer_facts(buyer), personal_row(buyer)) == buyer


def test_a_journal_body_tells_nothing_of_who_the_buyer_is() -> None:
    assert buyer_facts(replace(PERSON, phone="13812345678", address="示例村 8 号", purpose="民用取暖")) == {
        "kind": "person",
        "town": "622901103",
        "purpose": "民用取暖",
        "document": "id_card",
    }


def test_the_personal_row_holds_the_rest() -> None:
    row = personal_row(replace(UNIT, agent=Agent("某乙", CARD, "13812345678")))
    assert {name: value for name, value in row.items() if value} == {
        "name": "示例小学",
        "credit_code": CODE,
        "agent_name": "某乙",
        "agent_phone": "13812345678",
        "agent_document_kind": "id_card",
        "agent_document_number": "11010519491231002X",
    }


def test_an_erased_buyer_has_no_name_but_its_facts() -> None:
    erased = Buyer(BuyerKind.PERSON, "", IdentityPaper(PaperKind.ID_CARD), town="622901103")
    assert parse_buyer(buyer_facts(PERSON), {}) == erased


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        ({}, {}),
        ({"kind": "person", "town": "622901103", "purpose": ""}, {}),
        ({"kind": "ghost", "town": "", "purpose": "", "document": None}, {}),
        ({"kind": "person", "town": "", "purpose": "", "document": "library_card"}, {}),
        (buyer_facts(UNIT), {"agent_name": "某乙", "agent_document_kind": 7}),
    ],
)
def test_what_is_no_buyer_is_damaged(facts: Mapping[str, object], row: Mapping[str, object]) -> None:
    with pytest.raises(DamagedError) as caught:
        parse_buyer(facts, row)
    assert caught.value.code == "buyer.malformed"


def test_a_contract_is_for_a_million_tonnes_at_most() -> None:
    asked = Contract("HT-1", EntryKey("0" * 16, 1, 1), "无烟2号", Mass((1 << 63) - 1), date(2030, 1, 1))
    _, findings = check_contract(asked, date(2026, 1, 14))
    assert [finding.code for finding in findings] == ["mass.out_of_range"]
