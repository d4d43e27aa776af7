"""What stands in fields is laid aside by name and put back; a secret is not."""

from pytestqt.qtbot import QtBot

from coalguard.ui.typed import type_into, typed_in
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input


def fields(qtbot: QtBot) -> dict[str, Input]:
    """A plate with two names, a note, a PIN."""
    plate, note, pin = Field("车牌"), Field("备注"), Field("PIN", kind=Kind.SECRET)
    for field in (plate, note, pin):
        qtbot.addWidget(field)
    return {"plate": plate, "visit": plate, "note": note, "pin": pin}


def test_each_field_is_laid_aside_once_and_a_secret_never(qtbot: QtBot) -> None:
    one = fields(qtbot)
    one["plate"].set_text("甘N8F326")
    one["pin"].set_text("2468")
    assert typed_in(one) == {"plate": "甘N8F326"}


def test_what_nobody_knows_any_more_is_left_out(qtbot: QtBot) -> None:
    one = fields(qtbot)
    type_into(one, {"plate": "甘N8F326", "note": 7, "unheard": "x"})
    assert {name: field.text() for name, field in one.items() if field.text()} == dict.fromkeys(
        ("plate", "visit"), "甘N8F326"
    )
