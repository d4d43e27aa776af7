"""A market's window with the page 过磅开单 in front: coal in two lots, a known outlet, a scale and a printer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.devices.simulator import Simulator, TcpLine
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.operations import register, setup
from coalguard.operations.session import ShowDesk, show_desk
from coalguard.ui.background import Background
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.key_filter import KeyFilter
from coalguard.ui.live_scale import LiveScale
from coalguard.ui.messages import Message
from coalguard.ui.pages.sale import SalePage
from coalguard.ui.widgets.message_bar import MessageStack
from coalguard.ui.window import Window
from coalguard.ui.workplace import Workplace
from tests import market as at
from tests.market import Market, open_market
from tests.ui.conftest import raised
from tests.ui.hands import Hands

PLATE = "甘N8F326"
OUTLET = "南龙镇演示配送点"
AGENT = "马小明"
PATIENCE_MS = 10_000


class Room(NamedTuple):
    """Everything a test of the page lays hands on."""

    market: Market
    place: Workplace
    window: Window
    page: SalePage
    hands: Hands
    qtbot: QtBot
    simulator: Simulator
    prints: Path

    def rest(self) -> None:
        """Let whatever was asked for come home."""
        self.qtbot.waitUntil(lambda: not self.place.background.busy, timeout=PATIENCE_MS)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.place.background.busy, timeout=PATIENCE_MS)

    def press(self, *names: str) -> None:
        """Press keys as somebody does who looks what came of each."""
        for name in names:
            self.hands.press(name)
            self.rest()

    def type(self, text: str) -> None:
        """Type a text."""
        self.hands.type(text)
        self.rest()

    def stand(self, kg: int) -> None:
        """Let a truck stand on the scale until its weight is steady."""
        self.simulator.play(f"ramp {kg} 0.4s")
        scale = self.place.scale
        assert scale is not None
        self.qtbot.waitUntil(
            lambda: scale.last.mass is not None and scale.last.mass.kg == kg and scale.last.state in {"steady", "zero"},
            timeout=PATIENCE_MS,
        )

    @property
    def said(self) -> dict[str, Message]:
        """The bars on the page, by their ids."""
        host = self.page.parentWidget()
        stack = host.findChild(MessageStack) if host else None
        assert stack is not None
        return {one.code: one for one in stack.messages}

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
        scale = setup.SetScale(name="1号磅", port=simulator.url, protocol="xk3190-tf0", max_kg=80_000)
        setup.set_scale(station, market.clerk, scale)
        if printer:
            kept = setup.SetPrinter(name="针打", kind=setup.PrinterKind.FOLDER, target=str(prints))
            setup.set_printer(station, market.clerk, kept)
        at.receive(market, 60_000)
        register_outlet(market)
        place = Workplace(station, market.clerk, show_desk(station, market.clerk, ShowDesk()), background)
        port = station.desk.scale("1号磅")
        live = LiveScale(port, lambda: station.clock.monotonic_ns() // 1_000_000)
        place.scales.append(live)
        live.start()
        window = Window()
        filter_ = KeyFilter(window, lambda: 0)
        filter_.watch(window)
        window.resize(1366, 768)
        window.show()
        window.frame.open(place, DraftKeeper(place, {}))
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page = window.frame.current
        assert isinstance(page, SalePage)
        room = Room(market, place, window, page, Hands(window, filter_), qtbot, simulator, prints)
        room.rest()
        try:
            yield room
            room.rest()
        finally:
            live.stop()
            background.close()
            station.desk.close()
            window.close_now()
            window.deleteLater()
