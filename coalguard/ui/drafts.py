"""Drafts of the pages: kept whenever the cursor leaves a field, given back when a page is made.

That drafts were given back after a kill is said once. It is past with the first thing that is saved on a page, with F2,
or as soon as nothing is left of what was given back: from then on the work on the screen is today's.

What can not be kept is said as long as it is so, once; how full the disk is says `disk_watch`.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.journal import Json
from coalguard.ui.keys import NEW, KeyAct
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.tokens import Tone
from coalguard.ui.typed import REMEMBERED
from coalguard.ui.widgets.message_bar import MessageStack
from coalguard.ui.words import _, said
from coalguard.ui.workplace import Workplace

log = logging.getLogger(__name__)

RESTORED: Final = "draft.restored"
NOT_KEPT: Final = "draft.not_kept"
_DISK: Final = "disk."
"""How the bars begin that say how full the disk is and what to do."""


class DraftKeeper:
    """Keeps the drafts of one window; `kept` are those of the last one, `bars` where is told what becomes of them."""

    def __init__(
        self, place: Workplace, kept: Mapping[str, Mapping[str, Json]], bars: MessageStack | None = None
    ) -> None:
        """Begin with what was kept."""
        self._place = place
        self._kept = dict(kept)
        self._bars = bars if bars is not None else MessageStack()
        self._unkept: dict[str, Mapping[str, Json]] = {}
        self._given_back = {name for name, draft in kept.items() if _counts(draft)}

    def keep(self, page: Page) -> None:
        """Keep what stands on a page, if it is not what is kept already."""
        content = dict(page.draft())
        self._given_back -= set() if _counts(content) else {page.name}
        if not self._given_back:
            self.past()
        if content == self._kept.get(page.name, {}) and page.name not in self._unkept:
            return
        self._kept[page.name] = content
        self._write(page.name, content)

    def give_back(self, page: Page) -> None:
        """Put the kept draft onto a page that was just made, and follow what is saved there."""
        page.saved.connect(self.past)
        draft = self._kept.get(page.name)
        if draft:
            page.restore(draft)

    @property
    def count(self) -> int:
        """How many drafts there are."""
        return sum(_counts(draft) for draft in self._kept.values())

    def tell(self) -> None:
        """Say that the last window was broken off, where it left drafts."""
        if self._given_back:
            self._bars.tell(restored(len(self._given_back)))

    def past(self) -> None:
        """Whatever was given back is the work of now."""
        self._given_back.clear()
        self._bars.untell(RESTORED)

    def noticing(self, act: KeyAct) -> KeyAct:
        """What a key does, and F2 with it that something new is begun."""

        def begin() -> None:
            act.run()
            self.past()

        return replace(act, run=begin) if act.key == NEW else act

    def _write(self, name: str, content: Mapping[str, Json]) -> None:
        from coalguard.operations.draft import KeepDraft, keep  # noqa: PLC0415 -- the window is painted before the store

        request = KeepDraft(page=name, content=content)
        self._place.write(keep, request, partial(self._well, name), partial(self._ill, name, content))

    def _well(self, name: str, _kept: None) -> None:
        """It is kept again: so are the others that could not be."""
        self._unkept.pop(name, None)
        others, self._unkept = self._unkept, {}
        for other in others:
            self._write(other, self._kept[other])
        self._bars.untell(NOT_KEPT)

    def _ill(self, name: str, content: Mapping[str, Json], error: CoalGuardError) -> None:
        log.info("draft not kept: %s", error.code)
        first = not self._unkept
        self._unkept[name] = content
        if first:
            watched = any(bar.code.startswith(_DISK) for bar in self._bars.messages)
            self._bars.tell(not_kept("" if watched else said(error)))


def _counts(draft: Mapping[str, Json]) -> bool:
    """Whether somebody was broken off in this; what is remembered for the shift alone is no work."""
    return bool(draft.keys() - {REMEMBERED})


def restored(count: int) -> Message:
    """What is said after a window that was broken off left drafts."""
    return Message(RESTORED, _("上次异常退出，{count} 张草稿已恢复。").format(count=count), Tone.ACCENT)


def not_kept(why: str) -> Message:
    """What is said while a draft can not be kept; `why` where nothing else on the screen says it."""
    if not why:
        return Message(NOT_KEPT, _("正在输入的内容没有存下，断电会丢，请先抄在纸上。"))
    return Message(NOT_KEPT, _("正在输入的内容没有存下，断电会丢，请先抄在纸上。{why}").format(why=why))
