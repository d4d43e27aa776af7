"""Witnesses: each hears the journal told and says where it broke its rule.

The journal of a case stands in the case: entries as (kind, what it says) or (kind, what it says, document), one epoch
unless said otherwise.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from coalguard.domain.findings import Finding
from coalguard.store.invariant import Check
from coalguard.store.witness import Forms, Ledger, Lines, Numbers, Told, Visits

Line = tuple[str, Mapping[str, Any]] | tuple[str, Mapping[str, Any], str]

GRANT = ("grant.opened", {"kind": "form", "prefix": "LX01", "first": 1, "last": 3})
"""Grant e1: serials 1 to 3 of LX01 for forms."""


def hear(
    witness: Numbers | Visits | Forms | Ledger | Lines, journal: Sequence[Line], epoch: int = 1, first: int = 1
) -> None:
    """Tell a witness a journal; the entries are called e1, e2 ..."""
    for seq, (kind, says, *document) in enumerate(journal, first):
        witness.hear(Told(f"e{seq}", epoch, seq, kind, document[0] if document else "", says))


def told(check: Check) -> list[Finding]:
    """What was found."""
    return list(check.judged().details)


def codes(check: Check) -> list[str]:
    """The codes of what was found."""
    return [finding.code for finding in told(check)]


def form(serial: int, grant: str = "e1", prefix: str = "LX01") -> Line:
    """A form issued under a number."""
    return "form.issued", {"grant": grant, "visit": "v"}, f"{prefix}-260114-{serial:04d}"


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_numbers_taken_in_order_are_all_right() -> None:
    numbers = Numbers()
    hear(numbers, [GRANT, form(1), form(2), form(3)])
    assert codes(numbers.unique) + codes(numbers.granted) == []
    assert (numbers.leases["e1"].taken, numbers.leases["e1"].void) == (3, 0)


def test_a_number_taken_twice_is_told() -> None:
    numbers = Numbers()
    hear(numbers, [GRANT, form(1), form(1)])
    assert [dict(found.facts) for found in told(numbers.unique)] == [{"number": "LX01-260114-0001", "seq": 3}]


def test_a_number_that_another_grant_gave_is_told() -> None:
    numbers = Numbers()
    again = ("grant.opened", {"kind": "form", "prefix": "LX01", "first": 2, "last": 9})
    hear(numbers, [GRANT, form(1), form(2), again, form(2, "e4")])
    assert codes(numbers.unique) == ["verify.number_twice"]


def test_a_skipped_number_is_told_once() -> None:
    numbers = Numbers()
    hear(numbers, [GRANT, form(1), form(3)])
    assert [dict(found.facts) for found in told(numbers.granted)] == [{"number": "LX01-260114-0003", "expected": 2}]


@pytest.mark.parametrize(
    "journal",
    [
        [GRANT, form(4)],  # above its last
        [GRANT, form(1, "e7")],  # of no grant
        [GRANT, form(1, prefix="LX02")],
        [GRANT, ("ticket.issued", {"grant": "e1"}, "LX01-260114-0001")],  # of a grant for another paper
        [GRANT, ("grant.closed", {"grant": "e1"}), form(1)],
    ],
)
def test_a_number_outside_its_grant_is_told(journal: Sequence[Line]) -> None:
    numbers = Numbers()
    hear(numbers, journal)
    assert codes(numbers.granted) == ["verify.number_ungranted"]


def test_a_number_of_a_former_epochs_grant_is_told() -> None:
    numbers = Numbers()
    hear(numbers, [GRANT])
    hear(numbers, [form(1)], epoch=2, first=2)
    assert codes(numbers.granted) == ["verify.number_ungranted"]


def test_void_papers_are_counted_in_the_grant_that_gave_them() -> None:
    numbers = Numbers()
    gone = {"form": "LX01-260114-0001", "ticket": "GB01-260114-0001", "settlement": "JS01-260114-0001"}
    hear(numbers, [GRANT, form(1), form(2), ("form.voided", gone)])
    assert (numbers.leases["e1"].taken, numbers.leases["e1"].void) == (2, 1)


# --- visits -----------------------------------------------------------------------------------------------------------

SALE = ("visit.opened", {"purpose": "sale"})


def step(kind: str, state: str, **more: str) -> Line:
    """A step of visit e1."""
    return kind, {"visit": "e1", "state": state, **more}


SOLD = [
    SALE,
    step("weighing.captured", "half_weighed", step="tare"),
    step("weighing.entered", "weighed", step="gross"),
    step("sale.recorded", "sold"),
]


@pytest.mark.parametrize(
    "journal",
    [
        [*SOLD, step("form.voided", "voided"), step("sale.recorded", "sold"), step("form.voided", "voided")],
        [SALE, step("visit.left", "abandoned")],
        [("visit.opened", {"purpose": "inbound"}), *SOLD[1:3], step("lot.received", "received")],
        [
            ("visit.opened", {"purpose": "inspection"}),
            step("inspection.recorded", "recorded"),
            step("weighing.captured", "recorded", step="gross"),
            step("inspection.decided", "turned_back", decision="turn_back"),
        ],
        [("shift.opened", {"lead": ""})],
    ],
)
def test_stays_that_go_their_way_are_all_right(journal: Sequence[Line]) -> None:
    visits = Visits()
    hear(visits, journal)
    assert codes(visits.check) == []


@pytest.mark.parametrize(
    ("journal", "state", "said"),
    [
        ([SALE, step("sale.recorded", "sold")], "arrived", "sell"),
        ([SALE, step("weighing.captured", "weighed", step="tare")], "arrived", "tare"),
        ([SALE, step("form.voided", "voided")], "arrived", "void"),
        ([step("visit.left", "abandoned")], "", "abandon"),
        ([("visit.opened", {"purpose": "inbound"}), *SOLD[1:]], "weighed", "sell"),
    ],
)
def test_a_step_that_is_not_allowed_is_told(journal: Sequence[Line], state: str, said: str) -> None:
    visits = Visits()
    hear(visits, journal)
    assert codes(visits.check) == ["verify.visit_step"]
    assert (told(visits.check)[0].facts["state"], told(visits.check)[0].facts["step"]) == (state, said)


PLATED = ("visit.opened", {"purpose": "sale", "plate": "甘N8F326"})


def recalled(kg: int, of: str = "e2") -> Line:
    """The tare of an entry stands for visit e3."""
    return "weighing.recalled", {"visit": "e3", "state": "half_weighed", "step": "tare", "of": of, "kg": kg}


def weighed_before(plate: str, tare: Line) -> list[Line]:
    """A truck whose tare was weighed in a stay before, and a stay of this plate."""
    return [
        PLATED,
        ("weighing.captured", {**WEIGHED, "kg": 15_400}),
        ("visit.opened", {**PLATED[1], "plate": plate}),
        tare,
    ]


WEIGHED: dict[str, str] = {"visit": "e1", "state": "half_weighed", "step": "tare"}


def test_a_tare_on_record_was_weighed_before() -> None:
    visits = Visits()
    hear(visits, weighed_before("甘N8F326", recalled(15_400)))
    assert codes(visits.check) == []


@pytest.mark.parametrize(
    ("plate", "tare"),
    [("甘N8F326", recalled(15_420)), ("甘N8F327", recalled(15_400)), ("甘N8F326", recalled(15_400, of="e1"))],
)
def test_a_tare_on_record_that_no_scale_gave_for_the_truck_is_told(plate: str, tare: Line) -> None:
    visits = Visits()
    hear(visits, weighed_before(plate, tare))
    assert codes(visits.check) == ["verify.tare_not_weighed"]


# --- forms ------------------------------------------------------------------------------------------------------------

ISSUED = form(1)
VOIDED = ("form.voided", {"form": "LX01-260114-0001"})
REDEEMED = ("form.redeemed", {"form": "LX01-260114-0001", "issued": "e1"})
THEIRS = ("form.redeemed", {"form": "KK01-260114-0001", "issued": ""})


@pytest.mark.parametrize("journal", [[ISSUED, VOIDED], [ISSUED, REDEEMED], [THEIRS], [ISSUED, form(2), VOIDED]])
def test_forms_that_go_their_way_are_all_right(journal: Sequence[Line]) -> None:
    forms = Forms()
    hear(forms, journal)
    assert codes(forms.states) + codes(forms.redemptions) == []


@pytest.mark.parametrize(
    "journal",
    [[VOIDED], [ISSUED, ISSUED], [ISSUED, VOIDED, VOIDED], [ISSUED, VOIDED, REDEEMED], [ISSUED, REDEEMED, VOIDED]],
)
def test_a_form_that_goes_another_way_is_told(journal: Sequence[Line]) -> None:
    forms = Forms()
    hear(forms, journal)
    assert codes(forms.states) == ["verify.form_step"]


@pytest.mark.parametrize("journal", [[ISSUED, REDEEMED, REDEEMED], [THEIRS, THEIRS]])
def test_a_form_that_is_redeemed_twice_is_told(journal: Sequence[Line]) -> None:
    forms = Forms()
    hear(forms, journal)
    assert codes(forms.redemptions) == ["verify.redeemed_twice"]


def test_the_same_number_under_two_keys_is_two_papers() -> None:
    forms, (kind, says) = Forms(), THEIRS
    hear(forms, [(kind, {**says, "key_id": key_id}) for key_id in ("65b60673", "9f31c2d4")])
    assert codes(forms.redemptions) == []
    hear(forms, [(kind, {**says, "key_id": "65b60673"})])
    assert codes(forms.redemptions) == ["verify.redeemed_twice"]


def test_the_date_in_a_number_is_decoration() -> None:
    forms = Forms()
    hear(forms, [THEIRS, ("form.redeemed", {"form": "KK01-260131-0001", "issued": ""})])
    assert codes(forms.redemptions) == ["verify.redeemed_twice"]


# --- the ledger -------------------------------------------------------------------------------------------------------


def moved(*postings: tuple[str, str, int]) -> Line:
    """An act that moves coal."""
    return "stock.counted", {"postings": postings}


RECEIVED = moved(("supplier", "s", -500), ("lot", "A", 500))


def test_coal_that_is_there_may_go() -> None:
    ledger = Ledger()
    hear(
        ledger,
        [RECEIVED, moved(("lot", "A", -500), ("buyer", "b", 500)), moved(("buyer", "b", -500), ("lot", "A", 500))],
    )
    assert codes(ledger.check) == []


def test_postings_that_do_not_sum_to_zero_are_told() -> None:
    ledger = Ledger()
    hear(ledger, [moved(("supplier", "s", -500), ("lot", "A", 501))])
    assert [dict(found.facts) for found in told(ledger.check)] == [{"seq": 1, "sum_kg": 1}]


def test_stock_below_zero_is_told_even_where_it_recovers() -> None:
    ledger = Ledger()
    hear(ledger, [moved(("lot", "A", -500), ("buyer", "b", 500)), RECEIVED])
    assert [dict(found.facts) for found in told(ledger.check)] == [{"seq": 1, "owner": "A", "stock_kg": -500}]


def test_a_supplier_may_owe_coal() -> None:
    ledger = Ledger()
    hear(ledger, [RECEIVED, RECEIVED])
    assert codes(ledger.check) == []


# --- lines ------------------------------------------------------------------------------------------------------------

ARRIVED: Line = ("visit.opened", {"purpose": "inspection", "plate": "甘N00001"})
RECORDED: Line = ("inspection.recorded", {"visit": "e1", "state": "recorded"})


def found(lines: Lines) -> list[str]:
    """The codes of all that the lines found."""
    return [code for check in lines.checks for code in codes(check)]


def test_a_line_goes_on_from_the_entry_where_it_branched_off() -> None:
    lines = Lines({2: (1, 1)})
    hear(lines, [ARRIVED, RECORDED, ("visit.left", {"visit": "e1", "state": "abandoned"})])
    hear(lines, [RECORDED, ("inspection.decided", {"visit": "e1", "decision": "pass", "state": "released"})], 2, 2)
    assert found(lines) == []


def test_a_line_is_judged_by_itself() -> None:
    decided: Line = ("inspection.decided", {"visit": "e1", "decision": "pass", "state": "released"})
    lines = Lines({2: (1, 1)})
    hear(lines, [ARRIVED, RECORDED])
    hear(lines, [decided], 2, 2)  # recorded in the other line, not in this one
    assert found(lines) == ["verify.visit_step"]


def test_epochs_that_follow_one_another_are_one_line() -> None:
    lines = Lines({})
    hear(lines, [ARRIVED, RECORDED])
    hear(lines, [("inspection.decided", {"visit": "e1", "decision": "pass", "state": "released"})], 2, 3)
    assert found(lines) == []


def test_what_each_line_finds_is_one_list() -> None:
    unbalanced: Line = ("stock.counted", {"postings": [["lot", "A", 5]]})
    lines = Lines({2: (1, 1), 3: (1, 1)})
    hear(lines, [unbalanced, unbalanced])
    hear(lines, [unbalanced], 2, 2)
    hear(lines, [unbalanced], 3, 2)
    assert found(lines) == ["verify.postings_sum"] * 4


def test_a_branch_whose_beginning_was_never_heard_goes_on_from_the_last_entry() -> None:
    lines = Lines({2: (1, 9)})
    hear(lines, [ARRIVED])
    hear(lines, [RECORDED], 2, 2)
    assert found(lines) == []
