"""The catalogue: every command of `drive` and the operation behind it (`doors.md`).

An operation is imported when its command is asked for first. Fields and results are declared where the operation
stands, and read from there; this table knows names alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, get_type_hints

if TYPE_CHECKING:  # an operation brings the store with it, and --describe shall be all that loads every one
    from coalguard.operations.station import Actor, Station

_OPERATIONS: Final = {
    "setup.station": "setup.set_station",
    "setup.scale": "setup.set_scale",
    "setup.printer": "setup.set_printer",
    "setup.paper": "setup.assign_paper",
    "setup.show": "setup.show",
    "shift.open": "shift.open_shift",
    "shift.hand_over": "shift.hand_over_shift",
    "shift.close": "shift.close_shift",
    "shift.show": "shift.show_shift",
    "shift.check": "shift.check_seal",
    "shift.print": "paper.print_closing",
    "shift.render": "paper.render_closing",
    "supplier.register": "register.register_supplier",
    "contract.register": "register.register_contract",
    "buyer.register": "register.register_buyer",
    "buyer.change": "register.change_buyer",
    "buyer.find": "counter.find_buyers",
    "vehicle.register": "register.register_vehicle",
    "yard.register": "register.register_yard",
    "outlet.register": "register.register_outlet",
    "outlet.list": "register.list_outlets",
    "staff.register": "staff.register_staff",
    "staff.change": "staff.change_staff",
    "report.enter": "quality.enter_report",
    "inbound.arrive": "visit.arrive",
    "inbound.receive": "lot.receive",
    "lot.complete": "lot.complete",
    "sale.begin": "visit.begin_sale",
    "visit.leave": "visit.leave",
    "visit.list": "visit.list_open",
    "weighing.capture": "weighing.capture",
    "weighing.enter": "weighing.enter",
    "weighing.recall": "weighing.recall",
    "weighing.evidence": "weighing.show_evidence",
    "slip.print": "paper.print_slip",
    "slip.render": "paper.render_slip",
    "slip.find": "slip.find",
    "form.issue": "form.issue",
    "form.void": "form.void",
    "form.reissue": "form.reissue",
    "form.find": "form.find",
    "form.check": "light.check",
    "keys.export": "keys.export_keys",
    "keys.import": "keys.import_keys",
    "inspection.begin": "inspection.begin",
    "inspection.record": "inspection.record",
    "inspection.decide": "inspection.decide",
    "paper.render": "paper.render_paper",
    "paper.print": "paper.print_paper",
    "paper.pending": "paper.list_unprinted",
    "ledger.book": "ledger.read_book",
    "ledger.take_stock": "ledger.take_stock",
    "search": "search.search",
    "sync.run": "synchronise.sync_now",
    "sync.show": "synchronise.show",
    "exception.list": "exceptions.list_exceptions",
    "backup.make": "upkeep.back_up",
    "backup.restore": "upkeep.restore",
    "store.verify": "upkeep.verify_store",
}


@dataclass(frozen=True)
class Command:
    """A command: its name, and where its operation stands."""

    name: str
    operation: str

    @cached_property
    def run(self) -> "Callable[[Station, Actor, Any], Any]":
        """The operation itself."""
        module, _, deed = self.operation.rpartition(".")
        operation: Callable[[Station, Actor, Any], Any] = getattr(import_module(f"coalguard.operations.{module}"), deed)
        return operation

    @cached_property
    def takes(self) -> type[Any]:
        """The dataclass of its fields."""
        request: type[Any] = get_type_hints(self.run)["request"]
        return request

    @cached_property
    def gives(self) -> type[Any]:
        """The dataclass of its result."""
        result: type[Any] = get_type_hints(self.run)["return"]
        return result

    @property
    def hands_over(self) -> bool:
        """Whether whoever its result names as the actor acts from then on."""
        return self.name == "shift.hand_over"

    @property
    def needs_closed_store(self) -> bool:
        """Whether it works on a folder whose store nobody has open, this session neither."""
        return self.name == "backup.restore"

    @property
    def changes_staff(self) -> bool:
        """Whether the roles of whoever acts may be others after it."""
        return self.name.startswith("staff.")


COMMANDS: Final[Mapping[str, Command]] = MappingProxyType({do: Command(do, at) for do, at in _OPERATIONS.items()})
"""The commands that act in an open store, by name."""
