"""Seven rows, their marks, the verdict and the decision."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError, Fact
from coalguard.domain.findings import Finding, Severity, fail, warn
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import (
    REASONS,
    RULES,
    UNREAD,
    Answer,
    CheckRules,
    Decision,
    Mark,
    Row,
    RowResult,
    Verdict,
    checklist,
    counts,
    decide,
    judge_form,
    judge_net,
    judge_net_without_tare,
    judge_plate,
    parse_rows,
    preselected,
    rows_facts,
    summary,
    verdict,
)
from coalguard.domain.journal import Json, canonical
from coalguard.domain.mass import Mass

TWO = (EntryKey("9f31c2d4a5b6e708", 1, 2), EntryKey("9f31c2d4a5b6e708", 1, 3))
BADNESS = {Mark.PENDING: 0, Mark.OK: 1, Mark.WARN: 2, Mark.FAIL: 3}

MARKS = st.sampled_from(Mark)
FACTS: st.SearchStrategy[dict[str, Fact]] = st.dictionaries(
    st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5), max_size=3
)


def results(row: Row) -> st.SearchStrategy[RowResult]:
    return st.builds(RowResult, st.just(row), MARKS, st.text(max_size=9), FACTS, st.booleans())


def rows_of(**marks: Mark) -> tuple[RowResult, ...]:
    """All rows ok but those that are named."""
    return tuple(RowResult(row, marks.get(row.value, Mark.OK), f"{row}.judged") for row in Row)


NUMBER = "LX01-260114-0032"
HELD = judge_form((), {"number": NUMBER}, good="form.confirmed")
USED = fail("form.used_before", number=NUMBER, redeemed_where="折桥卡口")


@pytest.mark.parametrize(
    ("against", "mark", "reason"),
    [
        ((), Mark.OK, "form.verified"),
        ((Finding("form.noted", {}, Severity.INFO),), Mark.OK, "form.noted"),
        ((warn("form.no_record"),), Mark.WARN, "form.no_record"),
        ((warn("form.no_record"), USED), Mark.FAIL, "form.used_before"),
        ((fail("form.check_code_wrong"), USED), Mark.FAIL, "form.check_code_wrong"),
    ],
)
def test_a_form_is_as_good_as_the_worst_that_speaks_against_it(
    against: tuple[Finding, ...], mark: Mark, reason: str
) -> None:
    judged = judge_form(against, {"number": NUMBER}, good="form.verified")
    assert (judged.row, judged.mark, judged.reason, judged.computed) == (Row.FORM, mark, reason, True)


def test_a_used_form_tells_where() -> None:
    facts = judge_form((USED,), {"number": "", "heard_until": "2026-01-14T13:40:00.000Z"}, good="form.verified").facts
    assert facts == {"number": NUMBER, "redeemed_where": "折桥卡口", "heard_until": "2026-01-14T13:40:00.000Z"}


@pytest.mark.parametrize(
    ("paper", "seen", "mark", "reason", "more"),
    [
        ("甘N8F326", "甘N8F326", Mark.OK, "plate.agrees", {}),
        ("甘N8F326", "甘N8F328", Mark.WARN, "plate.one_differs", {"place": 7}),
        ("甘N8F326", "宁N8F326", Mark.WARN, "plate.one_differs", {"place": 1}),
        ("甘N8F326", "甘N8F236", Mark.FAIL, "plate.places_differ", {"places": "5,6"}),
        ("甘N8F326", "甘N8F32", Mark.FAIL, "plate.differs", {}),
        ("甘N8F326", "甘N8F3266", Mark.FAIL, "plate.differs", {}),
        ("", "甘N8F326", Mark.PENDING, "plate.not_compared", {}),
        ("甘N8F326", "", Mark.PENDING, "plate.not_compared", {}),
    ],
)
def test_plates_are_compared(paper: str, seen: str, mark: Mark, reason: str, more: Mapping[str, Fact]) -> None:
    assert judge_plate(paper, seen) == RowResult(Row.PLATE, mark, reason, {"paper": paper, "seen": seen, **more})


@pytest.mark.parametrize(
    ("paper", "observed", "mark", "percent"),
    [
        (32_420, 32_460, Mark.OK, "+0.12"),
        (32_420, 32_420, Mark.OK, "0.00"),
        (32_000, 32_640, Mark.OK, "+2.00"),
        (32_000, 31_360, Mark.OK, "-2.00"),
        (32_000, 32_641, Mark.WARN, "+2.00"),
        (32_000, 33_600, Mark.WARN, "+5.00"),
        (32_000, 30_400, Mark.WARN, "-5.00"),
        (32_000, 30_399, Mark.FAIL, "-5.00"),
        (32_000, -20, Mark.FAIL, "-100.06"),
    ],
)
def test_net_is_compared_in_whole_kilograms(paper: int, observed: int, mark: Mark, percent: str) -> None:
    judged = judge_net(Mass(paper), Mass(observed))
    assert judged.mark is mark
    assert judged.facts["diff_kg"] == observed - paper
    assert judged.facts["diff_percent"] == percent
    assert judged.facts["rules"] == RULES.version


@given(paper=st.integers(1, 200_000), observed=st.integers(0, 200_000))
def test_net_limits_are_inclusive_and_exact(paper: int, observed: int) -> None:
    mark = judge_net(Mass(paper), Mass(observed)).mark
    thousandfold = abs(observed - paper) * 1000
    expected = Mark.OK if thousandfold <= 20 * paper else Mark.WARN if thousandfold <= 50 * paper else Mark.FAIL
    assert mark is expected


def test_net_follows_the_rules_that_are_handed_in() -> None:
    strict = CheckRules("checks-2027-1", net_ok_permille=0, net_warn_permille=1)
    assert judge_net(Mass(32_000), Mass(32_032), strict).mark is Mark.WARN
    assert judge_net(Mass(32_000), Mass(32_033), strict).mark is Mark.FAIL


@pytest.mark.parametrize(
    ("paper", "observed"), [(None, Mass(1)), (Mass(1), None), (Mass(0), Mass(1)), (Mass(-20), Mass(1))]
)
def test_net_without_two_masses_is_not_compared(paper: Mass | None, observed: Mass | None) -> None:
    assert judge_net(paper, observed) == RowResult(Row.NET, Mark.PENDING, "net.not_compared")


def test_an_unknown_tare_is_a_doubt() -> None:
    assert judge_net_without_tare(Mass(61_480)) == RowResult(
        Row.NET, Mark.WARN, "net.tare_unknown", {"gross_kg": 61_480}
    )


def test_rows_stand_in_their_order_and_wait_for_a_judgement() -> None:
    rows = checklist({}, {})
    assert [row.row for row in rows] == ["form", "plate", "report", "contract", "kind", "net", "destination"]
    assert {(row.mark, row.reason, row.computed) for row in rows} == {(Mark.PENDING, "check.pending", False)}


@given(
    answers=st.dictionaries(st.sampled_from(Row), st.builds(Answer, MARKS, st.text(max_size=9))),
    computed=st.fixed_dictionaries({}, optional={row: results(row) for row in Row}),
)
def test_a_computed_row_is_never_bettered_by_an_answer(
    answers: dict[Row, Answer], computed: dict[Row, RowResult]
) -> None:
    rows = checklist(answers, computed)
    assert [row.row for row in rows] == list(Row)
    for row in rows:
        answer, own = answers.get(row.row), computed.get(row.row)
        marks = ([answer.result] if answer else []) + ([own.mark] if own else [])
        worst = max((BADNESS[mark] for mark in marks), default=0)
        assert BADNESS[row.mark] >= worst
        if row.row is not Row.FORM:
            assert BADNESS[row.mark] == worst


@pytest.mark.parametrize(
    ("answer", "computed", "expected"),
    [
        (Answer(Mark.OK, "一致"), None, (Mark.OK, "check.seen_ok", False)),
        (Answer(Mark.WARN, "存疑"), None, (Mark.WARN, "check.seen_warn", False)),
        (Answer(Mark.FAIL, "烟煤"), None, (Mark.FAIL, "check.seen_fail", False)),
        (Answer(Mark.PENDING), None, (Mark.PENDING, "check.pending", False)),
        (None, RowResult(Row.KIND, Mark.OK, "kind.same"), (Mark.OK, "kind.same", True)),
        (Answer(Mark.PENDING), RowResult(Row.KIND, Mark.OK, "kind.same"), (Mark.OK, "kind.same", True)),
        (Answer(Mark.OK), RowResult(Row.KIND, Mark.OK, "kind.same"), (Mark.OK, "kind.same", True)),
        (Answer(Mark.OK), RowResult(Row.KIND, Mark.FAIL, "kind.other"), (Mark.FAIL, "kind.other", True)),
        (Answer(Mark.FAIL), RowResult(Row.KIND, Mark.OK, "kind.same"), (Mark.FAIL, "check.seen_fail", False)),
        (Answer(Mark.WARN), RowResult(Row.KIND, Mark.PENDING, "kind.unknown"), (Mark.WARN, "check.seen_warn", False)),
    ],
)
def test_the_worse_of_two_judgements_counts(
    answer: Answer | None, computed: RowResult | None, expected: tuple[Mark, str, bool]
) -> None:
    rows = checklist({Row.KIND: answer} if answer else {}, {Row.KIND: computed} if computed else {})
    row = rows[list(Row).index(Row.KIND)]
    assert (row.mark, row.reason, row.computed) == expected


def test_what_the_officer_saw_stands_with_the_computed_row() -> None:
    computed = judge_net(Mass(32_000), Mass(34_000))
    row = checklist({Row.NET: Answer(Mark.OK, "磅单相符")}, {Row.NET: computed})[5]
    assert row.facts == {**computed.facts, "answered": "ok", "observed": "磅单相符"}


@pytest.mark.parametrize(
    ("answer", "known", "expected"),
    [
        (Mark.OK, "nothing", (Mark.WARN, "form.code_unread")),
        (Mark.WARN, "nothing", (Mark.WARN, "form.code_unread")),
        (Mark.FAIL, "nothing", (Mark.FAIL, "form.missing")),
        (Mark.FAIL, "unread", (Mark.FAIL, "form.missing")),
        (Mark.FAIL, "held", (Mark.FAIL, "check.seen_fail")),
    ],
)
def test_an_officers_word_alone_never_makes_a_form_good(answer: Mark, known: str, expected: tuple[Mark, str]) -> None:
    computed = {"nothing": {}, "unread": {Row.FORM: UNREAD}, "held": {Row.FORM: HELD}}[known]
    row = checklist({Row.FORM: Answer(answer, "司机称未开具")}, computed)[0]
    assert (row.mark, row.reason) == expected
    assert row.facts["observed"] == "司机称未开具"


@pytest.mark.parametrize(
    ("rows", "said", "severity"),
    [
        (rows_of(), Verdict.MAY_PASS, Severity.INFO),
        (rows_of(kind=Mark.WARN), Verdict.VERIFY, Severity.WARN),
        (rows_of(kind=Mark.WARN, net=Mark.PENDING), Verdict.PENDING, Severity.WARN),
        (rows_of(kind=Mark.WARN, net=Mark.PENDING, form=Mark.FAIL), Verdict.MAY_NOT_PASS, Severity.FAIL),
        (rows_of()[:-1], Verdict.PENDING, Severity.WARN),
        ((), Verdict.PENDING, Severity.WARN),
    ],
)
def test_the_verdict_is_the_worst_row(rows: tuple[RowResult, ...], said: Verdict, severity: Severity) -> None:
    assert verdict(rows) is said
    assert (summary(rows).code, summary(rows).severity) == (f"verdict.{said}", severity)


def test_the_verdicts_sentence_counts_the_rows() -> None:
    rows = rows_of(form=Mark.FAIL, report=Mark.FAIL, contract=Mark.WARN, net=Mark.PENDING)
    assert counts(rows) == {Mark.OK: 3, Mark.WARN: 1, Mark.FAIL: 2, Mark.PENDING: 1}
    assert summary(rows).facts == {"ok": 3, "warn": 1, "fail": 2, "pending": 1, "total": 7}


@pytest.mark.parametrize(
    ("mark", "severity"),
    [
        (Mark.OK, Severity.INFO),
        (Mark.PENDING, Severity.WARN),
        (Mark.WARN, Severity.WARN),
        (Mark.FAIL, Severity.FAIL),
    ],
)
def test_a_row_is_a_finding(mark: Mark, severity: Severity) -> None:
    finding = RowResult(Row.NET, mark, "net.agrees", {"diff_kg": 40}).finding
    assert (finding.code, finding.facts, finding.severity) == ("net.agrees", {"diff_kg": 40}, severity)


def test_a_compliant_truck_passes_on_two_officers_and_nothing_more() -> None:
    assert decide(Decision.PASS, rows_of(), officers=TWO) == ()


@pytest.mark.parametrize("mark", [Mark.WARN, Mark.FAIL])
def test_a_pass_over_a_doubt_needs_a_second_person_and_a_reason(mark: Mark) -> None:
    rows = rows_of(kind=mark, form=mark)
    assert decide(Decision.PASS, rows, officers=TWO) == (
        fail("inspection.second_needed", rows="form,kind"),
        fail("inspection.reason_needed", rows="form,kind"),
    )
    assert decide(Decision.PASS, rows, officers=TWO, reasons=["emergency_supply"], second_present=True) == ()


@pytest.mark.parametrize("decision", [Decision.PASS, Decision.TURN_BACK, Decision.DETAIN])
def test_a_row_that_nobody_judged_keeps_the_truck_from_a_decision(decision: Decision) -> None:
    rows = rows_of(net=Mark.PENDING)[:-1]
    found = decide(decision, rows, officers=TWO, reasons=["other"], second_present=True)
    assert found == (fail("inspection.incomplete", rows="net,destination", count=2),)


@pytest.mark.parametrize("decision", [Decision.TURN_BACK, Decision.DETAIN])
def test_turning_back_and_handing_over_need_a_reason(decision: Decision) -> None:
    rows = rows_of(form=Mark.FAIL)
    missing = fail("inspection.reasons_missing", decision=str(decision))
    assert decide(decision, rows, officers=TWO) == (missing,)
    assert decide(decision, rows, officers=TWO, reasons=REASONS[decision]) == ()


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (Decision.PASS, "form_invalid"),
        (Decision.TURN_BACK, "bituminous"),
        (Decision.DETAIN, "form_invalid"),
        (Decision.NOT_COAL, "other"),
    ],
)
def test_a_reason_of_another_vocabulary_is_unknown(decision: Decision, reason: str) -> None:
    found = decide(decision, rows_of(), officers=TWO, reasons=[reason])
    assert found == (fail("inspection.reason_unknown", decision=str(decision), reason=reason),)


@pytest.mark.parametrize(("officers", "count"), [((), 0), (TWO[:1], 1), (TWO[:1] * 2, 1)])
def test_two_officers_are_two_people(officers: tuple[EntryKey, ...], count: int) -> None:
    assert decide(Decision.PASS, rows_of(), officers=officers) == (fail("inspection.officers_two", count=count),)


def test_not_coal_takes_nothing_at_all() -> None:
    assert decide(Decision.NOT_COAL, ()) == ()
    assert decide(Decision.NOT_COAL, (), reasons=["empty_truck"]) == ()


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        (rows_of(), ()),
        (rows_of(contract=Mark.WARN, kind=Mark.WARN, net=Mark.PENDING), ()),
        (
            rows_of(form=Mark.FAIL, report=Mark.FAIL, contract=Mark.WARN, destination=Mark.WARN),
            ("form_invalid", "report_invalid", "destination_unclear"),
        ),
        (rows_of(net=Mark.FAIL, kind=Mark.FAIL, plate=Mark.FAIL), ("truck_mismatch",)),
    ],
)
def test_reasons_for_turning_back_are_preselected(rows: tuple[RowResult, ...], reasons: tuple[str, ...]) -> None:
    assert preselected(rows) == reasons


@pytest.mark.parametrize("row", Row)
def test_every_failing_row_gives_a_reason_that_is_accepted(row: Row) -> None:
    rows = rows_of(**{row.value: Mark.FAIL})
    assert decide(Decision.TURN_BACK, rows, officers=TWO, reasons=preselected(rows)) == ()


@given(rows=st.lists(st.sampled_from(Row).flatmap(results)))
def test_rows_come_back_as_they_were_told(rows: list[RowResult]) -> None:
    assert parse_rows(rows_facts(rows)) == tuple(rows)


def test_rows_can_stand_in_an_entry() -> None:
    assert canonical(rows_facts(checklist({Row.KIND: Answer(Mark.OK, "无烟2号")}, {})))


GOOD: dict[str, Json] = {"row": "net", "mark": "ok", "reason": "net.agrees", "facts": {}, "computed": True}


@pytest.mark.parametrize(
    "told",
    [
        "text",
        None,
        7,
        {"row": "net"},
        ["text"],
        [None],
        [{key: value for key, value in GOOD.items() if key != "computed"}],
        [GOOD | {"row": "wheels"}],
        [GOOD | {"mark": "fine"}],
        [GOOD | {"row": 1}],
        [GOOD | {"computed": 1}],
        [GOOD | {"facts": []}],
        [GOOD | {"facts": {"deep": {}}}],
        [GOOD | {"facts": {"deep": []}}],
    ],
)
def test_rows_that_are_none_are_damage(told: Json) -> None:
    with pytest.raises(DamagedError, match=r"inspection\.rows_malformed"):
        parse_rows(told)
