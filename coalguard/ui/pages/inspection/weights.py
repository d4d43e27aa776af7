"""Weights: the gross weight is taken by itself when it rests for two seconds, by F4, or typed where no scale says it.

A weight that is taken by itself never holds up the decision keys; one that comes too late is dropped without a word.
"""

from collections.abc import Callable

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Severity
from coalguard.domain.weighing import PanelState
from coalguard.operations import weighing
from coalguard.operations.weighing import Capture, EnterWeight, Pass, Weighed
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.page import Page
from coalguard.ui.pages.inspection.desk_panels import TypedMass
from coalguard.ui.pages.inspection.hand import Hand
from coalguard.ui.states.inspection import Steady

_TOLD_WITH_FIGURES = "signal.over_axle_limit"
"""What the truck's own sheet says with its figures (`hand.OVERLOAD`)."""
_EMPTY = {PanelState.ZERO, PanelState.ZERO_SHIFTED}


class Weights:
    """Takes the gross weight of the truck in hand."""

    def __init__(self, page: Page, hand: Hand, weighed: Callable[[], None]) -> None:
        """For a page; `weighed` is called when a weight was kept."""
        self._page, self._hand, self._weighed = page, hand, weighed
        self._steady = Steady()

    @property
    def wanted(self) -> bool:
        """Whether a weight can be taken of the truck in hand."""
        return bool(self._hand.visit) and self._hand.gross is None

    @property
    def live(self) -> ShownMass | None:
        """What the scale shows; None where there is no scale or nothing comes from it."""
        scale = self._page.place.scale
        return scale.last if scale and scale.last.state is not PanelState.DISCONNECTED else None

    @property
    def typed(self) -> bool:
        """Whether the weight can only be typed."""
        return not self._hand.weighable or (bool(self._hand.visit) and self.live is None)

    def seen(self, shown: ShownMass) -> None:
        """The scale shows something else: take the weight where it rests."""
        self._steady = self._steady.seen(empty=shown.state in _EMPTY)
        if self._steady.takes(shown.steady_for_ms, wanted=self.wanted):
            self._steady = self._steady.began()
            request = Capture(step=Pass.GROSS, visit=self._hand.visit, scale=shown.scale)
            self._page.place.outside(weighing.capture, request, self._on_taken, self._on_missed)

    def take(self) -> None:
        """Take the weight now: whoever asks is told why not."""
        scale = self._page.place.scale
        if scale is None or not self.wanted or self._steady.taking:
            return
        self._steady = self._steady.began()
        request = Capture(step=Pass.GROSS, visit=self._hand.visit, scale=scale.last.scale)
        self._page.outside(weighing.capture, request, self._on_taken, self._on_refused)

    def enter(self, typed: TypedMass) -> None:
        """Keep a typed weight."""
        request = EnterWeight(
            step=Pass.GROSS, visit=self._hand.visit, kg=typed.kg, reason=typed.reason, second=typed.second
        )
        self._page.write(weighing.enter, request, self._on_taken)

    def _on_taken(self, weighed: Weighed) -> None:
        self._steady = self._steady.ended(taken=not weighed.manual)
        for code in ("scale.unsteady", "scale.empty", "scale.no_signal"):
            self._page.untell(code)
        for finding in weighed.findings:
            if finding.severity is not Severity.INFO and finding.code != _TOLD_WITH_FIGURES:
                self._page.tell_reason(finding)
        self._weighed()

    def _on_missed(self, error: CoalGuardError) -> None:
        del error
        self._steady = self._steady.ended(taken=False)

    def _on_refused(self, error: CoalGuardError) -> None:
        self._steady = self._steady.ended(taken=False)
        self._page.failed(error)
