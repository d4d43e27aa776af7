"""Drafts as the store keeps them: one a page, beside the journal; and the mark of a window that is open.

A mark that still stands when a window opens says that the last one did not come to its end.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from coalguard.domain.journal import Json, canonical, render_instant
from coalguard.store.reader import Reader
from coalguard.store.store import Store

_MARK = "window_open"


def keep_draft(store: Store, page: str, content: Mapping[str, Json], at: datetime) -> None:
    """Keep what was typed on a page in place of what was kept before; nothing typed, nothing kept."""
    if not content:
        store.write_beside("DELETE FROM drafts WHERE page = ?", page)
        return
    sql = "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)"
    store.write_beside(sql, page, canonical(content), render_instant(at))


def load_drafts(reader: Reader) -> Mapping[str, Mapping[str, Json]]:
    """Every draft by its page."""
    rows = reader.rows("SELECT page, content FROM drafts ORDER BY page")
    return {page: json.loads(content) for page, content in rows}


def window_open(reader: Reader) -> bool:
    """Whether a window was opened and did not come to its end."""
    return bool(reader.value("SELECT value FROM marks WHERE name = ?", _MARK) == "1")


def mark_window(store: Store, *, is_open: bool) -> None:
    """Say that a window is open now, or came to its end."""
    store.mark(_MARK, "1" if is_open else "0")
