"""Every state of every painted widget on one sheet, as `ux.md`'s pictures 10 and 11 have them.

python -m tests.ui.gallery FILE.png [dark] [115]
"""

import sys
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from coalguard.domain.identity import CHINA, mask_id_card
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import PanelState
from coalguard.settings import Settings
from coalguard.ui.keys import KeyAct
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.look import look
from coalguard.ui.messages import Message
from coalguard.ui.run import prepare
from coalguard.ui.states.sync import Course, Traffic, saved
from coalguard.ui.tokens import CAPTION_STRONG, FIGURE, MASS_LEAST, PLATE, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card, SectionTitle
from coalguard.ui.widgets.check_row import CheckRow, CheckTable
from coalguard.ui.widgets.chip import Chip, KeyCap
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.empty_state import EmptyState
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input, Reading
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.mass_display import MassDisplay
from coalguard.ui.widgets.message_bar import MessageBar
from coalguard.ui.widgets.open_list import OpenList, OpenRow
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.plate_badge import PlateBadge
from coalguard.ui.widgets.preview_thumb import PreviewThumb
from coalguard.ui.widgets.saved_box import SavedBox
from coalguard.ui.widgets.segmented import Segmented
from coalguard.ui.widgets.step_list import Step, StepList, StepState
from coalguard.ui.widgets.verdict_panel import VerdictPanel

PANELS = (
    (PanelState.STEADY, 47_860, 2400, None),
    (PanelState.MOVING, 47_740, 0, None),
    (PanelState.OVERLOAD, None, 0, None),
    (PanelState.DISCONNECTED, None, 0, 6),
    (PanelState.ZERO, 0, 0, None),
    (PanelState.ZERO_SHIFTED, -60, 0, None),
)
VERDICTS = (
    (Tone.OK, "可以放行", "7 项核验全部通过"),
    (Tone.WARN, "需要核实", "2 项存疑，先核实再决定"),
    (Tone.FAIL, "不可放行", "2 项不通过"),
    (Tone.OFF, "待核验", "请扫五联单或输入车牌"),
)
CHIPS = (
    ("合格", Tone.OK, "ok"),
    ("超限", Tone.FAIL, "fail"),
    ("待补证", Tone.WARN, "warn"),
    ("待检", Tone.OFF, "off"),
    ("已冻结", Tone.FAIL, "lock"),
    ("手录", Tone.WARN, "person"),
    ("已打印 5 联", Tone.OFF, "printer"),
    ("备案车辆", Tone.ACCENT, ""),
)

NOW = datetime(2026, 1, 14, 21, 46, tzinfo=CHINA)
_CONTACT = NOW - timedelta(minutes=2)
TRAFFIC = (
    Traffic(course=Course.SYNCED, contact=_CONTACT),
    Traffic(course=Course.WAITING, waiting=5, sending=2, batch=5, contact=_CONTACT),
    Traffic(course=Course.WAITING, waiting=3, contact=_CONTACT),
    Traffic(course=Course.OFFLINE, waiting=7, contact=NOW - timedelta(minutes=94)),
    Traffic(course=Course.OFFLINE, waiting=9, contact=NOW - timedelta(hours=30)),
    Traffic(course=Course.WAITING, waiting=3, failed=2, contact=_CONTACT),
    Traffic(),
)


def shown_mass(state: PanelState, kg: int | None, steady_ms: int = 0, silent_s: int | None = None) -> ShownMass:
    """A panel of an invented scale."""
    mass = None if kg is None else Mass(kg)
    return ShownMass("1号磅", 20, 80_000, "COM3", state, mass, steady_ms, silent_s)


def _nothing() -> None:
    """No deed."""


