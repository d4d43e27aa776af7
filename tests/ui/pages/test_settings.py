"""设置: the look is changed here as by the keys, and machines are shown as they are set up."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from coalguard.operations import setup
from coalguard.ui.look import look
from coalguard.ui.pages.settings import SettingsPage
from coalguard.ui.workplace import Workplace


def opened(place: Workplace, qtbot: QtBot) -> SettingsPage:
    """The page, shown."""
    page = SettingsPage(place)
    qtbot.addWidget(page)
    page.resize(1266, 648)
    page.show()
    qtbot.waitUntil(lambda: not place.background.busy)
    return page


def lines(page: SettingsPage) -> list[str]:
    """What is said of the machines."""
    widgets = [page._lines.itemAt(at).widget() for at in range(page._lines.count())]
    return [widget.accessibleName() for widget in widgets if widget.accessibleName()]


def test_the_look_is_asked_for_and_shown(market: Workplace, qtbot: QtBot) -> None:
    page = opened(market, qtbot)
    market.look_asked.connect(lambda dark, percent: look().change(dark=dark, percent=percent))
    page.theme.take(1)
    page.type_size.take(2)
    assert (look().theme.dark, look().percent) == (True, 130)
    look().change(dark=False, percent=115)
    assert (page.theme.value(), page.type_size.value()) == ("light", "115")
    (act,) = page.keys()
    act.run()
    assert look().theme.dark
    assert page.draft() == {}


def test_machines_are_shown_as_they_are_set_up(market: Workplace, tmp_path: Path, qtbot: QtBot) -> None:
    page = opened(market, qtbot)
    assert lines(page) == ["还没有设置地磅和打印机。"]
    scale = setup.SetScale(name="1号磅", port="COM3", protocol="xk3190-tf0", max_kg=80_000)
    setup.set_scale(market.station, market.actor, scale)
    printer = setup.SetPrinter(name="针打", kind=setup.PrinterKind.FOLDER, target=str(tmp_path))
    setup.set_printer(market.station, market.actor, printer)
    page.changed(frozenset({"scale.set"}))
    qtbot.waitUntil(lambda: not market.background.busy)
    assert lines(page)[0] == "1号磅 地磅 · COM3 · xk3190-tf0 · 分度 20 kg · 最大 80 t"
    assert lines(page)[1].startswith("针打 打印机 · ")
    market.station.desk.close()
