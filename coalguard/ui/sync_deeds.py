"""What the window's sync asks of the operations: how it stands, how many exceptions are open, the rounds themselves.

Nothing of the operations is loaded before the first question, which is asked in a lane.
"""

import threading
from collections.abc import Callable
from typing import Final

from coalguard.ui.states.sync import SyncFacts, Traffic
from coalguard.ui.sync_desk import SyncDeeds
from coalguard.ui.workplace import Workplace

_GATE: Final = "checkpoint"


def deeds_of(place: Workplace, explain: Callable[[Exception], object]) -> SyncDeeds:
    """The deeds of a place."""

    def show() -> SyncFacts:
        from coalguard.operations.exceptions import ListExceptions, list_exceptions  # noqa: PLC0415 -- in the lane
        from coalguard.operations.synchronise import ShowSync, show  # noqa: PLC0415 -- as above
        from coalguard.operations.visit import ListOpen, list_open  # noqa: PLC0415 -- as above
        from coalguard.ui.sync_words import facts_of  # noqa: PLC0415 -- as above

        at = (place.station, place.actor)
        trucks = list_open(*at, ListOpen()).visits if place.sheet.kind == _GATE else ()
        opened = list_exceptions(*at, ListExceptions(closed=False)).exceptions
        sheet, demo = show(*at, ShowSync()), place.sheet.demo
        return facts_of(sheet, opened, {str(truck.visit) for truck in trucks}, demo=demo)

    def count() -> int:
        from coalguard.operations.exceptions import ListExceptions, list_exceptions  # noqa: PLC0415 -- as above

        return list_exceptions(place.station, place.actor, ListExceptions(closed=False)).open_count

    def rounds(stop: threading.Event, wake: threading.Event, tell: Callable[[object], None]) -> None:
        from coalguard.operations.synchronise import keep_running  # noqa: PLC0415 -- in the courier's thread

        keep_running(place.station, stop, wake, tell)

    return SyncDeeds(show, count, rounds, _heard, explain)


def _heard(said: object, before: Traffic) -> Traffic:
    from coalguard.operations.synchronise import Sending, Synced  # noqa: PLC0415 -- loaded by whoever said it
    from coalguard.ui.sync_words import traffic_of  # noqa: PLC0415 -- as above

    return traffic_of(said, before) if isinstance(said, (Sending, Synced)) else before
