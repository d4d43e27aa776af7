"""Aside: what was said of a truck that went back to the queue undecided, until it is taken again.

In a burst one truck is put back for another that is ready; its answers and the note must not be asked for twice. What
stands here is memory of the desk alone, kept in the draft beside the truck in hand; what was recorded is in the store.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from coalguard.domain.inspection import Answer, Row
from coalguard.domain.journal import Json
from coalguard.ui.pages.inspection.hand import laid_aside, taken_up


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer said of a truck so far: the form that was shown, the answers, what stands in the fields."""

    code: str = ""
    answers: Mapping[Row, Answer] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


class Aside:
    """What was said of trucks that wait again, by their stay."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._said: dict[str, Said] = {}

    def put(self, visit: str, said: Said) -> None:
        """Remember it."""
        self._said[visit] = said

    def take(self, visit: str) -> Said:
        """What was said of a truck, which is in hand again."""
        return self._said.pop(visit, Said())

    def keep_only(self, waiting: Collection[str]) -> None:
        """Forget those that were decided upon since."""
        self._said = {visit: said for visit, said in self._said.items() if visit in waiting}

    # --- the draft ---------------------------------------------------------------------------------------------------

    def draft(self) -> dict[str, Json]:
        """What is to survive a power cut."""
        return {
            visit: {"code": said.code, "answers": laid_aside(said.answers), "typed": dict(said.typed)}
            for visit, said in self._said.items()
        }

    def restore(self, draft: object) -> None:
        """Put a draft back; whoever does not wait any more is forgotten when the queue is known."""
        for visit, kept in draft.items() if isinstance(draft, Mapping) else ():
            if isinstance(kept, Mapping) and isinstance(kept.get("typed"), Mapping):
                self.put(visit, Said(str(kept.get("code", "")), taken_up(kept.get("answers")), kept["typed"]))
