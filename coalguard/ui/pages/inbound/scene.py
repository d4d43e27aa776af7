"""The scene: what stands in the middle and at the right of the page, and how the load stands with its papers."""

from coalguard.domain.mass import Mass
from coalguard.domain.visit import Purpose
from coalguard.ui.keys import EnterOrder
from coalguard.ui.pages.inbound.load_card import LoadCard
from coalguard.ui.pages.inbound.side_card import SideCard
from coalguard.ui.pages.inbound.weighing import InboundWeighing
from coalguard.ui.states.inbound import contract_standing, not_chosen, over_contract, report_standing
from coalguard.ui.weighbridge.page import WeighingPage
from coalguard.ui.words import _
from coalguard.ui.workplace import Workplace


class InboundScene(WeighingPage):
    """What is seen of the page; what it does is told in `page`."""

    purpose = Purpose.INBOUND
    weighing: InboundWeighing

    def __init__(self, place: Workplace) -> None:
        """Build the load and the papers beside the yard."""
        super().__init__(place, _("进煤过磅"))
        self.load, self.side = LoadCard(place.station.books.rules.coals), SideCard()
        self.fields = self.load.named()
        self.main_act, self.first_focus = self.side.receive, self.load.plate
        self.load.enter_order = EnterOrder(list(self.fields.values()), last=self.side.receive)
        self.load.changed.connect(self.show_standings)
        weighing = InboundWeighing(self, self.yard.mass, self.load)
        self.lay_out(weighing, self.load.plate, self.load, self.side)
        self.show_steps()

    def show_steps(self) -> None:
        """Show how far the weighing has come, and whether the load can be received."""
        self.side.show_ready(ready=self.ready)
        super().show_steps()

    def show_standings(self) -> None:
        """Show how the load stands with its papers."""
        contract, report = self.load.chosen_contract, self.load.chosen_report
        left = contract.left if contract else None
        if self.load.names_supplier:
            self.side.show_load(
                contract_standing(contract.number if contract else "", left, self._load_mass),
                report_standing(report.number if report else "", report.verdict if report else ""),
                over_contract(left, self._load_mass),
            )
        else:
            self.side.show_load(*not_chosen())
        self.keys_changed.emit()

    @property
    def _load_mass(self) -> Mass | None:
        """What the load weighs; before it is known, what was declared of it."""
        stay, declared = self.weighing.stay, self.load.declared_kg
        if stay is not None and stay.net is not None:
            return stay.net
        return Mass(declared) if declared is not None else None

    def focus_work(self) -> None:
        """Put the cursor where the truck in hand needs it."""
        if self.ready:
            self.load.lot.setFocus()
        elif self.weighing.visit:
            self.yard.list.setFocus()
        else:
            self.load.plate.setFocus()
