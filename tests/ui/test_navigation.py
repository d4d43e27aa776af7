"""The rail: pages by the kind of station and by what somebody may do; every page in the sizes with the least room."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import MachineError
from coalguard.domain.roles import Role
from coalguard.operations.session import Colleague
from coalguard.resources import path
from coalguard.ui.founding import FoundingView, RecoveryView
from coalguard.ui.lock import LockView
from coalguard.ui.login import LoginView, TroubleView
from coalguard.ui.navigation import LINKS, PageLink, links_for
from coalguard.ui.page import Page
from coalguard.ui.window import Window
from tests.ui.eye import eye_on
from tests.ui.gate_walk import see_passing, see_refusing
from tests.ui.gate_walk import see_the_rest as see_the_rest_of_a_gate
from tests.ui.gatehouse import open_gate
from tests.ui.salesroom import open_room
from tests.ui.walk import see_again, see_receiving, see_selling, see_the_rest

EVERYTHING = frozenset(Role)


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.name)
def test_a_page_has_its_class_its_icon_and_its_name(link: PageLink) -> None:
    page = link.load()
    assert issubclass(page, Page)
    assert page.name == link.name
    assert (path("icons") / f"{link.icon}.svg").is_file()


@pytest.mark.parametrize(
    ("kind", "roles", "names"),
    [
        ("market", EVERYTHING, ["sale", "inbound", "quality", "handover", "exceptions", "settings"]),
        ("checkpoint", EVERYTHING, ["inspection", "handover", "exceptions", "settings"]),
        ("checkpoint", {Role.CLERK}, ["handover", "exceptions", "settings"]),
        ("city", {Role.SUPERVISOR}, ["exceptions", "settings"]),
    ],
)
def test_the_rail_shows_what_somebody_may_do_here(kind: str, roles: frozenset[Role], names: list[str]) -> None:
    assert [link.name for link in links_for(kind, roles)] == names


def test_nothing_on_a_page_of_a_market_is_cut_or_hidden_or_foreign(tmp_path: Path, qtbot: QtBot) -> None:
    with open_room(tmp_path, qtbot) as room, eye_on(room.window) as eye:
        eye.wear(1366, 697, percent=115, dark=True)
        see_selling(room, eye)
        see_receiving(room, eye)
        see_the_rest(room, eye)
        eye.wear(1280, 720, percent=100, dark=False)
        see_again(room, eye)


def test_nothing_on_a_page_of_a_checkpoint_is_cut_or_hidden_or_foreign(tmp_path: Path, qtbot: QtBot) -> None:
    with open_gate(tmp_path, qtbot) as gate, eye_on(gate.window) as eye:
        gate.choose_second()
        eye.wear(1280, 720, percent=115, dark=False)
        see_passing(gate, eye)
        see_refusing(gate, eye)
        see_the_rest_of_a_gate(gate, eye)


def test_nothing_before_a_page_is_cut_or_hidden_or_foreign(qtbot: QtBot) -> None:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    founding = FoundingView()
    views = {
        "login": LoginView(["admin", "lead"]),
        "founding": founding,
        "recovery": RecoveryView("7K04M-2X09P-4B71Q-4M2X5-9P4B7"),
        "trouble": TroubleView(MachineError("store.in_use")),
        "lock": LockView([Colleague("admin", "演示站长")], "admin"),
    }
    with eye_on(window) as eye:
        for name, view in views.items():
            window.show_view(view)
            view.setFocus()
            if view is founding:
                founding.keys()[0].run()
            for width, percent in ((1366, 115), (1280, 100)):
                eye.wear(width, 720, percent=percent, dark=percent > 100)
                eye.look_at(name)
