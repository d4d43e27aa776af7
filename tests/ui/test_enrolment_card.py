"""入网: the form for whoever may, a sentence for anybody else, the fingerprint afterwards; the code is kept nowhere."""

import pytest
from pytestqt.qtbot import QtBot

from coalguard.ui.enrolment_card import Enrolment, EnrolmentCard
from coalguard.ui.look import look


@pytest.fixture
def card(qtbot: QtBot) -> EnrolmentCard:
    """The card."""
    made = EnrolmentCard()
    qtbot.addWidget(made)
    made.resize(420, 460)
    made.show()
    return made


@pytest.mark.parametrize(
    ("standing", "words"),
    [(Enrolment.DEMO, "演示数据不入网"), (Enrolment.NOT_ALLOWED, "入网由管理员办理")],
)
def test_whoever_may_not_reads_why(standing: Enrolment, words: str, card: EnrolmentCard) -> None:
    card.show_standing(standing)
    assert words in card.words.accessibleName()
    assert not card.url.isVisible()
    assert not card.button.isEnabled()
    assert card.chip.text == "未入网"


def test_whoever_may_types_the_address_and_the_code(card: EnrolmentCard, qtbot: QtBot) -> None:
    card.show_standing(Enrolment.POSSIBLE)
    assert list(card.named()) == ["url", "ca", "code"]
    assert [name for name, field in card.named().items() if field.drafted] == ["url", "ca"]
    assert card.url.isVisible()
    with qtbot.waitSignal(card.asked):
        card.button.click()
    look().change(dark=True, percent=115)
    assert not card.grab().isNull()


def test_the_fingerprint_stands_there_to_be_compared(card: EnrolmentCard) -> None:
    card.show_fingerprint("12345678")
    card.show_place("https://city.example", "刚刚入网")
    assert card.standing is Enrolment.DONE
    assert card.digits.text() == "1234 5678"
    assert card.digits.isVisible()
    assert "不一致就停止使用" in card.comparing.accessibleName()
    assert card.place.text() == "https://city.example 刚刚入网"
    assert card.chip.text == "已入网"
    assert not card.button.isEnabled()
    card.grab()


def test_a_station_that_was_enrolled_long_ago_shows_where(card: EnrolmentCard) -> None:
    card.show_place("https://city.example", "上次联系 21:44")
    assert card.place.text() == "https://city.example 上次联系 21:44"
    assert not card.digits.isVisible()
    assert not card.comparing.isVisible()
