"""The scene: the three columns of the page, what stands in the middle and at the right, and the preview."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QWidget

from coalguard.domain.errors import CoalGuardError
from coalguard.operations.paper import preview_form
from coalguard.operations.paper.preview import Previewed, PreviewForm
from coalguard.ui.keys import EnterOrder
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.messages import Message
from coalguard.ui.page import Page
from coalguard.ui.pages.sale.arrival import Arrival
from coalguard.ui.pages.sale.buyer import BuyerOfForm
from coalguard.ui.pages.sale.form_card import FormCard
from coalguard.ui.pages.sale.panel import Panel
from coalguard.ui.pages.sale.paper_card import PaperCard
from coalguard.ui.pages.sale.weighing import Weighing
from coalguard.ui.pages.sale.yard import Yard
from coalguard.ui.tokens import GAP_3, GAP_4, WIDEST_CENTRE, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.preview_thumb import PreviewThumb
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

PREVIEW_AFTER_MS = 350
FINE_DPI = 170
FORM_RATIO = 139.7 / 241
_HEAD_ROOM = 72


class SaleScene(Page):
    """What is seen of the page; what it does is told in `page`."""

    def __init__(self, place: Workplace) -> None:
        """Build three columns."""
        super().__init__(place)
        books = place.station.books
        self.who = BuyerOfForm(self)
        self.yard, self.arrival = Yard(), Arrival(books.rules.coals)
        self.form = FormCard(lambda: self.who.known, self.who.agents, books.divisions)
        self.paper, self.large = PaperCard(books.parts), PreviewThumb()
        self.panel: Panel | None = None
        self.weighing = Weighing(self, self.arrival, self.yard)
        self.fields = {"plate": self.arrival.plate, "coal": self.arrival.coal, **self.form.named()}
        self.main_act, self.first_focus = self.paper.issue, self.arrival.plate
        self._unfolded = False
        self._back_to: QWidget | None = None
        self._picture: QImage | None = None
        self._later = QTimer(self)
        self._lay_out()
        self.who.serve(self.form)
        self.form.show_now(place.clock.now())
        self.arrival.enter_order = EnterOrder(self.arrival.stops, last=self.arrival.capture)
        self.form.lead_to(self.paper.issue)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_AFTER_MS)
        self._later.timeout.connect(self.preview)
        if place.scale is not None:
            place.scale.shown.connect(self._on_mass)
            self.yard.mass.show_mass(place.scale.last)
            self.yard.mass.set_act(_("置零"), "Ctrl+0")
            self.yard.mass.pressed.connect(self.explain_zero)

    def _lay_out(self) -> None:
        self._large_card = Card(_("打印预览"))
        self._large_card.body.addWidget(self.large, 0, Qt.AlignmentFlag.AlignHCenter)
        self._large_card.body.addStretch(1)
        centre = QWidget()
        self._centre = QStackedLayout(centre)
        for card in (self.arrival, self.form, self._large_card):
            self._centre.addWidget(card)
        self._middle = centre
        centre.setMaximumWidth(WIDEST_CENTRE)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(GAP_3)
        self._columns.addWidget(self.yard)
        self._columns.addWidget(centre, 1)
        self._columns.addWidget(self.paper)
        self._columns.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    @property
    def ready(self) -> bool:
        """Whether there is a form: both weights stand."""
        sheet = self.weighing.sheet
        return sheet is not None and sheet.net is not None

    def fitted(self) -> None:
        """Fold the last row where there is little room."""
        self.form.fold(folded=self.compact and not self._unfolded)
        self.paper.fold(folded=self.compact)
        self.keys_changed.emit()

    def unfold(self) -> None:
        """Show the folded row, or fold it again."""
        self._unfolded = not self._unfolded
        self.fitted()

    # --- the weight --------------------------------------------------------------------------------------------------

    def _on_mass(self, shown: ShownMass) -> None:
        before = self.weighing.by_hand_last
        self.yard.mass.show_mass(shown)
        if self.weighing.by_hand != before:
            self.weighing.by_hand_last = not before
            self.keys_changed.emit()

    def explain_zero(self) -> None:
        """How a scale is brought back to nothing: at its indicator, never from here."""
        text = _("空磅时请在仪表上按置零键。本程序不向地磅发送置零和去皮。")
        self.tell(Message("scale.zero_how", text, Tone.ACCENT, icon="scale"))

    def show_steps(self) -> None:
        """Show how far the weighing has come, and whether the form can be issued."""
        self.yard.show_sheet(self.weighing.sheet, self.weighing.way, self.weighing.visit)
        self.paper.show_ready(ready=self.ready)
        self.keys_changed.emit()

    def show_middle(self) -> None:
        """Show the form where there is one, else the weighing."""
        self._centre.setCurrentWidget(self.form if self.ready else self.arrival)

    # --- the right column --------------------------------------------------------------------------------------------

    def open_panel(self, panel: Panel) -> None:
        """Show a panel in place of the preview, the cursor in it."""
        self.close_panel()
        self._back_to = QApplication.focusWidget()
        self.panel = panel
        self.paper.hide()
        self._columns.addWidget(panel)
        panel.show()
        panel.focus_first()
        self.keys_changed.emit()

    def close_panel(self) -> None:
        """Back to the preview."""
        panel, self.panel = self.panel, None
        if panel is not None:
            self._columns.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
            self.paper.show()
            self._go_back()
            self.keys_changed.emit()

    def _go_back(self) -> None:
        """The cursor stands again where it stood."""
        back, self._back_to = self._back_to, None
        if back is not None and self.isAncestorOf(back) and back.isVisible():
            back.setFocus()
        else:
            self.focus_work()

    def focus_work(self) -> None:
        """Put the cursor where the truck in hand needs it."""
        if self.ready:
            (self.form.name if self.form.name.isVisible() else self.form.agent).setFocus()
        elif self.weighing.visit:
            self.arrival.capture.setFocus()
        else:
            self.arrival.plate.setFocus()

    # --- the preview -------------------------------------------------------------------------------------------------

    @property
    def enlarged(self) -> bool:
        """Whether the preview fills the page."""
        return self._centre.currentWidget() is self._large_card

    def enlarge(self) -> None:
        """Show the form as large as the page, or go back."""
        enlarge = not self.enlarged
        self.yard.setVisible(not enlarge)
        self.paper.setVisible(not enlarge)
        self._middle.setMaximumWidth(self.width() if enlarge else WIDEST_CENTRE)
        if enlarge:
            self._back_to = QApplication.focusWidget()
            room = self.size() - QSize(2 * GAP_4, _HEAD_ROOM)
            width = min(room.width(), round(room.height() / FORM_RATIO))
            self.large.setFixedSize(width, round(width * FORM_RATIO))
            self._centre.setCurrentWidget(self._large_card)
            self.setFocus()
            self.preview()
        else:
            self.show_middle()
            self._go_back()
        self.keys_changed.emit()

    def preview_soon(self) -> None:
        """Draw the form when nobody has typed for a moment."""
        self._later.start()

    def preview(self) -> None:
        """Draw the form as it would be issued now."""
        if not self.ready:
            self.paper.show_picture(None)
            return
        form, identity = self.form, self.form.identity()
        person = not form.name.isVisibleTo(form)
        visit = self.weighing.visit
        request = PreviewForm(
            visit=visit,
            buyer=identity["agent" if person else "name"],
            agent="" if person else identity["agent"],
            document=identity["document"],
            credit_code="" if person else identity["credit_code"],
            phone=identity["phone"],
            address=_whole_address(identity["town"], identity["address"]),
            purpose=identity["purpose"],
            lot=form.lot.value(),
            price_fen_per_t=form.price_fen or 0,
            driver=form.driver.text().strip(),
            destination=form.destination.value(),
            valid_until=form.ends_at,
            dots_per_inch=FINE_DPI,
        )

        def show(previewed: Previewed) -> None:
            if visit == self.weighing.visit and previewed.picture:
                self._show_picture(QImage.fromData(previewed.picture))

        self.place.outside(preview_form, request, show, _not_shown)

    def _show_picture(self, picture: QImage) -> None:
        fine = Qt.TransformationMode.SmoothTransformation
        small = picture.scaledToWidth(round(self.paper.thumb.width() * self.devicePixelRatioF()), fine)
        self.paper.show_picture(small)
        if self.enlarged:
            wide = round(self.large.width() * self.devicePixelRatioF())
            self.large.show_image(picture.scaledToWidth(min(wide, picture.width()), fine))


def _not_shown(_: CoalGuardError) -> None:
    """A preview that could not be drawn is no trouble of anyone's work."""


def _whole_address(town: str, address: str) -> str:
    """The address with its town before it, as the paper has it."""
    return address if address.startswith(town) else town + address
