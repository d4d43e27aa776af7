"""Printouts: which printer each kind of paper goes to."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.printout import SUITS, Assigned, Printer, Printout, Route, Stock, route

NEEDLE, ROLL, ANY = Printer("针打", Stock.FANFOLD), Printer("热敏", Stock.ROLL), Printer("随便")
SLIP = Printout.FIRST_SLIP


@pytest.mark.parametrize(
    ("paper", "printers", "goes_to"),
    [
        (Printout.FORM, (NEEDLE, ROLL), "针打"),
        (Printout.TICKET, (NEEDLE, ROLL), "针打"),
        (Printout.TICKET, (ROLL,), "热敏"),
        (Printout.TICKET, (ROLL, ANY), "随便"),
        (Printout.SETTLEMENT, (NEEDLE, ROLL), "热敏"),
        (Printout.SETTLEMENT, (ANY, ROLL), "热敏"),
        (Printout.CLOSING, (ANY,), "随便"),
        (Printout.FORM, (ROLL,), ""),
        (SLIP, (NEEDLE, ROLL), "热敏"),
        (SLIP, (ANY,), ""),
    ],
)
def test_where_nothing_was_said_the_paper_in_the_printer_decides(
    paper: Printout, printers: tuple[Printer, ...], goes_to: str
) -> None:
    assert route(paper, printers, {}) == Route(paper, goes_to, by_rule=True)


def test_of_several_that_would_do_alike_nobody_has_chosen() -> None:
    found = route(Printout.FORM, (ANY, Printer("另一台")), {})
    assert (found.printer, found.rivals, found.first) == ("", ("另一台", "随便"), "另一台")
    assert route(Printout.FORM, (), {}).first == ""


def test_of_printers_alike_the_one_that_was_given_no_paper_takes_the_rest() -> None:
    other = Printer("另一台")
    said = {Printout.FORM: Assigned("另一台")}
    assert route(Printout.FORM, (ANY, other), said) == Route(Printout.FORM, "另一台")
    assert route(Printout.TICKET, (ANY, other), said).printer == "随便"
    both: Mapping[Printout, Assigned] = {**said, Printout.CLOSING: Assigned("随便")}
    assert route(Printout.TICKET, (ANY, other), both).rivals == ("另一台", "随便")


def test_a_paper_whose_printer_is_gone_or_holds_other_paper_waits() -> None:
    said = {Printout.FORM: Assigned("针打"), SLIP: Assigned("热敏")}
    assert route(Printout.FORM, (ROLL, ANY), said) == Route(Printout.FORM)
    assert route(Printout.FORM, (Printer("针打", Stock.ROLL),), said) == Route(Printout.FORM)
    assert route(SLIP, (ROLL, NEEDLE), said).printer == "热敏"


def test_a_slip_comes_out_where_it_was_sent_and_not_where_it_is_not_wanted() -> None:
    assert route(SLIP, (ANY,), {SLIP: Assigned("随便")}).printer == "随便"
    assert route(SLIP, (ROLL,), {SLIP: Assigned(wanted=False)}) == Route(SLIP, wanted=False)


PRINTERS = st.lists(
    st.builds(Printer, st.sampled_from("ABCD"), st.none() | st.sampled_from(Stock)), unique_by=lambda one: one.name
)
SAID = st.dictionaries(st.sampled_from(Printout), st.builds(Assigned, st.sampled_from(["", *"ABCD"]), st.booleans()))


@given(st.sampled_from(Printout), PRINTERS, SAID)
def test_no_paper_ever_goes_to_a_printer_that_can_not_take_it(
    paper: Printout, printers: list[Printer], said: Mapping[Printout, Assigned]
) -> None:
    found = route(paper, printers, said)
    able = {one.name for one in printers if one.takes(paper)}
    assert {found.printer, *found.rivals} - {""} <= able
    assert len(found.rivals) != 1
    assert found.wanted or not found.first
    assert found == route(paper, printers[::-1], said)


def test_every_paper_has_something_to_be_printed_on() -> None:
    assert set(SUITS) == set(Printout)
    assert all(SUITS.values())
