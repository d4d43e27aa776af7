"""设置: the look is changed here as by the keys, a station is enrolled, machines are shown as they are set up."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.domain.roles import Role
from coalguard.operations import setup
from coalguard.operations.enrol import Enrolled
from coalguard.store.cursors import Cursor, keep_cursors
from coalguard.ui.enrolment_card import Enrolment
from coalguard.ui.look import look
from coalguard.ui.pages.settings import SettingsPage
from coalguard.ui.workplace import Workplace
from tests.ui.cityhall import City


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
    act, *_more = page.keys()
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


def standing_of(page: SettingsPage) -> Enrolment:
    """What the card has to say now."""
    return page.enrolment.standing


def keys_of(page: SettingsPage) -> list[str]:
    """The keys that work."""
    acts = page.keys()
    return [act.key for act in acts]


def rest(place: Workplace, qtbot: QtBot) -> None:
    """Let whatever was asked for come home."""
    qtbot.waitUntil(lambda: not place.background.busy)
    QApplication.processEvents()


def test_an_administrator_may_enrol_and_f9_checks_what_was_typed(market: Workplace, qtbot: QtBot) -> None:
    page = opened(market, qtbot)
    assert page.enrolment.standing is Enrolment.POSSIBLE
    assert keys_of(page) == ["Ctrl+D", "F9"]
    page.keys()[-1].run()
    assert page.fields["url"].faulty
    assert page.fields["code"].faulty
    assert not page.saving


def test_what_is_wrong_with_the_address_is_told_beside_it(market: Workplace, qtbot: QtBot) -> None:
    page = opened(market, qtbot)
    page.fields["url"].set_text("city.example without a scheme")
    page.fields["code"].set_text("LX01-AAAA-BBBB-CCCC")
    told: list[str] = []
    page.told.connect(lambda message: told.append(message.code))
    page.enrolment.button.click()
    assert page.saving
    page.enrolment.button.click()
    rest(market, qtbot)
    assert told == ["enroll.url_malformed"]
    assert page.fields["code"].text() == "LX01-AAAA-BBBB-CCCC"
    assert page.draft() == {"url": "city.example without a scheme"}, "a one-time code is not laid aside anywhere"
    page.enrolment.show_place("https://city.example", "刚刚入网")
    assert page.draft() == {}


def test_nobody_enrols_a_demonstration_or_without_the_right(market: Workplace, qtbot: QtBot) -> None:
    page = opened(market, qtbot)
    market.sit(replace(market.actor, roles=frozenset({Role.CLERK})), market.sheet)
    page.shown()
    rest(market, qtbot)
    assert standing_of(page) is Enrolment.NOT_ALLOWED
    assert keys_of(page) == ["Ctrl+D"]
    market.sit(market.actor, replace(market.sheet, demo=True))
    page.shown()
    rest(market, qtbot)
    assert standing_of(page) is Enrolment.DEMO


def test_right_after_enrolling_the_fingerprint_is_shown_and_the_code_is_gone(market: Workplace, qtbot: QtBot) -> None:
    page = opened(market, qtbot)
    page.fields["code"].set_text("LX01-AAAA-BBBB-CCCC")
    City(market.station)
    page._on_enrolled(Enrolled("LX01", "演示市场", "12345678", "ab", "https://city.example", "", ()))
    assert page.enrolment.digits.text() == "1234 5678"
    assert page.fields["code"].text() == ""
    assert keys_of(page) == ["Ctrl+D"]
    page.changed(frozenset({"server.enrolled"}))
    rest(market, qtbot)
    assert page.enrolment.place.text() == "https://city.example 刚刚入网"
    assert page.enrolment.digits.isVisible()


@pytest.mark.parametrize("height", [648, 577])
@pytest.mark.parametrize("percent", [100, 115])
def test_everything_of_the_page_has_room(height: int, percent: int, market: Workplace, qtbot: QtBot) -> None:
    look().change(percent=percent)
    page = opened(market, qtbot)
    page.resize(1266, height)
    rest(market, qtbot)
    assert page.minimumSizeHint().height() <= height


def test_an_enrolled_station_shows_where_and_when_the_city_was_spoken_with(market: Workplace, qtbot: QtBot) -> None:
    City(market.station)
    page = opened(market, qtbot)
    rest(market, qtbot)
    assert page.enrolment.place.text() == "https://city.example 还没有联系上"
    keep_cursors(market.station.store, {Cursor.LAST_CONTACT: "2026-01-14T12:58:11.250Z"})
    page.changed(frozenset({"server.enrolled"}))
    rest(market, qtbot)
    assert page.enrolment.place.text() == "https://city.example 上次联系 01-14 20:58"
    assert not page.enrolment.digits.isVisible()
