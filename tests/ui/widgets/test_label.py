"""Labels and paragraphs: their lines in words, broken where the width ends."""

from pytestqt.qtbot import QtBot

from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.label import Label, Line, Paragraph, title


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
