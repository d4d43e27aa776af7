"""Drafts: what was typed and not saved outlives a power cut; it is no fact and never in the journal.

A page's draft is written when the cursor leaves a field, and goes when the page is saved or emptied.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coalguard.domain.journal import Json
from coalguard.operations.station import Actor, Station
from coalguard.store.drafts import keep_draft, load_drafts, mark_window, window_open


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDraft:
    """What stands on a page now; empty: nothing."""

    page: str
    content: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDrafts:
    """Nothing to say: a window opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayAsideDrafts:
    """Nothing to say: the window comes to its end as it should."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts by page, and whether the last window was broken off."""

    drafts: Mapping[str, Mapping[str, Json]]
    interrupted: bool


def keep(station: Station, actor: Actor, request: KeepDraft) -> None:
    """Keep a page's draft."""
    del actor
    keep_draft(station.store, request.page, request.content, station.store.now().at)


def resume(station: Station, actor: Actor, request: ResumeDrafts) -> Drafts:
    """The drafts of the last window, for the one that opens now."""
    del actor, request
    reader = station.store.read()
    found = Drafts(load_drafts(reader), window_open(reader))
    mark_window(station.store, is_open=True)
    return found


def lay_aside(station: Station, actor: Actor, request: LayAsideDrafts) -> None:
    """Let the next window know that this one came to its end."""
    del actor, request
    mark_window(station.store, is_open=False)
