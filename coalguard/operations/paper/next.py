"""Next: an act whose papers go to a printer as soon as it is saved.

The window prints right behind a save. Where the power fails between, such a paper is told at the next start and offered
like any other that did not come out; one that was issued without a word of printing, as at the doors, is not. What
prints it, and on which printer, is not known here.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Final, TypeVar

from coalguard.domain.printout import Printout
from coalguard.operations.station import Actor, Station
from coalguard.store.wanted import about_to_print

Asked = TypeVar("Asked")
Told = TypeVar("Told")

_ENTRIES: Final[Mapping[Printout, tuple[str, ...]]] = {
    Printout.FORM: ("form.issued",),
    Printout.TICKET: ("ticket.issued",),
    Printout.SETTLEMENT: ("settlement.issued",),
    Printout.RELEASE: ("release.issued",),
    Printout.TURN_BACK: ("turn_back.issued",),
    Printout.HAND_OVER: ("hand_over.issued",),
    Printout.CLOSING: ("shift.closed", "shift.handed_over"),
    Printout.FIRST_SLIP: (),  # a receipt: its weighing can be printed as long as the truck waits, and then no more
}


def then_print(
    operation: Callable[[Station, Actor, Asked], Told], *printouts: Printout
) -> Callable[[Station, Actor, Asked], Told]:
    """The operation, marking whatever it issues of these as printed next."""
    kinds = tuple(kind for printout in printouts for kind in _ENTRIES[printout])

    @wraps(operation)
    def act(station: Station, actor: Actor, request: Asked) -> Told:
        with about_to_print(kinds):
            return operation(station, actor, request)

    return act
