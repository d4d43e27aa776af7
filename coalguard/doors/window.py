"""The window as an errand: without a command, and for `demo` unless it was asked to stay headless."""

from coalguard.doors.errand import Errand, Outcome


def show(errand: Errand) -> Outcome:
    """Show the window until it is closed; where a demonstration is asked for, build it first if need be."""
    kind = errand.asked.kind if errand.asked.command == "demo" else ""
    return Outcome(exit_code=errand.program.show_window(errand.settings, errand.words, kind))
