"""The page 交班 in front at a market's desk, and the hands that fill it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.operations.session import ShowDesk, show_desk
from coalguard.operations.station import Actor
from coalguard.ui.pages.handover import HandoverPage
from coalguard.ui.widgets.message_bar import MessageStack
from tests import market as at
from tests.stations import bodies
from tests.ui.salesroom import Room, open_room


@contextmanager
def at_the_desk(folder: Path, qtbot: QtBot, *, printer: bool = True) -> Iterator[tuple[Room, HandoverPage]]:
    """The page in front at a market, by its key; 演示lead may take the desk with 1234."""
    with open_room(folder, qtbot, printer=printer) as room:
        at.arrive(room.market, "甘N00001")
        room.press("Alt+4")
        page = room.window.frame.current
        assert isinstance(page, HandoverPage)
        yield room, page


def bars(page: HandoverPage) -> dict[str, str]:
    host = page.parentWidget()
    stack = host.findChild(MessageStack) if host else None
    assert stack is not None
    return {one.code: one.text for one in stack.messages}


def focus(page: HandoverPage) -> str:
    widget = QApplication.focusWidget()
    fields = {**page.fields, "again": page.card.again.reason, "act": page.card.act}
    return next((name for name, field in fields.items() if widget is (field.focusProxy() or field)), "")


def mode(page: HandoverPage) -> str:
    return page.card.mode.value


def told(room: Room, kind: str) -> list[dict[str, Any]]:
    """What every entry of a kind says."""
    reader = room.market.station.store.read()
    entries = [reader.entry(key) for key in bodies(room.market.station)]
    return [dict(entry.fact.says) for entry in entries if entry.fact.kind == kind]


def sit(room: Room, actor: Actor) -> None:
    """Let somebody else act, as an unlock does."""
    station = room.market.station
    room.place.sit(actor, show_desk(station, actor, ShowDesk()))
    room.rest()


def fill(room: Room, pin: str = "1234") -> None:
    """Cash, paper, nothing to tell, 演示lead and a PIN."""
    room.type("860.5")
    room.press("Enter")
    room.type("60")
    room.press("Enter", "Enter")
    room.type("yslead")
    room.press("Enter")
    room.type(pin)
