"""What all inputs share, and the one that nobody types in."""

from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.input import Input, Reading


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
