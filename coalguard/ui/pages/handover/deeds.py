"""The deeds of the page 交班: each runs whole in one lane and tells who acts afterwards, and how the desk stands."""

from dataclasses import dataclass

from coalguard.operations.session import DeskSheet, ShowDesk, actor_named, show_desk
from coalguard.operations.shift import (
    CloseShift,
    HandOver,
    OpenShift,
    ShiftSheet,
    close_shift,
    hand_over_shift,
    open_shift,
)
from coalguard.operations.station import Actor, Station


@dataclass(frozen=True, slots=True)
class Done:
    """The sheet of the shift that was ended or opened, who acts from now on, and the frame's new words."""

    sheet: ShiftSheet
    actor: Actor
    desk: DeskSheet


def give(station: Station, actor: Actor, request: HandOver) -> Done:
    """Hand the desk over; the receiver acts from now on."""
    return _done(station, hand_over_shift(station, actor, request))


def close(station: Station, actor: Actor, request: CloseShift) -> Done:
    """Close the shift; whoever acts goes on looking, and may open the next one."""
    return _done(station, close_shift(station, actor, request))


def take(station: Station, actor: Actor, request: OpenShift) -> Done:
    """Take the desk that nobody holds."""
    return _done(station, open_shift(station, actor, request))


def _done(station: Station, sheet: ShiftSheet) -> Done:
    actor = actor_named(station, sheet.actor)
    return Done(sheet, actor, show_desk(station, actor, ShowDesk()))
