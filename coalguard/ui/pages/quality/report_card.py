"""At the left: the paper itself: number, laboratory and dates, whose coal it is of, which lot it is brought for."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from coalguard.operations.supply import OpenLot, Supply
from coalguard.ui.states.day import parse_day
from coalguard.ui.states.inbound import tonnes_kg
from coalguard.ui.tokens import GAP_2
from coalguard.ui.widgets.card import Card
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.input import Input
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.scrolled import Scrolled
from coalguard.ui.words import _

WIDTH = 300
LONGEST_NUMBER = 40


class ReportCard(Card):
    """The left column."""

    def __init__(self, coals: Sequence[str]) -> None:
        """Offer the coals of the rules."""
        super().__init__(_("报告信息"))
        self.number = Field(_("报告编号"), kind=Kind.CODE, required=True, longest=LONGEST_NUMBER)
        self.laboratory = Combo(_("检验机构"), required=True, free=True)
        self.sampled_on = Field(_("采样日期"), required=True, longest=12)
        self.reported_on = Field(_("报告日期"), required=True, longest=12)
        self.supplier, self.lot = Combo(_("供煤单位"), required=True), Combo(_("批次"))
        self.coal = Combo(_("煤种"), required=True)
        self.covers = Field(_("代表数量（吨）"), kind=Kind.NUMBER, required=True, longest=10)
        self.offer_coals(coals)
        self.supply = Supply((), (), (), (), ())
        self.may_complete = True
        self._today = date.min
        self._build()
        self.supplier.edited.connect(self._on_supplier)
        self.lot.edited.connect(self._on_lot)
        self.covers.left.connect(self.check_covers)
        for field in (self.sampled_on, self.reported_on):
            field.left.connect(self.check_days)

    def offer_coals(self, coals: Sequence[str]) -> None:
        """Offer the coals of the rules in force; what was chosen stays chosen."""
        self._coals = tuple(coals)
        self.coal.set_options([Option(coal, coal) for coal in coals])

    def named(self) -> dict[str, Input]:
        """The fields by the names of requests, in the order of work."""
        paper: dict[str, Input] = {"number": self.number, "laboratory": self.laboratory}
        days: dict[str, Input] = {"sampled_on": self.sampled_on, "reported_on": self.reported_on}
        coal: dict[str, Input] = {"supplier": self.supplier, "lot": self.lot, "coal": self.coal, "covers": self.covers}
        return {**paper, **days, **coal}

    def _build(self) -> None:
        grid, rows = QGridLayout(), QVBoxLayout()
        grid.setHorizontalSpacing(GAP_2)
        grid.setVerticalSpacing(GAP_2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            *((self.number, 0, 0, 2), (self.laboratory, 1, 0, 2)),
            *((self.sampled_on, 2, 0, 1), (self.reported_on, 2, 1, 1)),
            *((self.supplier, 3, 0, 2), (self.lot, 4, 0, 2), (self.coal, 5, 0, 1), (self.covers, 5, 1, 1)),
        )
        for widget, row, column, wide in places:
            grid.addWidget(widget, row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(grid)
        rows.addStretch(1)
        self.body.addWidget(Scrolled(rows), 1)
        self.setFixedWidth(WIDTH)

    # --- what there is to choose -------------------------------------------------------------------------------------

    def show_supply(self, supply: Supply) -> None:
        """Offer suppliers, laboratories and lots; what was chosen stays."""
        self.supply = supply
        self.supplier.set_options([Option(str(one.id), one.name) for one in supply.suppliers])
        self.laboratory.set_options([Option(name, name) for name in supply.laboratories])
        if not self.laboratory.value() and supply.laboratories:
            self.laboratory.set_value(supply.laboratories[0])
        self._offer_lots()

    def begin(self, today: date) -> None:
        """Ask for a new report, of today, from the laboratory of the last one."""
        self._today = today
        for name, field in self.named().items():
            field.clear() if name == "laboratory" else field.empty()
        for day in (self.sampled_on, self.reported_on):
            day.set_text(today.isoformat())
        if self._coals:
            self.coal.set_value(self._coals[0])
        if not self.laboratory.value() and self.supply.laboratories:
            self.laboratory.set_value(self.supply.laboratories[0])
        self._on_supplier()

    @property
    def begun(self) -> bool:
        """Whether anything was typed or chosen; the laboratory and today are there from the beginning."""
        coal = self._coals[0] if self._coals else ""
        fresh = {"laboratory": self.laboratory.value(), "coal": coal}
        fresh |= dict.fromkeys(("sampled_on", "reported_on"), self._today.isoformat())
        return any(field.text() != fresh.get(name, "") for name, field in self.named().items())

    @property
    def chosen_lot(self) -> OpenLot | None:
        """The lot that the report is brought for."""
        return next((one for one in self.supply.lots if one.lot == self.lot.value()), None)

    @property
    def covers_kg(self) -> int | None:
        """How much coal the report stands for."""
        return tonnes_kg(self.covers.text())

    def day(self, field: Field) -> date | None:
        """The day that a field holds."""
        return parse_day(field.text(), self._today)

    def check_days(self) -> None:
        """Write days out in full; say where one is none or has not come yet."""
        for field in (self.sampled_on, self.reported_on):
            day = self.day(field)
            if day is not None:
                field.set_text(day.isoformat())
            if field.text().strip() and day is None:
                field.show_error(_("日期看不懂，如 0114"))
            elif day is not None and day > self._today:
                field.show_error(_("晚于今天"))

    def check_covers(self) -> None:
        """Say where the tonnes are none."""
        if self.covers.text().strip() and self.covers_kg is None:
            self.covers.show_error(_("请填吨数，如 120"))

    # --- what follows from what --------------------------------------------------------------------------------------

    def _offer_lots(self) -> None:
        chosen = self.supplier.value()
        lots = [
            Option(one.lot, one.lot, note=_("{coal} 余 {left} t").format(coal=one.coal, left=one.stock.tonnes))
            for one in self.supply.lots
            if self.may_complete
            and chosen
            and one.verdict != "fail"
            and "report" in one.missing
            and (one.supplier is None or str(one.supplier) == chosen)
        ]
        self.lot.set_options([Option("", _("不指定，入库时选用")), *lots])
        if self.lot.chosen is None:
            self.lot.set_value("")

    def _on_supplier(self) -> None:
        self.lot.empty()
        self._offer_lots()
        lots = self.lot.options[1:]
        self.lot.set_value(lots[0].value if len(lots) == 1 else "")
        self._on_lot()

    def _on_lot(self) -> None:
        lot = self.chosen_lot
        if lot is not None:
            self.coal.set_value(lot.coal)
            self.covers.set_text(lot.unproved.tonnes)
            self.covers.clear()
        self.coal.set_read_only(read_only=lot is not None)
        self.lot.set_note(_("{count} 车").format(count=lot.loads) if lot is not None else "")
