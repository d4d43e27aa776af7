"""A page shows why something was not done beside the field concerned, and what is wrong with no field as a bar."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused, fail, warn
from coalguard.operations.register import RegisterYard, register_yard
from coalguard.operations.visit import ListOpen, list_open
from coalguard.ui.workplace import Workplace
from tests.ui.office import Office, open_office


@pytest.fixture
def office(market: Workplace, qtbot: QtBot) -> Iterator[Office]:
    """An office at a market."""
    with open_office(market, qtbot) as opened:
        yield opened


def test_findings_stand_at_their_fields_and_the_first_bad_one_gets_the_cursor(office: Office) -> None:
    page = office.page
    page.failed(
        Refused(
            [
                warn("name.doubtful"),
                fail("plate.malformed", value="8F3", suggestion=None),
                fail("plate.length", value="8F3", length=3),
                fail("field.missing", field="phone"),
                fail("stock.insufficient", lot="B0112-03", left_kg=18_600, wanted_kg=32_420),
            ]
        )
    )
    assert not page.fields["name"].faulty
    assert page.fields["name"].message
    assert page.fields["plate"].faulty
    assert page.fields["phone"].faulty
    assert QApplication.focusWidget() is page.fields["plate"].focusProxy()
    assert office.codes() == ["stock.insufficient"]


def test_an_error_stands_before_a_warning_at_one_field(office: Office) -> None:
    field = office.page.fields["plate"]
    field.show_finding(fail("plate.length", value="8F3", length=3))
    field.show_finding(warn("plate.malformed", value="8F3", suggestion=None))
    assert field.faulty
    assert "3" in field.message


def test_a_machine_that_fails_is_a_bar(office: Office) -> None:
    office.page.failed(MachineError("scale.no_signal", scale="1号磅", port="COM3"))
    assert office.codes() == ["scale.no_signal"]
    office.page.untell("scale.no_signal")
    assert office.codes() == []


def test_a_refusal_of_the_store_comes_back_to_the_page(office: Office) -> None:
    office.page.write(register_yard, RegisterYard(name=" "), office.page.noted.append)
    saving = [office.page.saving]
    office.rest()
    assert [*saving, office.page.saving] == [True, False]
    assert office.page.fields["name"].faulty or office.codes()


def test_a_page_may_hear_of_a_refusal_itself(office: Office) -> None:
    heard: list[object] = []
    office.page.outside(register_yard, RegisterYard(name=" "), heard.append, heard.append)
    office.rest()
    assert [type(one) for one in heard] == [Refused]


def test_a_question_does_not_stop_the_keys_that_save(office: Office) -> None:
    heard: list[object] = []
    office.page.ask(list_open, ListOpen(), heard.append)
    assert not office.page.saving
    office.rest()
    assert len(heard) == 1


def test_a_page_folds_when_it_is_low_and_unfolds_again(office: Office) -> None:
    office.window.resize(1366, 697)
    QApplication.processEvents()
    office.window.resize(1920, 1080)
    QApplication.processEvents()
    folded = [one for one in office.page.noted if isinstance(one, tuple) and one[0] == "fitted"]
    assert folded[-2:] == [("fitted", True, False), ("fitted", False, True)]


def test_a_draft_holds_what_was_typed_and_no_secret(office: Office) -> None:
    page = office.page
    page.fields["name"].set_text("北堆")
    page.fields["phone"].set_text("13812346620")
    page.fields["phone"].drafted = False
    assert page.draft() == {"name": "北堆"}
    page.restore({"name": "南堆", "phone": 7, "unheard": "x"})
    assert page.fields["name"].text() == "南堆"
    assert page.fields["phone"].text() == "13812346620"
