"""In the middle: whose coal it is, on which contract and report, how much was declared, and which lot it goes into.

Until the truck is registered everything can be chosen; then only lot and yard, for what was declared stands.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from coalguard.domain.journal import Json
from coalguard.operations.supply import InboundSheet, OpenContract, OpenLot, OpenReport, Supply
from coalguard.ui.keys import EnterOrder
from coalguard.ui.states.inbound import KINDS, lacking, tonnes_kg
from coalguard.ui.tokens import CAPTION, GAP_2, GAP_3, Tone
from coalguard.ui.typed import type_into
from coalguard.ui.weighbridge.plate import PlateField
from coalguard.ui.widgets.card import Card, SectionTitle
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input, Reading
from coalguard.ui.widgets.label import Line
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.scrolled import Scrolled
from coalguard.ui.widgets.segmented import Segmented
from coalguard.ui.words import _, word

NOTHING = Supply((), (), (), (), ())


class LoadCard(Card):
    """The form; `changed` follows whatever decides how the load stands with its papers."""

    changed = Signal()

    def __init__(self, coals: Sequence[str]) -> None:
        """Offer the coals of the rules."""
        super().__init__(_("来煤登记"))
        self.supply: Supply = NOTHING
        self.plate, self.supplier = PlateField(), Combo(_("供煤单位"), required=True, free=True)
        self.kind = Segmented(_("单位性质"), [Option(kind, _(text)) for kind, text in KINDS])
        self.contract = Combo(_("采购合同"), hint=_("没有则待补"))
        self.report = Combo(_("质检报告"), hint=_("没有则待检"))
        self.coal = Combo(_("煤种"), required=True)
        self.declared = Field(_("申报吨数"), kind=Kind.NUMBER, longest=10)
        self.driver = Field(_("司机"), longest=30, hint=_("可不填"))
        self.lot = Combo(_("批次"))
        self.yard = Combo(_("堆位"), required=True, free=True)
        self.net = Reading(_("净重（吨）"))
        self.offer_coals(coals)
        self.enter_order = EnterOrder(())
        self._build()
        self.supplier.edited.connect(self._on_supplier)
        self.contract.edited.connect(self._on_contract)
        self.report.edited.connect(self._on_report)
        self.coal.edited.connect(self._on_coal)
        self.lot.edited.connect(self._on_lot)
        self.declared.left.connect(self.check_declared)

    def offer_coals(self, coals: Sequence[str]) -> None:
        """Offer the coals of the rules in force; what was chosen stays chosen."""
        self._coals = tuple(coals)
        self.coal.set_options([Option(coal, coal) for coal in coals])

    def named(self) -> dict[str, Input]:
        """The fields by the names of requests."""
        declared: dict[str, Input] = {"plate": self.plate, "supplier": self.supplier, "supplier_kind": self.kind}
        papers: dict[str, Input] = {"contract": self.contract, "report": self.report, "coal": self.coal}
        rest: dict[str, Input] = {"declared_kg": self.declared, "driver": self.driver, "lot": self.lot}
        return {**declared, **papers, **rest, "yard": self.yard}

    def _build(self) -> None:
        grid, rows = QGridLayout(), QVBoxLayout()
        grid.setHorizontalSpacing(GAP_3)
        grid.setVerticalSpacing(GAP_2)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        grid.addWidget(SectionTitle(_("来煤"), "truck"), 0, 0, 1, 6)
        grid.addWidget(SectionTitle(_("入库"), "box"), 5, 0, 1, 6)
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            *((self.plate, 1, 0, 2), (self.supplier, 1, 2, 4), (self.kind, 2, 0, 6)),
            *((self.contract, 3, 0, 3), (self.report, 3, 3, 3)),
            *((self.coal, 4, 0, 2), (self.declared, 4, 2, 2), (self.driver, 4, 4, 2)),
            *((self.lot, 6, 0, 2), (self.yard, 6, 2, 2), (self.net, 6, 4, 2)),
        )
        for widget, row, column, wide in places:
            grid.addWidget(widget, row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
        self.body.setSpacing(GAP_3)
        rows.addLayout(grid)
        rows.addStretch(1)
        self.body.addWidget(Scrolled(rows), 1)
        self.kind.hide()

    # --- what there is to choose -------------------------------------------------------------------------------------

    def show_supply(self, supply: Supply) -> None:
        """Offer what a load may be received on; what was chosen stays."""
        self.supply = supply
        typed = self.supplier.value()
        self.supplier.set_options([Option(str(one.id), one.name) for one in supply.suppliers])
        if any(str(one.id) == typed for one in supply.suppliers):
            self.supplier.set_value(typed)
        self.yard.set_options([Option(one.name, one.name) for one in supply.yards])
        self._offer_papers()
        self._offer_lots()
        self.changed.emit()

    @property
    def known_supplier(self) -> str:
        """The id of the supplier, where it is registered."""
        return self.supplier.value() if self.supplier.chosen is not None else ""

    @property
    def names_supplier(self) -> bool:
        """Whether a supplier stands there, known or new."""
        return bool(self.supplier.value())

    @property
    def supplier_words(self) -> str:
        """The supplier's name as it stands there."""
        return self.supplier.chosen.text if self.supplier.chosen is not None else self.supplier.value()

    @property
    def chosen_contract(self) -> OpenContract | None:
        """The contract that was chosen."""
        return next((one for one in self.supply.contracts if str(one.id) == self.contract.value()), None)

    @property
    def chosen_report(self) -> OpenReport | None:
        """The report that was chosen."""
        return next((one for one in self.supply.reports if str(one.id) == self.report.value()), None)

    @property
    def declared_kg(self) -> int | None:
        """What the driver's paper says."""
        return tonnes_kg(self.declared.text())

    def check_declared(self) -> None:
        """Say where the tonnes are none."""
        if self.declared.text().strip() and self.declared_kg is None:
            self.declared.show_error(_("请填吨数，如 34.14"))
        self.changed.emit()

    def contract_options(self) -> list[Option]:
        """The open contracts of the supplier, with what is left."""
        return [
            Option(str(one.id), one.number, note=_("{coal} 余 {left} t").format(coal=one.coal, left=one.left.tonnes))
            for one in self.supply.contracts
            if str(one.supplier) == self.known_supplier
        ]

    def report_options(self) -> list[Option]:
        """The reports of the supplier, with verdict and what is left."""
        return [
            Option(str(one.id), one.number, note=f"{word('verdict', one.verdict)} " + _left(one))
            for one in self.supply.reports
            if str(one.supplier) == self.known_supplier
        ]

    def _offer_papers(self) -> None:
        self.contract.set_options(self.contract_options())
        self.report.set_options(self.report_options())

    def _offer_lots(self) -> None:
        new = Option("", _("新批次"))
        lots = [_lot_option(one) for one in self.supply.lots if one.coal == self.coal.value()]
        self.lot.set_options([new, *lots])
        if self.lot.chosen is None:
            self.lot.empty()

    def _take_only(self, field: Combo) -> None:
        possible = [one for one in field.options if one.possible]
        field.set_value(possible[0].value if len(possible) == 1 else "")

    # --- what follows from what --------------------------------------------------------------------------------------

    def _on_supplier(self) -> None:
        new = bool(self.supplier.value()) and not self.known_supplier
        self.kind.setVisible(new)
        self.supplier.set_note(_("新供煤单位，过磅时登记") if new else "")
        for field in (self.contract, self.report):
            field.empty()
        self._offer_papers()
        self._take_only(self.contract)
        self._take_only(self.report)
        self._on_contract()

    def _on_contract(self) -> None:
        contract = self.chosen_contract
        self.contract.set_note(_("余 {left} t").format(left=contract.left.tonnes) if contract else "")
        if contract:
            self.coal.set_value(contract.coal)
        self._on_report()

    def _on_report(self) -> None:
        report = self.chosen_report
        self.report.set_note(_left(report) if report else "")
        if report and self.chosen_contract is None:
            self.coal.set_value(report.coal)
        self._on_coal()

    def _on_coal(self) -> None:
        self._offer_lots()
        self._on_lot()

    def _on_lot(self) -> None:
        lot = next((one for one in self.supply.lots if one.lot == self.lot.value()), None)
        if lot is not None:
            self.yard.set_value(next((one.name for one in self.supply.yards if one.id == lot.yard), ""))
            self.yard.clear()
        elif not self.yard.value() and self.supply.yards:
            self._take_only(self.yard)
        self.yard.set_read_only(read_only=lot is not None)
        self.lot.set_note(_("余 {left} t").format(left=lot.stock.tonnes) if lot else "")
        self.changed.emit()

    def follow(self) -> None:
        """What was listed anew may decide what can be chosen."""
        self.kind.setVisible(bool(self.supplier.value()) and not self.known_supplier)
        for note, field in ((self.chosen_contract, self.contract), (self.chosen_report, self.report)):
            field.set_note(_("余 {left} t").format(left=note.left.tonnes) if note else "")
        self._offer_lots()
        self._on_lot()

    def choose(self, supplier: str, contract: str) -> None:
        """Take a supplier and one of its contracts."""
        self.supplier.set_value(supplier)
        self._on_supplier()
        self.contract.set_value(contract)
        self._on_contract()

    # --- the truck in hand -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask for a new truck."""
        self.show_title(_("来煤登记"), Line(_("新到车"), CAPTION, soft=1))
        for field in (*self.named().values(), self.net):
            field.set_read_only(read_only=field is self.net)
            field.empty()
        self.driver.set_hint(_("可不填"))
        self.plate.chosen = False
        if self._coals:
            self.coal.set_value(self._coals[0])
        self._on_supplier()

    def show_sheet(self, sheet: InboundSheet) -> None:
        """Show the truck in hand: what was declared stands, lot and yard are still to be chosen."""
        self.driver.set_hint("")
        self.show_title(_("来煤登记"), Line(_("续称"), CAPTION, tone=Tone.ACCENT))
        self.plate.set_text(sheet.plate)
        self.supplier.set_value(sheet.supplier)
        self._on_supplier()
        for field, value in ((self.contract, sheet.contract), (self.report, sheet.report), (self.coal, sheet.coal)):
            field.set_value(value)
        self.declared.set_text(sheet.declared.tonnes if sheet.declared is not None else "")
        self.driver.set_text(sheet.driver)
        self.net.set_text(sheet.net.tonnes if sheet.net is not None else "")
        for name, declared in self.named().items():
            declared.clear()
            declared.set_read_only(read_only=name not in {"lot", "yard"})
        self.kind.hide()
        self._on_coal()

    def show_into(self, into: Mapping[str, Json]) -> None:
        """Where the load in hand was to go."""
        if into:
            type_into({"lot": self.lot}, into)
            self._on_lot()
            if not self.yard.read_only:
                type_into({"yard": self.yard}, into)
            self.changed.emit()


def _left(report: OpenReport) -> str:
    return _("余 {left} t").format(left=report.left.tonnes)


def _lot_option(lot: OpenLot) -> Option:
    note = _("余 {left} t").format(left=lot.stock.tonnes)
    if lot.missing:
        note = _("{left}，待补 {papers}").format(left=note, papers=lacking(lot.missing))
    frozen = lot.verdict == "fail"
    return Option(lot.lot, lot.lot, note=note, possible=not frozen, reason=_("不合格，已冻结") if frozen else "")
