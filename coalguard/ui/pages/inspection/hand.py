"""The truck in hand: what is known of it, what was answered, and who signs; told on when it changes.

What stands here is what a draft keeps, so that a power cut costs the field being typed and no more.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from coalguard.domain.findings import Finding
from coalguard.domain.inspection import Answer, Mark, Row
from coalguard.domain.journal import Json
from coalguard.domain.mass import Mass
from coalguard.operations.gate import DeskOfficer, GateSheet, TruckSheet
from coalguard.ui.states.inspection import Check
from coalguard.ui.typed import REMEMBERED

OVERLOAD: Final = "vehicle.overload"


class Hand(QObject):
    """What the page works on; `taken` follows another truck or none, `changed` any other change."""

    taken = Signal()
    changed = Signal()

    def __init__(self, *, weighable: bool) -> None:
        """Begin with empty hands."""
        super().__init__()
        self.weighable = weighable
        self.sheet: TruckSheet | None = None
        self.check = Check()
        self.code = ""
        self.desk: GateSheet | None = None
        self.second = ""
        self._shift = ""

    # --- the truck ---------------------------------------------------------------------------------------------------

    @property
    def visit(self) -> str:
        """The truck's stay; empty: no truck is in hand."""
        return str(self.sheet.visit) if self.sheet else ""

    @property
    def gross(self) -> Mass | None:
        """What the truck weighs."""
        return self.sheet.gross if self.sheet else None

    @property
    def net(self) -> Mass | None:
        """The load, as far as this gate weighed it."""
        facts = next((row.facts for row in self.check.rows if row.row is Row.NET), {})
        observed = facts.get("observed_kg")
        return Mass(observed) if isinstance(observed, int) else None

    def take(self, sheet: TruckSheet, code: str = "", answers: Mapping[Row, Answer] | None = None) -> None:
        """Work on a truck; `code` is a form that is shown now and was not kept yet."""
        self.code = code
        self.sheet = sheet
        self.check = self._check_of(sheet, {**sheet.answers, **(answers or {})}).ask_next()
        self.taken.emit()

    def renew(self, sheet: TruckSheet, code: str) -> None:
        """The same truck, as it is known now."""
        asked, self.code, self.sheet = self.check.asked, code, sheet
        shown_before = self.check.shown
        self.check = replace(self._check_of(sheet, self.check.answers), asked=asked)
        if self.check.shown and not shown_before:
            self.check = self.check.ask_next()
            self.taken.emit()
        else:
            self.changed.emit()

    def _check_of(self, sheet: TruckSheet, answers: Mapping[Row, Answer]) -> Check:
        shown = sheet.paper is not None
        if not shown and sheet.plate_seen:  # nothing to compare with; who typed it stood before the truck
            answers = {Row.PLATE: Answer(Mark.OK, sheet.plate), **answers}
        elif sheet.plate_seen and any(row.row is Row.PLATE for row in sheet.computed):  # compared already
            answers = {row: answer for row, answer in answers.items() if row is not Row.PLATE}
        computed = {row.row: row for row in sheet.computed}
        comes = self.weighable and sheet.paper is not None and sheet.paper.net is not None and sheet.gross is None
        return Check(sheet.plate, sheet.plate_seen, shown, comes, computed, answers)

    def show(self, check: Check) -> None:
        """Another answer, or another row asked."""
        self.check = check
        self.changed.emit()

    def let_go(self) -> None:
        """No truck any more."""
        self.sheet, self.check, self.code = None, Check(), ""
        self.taken.emit()

    @property
    def heavy(self) -> Finding | None:
        """What is to be told to the police of the truck's mass, where it is too heavy for the road."""
        findings = self.sheet.findings if self.sheet else ()
        return next((one for one in findings if one.code == OVERLOAD), None)

    # --- the desk ----------------------------------------------------------------------------------------------------

    def seat(self, desk: GateSheet) -> None:
        """The desk as it stands; who was the second of another shift, or may sign no more, is asked anew."""
        self.desk = desk
        logins = {one.login for one in desk.officers if one.signs}
        if self._shift != desk.shift or self.second not in logins:
            self.second = ""
        self._shift = desk.shift

    def remember(self, login: str) -> None:
        """Who signs as the second for the rest of the shift."""
        self.second = login

    @property
    def officers(self) -> tuple[DeskOfficer, ...]:
        """The others at the desk."""
        return self.desk.officers if self.desk else ()

    @property
    def second_name(self) -> str:
        """The name of the second officer."""
        return next((one.name for one in self.officers if one.login == self.second), "")

    @property
    def prints(self) -> bool:
        """Whether there is a printer."""
        return bool(self.desk and self.desk.printers)

    # --- the draft ---------------------------------------------------------------------------------------------------

    def draft(self) -> dict[str, Json]:
        """What is to survive a power cut."""
        kept: dict[str, Json] = {REMEMBERED: {"second": self.second, "shift": self._shift}} if self.second else {}
        if self.visit:
            kept |= {"visit": self.visit, "code": self.code, "answers": laid_aside(self.check.answers)}
        return kept

    def restore(self, draft: Mapping[str, Json]) -> tuple[str, str, dict[Row, Answer]]:
        """Remember the second officer; gives back the visit, the code and the answers that were kept."""
        remembered = draft.get(REMEMBERED)
        if isinstance(remembered, Mapping):
            self.second, self._shift = str(remembered.get("second", "")), str(remembered.get("shift", ""))
        return str(draft.get("visit", "")), str(draft.get("code", "")), taken_up(draft.get("answers"))


def laid_aside(answers: Mapping[Row, Answer]) -> dict[str, Json]:
    """Answers as a draft has them."""
    return {row.value: [one.result.value, one.observed] for row, one in answers.items()}


def taken_up(kept: object) -> dict[Row, Answer]:
    """Answers out of a draft. What is not known any more is left out."""
    return {
        Row(row): Answer(Mark(told[0]), str(told[1]))
        for row, told in (kept.items() if isinstance(kept, Mapping) else ())
        if row in set(Row) and isinstance(told, (list, tuple)) and len(told) == len(("result", "observed"))
    }
