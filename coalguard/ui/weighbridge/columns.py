"""ColumnPage: three columns, the right one of which gives way to a panel; the cursor comes back to where it stood.

A panel that was open when the last window was broken off is opened again with what stood in it.
"""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QApplication, QWidget

from coalguard.domain.journal import Json
from coalguard.ui.page import Page
from coalguard.ui.weighbridge.panel import Panel, reprint_panel
from coalguard.ui.widgets.columns import Columns
from coalguard.ui.workplace import Workplace


class ColumnPage(Page):
    """What is at hand at the left, the work in the middle, what follows from it at the right."""

    def __init__(self, place: Workplace) -> None:
        """Build no column yet."""
        super().__init__(place)
        self.panel: Panel | None = None
        self._side: QWidget = self
        self._back_to: QWidget | None = None
        self.openers: dict[str, Callable[[str], None]] = {"reprint": self.ask_reason}
        """How each panel is opened again, told what it was about; where that is over, nothing opens."""
        self._kept_panel: Mapping[str, Json] = {}

    def stand(self, left: QWidget, centre: QWidget, side: QWidget) -> None:
        """Put the columns beside one another; the middle one takes the room."""
        self._side = side
        self._columns = Columns(self, left, centre, side)

    def focus_work(self) -> None:
        """Put the cursor where the work in hand needs it."""

    def reprint(self, reason: str = "") -> None:
        """Print the last papers again."""

    def ask_reason(self, number: str) -> None:
        """The third print of a paper bears a reason."""
        panel = reprint_panel(number)

        def confirm() -> None:
            if panel.complete():
                reason = panel.text("reason")
                self.close_panel()
                self.reprint(reason)

        panel.confirmed.connect(confirm)
        self.open_panel(panel)

    def open_panel(self, panel: Panel) -> None:
        """Show a panel in place of the right column, the cursor in it."""
        self.close_panel()
        self._back_to = QApplication.focusWidget()
        self.panel = panel
        self._columns.replace(self._side, panel)
        panel.focus_first()
        self.keys_changed.emit()
        self.edited.emit()

    def close_panel(self) -> None:
        """Back to the right column."""
        panel, self.panel = self.panel, None
        if panel is None:
            return
        self._columns.take_back(self._side, panel)
        panel.deleteLater()
        self.go_back()
        self.keys_changed.emit()
        self.edited.emit()

    def stand_back(self) -> None:
        """Remember where the cursor stands, for `go_back`."""
        self._back_to = QApplication.focusWidget()

    def go_back(self) -> None:
        """The cursor stands again where it stood."""
        back, self._back_to = self._back_to, None
        if back is not None and self.isAncestorOf(back) and back.isVisible():
            back.setFocus()
        else:
            self.focus_work()

    # --- the panel of a draft ----------------------------------------------------------------------------------------

    def panel_draft(self) -> dict[str, Json]:
        """The panel that is open or will be again."""
        panel = self._kept_panel or (self.panel.draft() if self.panel is not None else {})
        return {"panel": panel} if panel else {}

    def keep_panel(self, draft: Mapping[str, Json]) -> None:
        """Open the panel of a draft when `resume_panel` is called."""
        panel = draft.get("panel")
        self._kept_panel = panel if isinstance(panel, Mapping) else {}

    def resume_panel(self) -> None:
        """Everything is there that a panel may be about: open the one that was open, with what stood in it."""
        kept = self._kept_panel
        if not kept:
            return
        opener, typed = self.openers.get(str(kept.get("name", ""))), kept.get("typed")
        if opener is not None:
            opener(str(kept.get("about", "")))
        panel, meant = self.panel, (kept.get("name"), kept.get("about"))
        if panel is not None and (panel.name, panel.about) == meant and isinstance(typed, Mapping):
            panel.restore(typed)
            panel.focus_first()
        self._kept_panel = {}
        self.edited.emit()
