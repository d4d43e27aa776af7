"""The field for a plate, or for the last four signs of one that stands in the yard."""

from coalguard.domain.findings import Refused
from coalguard.domain.plate import parse_plate
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.words import _


class PlateField(Field):
    """A plate; Enter leads on only where one stands."""

    def __init__(self) -> None:
        """As the plates of trucks are typed."""
        hint = _("8F326 或后 4 位")
        super().__init__(_("车牌"), kind=Kind.PLATE, required=True, hint=hint, longest=30)
        self.chosen = False

    def enter_pressed(self) -> bool:
        """Enter that takes a province, is pressed without a plate, or called up a truck, does not simply lead on."""
        if super().enter_pressed():
            return True
        self.left.emit()
        return self.chosen or not self.text().strip()

    def write_out(self) -> None:
        """Write the plate out in full, or say what is wrong with it."""
        try:
            self.set_text(parse_plate(self.text()).text)
        except Refused as refused:
            self.show_finding(refused.findings[0])
