"""What a code says is read from the paper's own entry, and whatever was weighed and measured, it can be signed."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry, Fact, Moment, parse_body, render_body
from coalguard.domain.numbering import PaperKind
from coalguard.trust.claim import PAPER_OF, claim_of
from coalguard.trust.packing import HIGHEST_KG, HIGHEST_SEQ, PaperFields, pack, unpack

AT = datetime(2026, 1, 14, 4, 58, 11, 987_654, tzinfo=UTC)
KEY = EntryKey("9f31c2d4a5b6e708", 2, HIGHEST_SEQ)
DIGEST = bytes(range(32))
SAYS: dict[str, Any] = {
    "plate": "甘N8F326",
    "gross_kg": 47_820,
    "tare_kg": 15_400,
    "coal_code": 1,
    "values": [
        {"item": "sulfur", "value": "0.47"},
        {"item": "volatile", "value": "8.2"},
        {"item": "ash", "value": "18.705"},
        {"item": "calorific", "value": "27.10"},
    ],
    "verdict": "borderline",
    "destination": "622901101",
    "valid_until": "2026-01-14T16:00:00.000Z",
}


def entry(kind: str = "form.issued", number: str = "LX01-260114-0032", **changes: Any) -> Entry:
    return Entry(KEY, Fact(kind, {**SAYS, **changes}, number), Moment(AT), None)


def test_a_form_claims_what_its_entry_says() -> None:
    assert claim_of(entry(), DIGEST, part=2) == PaperFields(
        PaperKind.FORM,
        "LX01",
        32,
        2,
        AT.replace(microsecond=0),
        "甘N8F326",
        47_820,
        15_400,
        1,
        (Decimal("8.20"), Decimal("0.47"), Decimal("18.70")),
        "borderline",
        "622901101",
        datetime(2026, 1, 14, 16, tzinfo=UTC),
        2,
        HIGHEST_SEQ,
        bytes(range(8)),
    )


def test_the_claim_is_the_same_when_the_entry_is_read_back() -> None:
    said = entry()
    again = parse_body(KEY, render_body(said.fact, said.moment, None))
    assert claim_of(again, DIGEST) == claim_of(said, DIGEST)


@pytest.mark.parametrize(("kind", "paper"), PAPER_OF.items())
def test_a_bare_paper_of_any_kind_can_be_packed(kind: str, paper: PaperKind) -> None:
    bare = Entry(KEY, Fact(kind, {}, "CF01-260114-0001"), Moment(AT), None)
    read = unpack(pack(claim_of(bare, DIGEST)))
    assert (read.kind, read.prefix, read.serial, read.plate, read.values) == (paper, "CF01", 1, "", (None, None, None))
    assert (read.gross_kg, read.tare_kg, read.verdict, read.destination, read.valid_until) == (
        0,
        0,
        "cannot_judge",
        "",
        None,
    )


@pytest.mark.parametrize(
    ("changes", "field", "left"),
    [
        ({"gross_kg": None}, "gross_kg", 0),
        ({"gross_kg": HIGHEST_KG + 1}, "gross_kg", 0),
        ({"gross_kg": HIGHEST_KG}, "gross_kg", HIGHEST_KG),
        ({"values": [{"item": "ash", "value": "81.91"}]}, "values", (None, None, None)),
        ({"values": [{"item": "ash", "value": "-0.01"}]}, "values", (None, None, None)),
        ({"values": [{"item": "ash", "value": "81.90"}]}, "values", (None, None, Decimal("81.90"))),
        ({"plate": "无牌:LZZ5EXSA0123"}, "plate", ""),
        ({"verdict": ""}, "verdict", "cannot_judge"),
        ({"valid_until": ""}, "valid_until", None),
    ],
)
def test_what_the_code_has_no_room_for_is_left_to_the_eye(changes: dict[str, Any], field: str, left: Any) -> None:
    assert getattr(unpack(pack(claim_of(entry(**changes), DIGEST))), field) == left


@pytest.mark.parametrize("kind", ["sale.recorded", "form.voided"])
def test_an_entry_that_is_no_paper_claims_nothing(kind: str) -> None:
    with pytest.raises(KeyError):
        claim_of(entry(kind), DIGEST)
