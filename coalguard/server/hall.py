"""Hall: the deeds that the command line does at the city's server, each with an office that is opened for it.

What comes in is plain (folders, texts, a deed's name), since the doors know nothing of the server; what goes out are
values that any door can show.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from coalguard.clock import Clock
from coalguard.domain.errors import UsageError
from coalguard.server import admin, publishing
from coalguard.server.office import Config, open_office
from coalguard.server.serve import Listening
from coalguard.server.serve import serve as run
from coalguard.trust.paper import LONGEST_ADDRESS, render_code

Kept = Mapping[str, str]
"""Where the server keeps its things: folder, database, key_file, and the address of its page for phones."""

DEEDS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "enroll_code": admin.enroll_code,
        "publish": publishing.publish,
        "devices": admin.list_devices,
        "grants": admin.list_grants,
        "exceptions": admin.list_exceptions,
        "release": admin.release,
        "revoke": admin.revoke,
    }
)
"""What can be done at the server, running or not."""


def serve(
    clock: Clock,
    kept: Kept,
    place: tuple[str, int],
    listening: Callable[[Listening], None],
    log: Path | None,
) -> None:
    """Run the server at a host and port until it is told to stop; see `serve.serve`.

    Raises UsageError `server.address` where the address of the page for phones fits no code on paper.
    """
    run(_config(clock, kept), place, listening, log=log)


def administer(clock: Clock, kept: Kept, deed: str, given: Sequence[Any]) -> Any:  # noqa: ANN401 -- each deed gives what it gives
    """Do one of `DEEDS` where a server has run before. Raises MachineError `server.not_founded` where none has."""
    with closing(open_office(replace(_config(clock, kept), founds=False))) as office:
        return DEEDS[deed](office, *given)


def check_address(text: str) -> str:
    """The address as it begins a code, in capitals; empty where there is none. Raises UsageError `server.address`."""
    address = text.strip().upper()
    if not address:
        return ""
    try:
        return render_code(b"\1", address)[0]
    except ValueError as error:
        raise UsageError("server.address", value=text, limit=LONGEST_ADDRESS) from error


def _config(clock: Clock, kept: Kept) -> Config:
    key = Path(kept["key_file"]) if kept.get("key_file") else None
    address = check_address(kept.get("address", ""))
    return Config(folder=Path(kept["folder"]), clock=clock, database=kept["database"], key_file=key, address=address)
