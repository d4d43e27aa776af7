"""The composition root: what the command line starts, and the deeds it hands to the doors as a `Program`.

The deeds themselves stand in `premises`, which brings the store and every library of it along, and in `server.hall`,
which brings the city's; each is loaded when the first of them is done, so that `about` and a wrong word answer at once.
"""

import gc
import sys
from collections.abc import Callable
from functools import partial
from gettext import NullTranslations
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coalguard.clock import Clock, SystemClock
from coalguard.doors.command import run
from coalguard.doors.fault import explained
from coalguard.doors.program import Program, ServerPlace, Serving
from coalguard.settings import Settings

if TYPE_CHECKING:
    from coalguard.ui.premises import Premises

_SERVER_LOG: Final = Path("logs", "server.log")


def compose(clock: Clock) -> Program:
    """The program on this clock."""
    return Program(
        clock=clock,
        found=partial(_premises, "found", clock),
        open=partial(_premises, "open_with_password", clock),
        open_demo=partial(_premises, "open_demo", clock),
        build_demo=partial(_premises, "build_demo", clock),
        restore=partial(_premises, "restore", clock),
        recover=partial(_premises, "recover", clock),
        serve=partial(_serve, clock),
        administer=partial(_administer, clock),
        show_window=partial(_show_window, clock),
    )


def _premises(deed: str, *given: object) -> Any:  # noqa: ANN401 -- each deed gives what it gives
    return getattr(import_module("coalguard.premises"), deed)(*given)


def _city_hall(deed: str, *given: object) -> Any:  # noqa: ANN401 -- as above
    return getattr(import_module("coalguard.server.hall"), deed)(*given)


def _serve(clock: Clock, settings: Settings, serving: Serving, listening: Callable[[Any], None]) -> None:
    log = None if serving.log == "-" else Path(serving.log or settings.folder / _SERVER_LOG)
    kept = {**_kept(settings, serving.place), "address": serving.address}
    _city_hall("serve", clock, kept, (serving.host, serving.port), listening, log)


def _administer(clock: Clock, settings: Settings, place: ServerPlace, deed: str, /, *given: object) -> Any:  # noqa: ANN401 -- each deed gives what it gives
    return _city_hall("administer", clock, _kept(settings, place), deed, given)


def _kept(settings: Settings, place: ServerPlace) -> dict[str, str]:
    return {"folder": str(settings.folder), "database": place.database, "key_file": place.key_file}


def _show_window(clock: Clock, settings: Settings, words: NullTranslations, demo: str) -> int:
    from coalguard.ui.libraries import check_display  # noqa: PLC0415 -- no other command needs Qt

    check_display()
    gc.disable()  # a start makes no garbage worth looking for; `ui.sweep` takes over as soon as there is a window
    from coalguard.ui.features import leave_off  # noqa: PLC0415 -- loads Qt

    leave_off()
    from coalguard.ui.run import run as run_window  # noqa: PLC0415 -- loads Qt

    try:
        return run_window(premises_for(clock, settings), settings, words, demo=demo)
    finally:
        gc.enable()


def premises_for(clock: Clock, settings: Settings) -> "Premises":
    """What the window asks of the program, on this clock and for this folder."""
    from coalguard.ui.premises import Premises  # noqa: PLC0415 -- loads Qt

    return Premises(
        clock=clock,
        logins=partial(_premises, "logins"),
        open=partial(_premises, "open_with_password", clock),
        open_demo=partial(_premises, "open_demo", clock),
        build_demo=partial(_premises, "build_demo", clock),
        found=partial(_premises, "found", clock),
        told=partial(_premises, "told_at_start"),
        explain=lambda error: explained(error, settings.folder, clock.now()),
    )


def main() -> int:
    """Run the command line; gives back the exit code."""
    return run(sys.argv[1:], compose(SystemClock()))
