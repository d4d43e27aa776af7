"""Folds of the registry: suppliers, contracts, reports, people, vehicles, yards, outlets."""

from collections.abc import Iterable, Mapping

from coalguard.store.fold.change import Change, Fold, Placed, amend, find, put, put_anew, version


def _supplier(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put("suppliers", place=placed.place, name=says["name"], kind=says["kind"], credit_code=says["credit_code"])
    yield find(placed, "supplier", str(placed.entry.key), says["name"], says["credit_code"])


def _contract(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "contracts",
        place=placed.place,
        number=says["number"],
        supplier=placed.of("supplier"),
        coal=says["coal"],
        quantity_kg=says["quantity_kg"],
        until=says["until"],
    )
    yield find(placed, "contract", says["number"], says["number"])


def _report(placed: Placed) -> Iterable[Change]:
    report, assessment = placed.says["report"], placed.says["assessment"]
    yield put(
        "reports",
        place=placed.place,
        number=report["number"],
        supplier=placed.places.of_text(report["supplier"]),
        coal=report["coal"],
        batch=report["batch"],
        covers_kg=report["covers_kg"],
        verdict=assessment["verdict"],
        reported_on=report["reported_on"],
    )
    yield find(placed, "report", report["number"], report["number"], report["laboratory"], report["batch"])


def _buyer_registered(placed: Placed) -> Iterable[Change]:
    yield _person(placed, placed.place, "buyer")
    yield version(placed, placed.place)
    row = placed.row or {}
    yield find(placed, "buyer", str(placed.entry.key), str(row.get("name", "")), *_tails(row))


def _buyer_changed(placed: Placed) -> Iterable[Change]:
    row, buyer = placed.row or {}, placed.of("buyer")
    yield version(placed, buyer)
    yield amend(
        "people",
        {"place": buyer},
        name=str(row.get("name", "")),
        document=_document(row),
        phone=str(row.get("phone", "")),
        latest=placed.place,
    )
    name = str(row.get("name", ""))
    yield amend("finds", {"place": buyer, "line": 0}, title=name, text="\n".join((name, *_tails(row))).upper())


def _driver(placed: Placed) -> Iterable[Change]:
    yield _person(placed, placed.place, "driver")
    yield version(placed, placed.place)


def _person(placed: Placed, place: int, kind: str) -> Change:
    row = placed.row or {}
    return put(
        "people",
        place=place,
        kind=kind,
        name=str(row.get("name", "")),
        login="",
        document=_document(row),
        phone=str(row.get("phone", "")),
        latest=placed.place,
    )


def _document(row: Mapping[str, object]) -> str:
    """What makes the same buyer the same: the identity number, or the unit's credit code."""
    return str(row.get("document_number") or row.get("credit_code") or "")


def _tails(row: Mapping[str, object]) -> tuple[str, ...]:
    return (_document(row), str(row.get("phone", "")))


def _vehicle(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put_anew(
        "vehicles",
        plate=says["plate"],
        place=placed.place,
        axles=says["axles"],
        combination=int(says["combination"]),
        single_drive=int(says["single_drive"]),
        colour=says["colour"],
        rated_kg=says["rated_kg"],
    )


def _yard(placed: Placed) -> Iterable[Change]:
    yield put("yards", place=placed.place, name=placed.says["name"])


def _outlet(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "outlets",
        place=placed.place,
        name=says["name"],
        tier=says["tier"],
        town=says["town"],
        credit_code=says["credit_code"],
    )


FOLDS: Mapping[str, Fold] = {
    "supplier.registered": _supplier,
    "contract.registered": _contract,
    "report.entered": _report,
    "buyer.registered": _buyer_registered,
    "buyer.changed": _buyer_changed,
    "driver.registered": _driver,
    "vehicle.registered": _vehicle,
    "yard.registered": _yard,
    "outlet.registered": _outlet,
}
