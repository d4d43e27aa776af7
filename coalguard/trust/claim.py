"""Claim: what the code on a paper says, read from the paper's own entry.

Everything stands in the entry, so that a station can make the very same code again for any part and any copy, and a
check can compare code and entry. What the code has no room for (a mass above 262 t, a value above 81 %) is left out, to
be read from the paper by eye: whatever was weighed and measured, a paper can be signed. An entry whose kind is no paper
claims nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from coalguard.domain.identity import DocumentNumber
from coalguard.domain.journal import Entry, parse_instant
from coalguard.domain.numbering import PaperKind
from coalguard.trust.packing import HIGHEST_KG, HIGHEST_VALUE, VERDICTS, PaperFields

PAPER_OF: Mapping[str, PaperKind] = {
    "form.issued": PaperKind.FORM,
    "ticket.issued": PaperKind.TICKET,
    "lot.received": PaperKind.INBOUND,
    "release.issued": PaperKind.RELEASE,
    "turn_back.issued": PaperKind.TURN_BACK,
    "hand_over.issued": PaperKind.HAND_OVER,
    "settlement.issued": PaperKind.SETTLEMENT,
}
"""The kind of paper that an entry of this kind is."""

_ITEMS = ("volatile", "sulfur", "ash")
_HUNDREDTH = Decimal("0.01")


def claim_of(entry: Entry, digest: bytes, part: int = 0) -> PaperFields:
    """The fields of the code for a part of the paper that `entry` is; `digest` is the entry's hash."""
    says, number = entry.fact.says, DocumentNumber.parse(entry.fact.document)
    volatile, sulfur, ash = (_value(says, item) for item in _ITEMS)
    return PaperFields(
        PAPER_OF[entry.fact.kind],
        number.prefix,
        number.serial,
        part,
        entry.moment.at.replace(microsecond=0),
        says.get("plate", ""),
        _mass(says, "gross_kg"),
        _mass(says, "tare_kg"),
        says.get("coal_code", 0),
        (volatile, sulfur, ash),
        says["verdict"] if says.get("verdict") in VERDICTS else "cannot_judge",
        says.get("destination", ""),
        _until(says),
        entry.key.epoch,
        entry.key.seq,
        digest[:8],
    )


def _mass(says: Mapping[str, Any], name: str) -> int:
    kilograms = says.get(name) or 0
    return kilograms if kilograms <= HIGHEST_KG else 0


def _value(says: Mapping[str, Any], item: str) -> Decimal | None:
    told = next((Decimal(one["value"]) for one in says.get("values", ()) if one["item"] == item), None)
    if told is None or not 0 <= told <= HIGHEST_VALUE:
        return None
    return told.quantize(_HUNDREDTH, ROUND_HALF_EVEN)


def _until(says: Mapping[str, Any]) -> datetime | None:
    text = says.get("valid_until")
    return parse_instant(text) if text else None
