"""The place of an identity paper: masked, checked, or the reason why there is none."""

import pytest
from pytestqt.qtbot import QtBot

from coalguard.domain.registry import IdentityPaper, PaperKind
from coalguard.operations.paper.content import content_of
from coalguard.operations.paper.source import Source
from coalguard.printing.content import FormContent
from coalguard.store.dossier import load_dossier
from coalguard.store.people import load_buyer
from coalguard.ui.pages.sale.document import NumberField
from tests.ui.salesroom import Room, focus_of, issued_forms, weighed_truck


def test_who_has_no_paper_says_why_by_keys_alone(room: Room) -> None:
    weighed_truck(room)
    room.page.form.kind.setFocus()
    room.press("Left")
    for text in ("", "无证演示", "0"):
        room.type(text)
        room.press("Enter")
    assert focus_of(room) == "document_reason"
    room.type("2")
    room.press("Enter")
    assert focus_of(room) == "phone"
    room.type("13812345678")
    room.press("Enter")
    room.type("南龙镇")
    for key in ("Enter", "Enter", "Enter", "Enter"):
        room.press(key)
    room.type("860")
    room.press("F9")
    number = issued_forms(room)[-1]
    reader = room.market.station.store.read()
    buyer = reader.value("SELECT body ->> '$.says.buyer' FROM entries WHERE body ->> '$.kind' = 'sale.recorded'")
    _key, who = load_buyer(reader, buyer)
    assert (who.name, who.document) == ("无证演示", IdentityPaper(PaperKind.NONE, "", "没有随身带"))
    shown = content_of(Source(room.market.station, reader, load_dossier(reader, number)))
    assert isinstance(shown, FormContent)
    assert shown.id_number == "无证件"


def test_a_paper_that_turns_up_takes_the_place_of_the_reason(room: Room) -> None:
    weighed_truck(room)
    room.page.form.document.setFocus()
    room.type("0")
    room.press("Enter")
    assert focus_of(room) == "document_reason"
    room.type("0")
    room.press("Enter")
    assert focus_of(room) == "document"
    assert not room.page.form.paper.lacking
    assert room.page.form.document.text() == ""


def test_a_reason_that_was_typed_comes_back_with_its_truck(room: Room) -> None:
    weighed_truck(room)
    room.page.form.document.setFocus()
    room.type("0")
    room.press("Enter")
    room.type("没带")
    room.press("Enter", "F2")
    assert not room.page.form.paper.lacking
    room.type("F326")
    room.press("Enter")
    assert room.page.form.document_reason.text() == "没带"
    assert room.page.form.document_reason.isVisible()


@pytest.mark.parametrize(("width", "shown"), [(200, "622901********0025"), (140, "622901…0025")])
def test_a_number_that_has_no_room_keeps_its_end_and_stays_masked(width: int, shown: str, qtbot: QtBot) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.resize(width, 60)
    field.set_text("622901188001010025")
    field.show()
    assert field.line.text() == shown
    assert field.text() == "622901188001010025"
