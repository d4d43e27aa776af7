"""Page: what every page is to the window, and what the window gives to every page.

A page holds fields by name, leads Enter through them, lists its keys, tells messages, keeps a draft. It acts through
its workplace and hears of changes while it is shown; what changed meanwhile it hears when it is shown again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, Refused
from coalguard.domain.journal import Json
from coalguard.ui.background import Lane
from coalguard.ui.keys import EnterOrder, KeyAct
from coalguard.ui.messages import Message, message_of
from coalguard.ui.tokens import COMPACT_BELOW, WIDE_FROM, Tone
from coalguard.ui.typed import type_into, typed_in
from coalguard.ui.widgets.button import Button
from coalguard.ui.widgets.input import Input
from coalguard.ui.words import _
from coalguard.ui.workplace import Operation, Workplace

INCOMPLETE: Final = "page.incomplete"

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Page(QWidget):
    """One kind of work."""

    name: ClassVar[str] = ""
    """Stable, for drafts and the log."""
    kinds: ClassVar[tuple[str, ...]] = ()
    """Beginnings of the kinds of entries that this page shows, e.g. "weighing."; empty: all."""
    takes_scans: ClassVar[bool] = False
    """Whether a scanner's burst of keys comes here as one scan."""
    finding_fields: ClassVar[Mapping[str, str]] = {}
    """Beginnings of finding codes -> the field at whose side they are shown, e.g. {"plate.": "plate"}."""
    later: ClassVar[tuple[str, ...]] = ()
    """Modules that its keys need and its first rows do not: imported where they are called, loaded before (`ahead`)."""

    keys_changed = Signal()
    """What `keys` gives has changed."""
    told = Signal(object)
    """A Message to show on this page."""
    untold = Signal(str)
    """The code of a message to take away; empty: all."""
    retold = Signal(object)
    """A Message in place of the one with its code, as long as that one is shown."""
    edited = Signal()
    """The draft may differ from the one that is kept."""
    saved = Signal()
    """Something was done here that is kept for good."""

    def __init__(self, place: Workplace) -> None:
        """Build the page; questions are asked in `shown`, not here."""
        super().__init__()
        self.place = place
        self.fields: dict[str, Input] = {}
        self.enter_order = EnterOrder(())
        self.main_act: Button | None = None
        self.first_focus: QWidget | None = None
        self.saving = False
        self.compact = False
        self.wide = False
        self._stale: frozenset[str] = frozenset()
        self._counted: set[Input] = set()

    # --- what a page says of itself --------------------------------------------------------------------------------

    def keys(self) -> Sequence[KeyAct]:
        """The keys that work here now, in the order of the bar below."""
        return ()

    def shown(self) -> None:
        """The page came to the front: ask for what it shows. The cursor stands where it was or at `first_focus`."""

    def changed(self, kinds: frozenset[str]) -> None:
        """Entries of these kinds were saved, by this page or another: show them. Called only while shown."""

    def scanned(self, text: str) -> None:
        """A scan came."""

    def show_item(self, key: str) -> None:
        """Somebody wants to look at this entry: mark it, open it, where the page shows such."""

    def fitted(self) -> None:
        """`compact` or `wide` changed: fold or unfold what is optional."""

    def draft(self) -> Mapping[str, Json]:
        """What was typed and is not saved yet, to survive a power cut; empty: nothing."""
        return typed_in(self.fields)

    def restore(self, draft: Mapping[str, Json]) -> None:
        """Put a draft back. What is not known any more is left out."""
        type_into(self.fields, draft)

    # --- what a page may do ----------------------------------------------------------------------------------------

    def write(
        self,
        operation: Operation[Asked, Told],
        request: Asked,
        done: Callable[[Told], None],
        failed: Callable[[CoalGuardError], None] | None = None,
        *,
        lane: Lane = Lane.WRITER,
    ) -> None:
        """Run an act that saves; while it is under way, the keys that save do nothing."""
        refused = failed or self.failed

        def end() -> None:
            self.saving = False
            self.keys_changed.emit()

        def well(result: Told) -> None:
            end()
            self.saved.emit()
            done(result)

        def ill(error: CoalGuardError) -> None:
            end()
            refused(error)

        self.saving = True
        self.place.write(operation, request, well, ill, lane=lane)
        self.keys_changed.emit()

    def outside(
        self,
        operation: Operation[Asked, Told],
        request: Asked,
        done: Callable[[Told], None],
        failed: Callable[[CoalGuardError], None] | None = None,
    ) -> None:
        """Run an act that waits for a machine first, such as taking a weight."""
        self.write(operation, request, done, failed, lane=Lane.OUTSIDE)

    def ask(
        self,
        operation: Operation[Asked, Told],
        request: Asked,
        done: Callable[[Told], None],
        failed: Callable[[CoalGuardError], None] | None = None,
    ) -> None:
        """Run a question."""
        self.place.ask(operation, request, done, failed or self.failed)

    def tell(self, message: Message) -> None:
        """Show a bar on this page."""
        self.told.emit(message)

    def tell_reason(self, reason: Finding | CoalGuardError, act: KeyAct | None = None) -> None:
        """Show a finding or an error as a bar."""
        self.told.emit(message_of(reason, act))

    def untell(self, code: str = "") -> None:
        """Take a bar away, or all."""
        self.untold.emit(code)

    def failed(self, error: CoalGuardError) -> None:
        """Show why something was not done: at the fields concerned, the rest as bars."""
        if isinstance(error, Refused):
            self.show_findings(error.findings)
        else:
            self.tell_reason(error)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show findings at their fields, the others as bars; the cursor goes to the first field that fails."""
        bad: list[Input] = []
        for finding in findings:
            field = self.field_of(finding)
            if field is None:
                self.tell_reason(finding)
                continue
            field.show_finding(finding)
            if field.faulty:
                bad.append(field)
        if bad:
            bad[0].setFocus()

    def field_of(self, finding: Finding) -> Input | None:
        """The field at whose side a finding is shown: the one it names, or the one its code belongs to."""
        named = self.fields.get(str(finding.facts.get("field", "")))
        if named is not None:
            return named
        fits = [start for start in self.finding_fields if finding.code.startswith(start)]
        return self.fields.get(self.finding_fields[max(fits, key=len)]) if fits else None

    def complete(self) -> bool:
        """Whether nothing is missing or wrong; else the cursor goes to the first such field and a bar counts them."""
        for field in self.fields.values():
            field.check_required()
        bad = self._gaps()
        if not bad:
            self.untell(INCOMPLETE)
            return True
        bad[0].setFocus()
        self.tell(_incomplete(len(bad)))
        for field in {*self.fields.values()} - self._counted:
            self._counted.add(field)
            field.edited.connect(self._count_gaps)
            field.judged.connect(self._count_gaps)
        return False

    def _gaps(self) -> list[Input]:
        """The fields that are wrong, or where something must stand and nothing does."""
        fields = dict.fromkeys(self.fields.values())  # a field may have several names
        return [field for field in fields if field.isVisible() and (field.faulty or field.lacks)]

    def _count_gaps(self) -> None:
        """The bar counts what is still to be done, and goes with the last of it."""
        count = len(self._gaps())
        if count:
            self.retold.emit(_incomplete(count))
        elif self.isVisible():
            self.untell(INCOMPLETE)

    def empty(self) -> None:
        """Begin anew: empty fields, no bars, the cursor at `first_focus`."""
        for field in self.fields.values():
            field.empty()
        self.untell()
        self.focus_first()
        self.edited.emit()

    def focus_first(self) -> None:
        """Put the cursor where work begins."""
        stop = self.first_focus or self.enter_order.first_reachable()
        if stop is not None:
            stop.setFocus()

    # --- what the window does --------------------------------------------------------------------------------------

    def receive(self, kinds: frozenset[str]) -> None:
        """Entries were saved: show them now, or when the page is shown again."""
        if self.kinds and not any(kind.startswith(self.kinds) for kind in kinds):
            return
        if self.isVisible():
            self.changed(kinds)
        else:
            self._stale |= kinds

    def showEvent(self, event: QShowEvent) -> None:
        """The page comes to the front."""
        super().showEvent(event)
        if not event.spontaneous():
            stale, self._stale = self._stale, frozenset()
            self.shown()
            if stale:
                self.changed(stale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page has another size."""
        super().resizeEvent(event)
        compact, wide = event.size().height() < COMPACT_BELOW, self.window().width() >= WIDE_FROM
        if (compact, wide) != (self.compact, self.wide):
            self.compact, self.wide = compact, wide
            self.fitted()


def _incomplete(count: int) -> Message:
    """How much is missing or wrong."""
    return Message(INCOMPLETE, _("还有 {count} 处需要补充。").format(count=count), Tone.WARN)
