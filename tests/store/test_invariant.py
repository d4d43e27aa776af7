"""What speaks against an invariant is collected, counted and told up to a measure."""

from coalguard.domain.findings import fail, warn
from coalguard.store.invariant import MOST_DETAILS, Check, Invariant


def test_an_invariant_holds_until_something_speaks_against_it() -> None:
    check = Check("chain")
    assert check.judged() == Invariant("chain", holds=True, broken=0, details=())
    check.note(fail("verify.link_broken", seq=41))
    assert check.judged() == Invariant("chain", holds=False, broken=1, details=(fail("verify.link_broken", seq=41),))


def test_a_warning_is_told_and_breaks_nothing() -> None:
    check = Check("privacy")
    check.note(warn("verify.personal_data", seq=1, kind="a", field="notes"))
    assert (check.judged().holds, check.judged().broken, len(check.judged().details)) == (True, 0, 1)


def test_all_are_counted_and_the_first_are_told() -> None:
    check = Check("chain")
    for seq in range(100):
        check.note(fail("verify.link_broken", seq=seq))
    judged = check.judged()
    assert (judged.broken, len(judged.details)) == (100, MOST_DETAILS)
    assert judged.details[-1].facts == {"seq": MOST_DETAILS - 1}
