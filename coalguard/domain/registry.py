"""The register: suppliers and their contracts, outlets, yards, buyers by their real names.

Each `check_…` gives back the value as it is kept and everything that is wrong with it, so that a form shows all its
faults at once; whether the same name or number is registered already is the caller's question. A buyer is cut in two:
`buyer_facts` may stand in a journal body, `personal_row` stands beside the chain and can be erased (`journal.md` §2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from coalguard.domain.errors import DamagedError, Fact
from coalguard.domain.findings import Finding, fail, warn
from coalguard.domain.identity import (
    DivisionTable,
    EntryKey,
    check_credit_code,
    check_firm_name,
    check_id_card,
    check_name,
    check_phone,
    check_town,
    compact_code,
    has_control_characters,
    tidy_line,
)
from coalguard.domain.mass import NO_MASS, Mass, check_typed

LONGEST_LINE = 100
"""Characters of an address, a purpose, a reason: what two lines of the five-part form take (`ux.md` §9.1)."""

LONGEST_NUMBER = 40
"""Characters of a contract's number, which the parties choose freely."""

_OTHER_PAPER = re.compile("[A-Z0-9]{5,20}")


# --- firms ------------------------------------------------------------------------------------------------------------


class SupplierKind(StrEnum):
    """Where coal is bought from."""

    MINE = "mine"
    TRADER = "trader"
    FACTORY = "factory"


@dataclass(frozen=True, slots=True)
class Supplier:
    """供煤单位: whoever sells coal to the market; `credit_code` may be empty."""

    name: str
    kind: SupplierKind
    credit_code: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """采购合同: how much of which coal a supplier will deliver, and until when."""

    number: str
    supplier: EntryKey
    coal: str
    quantity: Mass
    until: date


@dataclass(frozen=True, slots=True)
class Outlet:
    """A first-level market or a second-level outlet 二级网点, in its town."""

    name: str
    tier: int
    town: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class Yard:
    """堆位: a place of the market where coal lies."""

    name: str


def check_supplier(supplier: Supplier) -> tuple[Supplier, tuple[Finding, ...]]:
    """The supplier as it is kept, and what is wrong with it."""
    name, findings = check_firm_name(supplier.name)
    code, about_code = _optional_credit_code(supplier.credit_code)
    return Supplier(name, supplier.kind, code), findings + about_code


def check_contract(contract: Contract, today: date) -> tuple[Contract, tuple[Finding, ...]]:
    """The contract as it is kept, and what is wrong with it; one that has run out may still be registered."""
    number, coal = compact_code(contract.number), tidy_line(contract.coal)
    findings = []
    if not number or len(number) > LONGEST_NUMBER or has_control_characters(number):
        findings.append(fail("contract.number", length=len(number), limit=LONGEST_NUMBER))
    if not coal:
        findings.append(fail("contract.coal_missing"))
    if contract.quantity <= NO_MASS:
        findings.append(fail("contract.quantity", quantity_kg=contract.quantity.kg))
    else:
        findings += check_typed("quantity_kg", contract.quantity)
    if contract.until < today:
        findings.append(warn("contract.expired", number=number, until=contract.until.isoformat()))
    return replace(contract, number=number, coal=coal), tuple(findings)


def check_outlet(outlet: Outlet, divisions: DivisionTable) -> tuple[Outlet, tuple[Finding, ...]]:
    """The outlet as it is kept, and what is wrong with it."""
    name, findings = check_firm_name(outlet.name)
    if outlet.tier not in (1, 2):
        findings += (fail("outlet.tier", tier=outlet.tier),)
    division, about_town = check_town(outlet.town, divisions)
    town = division.known_code if division else outlet.town
    code, about_code = _optional_credit_code(outlet.credit_code)
    if not code:
        about_code = (fail("outlet.credit_code_missing"),)
    return Outlet(name, outlet.tier, town, code), findings + about_town + about_code


