"""The frame around the pages: rail, bar at the top, the page in use with its messages, keys at the foot.

It knows no page: what a page is stands in `page`, which there are in `navigation`. A page is made when it is first
shown and stays, with its draft and its scroll positions.
"""

import logging
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from coalguard.domain.identity import CHINA
from coalguard.domain.roles import Role
from coalguard.ui.drafts import DraftKeeper
from coalguard.ui.key_bar import KeyBar
from coalguard.ui.keys import COMMITTING, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.navigation import ON_DUTY, PageLink, links_for
from coalguard.ui.page import Page
from coalguard.ui.rail import Rail, RailItem
from coalguard.ui.states.sync import Saved, Traffic, saved
from coalguard.ui.tokens import GAP_3
from coalguard.ui.top_bar import Standing, TopBar
from coalguard.ui.widgets.field import Field
from coalguard.ui.widgets.message_bar import MessageStack
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

log = logging.getLogger(__name__)


class PageHost(QWidget):
    """A page with the bars that belong to it, inside the margin that all pages have."""

    def __init__(self, page: Page) -> None:
        """Hold a page."""
        super().__init__()
        self.page = page
        self.messages = MessageStack()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(GAP_3, GAP_3, GAP_3, GAP_3)
        rows.setSpacing(GAP_3)
        rows.addWidget(self.messages)
        rows.addWidget(page, 1)
        page.told.connect(self.messages.tell)
        page.untold.connect(self.messages.untell)
        page.retold.connect(self.messages.retell)


def _offered(key: str, messages: MessageStack, host: PageHost | None) -> KeyAct | None:
    """What a key does in the bars above all pages, or in those of the page in front."""
    return messages.act(key) or (host.messages.act(key) if host else None)


