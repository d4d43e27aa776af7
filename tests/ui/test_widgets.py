"""Widgets: each says in words what it paints, and does by keys what the mouse does."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coalguard.domain.findings import fail, warn
from coalguard.domain.identity import mask_id_card
from coalguard.domain.weighing import PanelState
from coalguard.ui.keys import KeyAct
from coalguard.ui.look import look
from coalguard.ui.messages import Message
from coalguard.ui.tokens import BODY, LIGHT, MASS_MARKET, PLATE, PLATE_GREEN, PLATE_YELLOW, YARD_ROW, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card, Divider, SectionTitle
from coalguard.ui.widgets.check_row import CheckRow, CheckTable
from coalguard.ui.widgets.chip import Chip, KeyCap
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.empty_state import EmptyState
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input, Reading
from coalguard.ui.widgets.label import Label, Line, Paragraph, title
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.widgets.message_bar import MessageBar, MessageStack
from coalguard.ui.widgets.open_list import OpenList, OpenRow
from coalguard.ui.widgets.option_list import MOST_SHOWN, Option
from coalguard.ui.widgets.paint import STRIP, draw_box, text_width
from coalguard.ui.widgets.plate_badge import PlateBadge, plate_colours
from coalguard.ui.widgets.preview_thumb import PreviewThumb
from coalguard.ui.widgets.provinces import options, with_province
from coalguard.ui.widgets.segmented import Segmented
from coalguard.ui.widgets.step_list import Step, StepList, StepState
from coalguard.ui.widgets.verdict_panel import VerdictPanel
from tests.ui.gallery import PANELS, Gallery, shown_mass

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
PEOPLE = [
    Option("1", "马晓明", note="南龙镇"),
    Option("2", "韩玉兰"),
    Option("3", "单玉兰", possible=False, reason="欠票"),
]


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    """A window to put a widget into."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    return window


def put(room: QWidget, widget: QWidget, qtbot: QtBot, size: tuple[int, int] = (400, 120)) -> None:
    """Show a widget in the window, in front."""
    widget.setParent(room)
    widget.setGeometry(20, 20, *size)
    room.show()
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)


def line_of(field: Input) -> QLineEdit:
    """The line inside a field."""
    line = field.focusProxy()
    assert isinstance(line, QLineEdit)
    return line


