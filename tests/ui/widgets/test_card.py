"""Cards: a title, an aside, a strip in a tone."""

from pytestqt.qtbot import QtBot

from coalguard.ui.tokens import LIGHT, Tone
from coalguard.ui.widgets.card import Card, Divider, SectionTitle
from coalguard.ui.widgets.label import Line
from tests.ui.widgets.pane import colours


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
