"""The scene: the three columns of the page, what stands in the middle and at the right, and the preview."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QImageReader, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.visit import Purpose
from coalguard.ui.keys import EnterOrder
from coalguard.ui.look import look
from coalguard.ui.pages.sale.arrival import Arrival
from coalguard.ui.pages.sale.buyer import BuyerOfForm
from coalguard.ui.pages.sale.form_card import FormCard
from coalguard.ui.pages.sale.paper_card import PaperCard
from coalguard.ui.pages.sale.weighing import SaleWeighing
from coalguard.ui.tokens import CAPTION, GAP_4, WIDEST_CENTRE, Tone
from coalguard.ui.weighbridge.page import WeighingPage
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.label import Line
from coalguard.ui.widgets.preview_thumb import PreviewThumb
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace

if TYPE_CHECKING:  # the rows are there before the printing (`ui.ahead`)
    from coalguard.operations.paper.preview import PreviewForm
    from coalguard.operations.station import Actor, Station

PREVIEW_AFTER_MS = 350
FINE_DPI = 170
FORM_RATIO = 139.7 / 241
_HEAD_ROOM = 72


class SaleScene(WeighingPage):
    """What is seen of the page; what it does is told in `page`."""

    purpose = Purpose.SALE
    weighing: SaleWeighing

    def __init__(self, place: Workplace) -> None:
        """Build what stands beside the yard."""
        super().__init__(place, _("出库过磅"))
        books = place.station.books
        self.who = BuyerOfForm(self)
        self.arrival = Arrival(books.rules.coals)
        self.form = FormCard(lambda: self.who.known, self.who.agents, books.divisions)
        self.paper, self.large = PaperCard(books.parts), PreviewThumb()
        self.fields = {"plate": self.arrival.plate, "coal": self.arrival.coal, **self.form.named()}
        self.main_act, self.first_focus = self.paper.issue, self.arrival.plate
        self._unfolded = False
        self._picture: QImage | None = None
        self._later = QTimer(self)
        self._build()
        self.who.serve(self.form)
        self.form.show_now(place.clock.now())
        self.arrival.enter_order = EnterOrder(self.arrival.stops, last=self.arrival.capture)
        self.form.lead_to(self.paper.issue)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_AFTER_MS)
        self._later.timeout.connect(self.preview)

    def _build(self) -> None:
        self._large_card = Card(_("打印预览"))
        self._large_card.body.addWidget(self.large, 0, Qt.AlignmentFlag.AlignHCenter)
        self._large_card.body.addStretch(1)
        centre = QWidget()
        self._centre = QStackedLayout(centre)
        for card in (self.arrival, self.form, self._large_card):
            self._centre.addWidget(card)
        self._middle = centre
        self.keys_changed.connect(lambda: self.arrival.show_take(self.take_word))
        weighing = SaleWeighing(self, self.yard.mass, self.arrival)
        self.lay_out(weighing, self.arrival.plate, centre, self.paper)

    def fitted(self) -> None:
        """Fold the last row where there is little room."""
        self.form.fold(folded=self.compact and not self._unfolded)
        self.paper.fold(folded=self.compact)
        self.keys_changed.emit()

    def unfold(self) -> None:
        """Show the folded row, or fold it again."""
        self._unfolded = not self._unfolded
        self.fitted()

    def show_steps(self) -> None:
        """Show how far the weighing has come, and whether the form can be issued."""
        self.paper.show_ready(ready=self.ready)
        super().show_steps()

    def show_middle(self) -> None:
        """Show the form where there is one, else the weighing."""
        self._centre.setCurrentWidget(self.form if self.ready else self.arrival)

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

    def show_goes_to(self, printer: str, tone: Tone) -> None:
        """Say beside the large preview where the form will be printed."""
        self._large_card.show_title(_("打印预览"), Line(_("五联单 · {printer}").format(printer=printer), CAPTION, tone))

    def enlarge(self) -> None:
        """Show the form as large as the page, or go back."""
        enlarge = not self.enlarged
        self.yard.setVisible(not enlarge)
        self.paper.setVisible(not enlarge)
        self._middle.setMaximumWidth(WIDEST_CENTRE)
        if enlarge:
            self.stand_back()
            self._fit_large()
            self._centre.setCurrentWidget(self._large_card)
            self.setFocus()
            self.preview()
        else:
            self.show_middle()
            self.go_back()
        self.keys_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The large preview is never larger than the page."""
        super().resizeEvent(event)
        if self.enlarged:
            self._fit_large()

    def _fit_large(self) -> None:
        self._middle.setMaximumWidth(self.width())
        room = self.size() - QSize(2 * GAP_4, look().px(_HEAD_ROOM))
        width = min(room.width(), round(room.height() / FORM_RATIO))
        self.large.setFixedSize(width, round(width * FORM_RATIO))

    def preview_soon(self) -> None:
        """Draw the form when nobody has typed for a moment."""
        self._later.start()

    def preview(self) -> None:
        """Draw the form as it would be issued now."""
        if not self.ready:
            self.paper.show_picture(None)
            return
        from coalguard.operations.paper.preview import PreviewForm  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

        form, identity = self.form, self.form.identity()
        person = not form.name.isVisibleTo(form)
        visit = self.weighing.visit
        request = PreviewForm(
            visit=visit,
            buyer=identity["agent" if person else "name"],
            agent="" if person else identity["agent"],
            document=identity["document"],
            lacks_document=form.paper.lacking,
            credit_code="" if person else identity["credit_code"],
            phone=identity["phone"],
            address=_whole_address(identity["town"], identity["address"]),
            purpose=identity["purpose"],
            lot=form.lot.value(),
            price_fen_per_t=form.price.fen or 0,
            driver=form.driver.text().strip(),
            destination=form.destination.value(),
            valid_until=form.ends_at,
            dots_per_inch=FINE_DPI,
        )

        def show(picture: QImage) -> None:
            if visit == self.weighing.visit and not picture.isNull():
                self._show_picture(picture)

        self.place.outside(_drawn, request, show, _not_shown)

    def _show_picture(self, picture: QImage) -> None:
        fine = Qt.TransformationMode.SmoothTransformation
        small = picture.scaledToWidth(round(self.paper.thumb.width() * self.devicePixelRatioF()), fine)
        self.paper.show_picture(small)
        if self.enlarged:
            wide = round(self.large.width() * self.devicePixelRatioF())
            self.large.show_image(picture.scaledToWidth(min(wide, picture.width()), fine))


def _drawn(station: "Station", actor: "Actor", request: "PreviewForm") -> QImage:
    """The preview, decoded in its lane: a reader, unlike QImage itself, lets the window go on meanwhile."""
    from coalguard.operations.paper import preview_form  # noqa: PLC0415 -- loaded by then (`ui.ahead`)

    file = QBuffer()
    file.setData(preview_form(station, actor, request).picture)
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    return QImageReader(file, b"png").read()


def _not_shown(_: CoalGuardError) -> None:
    """A preview that could not be drawn is no trouble of anyone's work."""


def _whole_address(town: str, address: str) -> str:
    """The address with its town before it, as the paper has it."""
    return address if address.startswith(town) else town + address
