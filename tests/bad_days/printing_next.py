"""A program that prints behind every sale, as the window does, and loses its power in between.

    python -m tests.bad_days.printing_next --data-dir D drive

A sale is saved, and before anything goes to a printer, or anybody hears of it, the process is gone.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from coalguard.app import main
from coalguard.domain.printout import Printout
from coalguard.operations import form
from coalguard.operations.paper import then_print

SALE = (Printout.FORM, Printout.TICKET, Printout.SETTLEMENT)


def power_fails_behind(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The same operation, and then nothing any more."""

    def act(station: Any, actor: Any, request: Any) -> Any:
        operation(station, actor, request)
        os.kill(os.getpid(), signal.SIGKILL)

    act.__annotations__ = {**form.issue.__annotations__}
    return act


if __name__ == "__main__":
    form.issue = power_fails_behind(then_print(form.issue, *SALE))
    sys.exit(main())
