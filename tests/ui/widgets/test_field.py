"""Fields: what is typed, what is wrong with it, what is masked, and the province of a plate."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coalguard.domain.findings import fail, warn
from coalguard.domain.identity import mask_id_card
from coalguard.ui.widgets.field import Field, Kind
from tests.ui.widgets.pane import Key, line_of, put


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.CODE, "１２３ＡＢ", "123AB"),
        (Kind.NUMBER, "86。5", "86.5"),
        (Kind.PLATE, "ｎ8f326", "N8F326"),
        (Kind.TEXT, "张王家村１２号。", "张王家村１２号。"),
    ],
)
def test_full_width_signs_become_half_width_where_a_code_is_typed(
    kind: Kind, typed: str, kept: str, qtbot: QtBot
) -> None:
    field = Field("字段", kind=kind)
    qtbot.addWidget(field)
    line_of(field).textEdited.emit(typed)
    assert field.text() == kept


@pytest.mark.parametrize("kind", Kind)
def test_the_input_method_is_off_where_codes_are_typed(kind: Kind, qtbot: QtBot) -> None:
    field = Field("字段", kind=kind)
    qtbot.addWidget(field)
    enabled = line_of(field).testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert enabled is (kind is Kind.TEXT)


def test_a_field_says_what_is_wrong_until_it_is_typed_in_again(qtbot: QtBot) -> None:
    field = Field("车牌", kind=Kind.PLATE, required=True)
    qtbot.addWidget(field)
    field.check_required()
    assert field.message == "请填写车牌"
    faulty, high = [field.faulty], field.sizeHint().height()
    field.show_finding(warn("plate.length", length=3))
    faulty.append(field.faulty)
    line_of(field).textEdited.emit("8f")
    faulty.append(field.faulty)
    assert field.sizeHint().height() < high
    field.show_warning("高于核定价 860.00 元/吨")
    assert [*faulty, field.faulty] == [True, True, False, False]
    assert field.accessibleDescription() == "高于核定价 860.00 元/吨"
    field.set_verified()
    verified = [field.verified]
    field.show_finding(fail("plate.length", length=3))
    assert [*verified, field.verified] == [True, False]
    field.empty()
    assert (field.text(), field.message) == ("", "")


def test_what_is_read_only_or_filled_is_not_asked_for(qtbot: QtBot) -> None:
    field = Field("车牌", required=True)
    qtbot.addWidget(field)
    field.set_text("甘N8F326")
    field.check_required()
    field.empty()
    field.set_read_only()
    field.check_required()
    assert not field.faulty


def test_a_masked_value_is_whole_only_while_the_cursor_is_in_it(room: QWidget, qtbot: QtBot) -> None:
    field = Field("身份证号", kind=Kind.CODE, mask=mask_id_card)
    put(room, field, qtbot)
    other = QLineEdit(room)
    other.show()
    other.setFocus()
    field.set_text("622901188001010017")
    assert line_of(field).text() == "622901********0017"
    field.setFocus()
    assert line_of(field).text() == "622901188001010017"
    other.setFocus()
    assert line_of(field).text() == "622901********0017"
    assert field.text() == "622901188001010017"
    assert field.reveal()
    assert line_of(field).text() == "622901188001010017"


def test_a_secret_is_never_in_a_draft(qtbot: QtBot) -> None:
    field = Field("密码", kind=Kind.SECRET)
    qtbot.addWidget(field)
    assert not field.drafted
    assert line_of(field).echoMode() is QLineEdit.EchoMode.Password


def test_a_plates_province_is_chosen_from_a_list(room: QWidget, qtbot: QtBot) -> None:
    field = Field("车牌", kind=Kind.PLATE)
    put(room, field, qtbot)
    field.setFocus()
    QTest.keyClicks(line_of(field), "e5518c")
    assert field.wants("Down")
    QTest.keyClick(line_of(field), Key.Key_Down)
    QTest.keyClick(line_of(field), Key.Key_Down)
    QTest.keyClick(line_of(field), Key.Key_Down)
    assert field.wants("Esc")
    assert field.enter_pressed()
    assert field.text() == "宁E5518C"
    assert not field.enter_pressed()
    QTest.keyClick(line_of(field), Key.Key_Down)
    QTest.keyClick(line_of(field), Key.Key_Escape)
    assert field.text() == "宁E5518C"
