"""Registering beside the load: a contract of its supplier, and the papers that a lot lacked."""

from collections.abc import Callable, Mapping

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.identity import day_of
from coalguard.operations.lot import CompleteLot, LotState, complete
from coalguard.operations.register import RegisterContract, Registered, register_contract
from coalguard.operations.supply import OpenContract, OpenLot, OpenReport
from coalguard.ui.messages import Message
from coalguard.ui.pages.inbound.load_card import LoadCard
from coalguard.ui.pages.inbound.panel import complete_panel, contract_panel
from coalguard.ui.pages.inbound.scene import InboundScene
from coalguard.ui.pages.inbound.weighing import InboundWeighing
from coalguard.ui.states.day import parse_day
from coalguard.ui.states.inbound import lacking, tonnes_kg
from coalguard.ui.tokens import Tone
from coalguard.ui.weighbridge.panel import Panel
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import _, word


class Registering:
    """One desk's registering; what was registered is chosen as soon as it is listed."""

    def __init__(self, page: InboundScene, load: LoadCard, weighing: InboundWeighing) -> None:
        """Act through a page."""
        self._page, self._load, self._weighing = page, load, weighing
        self._supplier = self._contract = ""

    @property
    def lacks(self) -> bool:
        """Whether any lot lacks a paper that can still be brought."""
        return bool(self._lacking())

    def openers(self) -> Mapping[str, Callable[[str], None]]:
        """How a panel of a draft is opened again, as long as there is something to register."""

        def contract(_about: str) -> None:
            if self._load.names_supplier and not self._weighing.visit:
                self.ask_contract()

        def papers(_about: str) -> None:
            if self.lacks:
                self.ask_papers()

        return {"contract": contract, "papers": papers}

    def choose_registered(self) -> None:
        """Choose what was registered beside the load that is being typed."""
        if self._contract and any(str(one.id) == self._contract for one in self._load.supply.contracts):
            self._load.choose(self._supplier, self._contract)
            self._supplier = self._contract = ""

    # --- a contract --------------------------------------------------------------------------------------------------

    def ask_contract(self) -> None:
        """Ask for a contract of the supplier that stands in the form."""
        load = self._load
        load.supplier.left_box()
        coals = [option.value for option in load.coal.options]
        panel = contract_panel(load.supplier_words, coals, load.coal.value())

        def registered(contract: Registered) -> None:
            self._contract = str(contract.id)
            self._page.close_panel()
            for finding in contract.findings:
                self._page.tell_reason(finding)

        def register(supplier: str) -> None:
            self._supplier = supplier
            day = parse_day(panel.text("until"), day_of(self._page.place.clock.now()))
            request = RegisterContract(
                number=panel.text("number"),
                supplier=supplier,
                coal=panel.text("coal"),
                quantity_kg=tonnes_kg(panel.text("quantity")) or 0,
                until=day.isoformat() if day else "",
            )
            self._page.write(register_contract, request, registered, failed)

        def failed(error: CoalGuardError) -> None:
            panel.show_error(self._page, error)

        def confirm() -> None:
            self._check(panel)
            if panel.complete() and not self._page.saving:
                self._weighing.with_supplier(register)

        for name in ("quantity", "until"):
            panel.fields[name].left.connect(lambda: self._check(panel))
        panel.confirmed.connect(confirm)
        self._page.open_panel(panel)

    def _check(self, panel: Panel) -> None:
        quantity, until = panel.fields["quantity"], panel.fields["until"]
        if quantity.text().strip() and tonnes_kg(quantity.text()) is None:
            quantity.show_error(_("请填吨数，如 200"))
        day = parse_day(until.text(), day_of(self._page.place.clock.now()))
        if until.text().strip() and day is None:
            until.show_error(_("日期看不懂，如 1231"))
        elif day is not None:
            until.set_text(day.isoformat())

    # --- a lot that lacks papers -------------------------------------------------------------------------------------

    def _lacking(self) -> list[OpenLot]:
        return [one for one in self._load.supply.lots if one.missing and one.verdict != "fail"]

    def ask_papers(self) -> None:
        """Ask what was brought for which lot."""
        lots = self._lacking()
        panel = complete_panel(
            [Option(one.lot, one.lot, note=_("缺 {papers}").format(papers=lacking(one.missing))) for one in lots]
        )
        panel.fields["lot"].edited.connect(lambda: self._offer(panel))
        panel.fields["lot"].set_text(lots[0].lot if len(lots) == 1 else "")
        self._offer(panel)

        def completed(lot: LotState) -> None:
            self._page.close_panel()
            for finding in lot.findings:
                self._page.tell_reason(finding)
            missing = _("还缺 {papers}").format(papers=lacking(lot.incomplete)) if lot.incomplete else _("手续齐全")
            text = _("批次 {lot} 已补：{missing}。").format(lot=lot.lot, missing=missing)
            self._page.tell(Message("lot.completed", text, Tone.WARN if lot.incomplete else Tone.OK))

        def failed(error: CoalGuardError) -> None:
            panel.show_error(self._page, error)

        def confirm() -> None:
            if panel.complete() and not self._page.saving:
                request = CompleteLot(
                    lot=panel.text("lot"), contract=panel.text("contract"), report=panel.text("report")
                )
                self._page.write(complete, request, completed, failed)

        panel.confirmed.connect(confirm)
        self._page.open_panel(panel)

    def _offer(self, panel: Panel) -> None:
        """The papers that may stand for the lot: of its supplier, of its coal; only those it lacks."""
        lot = next((one for one in self._lacking() if one.lot == panel.text("lot")), None)
        supply = self._load.supply
        for name, papers in (("contract", supply.contracts), ("report", supply.reports)):
            field = panel.fields[name]
            fits = [
                one
                for one in papers
                if lot is not None and one.coal == lot.coal and lot.supplier in {None, one.supplier}
            ]
            if isinstance(field, Combo):
                field.set_options([Option(str(one.id), one.number, note=_note(one)) for one in fits])
                field.setEnabled(lot is not None and name in lot.missing)


def _note(paper: OpenContract | OpenReport) -> str:
    left = _("余 {left} t").format(left=paper.left.tonnes)
    return left if isinstance(paper, OpenContract) else f"{word('verdict', paper.verdict)} {left}"
