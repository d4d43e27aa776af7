"""A folder without a store: a new station is founded here, or a demonstration is tried first.

What is asked is what `init` asks on the command line; the recovery code is shown once, afterwards.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Refused
from coalguard.ui.keys import MAIN, EnterOrder, KeyAct
from coalguard.ui.login import MiddleView
from coalguard.ui.tokens import BODY, CAPTION, GAP_3, KPI
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.label import Label, Line, Paragraph
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.paint import CENTRE
from coalguard.ui.widgets.segmented import Segmented
from coalguard.ui.words import _, said

if TYPE_CHECKING:
    from coalguard.operations.setup import FoundStation

_WIDTH: Final = 560
_FIELD_OF: Final = {"station.code": "code", "name.": "name", "login.": "login", "password.": "password"}
_GROUPS: Final = 3
_DEMO_KINDS: Final = frozenset({"market", "checkpoint"})


class FoundingView(MiddleView):
    """What a new station is called, and who keeps it."""

    asked = Signal(object, str, str)
    """FoundStation, the administrator's login, the password."""
    demo_asked = Signal(str)
    """A demonstration of this kind is wanted."""

    def __init__(self) -> None:
        """Ask."""
        super().__init__(width=_WIDTH)
        self.head(_("煤管通"), _("还没有账本。填好后建账，或先用演示数据试一试。"))
        kinds = [Option("market", _("市场")), Option("checkpoint", _("卡口")), Option("outlet", _("网点"))]
        self.kind = Segmented(_("站点种类"), kinds)
        code = Field(_("站点代码"), kind=Kind.PLATE, required=True, hint="LX01", longest=6)
        name = Field(_("站点名称"), required=True, longest=50)
        login = Field(_("管理员登录名"), kind=Kind.CODE, required=True, longest=32)
        password = Field(_("密码"), kind=Kind.SECRET, required=True, hint=_("至少 10 个字符"))
        again = Field(_("确认密码"), kind=Kind.SECRET, required=True, hint=_("再输一次"))
        self.fields = {"code": code, "name": name, "login": login, "password": password, "again": again}
        self.message = Paragraph("", BODY, soft=0)
        self.message.hide()
        self.button = Button(_("建账"), key=MAIN, icon="plus", rank=Rank.MAIN)
        self.demo = Button(_("先用演示数据"), key="F6")
        self._lay_out()
        self.button.clicked.connect(self._on_asked)
        self.demo.clicked.connect(self._on_demo_asked)
        self.enter_order = EnterOrder([self.kind, *self.fields.values()], last=self.button)
        self.setFocusProxy(self.kind)

    def _lay_out(self) -> None:
        self.body.addWidget(self.kind)
        for pair in (("code", "name"), ("login",), ("password", "again")):
            row = QHBoxLayout()
            row.setSpacing(GAP_3)
            for name in pair:
                row.addWidget(self.fields[name], 2 if name == "name" else 1, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(row)
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        row.setSpacing(GAP_3)
        row.addWidget(self.button, 1)
        row.addWidget(self.demo)
        self.body.addLayout(row)

    def keys(self) -> Sequence[KeyAct]:
        """Found, or try."""
        return (KeyAct("F6", _("先用演示数据"), self._on_demo_asked), KeyAct(MAIN, _("建账"), self._on_asked))

    def refused(self, error: CoalGuardError) -> None:
        """Show why there is no station yet."""
        self.button.setEnabled(True)
        reasons: Sequence[Finding | CoalGuardError] = error.findings if isinstance(error, Refused) else (error,)
        rest = []
        for reason in reasons:
            field = self._field_of(reason.code)
            if field is not None and isinstance(reason, Finding):
                field.show_finding(reason)
            else:
                rest.append(said(reason))
        self.message.show_text(" ".join(rest))
        self.message.setVisible(bool(rest))
        self._lead_to_fault()

    def _field_of(self, code: str) -> Input | None:
        return next((self.fields[name] for start, name in _FIELD_OF.items() if code.startswith(start)), None)

    def _lead_to_fault(self) -> bool:
        """Put the cursor into the first field that is to be put right; whether there is one."""
        bad = next((field for field in self.fields.values() if field.faulty), None)
        if bad is not None:
            bad.setFocus()
        return bad is not None

    def _on_asked(self) -> None:
        self.fields["again"].clear()  # what was said of it goes with the other password too
        for field in self.fields.values():
            field.check_required()
        if self.fields["password"].text() != self.fields["again"].text():
            self.fields["again"].show_error(_("两次输入不一样"))
        if not self._lead_to_fault() and self.button.isEnabled():
            self.button.setEnabled(False)
            self.asked.emit(self._request(), self.fields["login"].text().strip(), self.fields["password"].text())

    def _request(self) -> "FoundStation":
        from coalguard.operations.setup import FoundStation, StationKind  # noqa: PLC0415 -- after the first paint

        return FoundStation(
            kind=StationKind(self.kind.value()),
            code=self.fields["code"].text().strip(),
            name=self.fields["name"].text().strip(),
        )

    def _on_demo_asked(self) -> None:
        kind = self.kind.value()
        self.demo_asked.emit(kind if kind in _DEMO_KINDS else "market")


class RecoveryView(MiddleView):
    """The recovery code, shown once."""

    written_down = Signal()

    def __init__(self, code: str) -> None:
        """Show the code."""
        super().__init__(width=_WIDTH)
        self.head(_("账本已建好"), _("下面是恢复码，只显示这一次"))
        self.body.addWidget(Label(*(Line(text, KPI) for text in _in_lines(code)), align=CENTRE))
        told = _("请抄在纸上，与电脑分开保管。忘记密码时，只有它能打开账本。")
        self.body.addWidget(Paragraph(told, BODY, soft=0))
        self.body.addWidget(Label(Line(_("字母 O 与数字 0、字母 I 和 L 与数字 1 可混用"), CAPTION, soft=2)))
        button = Button(_("已抄好，进入"), key="Enter", icon="check", rank=Rank.MAIN)
        button.clicked.connect(self.written_down)
        self.body.addWidget(button)
        self.setFocusProxy(button)


def _in_lines(code: str) -> list[str]:
    """A code of several groups in lines that are never cut: whoever copies it misses nothing."""
    groups = code.split("-")
    lines = ["-".join(groups[at : at + _GROUPS]) for at in range(0, len(groups), _GROUPS)]
    return [f"{line}-" for line in lines[:-1]] + lines[-1:]
