"""A market's window with the page 过磅开单 in front: coal in two lots, a known outlet, a scale and a printer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.devices.simulator import Simulator, TcpLine
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.operations import form, register
from coalguard.operations.draft import ResumeDrafts, resume
from coalguard.operations.session import ShowDesk, show_desk
from coalguard.store.form import FormSheet
from coalguard.ui.background import Background
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.pages.sale import SalePage
from coalguard.ui.weighbridge.panel import Panel
from coalguard.ui.workplace import Workplace
from tests import market as at
from tests.market import Market, open_market
from tests.ui.conftest import raised
from tests.ui.seat import Seat, give_printer, give_scale, seated

PLATE = "甘N8F326"
OUTLET = "南龙镇演示配送点"
AGENT = "马小明"


@dataclass(frozen=True)
class Room(Seat[SalePage]):
    """Everything a test of the page lays hands on."""

    market: Market

    @property
    def focus(self) -> object:
        """The field or button the cursor is in."""
        widget = QApplication.focusWidget()
        names = {id(field.focusProxy() or field): name for name, field in self.page.fields.items()}
        return names.get(id(widget), widget)


def register_outlet(market: Market) -> str:
    """An outlet that bought before, with its agent."""
    agent = register.AgentFields(
        name=AGENT, document=register.Document(kind=PaperKind.ID_CARD, number="622901188001010025"), phone="13812346620"
    )
    request = register.RegisterBuyer(
        kind=BuyerKind.OUTLET,
        name=OUTLET,
        uscc="12622901MB0000000X",
        agent=agent,
        town="临夏市南龙镇",
        address="张王家村演示社",
        purpose="居民取暖配送",
    )
    return str(register.register_buyer(market.station, market.clerk, request).id)


@contextmanager
def open_room(folder: Path, qtbot: QtBot, *, printer: bool = True) -> Iterator[Room]:
    """The window, the store behind it, the scale beside it."""
    background = Background(raised)
    prints = folder / "prints"
    prints.mkdir()
    store = folder / "store"
    store.mkdir()
    with Simulator(TcpLine(), script="0") as simulator, open_market(store) as market:
        station = market.station
        station.store.listen(background.ring)
        give_scale(station, market.clerk, simulator)
        if printer:
            give_printer(station, market.clerk, "针打", prints)
        at.receive(market, 60_000)
        register_outlet(market)
        place = Workplace(station, market.clerk, show_desk(station, market.clerk, ShowDesk()), background)
        with seated(place, qtbot, scale=True) as (window, hands):
            page = window.frame.current
            assert isinstance(page, SalePage)
            room = Room(place, window, page, hands, qtbot, simulator, prints, market)
            room.rest()
            yield room
            room.rest()


def after_a_kill(room: Room) -> SalePage:
    """The page as a new window shows it, with nothing but what the store kept until now."""
    room.rest()
    kept = resume(room.market.station, room.market.clerk, ResumeDrafts()).drafts
    frame = room.window.frame
    frame.close_place()
    frame.open(room.place, DraftKeeper(room.place, kept))
    room.rest()
    room.rest()
    page = frame.current
    assert isinstance(page, SalePage)
    return page


def lot(room: Room) -> str:
    """The lot in the yard."""
    return str(room.market.station.store.read().value("SELECT number FROM lots ORDER BY place"))


def priced(room: Room) -> None:
    """A sale of this coal happened before, at 860 yuan."""
    at.sell(room.market, lot(room), 1_000)
    room.rest()


def weighed_truck(room: Room, kg: int = 32_420, plate: str = PLATE) -> str:
    """A truck with both weights, called up on the page."""
    of = at.load_up(room.market, kg, plate=plate)
    room.rest()
    room.type(plate[-4:])
    room.press("Enter")
    return of


def issued_forms(room: Room) -> list[str]:
    """The numbers of the forms that were issued."""
    return [number for (number,) in room.market.station.store.read().rows("SELECT number FROM forms ORDER BY place")]


def sheet_of(room: Room, number: str) -> FormSheet:
    """A form as it stands."""
    return form.find(room.market.station, room.market.clerk, form.FindForm(number=number))


def keys_of(room: Room) -> list[str]:
    """The keys that the page has now."""
    acts = room.page.keys()
    return [act.key for act in acts]


def panel_of(room: Room) -> Panel | None:
    """The panel that is open, if one is."""
    return room.page.panel


def focus_of(room: Room) -> object:
    """Where the cursor is now."""
    return room.focus