def check_yard(yard: Yard) -> tuple[Yard, tuple[Finding, ...]]:
    """The yard as it is kept, and what is wrong with it."""
    name, findings = check_firm_name(yard.name)
    return Yard(name), findings


def _optional_credit_code(text: str) -> tuple[str, tuple[Finding, ...]]:
    return check_credit_code(text) if text.strip() else ("", ())


# --- buyers, by their real names --------------------------------------------------------------------------------------


class BuyerKind(StrEnum):
    """Who buys: a household, a unit, a second-level outlet."""

    PERSON = "person"
    UNIT = "unit"
    OUTLET = "outlet"


class PaperKind(StrEnum):
    """What somebody proves their name with: identity card, residence permit, passport, nothing at all."""

    ID_CARD = "id_card"
    RESIDENCE = "residence"
    PASSPORT = "passport"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class IdentityPaper:
    """A paper and its number; where there is none (无证件), the reason."""

    kind: PaperKind
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """经办人: who comes for the buyer."""

    name: str
    document: IdentityPaper | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """购煤人: a person with a paper, or a unit or outlet with a credit code; what is not given is empty."""

    kind: BuyerKind
    name: str
    document: IdentityPaper | None = None
    credit_code: str = ""
    agent: Agent | None = None
    phone: str = ""
    town: str = ""
    address: str = ""
    purpose: str = ""


def check_buyer(buyer: Buyer, today: date, divisions: DivisionTable) -> tuple[Buyer, tuple[Finding, ...]]:
    """The buyer as kept, and what is wrong with the registration (实名制登记).

    A person needs a paper, a unit or an outlet a credit code; a phone, an address and an agent may be absent. The fact
    `field` of each finding says where it belongs, e.g. agent.phone.
    """
    name, about_name = check_name(buyer.name) if buyer.kind is BuyerKind.PERSON else check_firm_name(buyer.name)
    document, about_document = _check_optional_paper(buyer.document, today)
    code, about_code = _optional_credit_code(buyer.credit_code)
    agent, about_agent = _check_agent(buyer.agent, today)
    phone, about_phone = _optional_phone(buyer.phone)
    division, about_town = check_town(buyer.town, divisions)
    address, about_address = _check_line(buyer.address, "address.malformed")
    if division and not division.code and division.name not in address:
        address = division.name + address  # the code is the county's: the town must not be lost
    purpose, about_purpose = _check_line(buyer.purpose, "purpose.malformed")
    town = division.known_code if division else buyer.town
    kept = Buyer(buyer.kind, name, document, code, agent, phone, town, address, purpose)
    findings = (
        *_at("name", about_name),
        *_check_proof(kept),
        *_at("document", about_document),
        *_at("credit_code", about_code),
        *about_agent,
        *_at("phone", about_phone),
        *_at("town", about_town),
        *_at("address", about_address),
        *_at("purpose", about_purpose),
    )
    return kept, findings


def _at(field: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(one, facts={**one.facts, "field": field}) for one in findings)


def _check_proof(buyer: Buyer) -> tuple[Finding, ...]:
    if buyer.kind is BuyerKind.PERSON:
        return () if buyer.document else _at("document", (fail("buyer.document_missing"),))
    return () if buyer.credit_code else _at("credit_code", (fail("buyer.credit_code_missing"),))


def _check_agent(agent: Agent | None, today: date) -> tuple[Agent | None, tuple[Finding, ...]]:
    if agent is None:
        return None, ()
    name, about_name = check_name(agent.name)
    document, about_document = _check_optional_paper(agent.document, today)
    phone, about_phone = _optional_phone(agent.phone)
    findings = (
        *_at("agent.name", about_name),
        *_at("agent.document", about_document),
        *_at("agent.phone", about_phone),
    )
    return Agent(name, document, phone), findings


def _check_optional_paper(paper: IdentityPaper | None, today: date) -> tuple[IdentityPaper | None, tuple[Finding, ...]]:
    return (None, ()) if paper is None else check_paper(paper, today)


