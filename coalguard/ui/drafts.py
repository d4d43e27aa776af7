"""Drafts of the pages: kept whenever the cursor leaves a field, given back when a page is made."""

import logging
from collections.abc import Mapping

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.journal import Json
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

log = logging.getLogger(__name__)

RESTORED = "draft.restored"


class DraftKeeper:
    """Keeps the drafts of one window; `kept` are those of the last one."""

    def __init__(self, place: Workplace, kept: Mapping[str, Mapping[str, Json]]) -> None:
        """Begin with what was kept."""
        self._place = place
        self._kept = dict(kept)

    def keep(self, page: Page) -> None:
        """Keep what stands on a page, if it is not what is kept already."""
        from coalguard.operations.draft import KeepDraft, keep  # noqa: PLC0415 -- the window is painted before the store

        content = dict(page.draft())
        if content == self._kept.get(page.name, {}):
            return
        self._kept[page.name] = content
        self._place.write(keep, KeepDraft(page=page.name, content=content), _kept, _not_kept)

    def give_back(self, page: Page) -> None:
        """Put the kept draft onto a page that was just made."""
        draft = self._kept.get(page.name)
        if draft:
            page.restore(draft)

    @property
    def count(self) -> int:
        """How many drafts there are."""
        return sum(bool(draft) for draft in self._kept.values())


def _kept(_: None) -> None:
    """Nothing to tell: a kept draft is what everybody expects."""


def _not_kept(error: CoalGuardError) -> None:
    log.info("draft not kept: %s", error.code)


def restored(count: int) -> Message:
    """What is said after a window that was broken off left drafts."""
    return Message(RESTORED, _("上次异常退出，{count} 张草稿已恢复。").format(count=count), Tone.ACCENT)
