"""Where the papers of a desk go, as values: each to its own printer, or for now to the one that Ctrl+P chose.

What was chosen by hand holds for this desk until it is chosen otherwise, and only for papers that the printer can
print. Nothing of windows or of the store is known here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from coalguard.domain.printout import Printer, Printout, Route, Stock
from coalguard.ui.tokens import Tone
from coalguard.ui.words import _


@dataclass(frozen=True, slots=True)
class Printing:
    """The printers there are, where each paper goes, and the printer that was chosen by hand; empty: none."""

    printers: tuple[Printer, ...] = ()
    routes: Mapping[Printout, Route] = field(default_factory=dict)
    chosen: str = ""

    def shown(self, printers: Iterable[Mapping[str, Any]], routes: Iterable[Route]) -> "Printing":
        """The same desk after the settings were read; a printer that is gone is chosen no longer."""
        known = tuple(
            Printer(str(says["name"]), Stock(says["stock"]) if says.get("stock") else None) for says in printers
        )
        chosen = self.chosen if any(one.name == self.chosen for one in known) else ""
        return Printing(known, {one.printout: one for one in routes}, chosen)

    def goes_to(self, printout: Printout) -> str:
        """The printer of a paper; empty where none can take it."""
        if any(one.name == self.chosen and one.takes(printout) for one in self.printers):
            return self.chosen
        route = self.routes.get(printout)
        return route.first if route else ""

    def turned(self, papers: Sequence[Printout]) -> "Printing":
        """The next printer chosen by hand for these papers; behind the last one each goes to its own again."""
        names = ["", *(one.name for one in self.printers if any(map(one.takes, papers)))]
        at = names.index(self.chosen) if self.chosen in names else 0
        turns = [replace(self, chosen=name) for name in (*names[at + 1 :], *names[: at + 1])]
        now = [self.goes_to(paper) for paper in papers]
        return next((one for one in turns if [one.goes_to(paper) for paper in papers] != now), self)

    def told(self, printout: Printout) -> tuple[str, Tone]:
        """Where a paper will be printed, in a word and a tone."""
        if not self.printers:
            return _("未设置打印机"), Tone.OFF
        printer = self.goes_to(printout)
        return (printer, Tone.ACCENT) if printer else (_("没有可用的打印机"), Tone.WARN)
