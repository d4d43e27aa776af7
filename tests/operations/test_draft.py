"""Drafts outlive the window that they were typed in, and are no facts."""

from coalguard.operations.draft import KeepDraft, LayAsideDrafts, ResumeDrafts, keep, lay_aside, resume
from tests.market import Market


def test_what_was_typed_is_there_for_the_next_window(market: Market) -> None:
    station, admin = market.station, market.clerk
    written = station.store.head
    assert not resume(station, admin, ResumeDrafts()).interrupted
    keep(station, admin, KeepDraft(page="sale", content={"plate": "甘N8F326"}))
    found = resume(station, admin, ResumeDrafts())
    assert found.interrupted
    assert found.drafts == {"sale": {"plate": "甘N8F326"}}
    assert station.store.head == written


def test_a_window_that_ended_as_it_should_is_not_called_broken_off(market: Market) -> None:
    station, admin = market.station, market.clerk
    resume(station, admin, ResumeDrafts())
    lay_aside(station, admin, LayAsideDrafts())
    assert not resume(station, admin, ResumeDrafts()).interrupted
