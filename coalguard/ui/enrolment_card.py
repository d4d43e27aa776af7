"""入网: where an administrator connects this station to the city's server, and what everybody reads of it afterwards.

    no server yet ──address, one-time code, F9──► the fingerprint of 8 digits, compared by eye with the server's screen

The card asks nobody: the page carries what was typed to the operation and shows what came of it.
"""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from coalguard.ui.keys import MAIN
from coalguard.ui.tokens import BODY_STRONG, CAPTION, GAP_2, GAP_3, KPI, TABLE, Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.chip import Chip
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.words import _

_HALF: Final = 4


class Enrolment(StrEnum):
    """What the card has to say."""

    POSSIBLE = "possible"
    NOT_ALLOWED = "not_allowed"
    DEMO = "demo"
    DONE = "done"


class EnrolmentCard(Card):
    """The card; `asked` follows the button."""

    asked = Signal()

    def __init__(self) -> None:
        """Nothing is known yet: nothing can be pressed."""
        super().__init__(_("入网"))
        self.standing = Enrolment.NOT_ALLOWED
        self.chip = Chip()
        self.head.addWidget(self.chip)
        self.url = Field(_("服务器地址"), kind=Kind.CODE, required=True, hint="https://", longest=200)
        self.ca = Field(_("证书文件"), hint=_("公网证书可不填"), longest=400)
        self.code = Field(_("一次性入网码"), kind=Kind.CODE, required=True, hint=_("由市局发给本站"), longest=40)
        self.code.drafted = False  # a one-time code is not laid aside anywhere
        self.button = Button(_("入网"), key=MAIN, icon="key", rank=Rank.MAIN)
        self.button.clicked.connect(self.asked)
        self.words = Paragraph("", TABLE, soft=1)
        self.digits, self.place = Label(), Label()
        self.comparing = Paragraph(
            _("请与市局屏幕上的 8 位数字核对。不一致就停止使用，并立即告诉市局。"), TABLE, soft=1
        )
        self._pair = (Label(Line(_("配对指纹"), CAPTION, soft=2)), self.digits, self.comparing)
        self._lay_out()
        self.show_standing(Enrolment.NOT_ALLOWED)

    def _lay_out(self) -> None:
        self._form, self._told, self._done = QWidget(), QWidget(), QWidget()
        for room, parts in (
            (self._form, (self.url, self.ca, self.code, self.button)),
            (self._told, (self.words,)),
            (self._done, (self.place, *self._pair)),
        ):
            column = QVBoxLayout(room)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(GAP_3 if room is self._form else GAP_2)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        room = QWidget()
        self._stack = QStackedLayout(room)
        for one in (self._form, self._told, self._done):
            self._stack.addWidget(one)
        self.body.addWidget(room)

    def named(self) -> dict[str, Input]:
        """The fields by the names of the request."""
        return {"url": self.url, "ca": self.ca, "code": self.code}

    def show_standing(self, standing: Enrolment) -> None:
        """Show the form to whoever may enrol, a sentence to anybody else."""
        self.standing = standing
        self._stack.setCurrentWidget(self._form if standing is Enrolment.POSSIBLE else self._told)
        self.button.setEnabled(standing is Enrolment.POSSIBLE)
        self.chip.show_text(_("未入网"), Tone.OFF)
        if standing is Enrolment.DEMO:
            self.words.show_text(_("演示数据不入网，也不会上传任何记录。"))
        elif standing is Enrolment.NOT_ALLOWED:
            self.words.show_text(_("还没有入网；记录都存在本机，工作不受影响。入网由管理员办理。"))

    def show_place(self, url: str, contact: str) -> None:
        """Say that the station is enrolled, where, and when the city was spoken with."""
        self.standing = Enrolment.DONE
        for field in self.named().values():
            field.empty()
        self.chip.show_text(_("已入网"), Tone.OK, icon="ok")
        self.place.show_lines(Line(url, BODY_STRONG), Line(contact, CAPTION, soft=2))
        for part in self._pair:
            part.setVisible(bool(self.digits.text()))
        self._stack.setCurrentWidget(self._done)
        self.button.setEnabled(False)

    def show_fingerprint(self, fingerprint: str) -> None:
        """Show what is to be compared, right after enrolling and for as long as this page is there."""
        self.digits.show_lines(Line(f"{fingerprint[:_HALF]} {fingerprint[_HALF:]}".strip(), KPI, Tone.ACCENT))
