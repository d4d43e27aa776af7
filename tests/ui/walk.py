"""A walk through every page of a market, in the states that they have, with an eye that judges each (`ux.md` §14)."""

from coalguard.operations.weighing import Pass
from coalguard.ui.help import HelpCard
from coalguard.ui.sync_sheet import SyncSheet
from tests import market as at
from tests.ui.cityhall import City, double_use
from tests.ui.eye import Eye
from tests.ui.pages.handover.desk import fill
from tests.ui.pages.test_quality import head, values
from tests.ui.salesroom import PLATE, Room, lot
from tests.ui.test_sync_sheet import FACTS, NOW


def see_selling(room: Room, eye: Eye) -> None:
    """From an empty yard to a form that is issued."""
    eye.look_at("empty yard")
    at.sell(room.market, lot(room), 1_000)
    for tail in range(3):
        at.arrive(room.market, f"甘A7{tail}K95")
    room.stand(15_400)
    room.type("8F326")
    room.press("Enter", "Enter", "Enter", "F4")
    eye.look_at("first weight")
    (truck,) = (one.key for one in room.page.yard.trucks if one.plate == PLATE)
    at.weigh(room.market, truck, Pass.GROSS, 47_820)
    room.type("F326")
    room.press("Enter", "F9")
    eye.look_at("form with gaps")
    room.type("mxm")
    room.press("Enter", "Enter", "Enter")
    eye.look_at("form")
    room.press("F6")
    eye.look_at("preview", filled=0)
    room.press("F6", "F12")
    eye.look_at("given up", filled=0)
    room.press("Esc", "F9")
    eye.look_at("issued")


def see_receiving(room: Room, eye: Eye) -> None:
    """A load without papers, and a report that fails."""
    of = at.arrive(room.market, "甘N9K111", contract="", report="")
    room.window.frame.show_page("inbound")
    room.rest()
    room.type("K111")
    room.press("Enter")
    eye.look_at("load on the scale", filled=0)
    for step, kg in ((Pass.GROSS, 49_980), (Pass.TARE, 15_840)):
        at.weigh(room.market, of, step, kg)
    room.press("F2")
    room.type("K111")
    room.press("Enter")
    eye.look_at("load weighed")
    room.press("F9")
    room.window.frame.show_page("quality")
    room.rest()
    head(room)
    values(room, "10.42", "1.28", "27.35")
    eye.look_at("report that fails")


def see_the_rest(room: Room, eye: Eye) -> None:
    """The desk, what the city says, the machines."""
    frame, city = room.window.frame, City(room.market.station)
    frame.show_page("handover")
    room.rest()
    fill(room)
    eye.look_at("hand-over")
    frame.show_page("exceptions")
    room.rest()
    eye.look_at("no exceptions", filled=0)
    city.says(*(double_use(f"LX01-260114-{number:04}", told="LX01") for number in range(12)))
    room.rest()
    room.rest()
    eye.look_at("exceptions", filled=0)
    room.press("Enter")
    eye.look_at("an exception", filled=0)
    frame.show_page("settings")
    room.rest()
    eye.look_at("settings", filled=0)
    sheet = SyncSheet(room.window)
    sheet.show_facts(FACTS, "market", NOW)
    room.window.show_sheet(sheet)
    eye.look_at("sync")
    room.press("Esc")
    HelpCard(room.window).open()
    eye.look_at("help", filled=0)


def see_again(room: Room, eye: Eye) -> None:
    """Every page as it was left, the form of another truck among them."""
    at.load_up(room.market, 5_000, plate="甘N00002")
    for name in room.window.frame.names:
        room.window.frame.show_page(name)
        room.rest()
        if name == "sale":
            room.type("0002")
            room.press("Enter")
            room.type("mxm")
            room.press("Enter")
        eye.look_at(name, filled=name not in {"inbound", "exceptions", "settings"})
