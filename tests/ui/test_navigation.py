"""The rail: pages by the kind of station and by what somebody may do."""

import pytest

from coalguard.domain.roles import Role
from coalguard.resources import path
from coalguard.ui.navigation import LINKS, PageLink, links_for
from coalguard.ui.page import Page

EVERYTHING = frozenset(Role)


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.name)
def test_a_page_has_its_class_its_icon_and_its_name(link: PageLink) -> None:
    page = link.load()
    assert issubclass(page, Page)
    assert page.name == link.name
    assert (path("icons") / f"{link.icon}.svg").is_file()


@pytest.mark.parametrize(
    ("kind", "roles", "names"),
    [
        ("market", EVERYTHING, ["sale", "inbound", "quality", "handover", "exceptions", "settings"]),
        ("checkpoint", EVERYTHING, ["inspection", "handover", "exceptions", "settings"]),
        ("checkpoint", {Role.CLERK}, ["handover", "exceptions", "settings"]),
        ("city", {Role.SUPERVISOR}, ["exceptions", "settings"]),
    ],
)
def test_the_rail_shows_what_somebody_may_do_here(kind: str, roles: frozenset[Role], names: list[str]) -> None:
    assert [link.name for link in links_for(kind, roles)] == names