class Gallery(QWidget):
    """The sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(24, 18, 24, 18)
        self.rows.setSpacing(9)
        self._masses()
        self._verdicts()
        self._sync()
        self._buttons()
        self._fields()
        self._chips()
        self._bars()
        self._composites()

    def _title(self, text: str) -> None:
        self.rows.addWidget(Label(Line(text, CAPTION_STRONG, soft=1)))

    def _masses(self) -> None:
        self._title("重量面板：稳定、未稳定、超量程、已断开、零点、零点偏移")
        grid = QGridLayout()
        grid.setSpacing(12)
        for number, (state, kg, steady_ms, silent_s) in enumerate(PANELS):
            panel = MassDisplay(MASS_LEAST)
            panel.show_mass(shown_mass(state, kg, steady_ms, silent_s))
            grid.addWidget(panel, number // 3, number % 3)
        self.rows.addLayout(grid)

    def _verdicts(self) -> None:
        self._title("判定面板：形状、文字、颜色三重提示")
        row = QHBoxLayout()
        row.setSpacing(12)
        for tone, title, sentence in VERDICTS:
            panel = VerdictPanel(height=82)
            panel.show_verdict(tone, title, sentence)
            row.addWidget(panel)
        self.rows.addLayout(row)

    def _sync(self) -> None:
        self._title("同步指示")
        row = QHBoxLayout()
        row.setSpacing(10)
        for traffic in TRAFFIC:
            row.addWidget(SavedBox(saved(traffic, "checkpoint", NOW)))
        row.addStretch(1)
        self.rows.addLayout(row)

    def _buttons(self) -> None:
        self._title("按钮")
        row = QHBoxLayout()
        row.setSpacing(12)
        off = Button("不可用")
        off.setEnabled(False)
        for button in (
            Button("放行并打印", key="F9", icon="pass", tone=Tone.OK, rank=Rank.DECISION),
            Button("劝返", key="F10", icon="turn-back", tone=Tone.WARN, rank=Rank.SECOND),
            Button("查扣", key="F12", icon="detain", tone=Tone.FAIL, rank=Rank.SECOND),
            Button("开具并打印", key="F9", icon="printer", rank=Rank.MAIN),
            Button("次要操作", key="F6"),
            off,
        ):
            row.addWidget(button)
        self.rows.addLayout(row)

    def _fields(self) -> None:
        self._title("输入框状态")
        row = QHBoxLayout()
        row.setSpacing(12)
        self.focused = Field("焦点", kind=Kind.PLATE)
        self.focused.set_text("甘N8F326")
        verified = Field("已校验", mask=mask_id_card)
        verified.set_text("622901188001012416")
        verified.set_verified()
        wrong = Field("错误", required=True)
        wrong.set_text("6229011990")
        wrong.show_error("身份证号应为 18 位，现在是 10 位")
        doubtful = Field("提醒", kind=Kind.NUMBER)
        doubtful.set_text("910.00")
        doubtful.show_warning("高于核定价 860.00 元/吨")
        computed = Reading("只读")
        computed.set_text("32.420")
        combo = Combo("批次", required=True)
        combo.set_options([Option("B0112-03", "B0112-03"), Option("B0114-01", "B0114-01")])
        combo.set_value("B0112-03")
        combo.set_note("余 118.6 t")
        kinds = Segmented("购煤类型", [Option("p", "居民"), Option("o", "网点"), Option("u", "单位")])
        kinds.set_value("o")
        fields: list[Input] = [Field("默认", hint="请输入"), self.focused, verified, wrong, doubtful, computed]
        for field in [*fields, combo, kinds]:
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(row)

    def _chips(self) -> None:
        self._title("标签与车牌")
        row = QHBoxLayout()
        row.setSpacing(10)
        for text, tone, icon in CHIPS:
            row.addWidget(Chip(text, tone, icon=icon))
        for plate, colour in (("甘N8F326", ""), ("甘N09862D", ""), ("甘N6D118", "blue")):
            row.addWidget(PlateBadge(plate, colour=colour, type_=FIGURE))
        row.addWidget(PlateBadge("甘J31M07", type_=PLATE))
        row.addWidget(KeyCap("F8", "补打"))
        row.addStretch(1)
        self.rows.addLayout(row)

    def _bars(self) -> None:
        self._title("消息条（不弹窗，不抢焦点）")
        for message in (
            Message(
                "print.failed",
                "五联单没有打印：针打缺纸。单据 LX01-260114-0032 已保存。",
                Tone.FAIL,
                KeyAct("F8", "装纸后补打", _nothing),
                "printer",
            ),
            Message("yard.late", "甘N 2C665 已超过 2 小时未二次过磅。", Tone.WARN, KeyAct("F3", "去处理", _nothing)),
            Message("form.issued", "已开具 LX01-260114-0032，5 联已送打印。", Tone.OK, KeyAct("F8", "补打", _nothing)),
        ):
            self.rows.addWidget(MessageBar(message))

    def _composites(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._checks(), 3)
        row.addLayout(self._lists(), 2)
        self.rows.addLayout(row)

    def _checks(self) -> CheckTable:
        table = CheckTable()
        table.show_rows(
            [
                CheckRow("form", "五联单", ("—", ""), ("司机称未开具", ""), "未出示", Tone.FAIL),
                CheckRow("plate", "车牌", ("甘J 31M07", ""), ("31M07，人工比对", ""), "一致", Tone.OK),
                CheckRow(
                    "kind",
                    "煤种",
                    ("自报 无烟2号", "样品 Y260114-02"),
                    ("目测偏烟煤，已取样", ""),
                    "存疑",
                    Tone.WARN,
                ),
                CheckRow("net", "净重", ("—", ""), ("毛重 61.480 t", "皮重未备案"), "未核", Tone.OFF),
            ]
        )
        return table

    def _lists(self) -> QVBoxLayout:
        column = QVBoxLayout()
        card = Card("出库过磅")
        steps = StepList()
        steps.show_steps(
            [
                Step("皮重", "20:31:07 已取 · 演示一", "15.400", state=StepState.DONE),
                Step("毛重", "20:57:40 已取 · 演示一", "47.820", state=StepState.DONE, mark="手录"),
                Step("净重", "毛重 − 皮重，自动计算", "32.420", state=StepState.CURRENT),
            ]
        )
        card.body.addWidget(steps)
        card.body.addWidget(SectionTitle("购煤人（实名）", "card", note="本季 18 车"))
        yard, queue = OpenList(), OpenList(cards=True)
        yard.show_rows(
            [
                OpenRow("1", "甘N8F326", "开单中", Tone.ACCENT, figure="47.820", time="20:57"),
                OpenRow("2", "甘N2C665", "待称皮重", Tone.WARN, figure="46.900", time="18:05"),
            ]
        )
        yard.show_current("1")
        queue.show_rows(
            [
                OpenRow("1", "甘N8F326", "查验中", Tone.ACCENT, "search", "无烟2号", time="03:12"),
                OpenRow("2", "甘N09862D", "待查验", Tone.PLAIN, "off", "空车", time="11:50", time_tone=Tone.WARN),
            ]
        )
        queue.show_current("1")
        thumb = PreviewThumb()
        thumb.show_image(None, ["#FFFFFF", "#F9D7DC", "#FAEFC3", "#D5EBD6", "#D3E3F8"])
        empty = EmptyState("没有排队车辆。扫五联单，或按 F2 登记。", "truck")
        for part in (yard, queue, empty):
            part.setMinimumHeight(part.sizeHint().height())
            card.body.addWidget(part)
        card.body.addWidget(thumb)
        column.addWidget(card)
        return column


def main(arguments: list[str]) -> None:
    """Paint the sheet into a file."""
    prepare(Settings(None))  # type: ignore[arg-type]  # the sheet has no folder
    look().change(dark="dark" in arguments, percent=next((int(one) for one in arguments if one.isdigit()), 100))
    gallery = Gallery()
    gallery.resize(1366, gallery.sizeHint().height())
    gallery.show()
    gallery.focused.setFocus()
    QApplication.processEvents()
    gallery.focused.line.deselect()
    QApplication.processEvents()
    gallery.focused.line.deselect()
    gallery.grab().save(arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
