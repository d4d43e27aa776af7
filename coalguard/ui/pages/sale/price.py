"""The price of a tonne: what is typed, as it stands on paper, and whether it is more than the city approved.

What the coal costs is decided elsewhere; here it is only said while it can still be altered.
"""

from coalguard.ui.states.sale import price_fen, price_text
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.words import _


class PriceField(Field):
    """A price in yuan a tonne, checked when the cursor leaves it."""

    def __init__(self) -> None:
        """No price is approved until `show_approved` says one."""
        super().__init__(_("单价（元/吨）"), kind=Kind.NUMBER, required=True, longest=10)
        self._approved: int | None = None
        self.left.connect(self.check)

    @property
    def fen(self) -> int | None:
        """The price in fen, where one stands."""
        return price_fen(self.text())

    def show_approved(self, fen_per_t: int | None) -> None:
        """The price that the city approved for this coal; None where it said nothing."""
        self._approved = fen_per_t

    def check(self) -> None:
        """Say what is wrong with a price that is none; one that is stands as on paper, with its two decimals."""
        fen = self.fen
        if fen is not None:
            self.set_text(price_text(fen))
            if self._approved is not None and fen > self._approved and not self.message:
                self.show_warning(_("高于核定价 {price} 元/吨").format(price=price_text(self._approved)))
        elif self.text().strip():
            self.show_error(_("单价应大于 0，最多两位小数"))
