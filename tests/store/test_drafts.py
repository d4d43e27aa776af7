"""Drafts in a store: one a page, outside the journal, and gone when nothing is typed."""

from coalguard.store.drafts import keep_draft, load_drafts, mark_window, window_open
from tests.store.booth import Booth


def test_the_last_draft_of_a_page_is_kept(booth: Booth) -> None:
    with booth.open() as store:
        head = store.head
        keep_draft(store, "sale", {"plate": "甘N8F326"}, store.now().at)
        keep_draft(store, "sale", {"plate": "甘N8F326", "step": 2}, store.now().at)
        keep_draft(store, "inbound", {"plate": "宁E5518C"}, store.now().at)
        assert store.head == head
    with booth.open() as store:
        assert load_drafts(store.read()) == {
            "inbound": {"plate": "宁E5518C"},
            "sale": {"plate": "甘N8F326", "step": 2},
        }


def test_a_page_without_anything_typed_has_no_draft(booth: Booth) -> None:
    with booth.open() as store:
        keep_draft(store, "sale", {"plate": "甘N8F326"}, store.now().at)
        keep_draft(store, "sale", {}, store.now().at)
        assert load_drafts(store.read()) == {}


def test_a_window_that_did_not_come_to_its_end_is_told(booth: Booth) -> None:
    with booth.open() as store:
        assert not window_open(store.read())
        mark_window(store, is_open=True)
    with booth.open() as store:
        assert window_open(store.read())
        mark_window(store, is_open=False)
        assert not window_open(store.read())