class Frame(QWidget):
    """The frame; empty until `open` gives it a workplace."""

    def __init__(self, links: Callable[[str, AbstractSet[Role]], tuple[PageLink, ...]] = links_for) -> None:
        """Build the bars; `links` says which pages there are for a kind of station and somebody's roles."""
        super().__init__()
        self._links_for = links
        self.setObjectName("ground")
        self.rail, self.top, self.bar = Rail(), TopBar(), KeyBar()
        self.messages = MessageStack()
        self.place: Workplace | None = None
        self._drafts: DraftKeeper | None = None
        self.links: tuple[PageLink, ...] = ()
        self._hosts: dict[str, PageHost] = {}
        self._saved: Saved | None = None
        self._pages = QStackedWidget()
        self._build()
        self.rail.chosen.connect(self.show_page)
        self.bar.pressed.connect(self._on_bar_pressed)
        self.top.person_pressed.connect(lambda: self.show_page(ON_DUTY))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _build(self) -> None:
        bars = QVBoxLayout()
        bars.setContentsMargins(GAP_3, GAP_3, GAP_3, 0)
        bars.addWidget(self.messages)
        self._room = QWidget()
        self._room.setLayout(bars)
        self._room.hide()
        self.messages.changed.connect(lambda: self._room.setVisible(bool(self.messages.messages)))
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for part in (self.top, self._room):
            rows.addWidget(part)
        rows.addWidget(self._pages, 1)
        rows.addWidget(self.bar)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self.rail)
        columns.addLayout(rows, 1)

    # --- where we are ----------------------------------------------------------------------------------------------

    def open(self, place: Workplace, drafts: DraftKeeper) -> None:
        """Work at this place: its pages on the rail, the first of them in front."""
        self.place, self._drafts = place, drafts
        self._saved = saved(Traffic(), place.sheet.kind, place.clock.now())
        place.changed.connect(self._on_changed)
        place.actor_changed.connect(self._on_actor_changed)
        place.told.connect(self.tell)
        self._on_actor_changed()

    def load_first(self, kind: str, roles: AbstractSet[Role]) -> None:
        """Load the page that will be the first; beside the event loop, which is why it is not made yet."""
        for link in self._links_for(kind, roles)[:1]:
            link.load()

    def _on_actor_changed(self) -> None:
        if self.place is None:
            return
        sheet = self.place.sheet
        self.links = self._links_for(sheet.kind, self.place.actor.roles)
        self.rail.show_items([RailItem(one.name, _(one.label), one.icon, one.at_foot) for one in self.links])
        self.show_saved(self._saved)
        if self.current is None and self.links:
            self.show_page(self.links[0].name)

    def show_saved(self, shown: Saved | None) -> None:
        """Show at the top where we are, who is on duty, and what is saved where."""
        self._saved = shown
        if self.place is not None:
            sheet = self.place.sheet
            standing = Standing(sheet.name, sheet.demo, shown, sheet.person, _since(sheet.shift_since))
            self.top.show_standing(standing)

    def close_place(self) -> None:
        """Leave the place: no page of it stays."""
        for host in self._hosts.values():
            self._pages.removeWidget(host)
            host.hide()
            host.deleteLater()
        self._hosts.clear()
        self.links, self.place, self._drafts = (), None, None
        self.rail.show_items(())
        self.bar.show_machines(())
        self.messages.untell()

    # --- pages -----------------------------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the pages on the rail, in order."""
        return tuple(link.name for link in self.links)

    @property
    def current(self) -> Page | None:
        """The page in front."""
        host = self._host()
        return host.page if host else None

    def _host(self) -> PageHost | None:
        host = self._pages.currentWidget()
        return host if isinstance(host, PageHost) else None

    def show_page(self, name: str) -> None:
        """Bring a page to the front; it is made the first time."""
        link = next((one for one in self.links if one.name == name), None)
        if link is None or self.place is None:
            return
        before = self.current
        if before is not None:
            self.keep_draft(before)
        fresh = name not in self._hosts
        if fresh:
            self._hosts[name] = self._make(link, self.place)
        self._pages.setCurrentWidget(self._hosts[name])
        self.rail.show_current(name)
        page = self._hosts[name].page
        if fresh or not page.isAncestorOf(QApplication.focusWidget() or self):
            page.focus_first()
        self.show_keys()

    def _make(self, link: PageLink, place: Workplace) -> PageHost:
        page = link.load()(place)
        host = PageHost(page)
        self._pages.addWidget(host)
        page.keys_changed.connect(self.show_keys)
        page.edited.connect(lambda: self.keep_draft(page))
        host.messages.changed.connect(self.show_keys)
        if self._drafts is not None:
            self._drafts.give_back(page)
        return host

    def keep_draft(self, page: Page | None = None) -> None:
        """Keep the draft of a page, or of the one in front."""
        page = page or self.current
        if page is not None and self._drafts is not None:
            self._drafts.keep(page)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        page = self.current
        if old is not None and page is not None and page.isAncestorOf(old):
            self.keep_draft(page)
        if page is not None and new is not None and self.isAncestorOf(new) and not new.isVisible():
            page.focus_first()  # an answer that came late put the cursor onto a page that is not in front any more

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if "station.named" in kinds:
            self._ask_where_we_are()
        for host in self._hosts.values():
            host.page.receive(kinds)

    def _ask_where_we_are(self) -> None:
        """The city calls the station otherwise now."""
        from coalguard.operations.session import DeskSheet, ShowDesk, show_desk  # noqa: PLC0415 -- brings the store

        place = self.place
        if place is None:
            return

        def show(sheet: DeskSheet) -> None:
            place.sheet = sheet
            self.show_saved(self._saved)

        place.ask(show_desk, ShowDesk(), show, lambda _: None)

    # --- keys ------------------------------------------------------------------------------------------------------

    def act(self, key: str) -> KeyAct | None:
        """What a key does now: in the bars, then on the page."""
        page, found = self.current, _offered(key, self.messages, self._host())
        if found is not None or page is None:
            return found
        act = next(filter(lambda one: one.key == key, page.keys()), None)
        if act is None or not act.possible or (page.saving and key in COMMITTING):
            return None
        return self._drafts.noticing(act) if self._drafts is not None else act

    @property
    def asks(self) -> bool:
        """Whether a bar of the page in front asks for Enter; to go on writing, or Esc, says no."""
        host = self._host()
        return host is not None and host.messages.act("Enter") is not None

    def acts(self) -> Sequence[KeyAct]:
        """The keys of the page in front; where a bar offers one, as the bar has it."""
        host = self._host()
        acts = host.page.keys() if host else ()
        return tuple(_offered(act.key, self.messages, host) or act for act in acts)

    def typed(self) -> None:
        """Somebody writes."""
        host = self._host()
        if host is not None:
            host.messages.typed()

    @property
    def has_scale(self) -> bool:
        """Whether a scale is set up here."""
        return self.place is not None and bool(self.place.scales)

    @property
    def has_messages(self) -> bool:
        """Whether a bar is shown."""
        host = self._host()
        return bool(self.messages.messages or (host and host.messages.messages))

    def dismiss(self) -> None:
        """Take the newest bar away."""
        host = self._host()
        if host is None or not host.messages.dismiss():
            self.messages.dismiss()

    def show_keys(self) -> None:
        """Show the keys of the page in front."""
        self.bar.show_acts(self.acts())

    def _on_bar_pressed(self, key: str) -> None:
        act = self.act(key)
        if act is not None:
            act.run()

    def reveal(self) -> None:
        """Show what is masked on the page for ten seconds; that it was shown is logged."""
        page = self.current
        fields = [field for field in page.fields.values() if isinstance(field, Field)] if page else []
        shown = [field.label for field in fields if field.reveal()]
        if page is not None and shown:
            log.info("masked values of page %s shown", page.name)

    # --- what others show ------------------------------------------------------------------------------------------

    def tell(self, message: Message) -> None:
        """Show a bar above whatever page is in front."""
        self.messages.tell(message)

    def show_time(self, now: datetime) -> None:
        """Show the time."""
        self.top.show_time(now.astimezone(CHINA))

    def show_load(self, *, loaded: bool) -> None:
        """Show at the rail that a truck stands on the scale while nobody looks at a page that weighs."""
        weighing = [link.name for link in self.links if link.weighs]
        page = self.current
        looked_at = page is not None and page.name in weighing
        for name in weighing[:1]:
            self.rail.show_dot(name, dotted=loaded and not looked_at)


def _since(moment: datetime | None) -> str:
    if moment is None:
        return _("未开班")
    return _("本班 {time} 起").format(time=f"{moment.astimezone(CHINA):%m-%d %H:%M}")