def colours(widget: QWidget) -> set[str]:
    """Every colour that a widget paints."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {QColor(image.pixel(x, y)).name().upper() for x in range(image.width()) for y in range(0, image.height(), 2)}


@pytest.mark.parametrize(("dark", "percent"), [(False, 100), (True, 115), (False, 130)])
def test_every_widget_paints_in_every_look(dark: bool, percent: int, qtbot: QtBot) -> None:  # noqa: FBT001 -- a column
    look().change(dark=dark, percent=percent)
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.resize(1366, gallery.sizeHint().height())
    found = colours(gallery)
    theme = look().theme
    assert {theme.window, theme.surface, theme.ok.soft, theme.warn.soft, theme.fail.soft, theme.accent.fill} <= found


# --- the weight panel ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "kg", "steady_ms", "silent_s"), PANELS)
def test_the_weight_panel_says_its_state_in_words_shape_and_colour(
    state: PanelState, kg: int | None, steady_ms: int, silent_s: int | None, qtbot: QtBot
) -> None:
    panel = MassDisplay(MASS_MARKET)
    qtbot.addWidget(panel)
    panel.resize(380, panel.sizeHint().height())
    panel.show_mass(shown_mass(state, kg, steady_ms, silent_s))
    words = {
        PanelState.STEADY: ("稳定 47.860 t 稳定 2.4 秒，可取重", LIGHT.ok.ink),
        PanelState.MOVING: ("未稳定 47.740 t 等待稳定；按 F4 则稳定后自动取重", LIGHT.warn.ink),
        PanelState.OVERLOAD: ("超量程 OL t 超过 80 t，请车辆下磅", LIGHT.fail.ink),
        PanelState.DISCONNECTED: ("已断开 ----- t COM3 无数据 6 秒，正在重连", LIGHT.off.ink),
        PanelState.ZERO: ("零点 0.000 t 空磅", LIGHT.accent.ink),
        PanelState.ZERO_SHIFTED: ("零点偏移 \u22120.060 t 零点偏移，请先置零", LIGHT.warn.ink),
    }
    told, ink = words[state]
    assert panel.accessibleDescription() == told
    assert QColor(panel.grab().toImage().pixel(STRIP // 2, panel.height() // 2)).name().upper() == ink


def test_the_weight_panel_repaints_only_on_change(qtbot: QtBot) -> None:
    panel = MassDisplay()
    qtbot.addWidget(panel)
    shown = shown_mass(PanelState.STEADY, 47_860, 2400)
    panel.show_mass(shown)
    panel.set_aside("毛重已取 21:45:52")
    assert panel.shown is shown
    panel.show_mass(shown_mass(PanelState.STEADY, 47_860, 2400))
    assert panel.shown is shown


def test_the_act_of_the_weight_panel_can_be_clicked(room: QWidget, qtbot: QtBot) -> None:
    panel = MassDisplay()
    panel.show_mass(shown_mass(PanelState.STEADY, 47_860, 2400))
    put(room, panel, qtbot, (380, 170))
    panel.set_act("取重", "F4")
    with qtbot.waitSignal(panel.pressed):
        QTest.mouseClick(panel, LEFT, pos=QPoint(340, 150))
    with qtbot.assertNotEmitted(panel.pressed):
        QTest.mouseClick(panel, LEFT, pos=QPoint(40, 60))


def test_a_scale_that_was_never_heard_says_that_it_is_being_connected(qtbot: QtBot) -> None:
    panel = MassDisplay()
    qtbot.addWidget(panel)
    panel.grab()
    panel.show_mass(shown_mass(PanelState.DISCONNECTED, None))
    assert "COM3 没有数据，正在连接" in panel.accessibleDescription()


# --- fields -------------------------------------------------------------------------------------------------------


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


def test_a_province_takes_the_place_of_another() -> None:
    assert with_province("甘N8F326", "青") == "青N8F326"
    assert with_province("B1827F", "青") == "青B1827F"
    assert len(options()) == 31


def test_a_computed_value_is_told(qtbot: QtBot) -> None:
    net = Reading("净重（吨）")
    qtbot.addWidget(net)
    net.set_text("32.420")
    assert (net.text(), net.accessibleDescription(), net.read_only) == ("32.420", "32.420", True)
    net.check_required()
    assert not net.faulty


def test_the_plain_input_has_no_value(qtbot: QtBot) -> None:
    plain = Input("")
    qtbot.addWidget(plain)
    plain.set_text("x")
    plain.set_note("余 1 t")
    assert plain.text() == ""
    assert not plain.enter_pressed()
    assert plain.box().y() == 0


# --- combos and segments ------------------------------------------------------------------------------------------


def test_a_combo_is_chosen_by_initials_and_enter(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("名称", required=True)
    combo.set_options(PEOPLE)
    put(room, combo, qtbot)
    combo.setFocus()
    QTest.keyClicks(line_of(combo), "hyl")
    with qtbot.waitSignal(combo.chose) as chosen:
        assert not combo.enter_pressed()
    assert chosen.args == [PEOPLE[1]]
    assert (combo.value(), line_of(combo).text()) == ("2", "韩玉兰")


def test_arrows_pass_over_what_is_not_possible(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("名称")
    combo.set_options([*PEOPLE, Option("4", "马学敏")])
    put(room, combo, qtbot)
    combo.setFocus()
    assert combo.wants("Down")
    assert not combo.wants("Esc")
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down):
        QTest.keyClick(line_of(combo), key)
    assert combo.wants("Esc")
    combo.enter_pressed()
    assert combo.value() == "4"
    QTest.keyClick(line_of(combo), Key.Key_Down)
    QTest.keyClick(line_of(combo), Key.Key_Up)
    QTest.keyClick(line_of(combo), Key.Key_Escape)
    combo.enter_pressed()
    assert combo.value() == "4"


def test_what_answers_to_no_option_is_told_when_the_cursor_leaves(room: QWidget, qtbot: QtBot) -> None:
    combo, other = Combo("名称"), QLineEdit(room)
    combo.set_options(PEOPLE)
    put(room, combo, qtbot)
    other.show()
    combo.setFocus()
    QTest.keyClicks(line_of(combo), "XX")
    other.setFocus()
    assert combo.faulty
    assert combo.value() == ""
    combo.setFocus()
    line_of(combo).clear()
    line_of(combo).insert("马晓明")
    other.setFocus()
    assert (combo.value(), combo.faulty) == ("1", False)


def test_free_text_stands_where_it_is_allowed(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("送达地点", free=True)
    combo.set_options([Option("1", "南龙配送点")])
    put(room, combo, qtbot)
    combo.setFocus()
    QTest.keyClicks(line_of(combo), "nl")
    combo.enter_pressed()
    assert combo.value() == "1"
    combo.empty()
    line_of(combo).insert("配送点对面")
    combo.enter_pressed()
    assert combo.value() == "配送点对面"
    combo.set_value("别处")
    assert combo.value() == "别处"


def test_a_combo_keeps_its_choice_when_the_options_change(qtbot: QtBot) -> None:
    combo = Combo("名称")
    qtbot.addWidget(combo)
    combo.set_options(PEOPLE)
    combo.set_text("2")
    combo.set_options([PEOPLE[1]])
    assert combo.chosen == PEOPLE[1]
    combo.set_options([])
    assert combo.value() == ""
    combo.set_read_only()
    assert combo.read_only


def test_a_combo_is_opened_and_chosen_by_the_mouse(room: QWidget, qtbot: QtBot) -> None:
    combo = Combo("名称")
    combo.set_options([Option(str(number), f"第{number}户") for number in range(20)])
    put(room, combo, qtbot, (400, 60))
    QTest.mouseClick(combo, LEFT, pos=QPoint(385, combo.box().center().y()))
    opened = combo._list
    assert opened is not None
    assert opened.isVisible()
    opened.grab()
    assert opened.height() == MOST_SHOWN * 32 + 10
    QTest.mouseMove(opened, QPoint(50, 5 + 32 + 4))
    QTest.mouseClick(opened, LEFT, pos=QPoint(50, 5 + 2 * 32 + 4))
    assert combo.value() == "2"
    assert not opened.isVisible()
    QTest.mouseClick(combo, LEFT, pos=QPoint(385, combo.box().center().y()))
    QTest.mouseClick(combo, LEFT, pos=QPoint(385, combo.box().center().y()))
    assert not opened.isVisible()


def test_segments_change_by_arrows_digits_and_clicks(room: QWidget, qtbot: QtBot) -> None:
    kinds = Segmented("购煤类型", [Option("p", "居民"), Option("o", "网点"), Option("u", "单位")])
    put(room, kinds, qtbot, (300, 60))
    part = kinds.focusProxy()
    assert part is not None
    chosen: list[object] = []
    kinds.chose.connect(chosen.append)
    QTest.keyClick(part, Key.Key_Right)
    assert kinds.value() == "o"
    QTest.keyClick(part, Key.Key_3)
    QTest.keyClick(part, Key.Key_Right)
    assert kinds.text() == "u"
    QTest.mouseClick(part, LEFT, pos=QPoint(10, 10))
    QTest.keyClick(part, Key.Key_Left)
    QTest.keyClick(part, Key.Key_A)
    assert kinds.value() == "p"
    assert len(chosen) == 3
    kinds.set_read_only()
    QTest.keyClick(part, Key.Key_Right)
    assert kinds.value() == "p"
    assert part.accessibleName() == "购煤类型 居民"
    kinds.grab()


# --- buttons, labels, cards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_a_button_presses_by_keys(key: Key, room: QWidget, qtbot: QtBot) -> None:
    button = Button("放行并打印", key="F9", icon="pass", tone=Tone.OK, rank=Rank.DECISION)
    put(room, button, qtbot)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)
    assert button.accessibleName() == "放行并打印 F9"


def test_a_button_says_something_else_and_may_be_switched_off(room: QWidget, qtbot: QtBot) -> None:
    button = Button("放行", key="F9", rank=Rank.DECISION)
    put(room, button, qtbot)
    wide = button.sizeHint().width()
    button.change("确认劝返并打印", tone=Tone.WARN, icon="printer", key="Enter")
    assert (button.key, button.accessibleName()) == ("Enter", "确认劝返并打印 Enter")
    assert button.sizeHint().width() > wide
    button.setEnabled(False)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.mouseClick(button, LEFT)
    button.grab()
    link = Button("返回", rank=Rank.LINK)
    put(room, link, qtbot)
    link.grab()
    link.setEnabled(False)
    link.grab()


def test_a_button_that_has_the_focus_shows_a_ring(room: QWidget, qtbot: QtBot) -> None:
    button = Button("放行", key="F9", rank=Rank.MAIN)
    put(room, button, qtbot, (300, 62))
    button.setFocus()
    assert LIGHT.focus in colours(button)


def test_decisions_are_high_enough_for_gloves(qtbot: QtBot) -> None:
    heights = {rank: Button("放行", rank=rank).sizeHint().height() for rank in Rank}
    assert heights[Rank.DECISION] >= 66
    assert heights[Rank.SECOND] == 52
    assert heights[Rank.PLAIN] == 40
    del qtbot


def test_labels_say_their_lines(qtbot: QtBot) -> None:
    label = Label(Line("毛重", tone=Tone.WARN), Line("20:31 已取", soft=2), fixed=True)
    qtbot.addWidget(label)
    assert label.accessibleName() == "毛重 20:31 已取"
    assert label.minimumSizeHint() == label.sizeHint()
    label.show_lines(Line("皮重"))
    assert label.text() == "皮重"
    assert title("最近处理").text() == "最近处理"


def test_a_paragraph_breaks_where_the_width_ends_and_never_before_a_mark(qtbot: QtBot) -> None:
    paragraph = Paragraph("连不上显示器，窗口没有打开。请执行 apt install libegl1。")
    qtbot.addWidget(paragraph)
    assert paragraph.hasHeightForWidth()
    assert paragraph.heightForWidth(80) > paragraph.heightForWidth(400)
    lines = paragraph._broken(90)
    assert "".join(lines).replace(" ", "") == paragraph.accessibleName().replace(" ", "")
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert any("libegl1" in line for line in lines)
    paragraph.show_text("一句。")
    paragraph.grab()
    assert paragraph.heightForWidth(400) == paragraph.heightForWidth(1000)


def test_cards_have_titles_and_strips(qtbot: QtBot) -> None:
    card = Card("出库过磅")
    qtbot.addWidget(card)
    card.show_title("入库过磅", Line("先毛后皮", soft=2))
    card.show_tone(Tone.FAIL)
    card.resize(200, 100)
    card.body.addWidget(SectionTitle("运输", "truck", note="2 车"))
    card.body.addWidget(Divider())
    assert (card.title.text(), card.aside.text()) == ("入库过磅", "先毛后皮")
    assert LIGHT.fail.ink in colours(card)


def test_chips_caps_and_empty_lists_say_their_words(qtbot: QtBot) -> None:
    chip, cap, empty = Chip("合格", Tone.OK, icon="ok"), KeyCap("F8", "补打"), EmptyState("没有排队车辆。")
    for widget in (chip, cap, empty):
        qtbot.addWidget(widget)
    wide = chip.sizeHint().width()
    chip.show_text("待补证", Tone.WARN)
    empty.show_sentence("没有符合条件的记录。")
    assert (chip.text, cap.accessibleName(), empty.accessibleName()) == ("待补证", "补打 F8", "没有符合条件的记录。")
    assert chip.sizeHint().width() != wide
    chip.show_text("", Tone.OK)
    assert chip.sizeHint().width() == 0
    chip.grab()


# --- plates, verdicts, tables, lists ----------------------------------------------------------------------------------


def test_a_plate_has_the_colour_of_its_kind_and_a_dot_that_is_drawn(qtbot: QtBot) -> None:
    badge = PlateBadge("甘N8F326", type_=PLATE)
    qtbot.addWidget(badge)
    badge.resize(badge.sizeHint())
    assert PLATE_YELLOW.ground in colours(badge)
    assert badge.accessibleName() == "甘N8F326"
    badge.show_plate("甘N09862D")
    assert PLATE_GREEN.ground in colours(badge)
    assert badge.plate == "甘N09862D"
    assert plate_colours("甘N8F326", "blue") != PLATE_YELLOW


def test_a_verdict_is_told_as_one_sentence(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_verdict(Tone.FAIL, "不可放行", "2 项不通过")
    panel.show_verdict(Tone.FAIL, "不可放行", "2 项不通过")
    assert panel.accessibleName() == "不可放行，2 项不通过"
    assert panel.verdict == (Tone.FAIL, "不可放行", "2 项不通过")


ROWS = [
    CheckRow("form", "五联单", ("LX01-260114-0032", "第一联"), ("首次过卡", ""), "有效", Tone.OK),
    CheckRow("kind", "煤种", ("无烟2号", ""), ("目测偏烟煤", ""), "存疑", Tone.WARN),
]


def test_a_check_table_has_chips_only_where_something_is_wrong(room: QWidget, qtbot: QtBot) -> None:
    table = CheckTable()
    put(room, table, qtbot, (560, 160))
    table.show_rows(ROWS[:1])
    assert LIGHT.ok.soft not in colours(table)
    table.show_rows(ROWS)
    assert LIGHT.warn.soft in colours(table)
    assert table.accessibleName() == "五联单 LX01-260114-0032 第一联 首次过卡 有效；煤种 无烟2号 目测偏烟煤 存疑"
    assert table.rows == tuple(ROWS)


def test_a_row_of_the_check_table_is_marked_and_picked(room: QWidget, qtbot: QtBot) -> None:
    table = CheckTable()
    table.show_rows(ROWS)
    put(room, table, qtbot, (560, 160))
    table.mark("kind")
    table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    table.setFocus()
    QTest.keyClick(table, Key.Key_Up)
    QTest.keyClick(table, Key.Key_A)
    table.grab()
    with qtbot.waitSignal(table.picked) as picked:
        QTest.mouseClick(table, LEFT, pos=QPoint(100, 140))
    assert picked.args == ["kind"]
    table.mark("unheard_of")
    assert LIGHT.accent.soft not in colours(table)


def trucks(count: int) -> Sequence[OpenRow]:
    """Trucks in the yard."""
    return [
        OpenRow(str(number), f"甘N8F32{number}", "待称毛重", figure="14.980", time="20:44") for number in range(count)
    ]


def test_a_list_is_walked_by_arrows_and_enter_picks(room: QWidget, qtbot: QtBot) -> None:
    yard = OpenList()
    yard.show_rows(trucks(8))
    put(room, yard, qtbot, (360, 3 * 35))
    yard.setFocus()
    for _ in range(4):
        QTest.keyClick(yard, Key.Key_Down)
    assert yard.marked == "4"
    assert yard.accessibleName() == "甘N8F324 待称毛重 14.980 20:44"
    with qtbot.waitSignal(yard.picked) as picked:
        QTest.keyClick(yard, Key.Key_Return)
    assert picked.args == ["4"]
    yard.show_rows([*trucks(6)][2:])
    assert yard.marked == "4"
    QTest.keyClick(yard, Key.Key_A)
    yard.grab()


def test_rows_come_back_when_there_is_room_again(room: QWidget, qtbot: QtBot) -> None:
    yard = OpenList()
    yard.show_rows([OpenRow(str(no), f"甘N8F32{no}", "待称毛重") for no in range(4)])
    yard.resize(340, look().px(YARD_ROW))
    yard.show_current("3")
    put(room, yard, qtbot, (340, 4 * look().px(YARD_ROW)))
    assert yard.first_shown == 0
    yard.show_rows(yard.rows[:2])
    assert yard.first_shown == 0


def test_a_list_may_be_empty_and_shows_the_truck_that_is_worked_on(room: QWidget, qtbot: QtBot) -> None:
    queue = OpenList(cards=True)
    put(room, queue, qtbot, (236, 140))
    assert queue.marked == ""
    queue.pick()
    queue.move_mark(1)
    assert queue.enter_pressed()
    assert queue.wants("Up")
    queue.show_rows(
        [
            OpenRow("1", "甘N8F326", "查验中", Tone.ACCENT, "search", "无烟2号", time="03:12"),
            OpenRow("2", "甘N6D118", "待查验", time="11:50", time_tone=Tone.WARN),
        ]
    )
    queue.show_current("2")
    assert queue.marked == "2"
    assert LIGHT.accent.soft in colours(queue)
    queue.show_current("")
    with qtbot.waitSignal(queue.picked) as picked:
        QTest.mouseClick(queue, LEFT, pos=QPoint(50, 20))
    assert picked.args == ["1"]
    assert len(queue.rows) == 2


def test_steps_are_told_in_order(qtbot: QtBot) -> None:
    steps = StepList()
    qtbot.addWidget(steps)
    steps.show_steps(
        [
            Step("皮重", "20:31:07 已取", "15.400", state=StepState.DONE, mark="手录"),
            Step("毛重", state=StepState.CURRENT),
            Step("净重", figure="0.000"),
        ]
    )
    assert steps.accessibleName() == "皮重 手录 15.400 t 20:31:07 已取；毛重；净重 0.000 t"
    assert len(steps.steps) == 3
    steps.resize(steps.sizeHint())
    steps.grab()


def test_a_preview_keeps_the_shape_of_the_paper(room: QWidget, qtbot: QtBot) -> None:
    thumb = PreviewThumb()
    put(room, thumb, qtbot, (246, 180))
    assert thumb.heightForWidth(241) == 140
    assert thumb.hasHeightForWidth()
    image = QImage(482, 280, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.ok.ink))
    thumb.show_image(image, [LIGHT.surface, LIGHT.warn.soft])
    assert {LIGHT.ok.ink, LIGHT.warn.soft} <= colours(thumb)
    with qtbot.waitSignal(thumb.pressed):
        QTest.mouseClick(thumb, LEFT)


@pytest.mark.parametrize(("line", "rim"), [(LIGHT.fail.ink, LIGHT.fail.ink), ("", LIGHT.ok.ink)])
def test_a_box_has_its_border_inside(line: str, rim: str) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.window))
    painter = QPainter(image)
    draw_box(painter, QRectF(5, 5, 30, 20), ground=LIGHT.ok.ink, line=line, width=2, radius=4)
    painter.end()
    along = [QColor(image.pixel(x, 15)).name().upper() for x in range(4, 9)]
    assert along == [LIGHT.window, rim, rim, LIGHT.ok.ink, LIGHT.ok.ink]
    assert QColor(image.pixel(5, 5)).name().upper() not in {rim, LIGHT.ok.ink}


# --- messages -------------------------------------------------------------------------------------------------------


def test_a_bar_is_clicked_where_its_key_can_not_be_pressed(room: QWidget, qtbot: QtBot) -> None:
    pressed: list[str] = []
    stack = MessageStack()
    put(room, stack, qtbot)
    stack.tell(Message("print.failed", "没有打印。", act=KeyAct("F8", "补打", lambda: pressed.append("F8"))))
    bar = stack.findChild(MessageBar)
    assert bar is not None
    QTest.mouseClick(bar, LEFT)
    assert pressed == ["F8"]
    assert (bar.accessibleName(), bar.accessibleDescription()) == ("没有打印。", "补打 F8")


def test_a_bar_that_says_something_else_is_the_same_bar(room: QWidget, qtbot: QtBot) -> None:
    pressed: list[str] = []
    stack = MessageStack()
    put(room, stack, qtbot)
    stack.tell(Message("papers", "打印中。", act=KeyAct("F8", "补打", lambda: pressed.append("before"))))
    bar = stack.findChild(MessageBar)
    assert bar is not None
    stack.tell(Message("papers", "已送打印。", act=KeyAct("F8", "补打", lambda: pressed.append("after"))))
    QTest.mouseClick(bar, LEFT)
    assert pressed == ["after"]
    stack.tell(Message("papers", "已送打印。"))
    assert stack.findChildren(MessageBar) == [bar]
    assert (bar.accessibleName(), bar.accessibleDescription(), bar.toolTip()) == ("已送打印。", "", "已送打印。")
    assert bar.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_bars_of_one_id_replace_each_other_and_two_are_shown_at_most(room: QWidget, qtbot: QtBot) -> None:
    stack = MessageStack()
    put(room, stack, qtbot)
    assert not stack.isVisible()
    for code, text in (("a", "一。"), ("b", "二。"), ("a", "三。"), ("c", "四。")):
        stack.tell(Message(code, text, Tone.WARN))
    assert [message.text for message in stack.messages] == ["四。", "三。", "二。"]
    assert stack.accessibleName() == "四。"
    stack.grab()
    stack.untell("c")
    stack.untell("unheard_of")
    assert stack.dismiss()
    stack.untell()
    assert not stack.dismiss()
    assert not stack.isVisible()


def test_only_the_bars_that_are_shown_take_keys(room: QWidget, qtbot: QtBot) -> None:
    stack = MessageStack()
    put(room, stack, qtbot)
    for code in ("a", "b", "c"):
        stack.tell(Message(code, "。", act=KeyAct(f"F{ord(code) - ord('a') + 2}", "去", lambda: None)))
    assert stack.act("F4") is not None
    assert stack.act("F2") is None


def test_a_verdict_without_room_stands_in_one_line(room: QWidget, qtbot: QtBot) -> None:
    panel = VerdictPanel()
    put(room, panel, qtbot, (352, 96))
    panel.show_verdict(Tone.FAIL, "不可放行", "2 项不通过，3 项存疑，1 项未核")
    high = panel.sizeHint().height()
    panel.set_slim(slim=True)
    assert panel.slim
    assert panel.sizeHint().height() == panel.height_for(slim=True) < high == panel.height_for(slim=False)
    panel.resize(352, panel.sizeHint().height())
    assert not panel.grab().isNull()
    panel.set_slim(slim=False)
    assert not panel.slim


def test_rows_without_room_show_one_line_and_no_result_is_cut(room: QWidget, qtbot: QtBot) -> None:
    table = CheckTable()
    table.show_rows(
        [CheckRow("net", "净重", ("32.420 t", "允差 ±2 %"), ("实测 32.460 t", "毛 47.860"), "+0.12 %", Tone.OK)] * 7
    )
    put(room, table, qtbot, (440, 36 + 7 * 24))
    assert not table.grab().isNull()
    result = table._columns(0, 24)[3]
    assert result.width() >= text_width("+0.12 %", BODY)
