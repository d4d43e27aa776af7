"""In the middle once a truck has both weights: the five-part form, in one grid of three columns.

It holds fields and what follows from them; who saves it and what happens then is the page's affair.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from coalguard.domain.identity import DivisionKind, DivisionTable, day_of, mask_name
from coalguard.domain.mass import Mass
from coalguard.domain.registry import BuyerKind
from coalguard.ui.pages.sale.document import CreditCode, DocumentPlace, NumberField, PhoneField, ReasonField
from coalguard.ui.pages.sale.form_grid import FormOrder, lay_out, place_again
from coalguard.ui.pages.sale.lot_box import Quality, lot_option
from coalguard.ui.pages.sale.price import PriceField
from coalguard.ui.pages.sale.recall import Recall
from coalguard.ui.states.sale import BUYER_KINDS, PURPOSES, amount_text, price_text, validities
from coalguard.ui.tokens import CAPTION, FIGURE, GAP_2, GAP_3, GAP_4, Tone
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.chip import Chip
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input, Reading
from coalguard.ui.widgets.label import Label, Line
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.paint import RIGHT
from coalguard.ui.widgets.segmented import Segmented
from coalguard.ui.words import _

if TYPE_CHECKING:
    from coalguard.operations.counter import BuyerSheet, FoundBuyer, LotChoice, SaleSheet
    from coalguard.operations.register import OutletSheet

IDENTITY = ("name", "credit_code", "agent", "document", "document_reason", "phone", "town", "address", "purpose")
"""What a registration holds, and a known buyer fills."""


class FormCard(Card):
    """The form's fields."""

    filled = Signal()
    """A known buyer was filled in."""

    def __init__(
        self,
        known: Callable[[], Sequence["FoundBuyer"]],
        agents: Callable[[], Sequence["FoundBuyer"]],
        divisions: DivisionTable,
    ) -> None:
        """Build the grid; `known` gives who bought before, `agents` who may be meant where a person is named."""
        super().__init__(_("开具五联单"))
        self.enter_order: FormOrder | None = None
        self.sheet: SaleSheet | None = None
        self.number = Label(Line(_("单号在开具时取"), CAPTION, soft=2), align=RIGHT, fixed=True)
        self.kind = Segmented(_("购煤类型"), [Option(kind, _(text)) for kind, text in BUYER_KINDS])
        self.kind.set_value(BuyerKind.OUTLET)
        self.name = Recall(_("名称"), known, required=True)
        self.agent = Recall(_("经办人"), agents, required=True)
        self.credit_code = CreditCode()
        self.document, self.document_reason = NumberField(), ReasonField()
        self.paper = DocumentPlace(self.document, self.document_reason)
        self.phone = PhoneField()
        self.town = Combo(_("所属镇街"), required=True)
        self.address = Field(_("地址"), longest=100)
        self.purpose = Combo(_("用途"), free=True)
        self.season = Label(Line("", CAPTION))
        self._make_coal()
        self.kind.drafted = self.valid_until.drafted = False
        self._ends, self._folded = dict[str, str](), False
        self._offer(divisions)
        self.grid = QGridLayout()
        self.head.addWidget(Chip(_("草稿 · 已存本机"), Tone.OFF))
        self.head.addStretch(1)
        self.head.addWidget(self.number)
        self.aside.hide()
        self.body.setContentsMargins(GAP_4, GAP_3, GAP_4, GAP_4)  # the chip is higher than the titles beside it
        self.body.setSpacing(GAP_2)
        self.body.addWidget(lay_out(self.grid, self._rows()), 1)
        self.kind.chose.connect(self._on_kind)
        self.lot.chose.connect(self._on_lot)
        self.price.edited.connect(self._compute)
        self._on_kind()

    def _make_coal(self) -> None:
        """The fields of the coal and of the way it goes."""
        self.coal, self.lot = Field(_("煤种")), Combo(_("批次"), required=True)
        self.quality, self.net, self.amount = Quality(), Reading(_("净重（吨）")), Reading(_("金额（元）"))
        self.price = PriceField()
        self.plate = Field(_("车牌"), kind=Kind.PLATE, type_=FIGURE)
        self.driver, self.destination = Field(_("司机"), mask=mask_name, longest=30), Combo(_("送达地点"))
        self.valid_until, self.notes = Combo(_("单据有效期")), Field(_("备注"), hint=_("可不填"), longest=100)
        self.coal.set_read_only()
        self.plate.set_read_only()

    def lead_to(self, last: QWidget) -> None:
        """Lead Enter through the fields, at the end to the main act."""
        stops = (
            *(self.kind, self.name, self.credit_code, self.agent, self.document, self.document_reason, self.phone),
            *(self.town, self.address, self.purpose, self.lot, self.price),
            *(self.driver, self.destination, self.valid_until, self.notes),
        )
        self.enter_order = FormOrder(stops, last, past_buyer=self.lot)

    def _rows(self) -> dict[int, tuple[QWidget, ...]]:
        """The fields by the rows of the grid."""
        return {
            1: (self.kind, self.name, self.credit_code),
            2: (self.agent, self.document, self.phone),
            3: (self.town, self.address, self.purpose),
            4: (self.season,),
            6: (self.coal, self.lot, self.quality),
            7: (self.price, self.net, self.amount),
            9: (self.plate, self.driver, self.destination),
            10: (self.valid_until, self.notes),
        }

    def named(self) -> dict[str, Input]:
        """The fields by the names of requests."""
        identity = {name: getattr(self, name) for name in IDENTITY}
        rest = {"kind": self.kind, "lot": self.lot, "price_fen_per_t": self.price, "driver": self.driver}
        last = {"destination": self.destination, "valid_until": self.valid_until, "notes": self.notes}
        return {**identity, **rest, **last}

    # --- building ----------------------------------------------------------------------------------------------------

    def _offer(self, divisions: DivisionTable) -> None:
        self._towns = _town_options(divisions)
        self.town.set_options(self._towns)
        self.destination.set_options(self._towns)
        self.purpose.set_options([Option(_(text), _(text)) for text in PURPOSES])

    def offer_outlets(self, outlets: "Sequence[OutletSheet]") -> None:
        """Offer the outlets behind the towns: a load to one goes to its town."""
        told = (Option(one.town_name, _("网点 {name}").format(name=one.name), one.code) for one in outlets)
        self.destination.set_options([*self._towns, *told])

    def show_now(self, now: datetime) -> None:
        """Offer the ends of validity as of now."""
        self.document.today = day_of(now)
        chosen = self.valid_until.chosen
        self.valid_until.set_options([Option(one.text, one.text) for one in validities(now)])
        self._ends = {one.text: one.value for one in validities(now)}
        self.valid_until.set_value(chosen.value if chosen else next(iter(self._ends)))

    def _on_kind(self) -> None:
        """A household has no name beside the person's, and no code."""
        person = self.buyer_kind is BuyerKind.PERSON
        self.name.setVisible(not person)
        self.credit_code.setVisible(not person)
        self.name.required = self.credit_code.required = not person
        self.agent.set_label(_("姓名") if person else _("经办人"))
        document = (2, 0, 2) if person else (2, 1, 1)
        places = {
            self.name: (1, 1, 1),
            self.credit_code: (1, 2, 1),
            self.agent: (1, 1, 2) if person else (2, 0, 1),
            self.document: document,
            self.document_reason: document,
            self.phone: (2, 2, 1),
        }
        hidden = {self.name, self.credit_code} if person else set()
        place_again(self.grid, {field: place for field, place in places.items() if field not in hidden})

    def fold(self, *, folded: bool) -> None:
        """Hide what is optional where there is little room."""
        self._folded = folded
        for part in (self.valid_until, self.notes):
            part.setVisible(not folded)
        self.season.setVisible(not folded and bool(self.season.text()))

    # --- what is shown -----------------------------------------------------------------------------------------------

    @property
    def buyer_kind(self) -> BuyerKind:
        """Who buys: a household, an outlet, a unit."""
        return BuyerKind(self.kind.value())

    @property
    def ends_at(self) -> str:
        """Until when the form is to be valid, as an instant; empty for the day's end."""
        return self._ends.get(self.valid_until.value(), "")

    @property
    def chosen_lot(self) -> "LotChoice | None":
        """The lot in hand."""
        lots = self.sheet.lots if self.sheet else ()
        return next((one for one in lots if one.lot == self.lot.value()), None)

    def show_sheet(self, sheet: "SaleSheet") -> None:
        """Begin the form of a truck."""
        self.sheet = sheet
        self.coal.set_text(sheet.coal)
        self.plate.set_text(sheet.plate)
        self.driver.set_text(sheet.driver)
        self.price.set_text(price_text(sheet.price_fen_per_t))
        self.price.show_approved(sheet.approved_fen_per_t)
        self.destination.set_value(sheet.destination)
        self.net.set_text(sheet.net.tonnes if sheet.net is not None else "")
        self.show_lots(sheet)
        first = next((one for one in sheet.lots if one.lot == sheet.lot), None)
        chosen = first or next((one for one in sheet.lots if not one.against), None)
        self.lot.set_value(chosen.lot if chosen else "")
        self._on_lot()

    def show_again(self, replaces: str, valid_until: datetime, notes: str) -> None:
        """Begin with what a void form said; its place is taken by the one that will be issued."""
        self.show_title(_("重开五联单"))
        self.number.show_lines(Line(_("代替 {number}").format(number=replaces), CAPTION, tone=Tone.ACCENT))
        self.notes.set_text(notes)
        ends = (text for text, end in self._ends.items() if end and datetime.fromisoformat(end) == valid_until)
        self.valid_until.set_value(next(ends, next(iter(self._ends))))

    def show_lots(self, sheet: "SaleSheet") -> None:
        """Show what may be sold now; what was chosen stays chosen."""
        self.sheet = sheet
        self.lot.set_options([lot_option(one) for one in sheet.lots if one.stock.kg > 0 or not one.against])
        self._on_lot()

    def show_buyer(self, buyer: "BuyerSheet") -> None:
        """Fill in a known buyer."""
        self.kind.set_value(buyer.kind)
        self._on_kind()
        person = buyer.kind is BuyerKind.PERSON
        self.name.set_text("" if person else buyer.name)
        self.agent.set_text(buyer.name if person else buyer.agent)
        self.credit_code.set_text(buyer.credit_code)
        self.phone.set_text(buyer.phone)
        self.town.set_value(buyer.town)
        self.address.set_text(buyer.address)
        self.purpose.set_text(buyer.purpose)
        for name in IDENTITY:
            getattr(self, name).clear()
        self.paper.show_paper(buyer.document)
        if not self.destination.value():
            self.destination.set_value(buyer.town)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Put back what had been typed."""
        self.kind.set_text(texts.get("kind", BuyerKind.OUTLET))
        self._on_kind()
        self.paper.show_lacking(lacking=bool(texts.get("document_reason")))
        fields = self.named()
        for name, text in texts.items():
            fields[name].set_text(text)
        self._on_lot()

    def say_of_buyer(self, text: str) -> None:
        """A line below the buyer."""
        self.season.show_lines(Line(text, CAPTION, soft=1))
        self.season.setVisible(bool(text) and not self._folded)

    def identity(self) -> dict[str, str]:
        """What the registration's fields hold."""
        return {"kind": self.kind.value(), **{name: getattr(self, name).text().strip() for name in IDENTITY}}

    def forget(self) -> None:
        """Empty everything, for the next truck."""
        self.sheet = None
        self.show_title(_("开具五联单"))
        self.number.show_lines(Line(_("单号在开具时取"), CAPTION, soft=2))
        for field in self.named().values():
            if field not in {self.kind, self.valid_until}:
                field.empty()
        for reading in (self.coal, self.plate, self.net, self.amount):
            reading.empty()
        self.quality.show_lot(None)
        self.say_of_buyer("")
        self.paper.show_lacking(lacking=False)
        self.kind.set_value(BuyerKind.OUTLET)
        self._on_kind()

    def _on_lot(self) -> None:
        lot = self.chosen_lot
        self.quality.show_lot(lot)
        self.lot.clear()
        for finding in lot.against if lot else ():
            self.lot.show_finding(finding)
        self._compute()

    def _compute(self) -> None:
        net: Mass | None = self.sheet.net if self.sheet else None
        self.amount.set_text(amount_text(self.price.fen, net))


def _town_options(divisions: DivisionTable) -> list[Option]:
    """The towns, those of the station's own county first and by their own name, then the counties."""
    towns = [one for one in divisions.divisions if one.kind not in {DivisionKind.PREFECTURE, DivisionKind.COUNTY}]
    towns.sort(key=lambda one: one.parent != divisions.home)
    counties = [one for one in divisions.divisions if one.kind is DivisionKind.COUNTY]
    full = divisions.full_name
    return [Option(full(one), one.name if one.parent == divisions.home else full(one)) for one in (*towns, *counties)]
