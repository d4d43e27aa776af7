"""Where the papers of a desk go: each to its own printer, or to the one chosen by hand."""

from coalguard.domain.printout import Printout, Route
from coalguard.ui.states.printing import Printing
from coalguard.ui.tokens import Tone

FORM, TICKET, SETTLEMENT = Printout.FORM, Printout.TICKET, Printout.SETTLEMENT
PAPERS = (FORM, TICKET, SETTLEMENT)
SAID = ({"name": "备用"}, {"name": "热敏", "stock": "roll"}, {"name": "针打", "stock": "fanfold"})
ROUTES = (Route(FORM, "针打"), Route(TICKET, "针打"), Route(SETTLEMENT, "热敏"))
DESK = Printing().shown(SAID, ROUTES)


def places(desk: Printing) -> list[str]:
    """Where the three papers go."""
    return [desk.goes_to(paper) for paper in PAPERS]


def test_each_paper_goes_to_its_own_printer() -> None:
    assert places(DESK) == ["针打", "针打", "热敏"]
    assert DESK.told(FORM) == ("针打", Tone.ACCENT)


def test_a_printer_chosen_by_hand_takes_what_it_can_and_behind_the_last_comes_the_rule() -> None:
    spare = DESK.turned(PAPERS)
    assert places(spare) == ["备用", "备用", "备用"]
    roll = spare.turned(PAPERS)
    assert places(roll) == ["针打", "热敏", "热敏"]
    assert places(roll.turned(PAPERS)) == ["针打", "针打", "热敏"]


def test_turning_never_stands_still_where_another_printer_would_do() -> None:
    one = Printing().shown(SAID[:1], (Route(FORM, "备用"),))
    assert one.turned((FORM,)) == one
    two = Printing().shown(({"name": "a"}, {"name": "b"}), (Route(FORM, rivals=("a", "b"), by_rule=True),))
    assert (two.goes_to(FORM), two.turned((FORM,)).goes_to(FORM)) == ("a", "b")


def test_a_printer_that_is_gone_is_chosen_no_longer() -> None:
    assert DESK.turned(PAPERS).shown(SAID[1:], ROUTES) == Printing().shown(SAID[1:], ROUTES)
    assert DESK.turned(PAPERS).shown(SAID, ROUTES).chosen == "备用"


def test_a_paper_without_a_printer_says_so() -> None:
    assert Printing().told(FORM)[1] is Tone.OFF
    assert Printing().shown(SAID[1:2], (Route(FORM),)).told(FORM)[1] is Tone.WARN
    assert Printing().goes_to(FORM) == ""
