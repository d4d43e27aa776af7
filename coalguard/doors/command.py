"""The command line: what was asked for, its answer on the terminal or as one JSON object, its exit code (`doors.md`).

    0 done   1 a check found something   2 wrong usage   3 refused by a rule   4 a machine failed   5 damaged data

A mistake of the user is told in one or a few sentences on stderr, with --json as an object on stdout; a fault of the
program leaves a report in the data folder. Nobody sees a traceback.
"""

import errno
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from gettext import NullTranslations
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from coalguard import settings
from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError
from coalguard.domain.findings import Refused
from coalguard.doors.errand import Errand, Outcome
from coalguard.doors.fault import explained, kept_log
from coalguard.doors.options import HelpAsked, parse_options, told_beforehand
from coalguard.doors.program import Program
from coalguard.resources import LANGUAGES, SOURCE_LANGUAGE, words

EXIT_CODES: Final = ((UsageError, 2), (Refused, 3), (MachineError, 4), (DamagedError, 5))
_FAILED: Final = 4
_INTERRUPTED: Final = 130  # as shells have it: 128 + SIGINT
_DEMO: Final = "coalguard-demo"

_ERRANDS: Final = {
    "init": "founding.init",
    "demo": "demonstration.demo",
    "verify": "keeping.verify",
    "dump": "keeping.dump",
    "rebuild": "keeping.rebuild",
    "backup": "keeping.backup",
    "restore": "keeping.restore",
    "number": "keeping.number",
    "recover": "founding.recover",
    "check-paper": "proof.check_paper",
    "keys": "proof.keys",
    "render": "paper.render",
    "print-test": "paper.print_test",
    "enroll": "city.enroll",
    "sync": "city.sync",
    "serve": "serving.serve",
    "server": "serving.administer",
    "drive": "founding.drive",
    "scale-simulator": "simulate.simulate",
    "about": "founding.about",
}
"""Where the deed of a command stands; it is imported when asked for, so that none waits for another's libraries."""


def run(arguments: Sequence[str], program: Program) -> int:
    """Do what a command line asks for; gives back the exit code."""
    _speak_utf8()
    language = told_beforehand(arguments, "--lang")
    speaking = words(language if language in LANGUAGES else SOURCE_LANGUAGE)
    try:
        code = _run(arguments, program, speaking)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OSError as error:
        if not _nobody_listens(error):
            raise
        _leave_closed_output()
        return 0
    return code


def _run(arguments: Sequence[str], program: Program, speaking: NullTranslations) -> int:
    json = "--json" in arguments
    try:
        asked = parse_options(arguments, speaking)
    except HelpAsked as help_:
        sys.stdout.write(help_.text)
        return 0
    except UsageError as error:
        return _tell_error(error, speaking, json=json)
    folder = _folder(asked)
    with kept_log(folder):
        try:
            chosen = settings.load(folder)
            speaking = words(getattr(asked, "lang", chosen.language))
            return _tell(_deed(asked)(Errand(program, chosen, asked, speaking)), speaking, json=json)
        except Exception as error:
            if _nobody_listens(error):
                raise
            return _tell_error(explained(error, folder, program.clock.now()), speaking, json=json)


def _nobody_listens(error: Exception) -> bool:
    """Whether an error says that the reader of our output has gone; EINVAL is what Windows says."""
    return isinstance(error, OSError) and error.errno in {errno.EPIPE, errno.EINVAL}


def _folder(asked: Namespace) -> Path:
    """The data folder; a demonstration has one of its own unless told otherwise."""
    told = getattr(asked, "data_dir", None)
    if told is not None:
        return Path(told)
    usual = settings.default_folder()
    return usual.with_name(_DEMO) if asked.command == "demo" else usual


def _deed(asked: Namespace) -> Callable[[Errand], Outcome]:
    wants_window = asked.command is None or (asked.command == "demo" and not asked.headless)
    module, _, name = ("window.show" if wants_window else _ERRANDS[asked.command]).partition(".")
    deed: Callable[[Errand], Outcome] = getattr(import_module(f"coalguard.doors.{module}"), name)
    return deed


def _tell(outcome: Outcome, speaking: NullTranslations, *, json: bool) -> int:
    if json and outcome.result is not None:
        from coalguard.doors.answer import render, write  # noqa: PLC0415 -- the window is painted without it

        answer = {"ok": outcome.exit_code == 0, **render(outcome.result, speaking)}
        _write(write(answer).decode())
    elif not json:
        for line in outcome.lines:
            _write(line)
    return outcome.exit_code


def _tell_error(error: CoalGuardError, speaking: NullTranslations, *, json: bool) -> int:
    from coalguard.doors.answer import render_error, write  # noqa: PLC0415 -- as above

    told = render_error(error, speaking)
    if json:
        _write(write({"ok": False, "error": told}).decode())
    else:
        sys.stderr.write("".join(f"{finding['text']}\n" for finding in told["findings"]))
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), _FAILED)


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, and whatever a file name holds."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _leave_closed_output() -> None:
    """Nobody listens: let the interpreter's own last flush go nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
