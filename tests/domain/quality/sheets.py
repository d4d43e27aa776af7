"""Reports in one line, and the limits that they are judged by."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from coalguard.domain.quality import (
    Basis,
    Item,
    Limit,
    Measured,
    RuleSet,
    Standard,
    parse_rule_set,
)

AR, AD, D, DAF, NONE = Basis.AR, Basis.AD, Basis.D, Basis.DAF, Basis.NONE
STANDARDS = Path(__file__).parents[3] / "resources" / "standards"
TODAY = date(2026, 1, 14)


def linxia() -> RuleSet:
    return parse_rule_set((STANDARDS / "linxia-2023.json").read_bytes())


def anthracite() -> Standard:
    standard = linxia().standard_for("无烟2号", TODAY)
    assert standard
    return standard


def one_limit(item: Item, basis: Basis, limit: str, *, operator: str = "<=", decimals: int = 2) -> Standard:
    return replace(anthracite(), limits=(Limit(item, basis, operator, Decimal(limit), decimals),))


def measured(text: str) -> tuple[Measured, ...]:
    """A report in one line, as laboratories write it: "Mad 1.62 Aad 18.40 Vdaf 9.81 St,d 0.47 Mt 6.5 A? 20"."""
    letters = {"A": Item.ASH, "V": Item.VOLATILE, "St,": Item.SULFUR, "M": Item.MOISTURE, "Q": Item.CALORIFIC}
    words = text.split()
    values = []
    for symbol, value in zip(words[::2], words[1::2], strict=True):
        if symbol == "Mt":
            item, basis = Item.TOTAL_MOISTURE, AR
        else:
            start = next(letter for letter in letters if symbol.startswith(letter))
            item, basis = letters[start], Basis(symbol[len(start) :].replace("?", "none"))
        values.append(Measured(item, basis, Decimal(value)))
    return tuple(values)


# --- domain.md §2.2 ---

VECTORS = [
    ("T1", "Mad 1.62 Aad 18.40 Vad 7.85 St,ad 0.46 Mt 6.5", "18.70 9.81 0.47", "pass"),
    ("T2", "Mad 2.00 Aad 22.00 Vad 9.80 St,ad 0.72 Mt 8.0", "22.45 12.89 0.73", "fail"),
    ("T3", "Mad 2.50 Aad 29.40 Vad 6.90 St,ad 0.60 Mt 9.0", "30.15 10.13 0.62", "fail"),
    ("T4", "Mad 1.80 Aad 20.10 Vad 8.20 St,ad 0.99 Mt 7.2", "20.47 10.50 1.01", "fail"),
    ("T5", "Mad 3.10 Aad 24.00 Vad 8.60 St,ad 0.95 Mt 11.0", "24.77 11.80 0.98", "pass"),
    ("T6", "Mad 2.00 Aad 29.40 Vad 7.00 St,ad 0.98 Mt 8.0", "30.00 10.20 1.00", "pass"),
    ("T7", "Mad 1.00 Aad 19.00 Vad 9.60 St,ad 0.50 Mt 5.0", "19.19 12.00 0.51", "pass"),
    ("T9", "Mad 1.00 Aad 19.00 Vad 9.604 St,ad 0.50 Mt 5.0", "19.19 12.00 0.51", "borderline"),
    ("T10", "Mad 1.00 Aad 19.00 Vad 9.6041 St,ad 0.50 Mt 5.0", "19.19 12.01 0.51", "fail"),
]
