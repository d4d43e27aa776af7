"""A weakened server, for the control of the harness that kills it: it signs the receipt first and commits later.

    python -m tests.bad_days.hasty_city --data-dir D serve …

Whoever kills it right after an answer makes it lose what a station holds a receipt for.
"""

import sys
import threading
import time
from datetime import datetime
from queue import SimpleQueue

from coalguard.app import main
from coalguard.domain.errors import CoalGuardError
from coalguard.server.journal import Journal
from coalguard.sync.messages import Receipt
from coalguard.sync.run import Run

LATE_S = 0.15


def keep_late(journal: Journal, run: Run, now: datetime) -> Receipt:
    """Answer with the deed still open; it is kept a little later."""
    answers: SimpleQueue[Receipt | CoalGuardError] = SimpleQueue()

    def deed() -> None:
        try:
            with journal._database.begin() as connection:
                answers.put(journal._keep(connection, run, now))
                time.sleep(LATE_S)
        except CoalGuardError as error:
            answers.put(error)

    threading.Thread(target=deed).start()
    answer = answers.get()
    if isinstance(answer, CoalGuardError):
        raise answer
    return answer


if __name__ == "__main__":
    Journal.keep = keep_late  # type: ignore[method-assign, assignment]  # the point of this program
    sys.exit(main())
