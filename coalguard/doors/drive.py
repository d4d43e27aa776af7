"""`drive`: a JSON command a line in, a JSON answer a line out, in order (`doors.md`, `drive`).

    {"id": 7, "do": "form.issue", …}
    {"id": 7, "ok": true, "result": {…}, "entry": {"seq": 41, "hash": "…"}}
    {"id": 7, "ok": false, "error": {"code": "stock.insufficient", "text": "批次 …", "findings": […]}}
    {…, "warnings": [{"code": "alibi.failed", …}]}      while the second copy is behind: saved, and to be seen to

An answer is written when the operation has returned, that is, after what it wrote was durable. Nothing a line holds
ends the session but its being blank; a fault of the program is answered too, and its report kept.
"""

import errno
import logging
from collections.abc import Iterator
from gettext import NullTranslations
from typing import TYPE_CHECKING, BinaryIO, Final

from coalguard import sqlite
from coalguard.domain.errors import CoalGuardError
from coalguard.doors import about, session
from coalguard.doors.answer import Plain, render, render_error, write
from coalguard.doors.catalogue import COMMANDS, Command
from coalguard.doors.fault import save_report
from coalguard.doors.program import Program
from coalguard.doors.request import (
    LONGEST_LINE,
    Id,
    Request,
    RequestError,
    parse_fields,
    parse_request,
    unknown_command,
)
from coalguard.doors.session import Session
from coalguard.settings import Settings

if TYPE_CHECKING:
    from coalguard.store.transaction import Appended

log = logging.getLogger(__name__)

_BOM: Final = b"\xef\xbb\xbf"
_GONE: Final = {errno.EPIPE, errno.EINVAL}  # EINVAL: what Windows calls a closed pipe
ABOUT: Final = "about"


class Drive:
    """One session at the line door."""

    def __init__(self, program: Program, settings: Settings, words: NullTranslations) -> None:
        """Begin with nobody at the desk."""
        self.session = Session(program, settings)
        self._settings = settings
        self._words = words
        self._clock = program.clock

    def run(self, lines: BinaryIO, answers: BinaryIO) -> None:
        """Answer every line until a blank one, the end, or until nobody listens any more."""
        try:
            for line in requests(lines):
                answers.write(self.answer(line) + b"\n")
                answers.flush()
        except OSError as error:
            if error.errno not in _GONE:
                raise
        finally:
            self.session.close()

    def answer(self, line: bytes) -> bytes:
        """The answer to a line, whatever the line holds."""
        asked_by: Id = None
        self.session.take_rung()
        try:
            request = parse_request(line)
            asked_by = request.id
            said = {"ok": True, "result": render(self._perform(request), self._words)}
        except RequestError as error:
            asked_by = error.of if error.of is not None else asked_by
            said = {"ok": False, "error": render_error(error, self._words)}
        except Exception as error:  # noqa: BLE001 -- the session outlives every fault, and tells it
            said = {"ok": False, "error": render_error(self._known(error), self._words)}
        return write({"id": asked_by, **said, **entries(self.session.take_rung()), **self._warnings()})

    def _warnings(self) -> Plain:
        """The key that stands in every answer as long as there is something to be seen to."""
        told = render(self.session.warnings(), self._words)
        return {"warnings": told} if told else {}

    def _perform(self, request: Request) -> object:
        if request.do == ABOUT:
            parse_fields(request.fields, about.Ask)
            return about.about()
        if request.do in session.COMMANDS:
            act, takes, _ = session.COMMANDS[request.do]
            return act(self.session, parse_fields(request.fields, takes))
        if request.do in COMMANDS:
            return self._operate(COMMANDS[request.do], request)
        raise RequestError([unknown_command(request.do, [ABOUT, *session.COMMANDS, *COMMANDS])])

    def _operate(self, command: Command, request: Request) -> object:
        fields = parse_fields(request.fields, command.takes)
        if command.needs_closed_store:
            return self.session.restore(fields)
        station, actor = self.session.at_desk()
        begun_ns = self._clock.monotonic_ns()
        result = command.run(station, actor, fields)
        took_ms = (self._clock.monotonic_ns() - begun_ns) // 1_000_000
        log.info("%s in %d ms %s", command.name, took_ms, " ".join(self.session.documents()))
        if command.hands_over:
            self.session.pass_desk(result.actor)
        if command.changes_staff:
            self.session.refresh_roles()
        return result

    def _known(self, error: Exception) -> CoalGuardError:
        """The expected failure that an error is; what is none leaves a report."""
        if isinstance(error, CoalGuardError):
            return error
        return sqlite.translate(error) or save_report(self._settings.folder, error, self._clock.now())


def requests(lines: BinaryIO) -> Iterator[bytes]:
    """The lines up to a blank one or the end. Of one that is too long only so much comes as shows that it is."""
    first = True
    while line := lines.readline(LONGEST_LINE + 2):
        rest = line
        while len(rest) > LONGEST_LINE + 1 and not rest.endswith(b"\n"):
            rest = lines.readline(LONGEST_LINE + 2)
        line = line.removeprefix(_BOM) if first else line
        first = False
        if not line.strip():
            return
        yield line.rstrip(b"\r\n")


def entries(rung: "tuple[Appended, ...]") -> Plain:
    """What an answer says about the entries of its command: the last one, and all where there are several."""
    told = [{"seq": one.key.seq, "hash": one.hash.hex()} for one in rung]
    if not told:
        return {}
    return {"entry": told[-1]} | ({"entries": told} if len(told) > 1 else {})
