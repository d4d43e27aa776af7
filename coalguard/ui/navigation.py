"""Navigation: which pages there are at which kind of station, and for whom; each is loaded when it is first shown.

A page is named by its module and class, so that none of them is imported before the window has been painted.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from coalguard.domain.roles import Duty, Role, check
from coalguard.ui.page import Page
from coalguard.ui.words import N_

_SELLING: Final = frozenset({"market", "outlet"})
_GATE: Final = frozenset({"checkpoint"})
_ALL: Final = frozenset({"market", "outlet", "checkpoint", "city"})


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page on the rail: where its class stands, at which stations it is, what one must be allowed to do."""

    name: str
    label: str
    icon: str
    kinds: frozenset[str]
    duty: Duty
    place: str
    at_foot: bool = False
    weighs: bool = False

    @property
    def module(self) -> str:
        """The module that its class stands in."""
        return self.place.partition(":")[0]

    def load(self) -> type[Page]:
        """The page's class."""
        found: type[Page] = getattr(import_module(self.module), self.place.partition(":")[2])
        return found


ON_DUTY: Final = "handover"
"""The page behind who is on duty, at the top of the window."""

LINKS: Final = (
    PageLink(
        "inspection",
        N_("查验"),
        "truck",
        _GATE,
        Duty.INSPECT,
        "coalguard.ui.pages.inspection:InspectionPage",
        weighs=True,
    ),
    PageLink("sale", N_("过磅开单"), "scale", _SELLING, Duty.SELL, "coalguard.ui.pages.sale:SalePage", weighs=True),
    PageLink(
        "inbound", N_("进煤"), "truck", _SELLING, Duty.RECEIVE, "coalguard.ui.pages.inbound:InboundPage", weighs=True
    ),
    PageLink("quality", N_("质检"), "flask", _SELLING, Duty.ENTER_REPORT, "coalguard.ui.pages.quality:QualityPage"),
    PageLink(  # at every station: there is no user menu that `ux.md` §4 would put it into elsewhere than at a gate
        "handover", N_("交班"), "swap", _ALL, Duty.CLOSE_SHIFT, "coalguard.ui.pages.handover:HandoverPage"
    ),
    PageLink("exceptions", N_("异常单"), "warn", _ALL, Duty.READ, "coalguard.ui.pages.exceptions:ExceptionsPage"),
    PageLink("settings", N_("设置"), "gear", _ALL, Duty.READ, "coalguard.ui.pages.settings:SettingsPage", at_foot=True),
)
"""Every page, in the order of the rail."""


def links_for(kind: str, roles: AbstractSet[Role]) -> tuple[PageLink, ...]:
    """The pages of a kind of station for somebody who holds these roles."""
    return tuple(link for link in LINKS if kind in link.kinds and check(link.duty, roles) is None)
