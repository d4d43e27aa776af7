"""A walk through every page of a checkpoint, in its states, with an eye that judges each (`ux.md` §14)."""

from datetime import timedelta
from decimal import Decimal

from coalguard.operations.weighing import Pass
from coalguard.ui.help import HelpCard
from coalguard.ui.sync_sheet import SyncSheet
from tests.abroad import NOON
from tests.ui.cityhall import City, double_use
from tests.ui.eye import Eye
from tests.ui.gatehouse import ABROAD, GROSS, Gatehouse
from tests.ui.test_sync_sheet import FACTS, NOW

OTHER = "甘A72K95"
FAILING = (Decimal("12.96"), Decimal("1.28"), Decimal("33.40"))


def see_passing(gate: Gatehouse, eye: Eye) -> None:
    """From an empty gate to a truck that passed, with the panels of the desk."""
    eye.look_at("empty gate", filled=0)
    gate.press("F2")
    eye.look_at("new truck")
    gate.type("72K95")
    gate.press("Enter", "3", "Enter")
    eye.look_at("not coal", filled=0)
    gate.know_tare()
    gate.scan(ABROAD.paper())
    eye.look_at("form shown")
    gate.weigh(gate.page.hand.visit, Pass.GROSS, GROSS)
    gate.type("8F326")
    gate.press("Enter", "Enter", "Enter")
    eye.look_at("ready to pass")
    gate.scan(ABROAD.paper(plate=OTHER, serial=33))
    eye.look_at("another form")
    gate.press("Esc", "F9")
    gate.press("F8", "F8")
    eye.look_at("printed again")
    gate.press("Esc", "Alt+M")
    eye.look_at("second officer")
    gate.press("Esc")


def see_refusing(gate: Gatehouse, eye: Eye) -> None:
    """A truck with everything wrong, and each decision about it."""
    gate.scan(ABROAD.paper(values=FAILING, verdict="fail", valid_until=NOON - timedelta(hours=1)))
    gate.weigh(gate.page.hand.visit, Pass.GROSS, GROSS + 9_000)
    gate.type("8F236")
    gate.press("Enter", "2")
    eye.look_at("everything wrong")
    for key, name in (("F10", "turned back"), ("F12", "handed over"), ("F9", "let pass over a doubt")):
        gate.press(key)
        eye.look_at(name)
        gate.press("Esc")
    gate.press("F10", "Enter")
    gate.type("72K95")
    gate.press("Enter")
    eye.look_at("no papers")
    gate.press("F5")
    eye.look_at("a number is typed")
    gate.press("Esc")
    gate.page.counter.type_mass()
    eye.look_at("a typed weight")
    gate.press("Esc", "F3")


def see_the_rest(gate: Gatehouse, eye: Eye) -> None:
    """The desk, what the city says, the machines."""
    frame, city = gate.window.frame, City(gate.station)
    for name in ("handover", "exceptions", "settings"):
        frame.show_page(name)
        gate.rest()
        eye.look_at(name, filled=name == "handover")
    city.says(*(double_use(f"LX01-260114-{number:04}", told="KK01") for number in range(3)))
    frame.show_page("exceptions")
    gate.rest()
    gate.press("Enter")
    eye.look_at("an exception", filled=0)
    frame.show_page("inspection")
    sheet = SyncSheet(gate.window)
    sheet.show_facts(FACTS, "checkpoint", NOW)
    gate.window.show_sheet(sheet)
    eye.look_at("sync")
    gate.press("Esc")
    HelpCard(gate.window).open()
    eye.look_at("help", filled=0)
