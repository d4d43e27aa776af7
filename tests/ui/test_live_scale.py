"""The live weight is told when it changed, and no oftener."""

from pytestqt.qtbot import QtBot

from coalguard.devices.scale import Panel
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import PanelState, ScaleRule
from coalguard.ui.live_scale import LiveScale, ShownMass

RULE = ScaleRule("1号磅", "xk3190-tf0", "COM3", 9600, "N", "kg", None, Mass(20), Mass(80_000))


class Port:
    """A port that shows what it is told to."""

    rule = RULE

    def __init__(self) -> None:
        self.now_ms = 0
        self.shows = Panel(PanelState.DISCONNECTED, None, None)

    def panel(self) -> Panel:
        """What it shows."""
        return self.shows


def listened(port: Port) -> tuple[LiveScale, list[ShownMass]]:
    """A live weight, and what it told."""
    told: list[ShownMass] = []
    scale = LiveScale(port, lambda: port.now_ms)
    scale.shown.connect(told.append)
    return scale, told


def test_what_stays_the_same_is_not_told_again() -> None:
    port = Port()
    scale, told = listened(port)
    for _ in range(3):
        scale.look()
    assert told == []
    port.shows = Panel(PanelState.ZERO, Mass(0), 80)
    scale.look()
    port.shows = Panel(PanelState.ZERO, Mass(0), 20)
    scale.look()
    assert [(one.state, one.mass) for one in told] == [(PanelState.ZERO, Mass(0))]
    assert scale.last == told[-1]


def test_a_steady_weight_counts_how_long_it_has_been_steady() -> None:
    port = Port()
    scale, told = listened(port)
    port.shows = Panel(PanelState.MOVING, Mass(47_000), 50)
    scale.look()
    port.shows = Panel(PanelState.STEADY, Mass(47_860), 50)
    scale.look()
    port.now_ms += 940
    scale.look()
    port.shows = Panel(PanelState.STEADY, Mass(47_840), 50)
    scale.look()
    assert [one.steady_for_ms for one in told] == [0, 1500, 2400, 2400]
    port.shows = Panel(PanelState.MOVING, Mass(47_840), 50)
    scale.look()
    assert told[-1].steady_for_ms == 0


def test_a_silent_scale_counts_whole_seconds() -> None:
    port = Port()
    scale, told = listened(port)
    for silent_ms in (3100, 3400, 4100):
        port.shows = Panel(PanelState.DISCONNECTED, None, silent_ms)
        scale.look()
    assert [one.silent_for_s for one in told] == [3, 4]


def test_it_asks_by_itself_until_it_is_stopped(qtbot: QtBot) -> None:
    port = Port()
    scale, told = listened(port)
    scale.start()
    port.shows = Panel(PanelState.ZERO, Mass(0), 10)
    qtbot.waitUntil(lambda: bool(told))
    scale.stop()
    port.shows = Panel(PanelState.MOVING, Mass(100), 10)
    qtbot.wait(150)
    assert len(told) == 1
