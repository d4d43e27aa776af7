"""An assessment is read back as it was made, whatever became of the limits."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import canonical
from coalguard.domain.quality import (
    Item,
    Limit,
    Verdict,
    assess,
    judged_facts,
    parse_assessment_facts,
)
from tests.domain.quality.sheets import TODAY, VECTORS, D, anthracite, linxia, measured


@pytest.mark.parametrize("report", [*(vector[1] for vector in VECTORS), "", "Vdaf 12.005 Ad 31", "St,? 1 Ad 20 Ad 21"])
@pytest.mark.parametrize("coal", ["无烟2号", "环保型煤", "烟煤"])
def test_an_assessment_is_read_back_as_it_was_made(report: str, coal: str) -> None:
    made = assess(measured(report), linxia().standard_for(coal, TODAY))
    assert parse_assessment_facts(json.loads(canonical(judged_facts(made)))) == made


def test_an_old_verdict_stays_though_the_limits_change() -> None:
    kept = judged_facts(assess(measured("Vdaf 9.81 St,d 0.47 Ad 18.70"), anthracite()))
    stricter = replace(anthracite(), rule_set="v2", limits=(Limit(Item.ASH, D, "<=", Decimal("15.00"), 2),))
    assert assess(measured("Ad 18.70"), stricter).verdict is Verdict.FAIL
    assert parse_assessment_facts(kept).verdict is Verdict.PASS
    assert parse_assessment_facts(kept).rule_set == "linxia-2023.1"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), "maybe"),
        (("rule_set",), 3),
        (("judged", 0, "value"), 12.89),
        (("judged", 0, "value"), "1e1"),
        (("judged", 0, "holds"), 1),
        (("judged", 0, "arithmetic"), None),
        (("judged",), 4),
        (("findings", 0, "severity"), "bad"),
        (("findings", 0, "facts"), {"value": 1.5}),
        (("findings", 0, "facts"), None),
        (("findings", 0), "x"),
    ],
)
def test_a_damaged_assessment_is_refused(path: tuple[str | int, ...], value: object) -> None:
    facts: Any = json.loads(canonical(judged_facts(assess(measured(VECTORS[1][1]), anthracite()))))
    inner = facts
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(DamagedError) as damaged:
        parse_assessment_facts(facts)
    assert damaged.value.code == "assessment.malformed"
