"""Coal as the store knows it: suppliers' contracts and reports and what is left of them, yards, lots, postings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding, fail, refuse
from coalguard.domain.identity import EntryKey, compact_code
from coalguard.domain.journal import Entry
from coalguard.domain.ledger import SELLABLE_VERDICTS, AccountKind, Lot, Posting
from coalguard.domain.mass import NO_MASS, Mass
from coalguard.domain.registry import Contract
from coalguard.store.reader import Reader

_WORST = ("fail", "cannot_judge", "borderline", "pass")
_RECEIPTS = (
    "SELECT lot, receipts.place, receipts.supplier, contract, report, reports.verdict, net_kg FROM receipts "
    "LEFT JOIN reports ON reports.place = receipts.report"
)
_IN_ORDER = "ORDER BY receipts.place"
_LOTS = "SELECT number, place, yard, coal FROM lots"
_BACKED = (  # what stands behind the loads of a lot: all their verdicts, and whether one came without a contract
    "SELECT lot, group_concat(DISTINCT coalesce(reports.verdict, '')), max(contract IS NULL) FROM receipts "
    "LEFT JOIN reports ON reports.place = receipts.report"
)


@dataclass(frozen=True, slots=True)
class HeldContract:
    """A contract and what is left of it."""

    key: EntryKey
    contract: Contract
    left: Mass


@dataclass(frozen=True, slots=True)
class HeldReport:
    """A report as judged, and how many kilograms of what it covers are left."""

    key: EntryKey
    number: str
    supplier: EntryKey
    coal: str
    verdict: str
    left: Mass

    @property
    def passes(self) -> bool:
        """Whether coal may be sold on it."""
        return self.verdict in SELLABLE_VERDICTS


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """One load in a lot: what it was received on, and whether a report that passes stands behind it."""

    key: EntryKey
    supplier: EntryKey
    contract: EntryKey | None
    report: EntryKey | None
    verdict: str | None
    net: Mass

    @property
    def proved(self) -> bool:
        """Whether a report that passes stands behind the load."""
        return self.verdict in SELLABLE_VERDICTS


def load_contract(reader: Reader, text: str) -> HeldContract:
    """A contract by id or number, however that is typed, and what is left of it. Raises Refused `contract.unknown`."""
    row = reader.one(
        "SELECT place, number, supplier, coal, quantity_kg, until FROM contracts WHERE number IN (?, ?) OR place = ? "
        "ORDER BY place DESC",
        text,
        compact_code(text),
        _place_or_none(reader, text),
    )
    if row is None:
        raise refuse("contract.unknown", value=text)
    place, number, supplier, coal, quantity, until = row
    contract = Contract(number, reader.places.key(supplier), coal, Mass(quantity), date.fromisoformat(until))
    drawn = reader.value("SELECT coalesce(sum(net_kg), 0) FROM receipts WHERE contract = ?", place)
    return HeldContract(reader.places.key(place), contract, contract.quantity - Mass(drawn))


def load_report(reader: Reader, text: str) -> HeldReport:
    """A report by id or number, however that is typed, and what is left of what it covers.

    Raises Refused `report.unknown`.
    """
    row = reader.one(
        "SELECT place, number, supplier, coal, verdict, covers_kg FROM reports WHERE number IN (?, ?) OR place = ? "
        "ORDER BY place DESC",
        text,
        compact_code(text),
        _place_or_none(reader, text),
    )
    if row is None:
        raise refuse("report.unknown", value=text)
    place, number, supplier, coal, verdict, covers = row
    drawn = reader.value("SELECT coalesce(sum(net_kg), 0) FROM receipts WHERE report = ?", place)
    return HeldReport(
        reader.places.key(place), number, reader.places.key(supplier), coal, verdict, Mass(covers) - Mass(drawn)
    )


def load_contracts(reader: Reader) -> tuple[HeldContract, ...]:
    """Every contract, the youngest first, and what is left of each."""
    return tuple(
        load_contract(reader, str(reader.places.key(place)))
        for (place,) in reader.rows("SELECT place FROM contracts ORDER BY place DESC")
    )


def load_reports(reader: Reader) -> tuple[HeldReport, ...]:
    """Every report, the youngest first, and what is left of each."""
    return tuple(
        load_report(reader, str(reader.places.key(place)))
        for (place,) in reader.rows("SELECT place FROM reports ORDER BY place DESC")
    )


def last_reports(reader: Reader, supplier: str, most: int) -> tuple[Entry, ...]:
    """The last so many reports of a supplier as they were entered, the oldest of them first."""
    rows = reader.rows(
        "SELECT place FROM reports WHERE supplier = ? ORDER BY place DESC LIMIT ?", reader.place_of(supplier), most
    )
    return tuple(reader.entry_at(place) for (place,) in reversed(rows))


def load_laboratories(reader: Reader, reports: int = 50) -> tuple[str, ...]:
    """The laboratories of the last so many reports, the youngest first."""
    rows = reader.rows("SELECT place FROM reports ORDER BY place DESC LIMIT ?", reports)
    names = (reader.entry(reader.places.key(place)).fact.says["report"]["laboratory"] for (place,) in rows)
    return tuple(dict.fromkeys(str(name) for name in names))


def load_suppliers(reader: Reader) -> tuple[tuple[EntryKey, str], ...]:
    """Every supplier and its name, the youngest first."""
    rows = reader.rows("SELECT place, name FROM suppliers ORDER BY place DESC")
    return tuple((reader.places.key(place), name) for place, name in rows)


def load_yards(reader: Reader) -> tuple[tuple[EntryKey, str], ...]:
    """Every yard and its name, in the order they were registered."""
    rows = reader.rows("SELECT place, name FROM yards ORDER BY place")
    return tuple((reader.places.key(place), name) for place, name in rows)


def report_numbers(reader: Reader, number: str) -> int:
    """How often a report of this number was entered."""
    return int(reader.value("SELECT count(*) FROM reports WHERE number = ?", number))


def supplier_name(reader: Reader, text: str) -> str:
    """The name of a supplier by id. Raises Refused `supplier.unknown`."""
    name = reader.value("SELECT name FROM suppliers WHERE place = ?", reader.place_of(text))
    if name is None:
        raise refuse("supplier.unknown", value=text)
    return str(name)


def load_yard(reader: Reader, text: str) -> EntryKey:
    """A yard by id or name. Raises Refused `yard.unknown`."""
    row = reader.one("SELECT place FROM yards WHERE name = ? OR place = ?", text, _place_or_none(reader, text))
    if row is None:
        raise refuse("yard.unknown", value=text)
    return reader.places.key(row[0])


def load_receipts(reader: Reader, lot: str) -> tuple[HeldReceipt, ...]:
    """The loads in a lot, in the order they came."""
    return tuple(_receipt(reader, row) for row in reader.rows(f"{_RECEIPTS} WHERE lot = ? {_IN_ORDER}", lot))


def receipts_by_lot(reader: Reader) -> Mapping[str, tuple[HeldReceipt, ...]]:
    """The loads of every lot, in the order they came."""
    held: dict[str, list[HeldReceipt]] = {}
    for row in reader.rows(f"{_RECEIPTS} {_IN_ORDER}"):
        held.setdefault(row[0], []).append(_receipt(reader, row))
    return {lot: tuple(receipts) for lot, receipts in held.items()}


def last_reports_of_lots(reader: Reader) -> Mapping[str, EntryKey]:
    """The report that the last load of a lot with one came on."""
    rows = reader.rows("SELECT lot, report, max(place) FROM receipts WHERE report IS NOT NULL GROUP BY lot")
    return {lot: reader.places.key(report) for lot, report, _ in rows}  # SQLite: the report of the greatest place


def _receipt(reader: Reader, row: tuple[Any, ...]) -> HeldReceipt:
    _, place, supplier, contract, report, verdict, net = row
    key = reader.places.key
    return HeldReceipt(
        key(place),
        key(supplier),
        key(contract) if contract is not None else None,
        key(report) if report is not None else None,
        verdict,
        Mass(net),
    )


def load_lot(reader: Reader, number: str) -> Lot:
    """A lot as it stands. Raises Refused `lot.unknown`."""
    wanted = number.strip().upper()
    row = reader.one(f"{_LOTS} WHERE number = ?", wanted)
    if row is None:
        raise refuse("lot.unknown", value=number)
    backed = reader.one(f"{_BACKED} WHERE lot = ? GROUP BY lot", wanted)
    return _lot(reader, row, balance(reader, AccountKind.LOT, wanted), backed)


def load_lots(reader: Reader) -> tuple[Lot, ...]:
    """Every lot, oldest first."""
    stocks = dict(reader.rows("SELECT owner, sum(kg) FROM postings WHERE account = 'lot' GROUP BY owner"))
    backed = {row[0]: row for row in reader.rows(f"{_BACKED} GROUP BY lot")}
    return tuple(
        _lot(reader, row, Mass(stocks.get(row[0], 0)), backed.get(row[0]))
        for row in reader.rows(f"{_LOTS} ORDER BY place")
    )


def _lot(reader: Reader, row: tuple[Any, ...], stock: Mass, backed: tuple[Any, ...] | None) -> Lot:
    number, place, yard, coal = row
    _, said, lacks_contract = backed or (number, None, 0)
    verdicts = frozenset(said.split(",")) if said is not None else frozenset()
    return Lot(
        number,
        reader.places.key(place),
        reader.places.key(yard),
        coal,
        stock,
        next((verdict for verdict in _WORST if verdict in verdicts), None),
        lacks_contract=bool(lacks_contract),
        lacks_report=not verdicts <= SELLABLE_VERDICTS,
    )


def lots_opened_on(reader: Reader, day: str) -> int:
    """How many lots were opened on a day (ISO)."""
    return int(reader.value("SELECT count(*) FROM lots WHERE opened_on = ?", day))


def balance(reader: Reader, account: AccountKind, owner: str) -> Mass:
    """What an account holds: the sum of its postings."""
    sql = "SELECT coalesce(sum(kg), 0) FROM postings WHERE account = ? AND owner = ?"
    return Mass(reader.value(sql, str(account), owner))


def postings_of(reader: Reader, key: EntryKey) -> tuple[Posting, ...]:
    """The postings that an entry made."""
    rows = reader.rows("SELECT account, owner, kg FROM postings WHERE place = ? ORDER BY line", reader.places.of(key))
    return tuple(Posting(AccountKind(account), owner, Mass(kg)) for account, owner, kg in rows)


def ledger_total(reader: Reader) -> Mass:
    """The sum of all postings: zero."""
    return Mass(reader.value("SELECT coalesce(sum(kg), 0) FROM postings")) or NO_MASS


def _place_or_none(reader: Reader, text: str) -> int | None:
    """The place where `text` is an id of this store; a paper's number is none."""
    try:
        return reader.place_of(text)
    except CoalGuardError:
        return None


def contract_registered(reader: Reader, number: str) -> tuple[Finding, ...]:
    """What speaks against registering this contract number: that it is."""
    found = reader.value("SELECT 1 FROM contracts WHERE number = ?", number)
    return (fail("contract.registered", number=number),) if found else ()


def yard_registered(reader: Reader, name: str) -> tuple[Finding, ...]:
    """What speaks against registering this yard: that there is one of the name."""
    found = reader.value("SELECT 1 FROM yards WHERE name = ?", name)
    return (fail("yard.registered", name=name),) if found else ()