def check_paper(paper: IdentityPaper, today: date) -> tuple[IdentityPaper, tuple[Finding, ...]]:
    """The paper as it is kept, and what is wrong with it; only an identity card's number proves itself."""
    reason, findings = _check_line(paper.reason, "document.reason_malformed")
    if paper.kind is PaperKind.NONE:
        missing = () if reason else (fail("buyer.document_reason"),)
        return IdentityPaper(paper.kind, "", reason), findings + missing
    if paper.kind is PaperKind.ID_CARD:
        number, about_number = check_id_card(paper.number, today)
        return IdentityPaper(paper.kind, number, reason), findings + about_number
    number = compact_code(paper.number)
    if not _OTHER_PAPER.fullmatch(number):
        findings += (fail("document.malformed", kind=paper.kind.value, length=len(number)),)
    return IdentityPaper(paper.kind, number, reason), findings


def _optional_phone(text: str) -> tuple[str, tuple[Finding, ...]]:
    return check_phone(text) if text.strip() else ("", ())


def _check_line(text: str, code: str) -> tuple[str, tuple[Finding, ...]]:
    line = tidy_line(text)
    if len(line) > LONGEST_LINE or has_control_characters(line):
        return line, (fail(code, length=len(line), limit=LONGEST_LINE),)
    return line, ()


# --- a buyer in two halves --------------------------------------------------------------------------------------------


def buyer_facts(buyer: Buyer) -> Mapping[str, Fact]:
    """What may stand in a journal body: nothing that tells who the buyer is."""
    document = buyer.document.kind.value if buyer.document else None
    return {"kind": buyer.kind.value, "town": buyer.town, "purpose": buyer.purpose, "document": document}


def personal_row(buyer: Buyer) -> Mapping[str, Fact]:
    """What stands beside the chain and can be erased; null is a paper or an agent that there is not."""
    agent, paper = buyer.agent, buyer.document
    agents_paper = agent.document if agent else None
    return {
        "name": buyer.name,
        "document_kind": paper.kind.value if paper else None,
        "document_number": paper.number if paper else None,
        "document_reason": paper.reason if paper else None,
        "credit_code": buyer.credit_code,
        "phone": buyer.phone,
        "address": buyer.address,
        "agent_name": agent.name if agent else None,
        "agent_phone": agent.phone if agent else None,
        "agent_document_kind": agents_paper.kind.value if agents_paper else None,
        "agent_document_number": agents_paper.number if agents_paper else None,
        "agent_document_reason": agents_paper.reason if agents_paper else None,
    }


def parse_buyer(facts: Mapping[str, object], row: Mapping[str, object]) -> Buyer:
    """The buyer from both halves; where the row was erased ({}), one without a name.

    Raises DamagedError `buyer.malformed`.
    """
    try:
        agent_name = row.get("agent_name")
        agent = None if agent_name is None else Agent(str(agent_name), _paper(row, "agent_"), _text(row, "agent_phone"))
        return Buyer(
            BuyerKind(str(facts["kind"])),
            _text(row, "name"),
            _paper({"document_kind": facts["document"], **row}, ""),
            _text(row, "credit_code"),
            agent,
            _text(row, "phone"),
            _text(facts, "town"),
            _text(row, "address"),
            _text(facts, "purpose"),
        )
    except (KeyError, ValueError) as error:
        raise DamagedError("buyer.malformed") from error


def _text(row: Mapping[str, object], name: str) -> str:
    return str(row.get(name) or "")


def _paper(row: Mapping[str, object], whose: str) -> IdentityPaper | None:
    kind = row.get(f"{whose}document_kind")
    if kind is None:
        return None
    number, reason = _text(row, f"{whose}document_number"), _text(row, f"{whose}document_reason")
    return IdentityPaper(PaperKind(str(kind)), number, reason)
