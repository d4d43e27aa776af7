"""An office to try keys in: a window with two small pages, and the hands at it."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from PySide6.QtWidgets import QApplication, QVBoxLayout
from pytestqt.qtbot import QtBot

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.journal import Json
from coalguard.domain.roles import Duty, Role
from coalguard.operations.register import RegisterYard, register_yard
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.frame import Frame
from coalguard.ui.key_filter import KeyFilter
from coalguard.ui.keys import MAIN, EnterOrder, KeyAct
from coalguard.ui.navigation import PageLink
from coalguard.ui.page import Page
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.button import Button, Rank
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.window import Window
from coalguard.ui.workplace import Workplace
from tests.ui.hands import Hands


class YardPage(Page):
    """Registers a yard: a name, a plate, a phone."""

    name = "yard"
    kinds = ("yard.",)
    takes_scans = True
    finding_fields: ClassVar[Mapping[str, str]] = {"name.": "name", "plate.": "plate", "plate.length": "phone"}

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.noted: list[object] = []
        self.possible = True
        self.fields = {
            "name": Field("堆位", required=True),
            "plate": Field("车牌", kind=Kind.PLATE),
            "phone": Field("电话", kind=Kind.CODE, mask=lambda text: "*" * len(text)),
        }
        self.main_act = Button("登记", key=MAIN, rank=Rank.MAIN)
        self.main_act.clicked.connect(self._on_main)
        self.enter_order = EnterOrder(list(self.fields.values()), last=self.main_act)
        self.first_focus = self.fields["name"]
        rows = QVBoxLayout(self)
        for part in (*self.fields.values(), self.main_act):
            rows.addWidget(part)

    def keys(self) -> Sequence[KeyAct]:
        """Two acts of the page, a digit, and one that is not possible."""
        return (
            KeyAct("F2", "新堆", lambda: self.noted.append("F2"), in_bar=False),
            KeyAct("F4", "取重", lambda: self.noted.append("F4"), possible=self.possible),
            KeyAct("1", "无五联单", lambda: self.noted.append("1"), in_bar=False),
            KeyAct(MAIN, "登记", self._on_main),
            KeyAct("F12", "作废", lambda: self.noted.append("F12"), tone=Tone.FAIL),
        )

    def _on_main(self) -> None:
        if self.complete():
            self.write(register_yard, RegisterYard(name=self.fields["name"].text()), self._kept)

    def _kept(self, kept: object) -> None:
        self.noted.append(kept)
        self.empty()

    def shown(self) -> None:
        self.noted.append("shown")

    def changed(self, kinds: frozenset[str]) -> None:
        self.noted.append(kinds)

    def scanned(self, text: str) -> None:
        self.noted.append(("scan", text))

    def fitted(self) -> None:
        self.noted.append(("fitted", self.compact, self.wide))


class OtherPage(Page):
    """A page of little."""

    name = "other"

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.restored: Mapping[str, Json] = {}
        self.heard: list[frozenset[str]] = []

    def draft(self) -> Mapping[str, Json]:
        return {"step": 2}

    def restore(self, draft: Mapping[str, Json]) -> None:
        self.restored = draft

    def changed(self, kinds: frozenset[str]) -> None:
        self.heard.append(kinds)


def links(kind: str, roles: object) -> tuple[PageLink, ...]:
    """The two pages, wherever one is."""
    del kind, roles
    return (
        PageLink("yard", "堆位", "box", frozenset(), Duty.READ, "tests.ui.office:YardPage", weighs=True),
        PageLink("other", "其他", "book", frozenset(), Duty.READ, "tests.ui.office:OtherPage", at_foot=True),
    )


def nobody(kind: str, roles: AbstractSet[Role]) -> tuple[PageLink, ...]:
    """No page for anybody."""
    del kind, roles
    return ()


@dataclass
class Office:
    """The window, its first page, the hands."""

    window: Window
    hands: Hands
    qtbot: QtBot
    place: Workplace
    keeper: DraftKeeper
    faults: list[CoalGuardError] = field(default_factory=list)

    @property
    def page(self) -> YardPage:
        """The page in front."""
        page = self.window.frame.current
        assert isinstance(page, YardPage)
        return page

    def rest(self) -> None:
        """Let whatever was asked for come home."""
        self.qtbot.waitUntil(lambda: not self.place.background.busy)
        QApplication.processEvents()

    def codes(self) -> list[str]:
        """The ids of the bars that are shown on the page."""
        host = self.page.parent()
        return [message.code for message in host.messages.messages]  # type: ignore[attr-defined]  # the page's host

    def said(self) -> list[str]:
        """What the bars on the page say."""
        host = self.page.parent()
        return [message.text for message in host.messages.messages]  # type: ignore[attr-defined]  # the page's host


@contextmanager
def open_office(
    place: Workplace, qtbot: QtBot, drafts: Mapping[str, Mapping[str, Json]] | None = None
) -> Iterator[Office]:
    """A window at a place, shown and in front."""
    window = Window(Frame(links))
    filter_ = KeyFilter(window, lambda: 0)
    filter_.watch(window)
    try:
        window.resize(1366, 768)
        window.show()
        keeper = DraftKeeper(place, drafts or {}, window.frame.messages)
        window.frame.open(place, keeper)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        yield Office(window, Hands(window, filter_), qtbot, place, keeper)
        qtbot.waitUntil(lambda: not place.background.busy)
    finally:
        window.frame.close_place()
        window.close_now()
        window.deleteLater()
        QApplication.processEvents()
