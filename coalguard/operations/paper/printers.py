"""Printers: how each of them is, so that somebody at the desk sees it before a paper depends on it.

What a queue or a folder says of itself is asked for, one printer after another; nothing is printed and nothing kept.
"""

from dataclasses import dataclass

from coalguard.devices.spooler import spool
from coalguard.domain.printout import PrinterState
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle
from coalguard.store.settings import load_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPrinters:
    """Nothing to say: every printer is asked."""


@dataclass(frozen=True, slots=True)
class PrinterShown:
    """A printer by its name, and how it is."""

    name: str
    state: PrinterState


@dataclass(frozen=True, slots=True)
class PrintersShown:
    """The printers that are set up, by name."""

    printers: tuple[PrinterShown, ...]


def show_printers(station: Station, actor: Actor, request: ShowPrinters) -> PrintersShown:
    """How every printer is; each may keep us waiting for some seconds. Raises Refused `role.missing`."""
    del request
    entitle(actor, Duty.READ)
    known = sorted(load_settings(station.store.read(), "printer"), key=lambda says: says["name"])
    states = (PrinterShown(says["name"], spool(says["kind"], says["target"]).state()) for says in known)
    return PrintersShown(tuple(states))
