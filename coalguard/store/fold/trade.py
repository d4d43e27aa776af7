"""Folds of the trade: what is received into lots, sold on forms, made void, redeemed, counted, handed over."""

from collections.abc import Iterable, Mapping

from coalguard.domain.identity import DocumentNumber
from coalguard.store.fold.change import Change, Fold, Placed, amend, find, put
from coalguard.store.fold.truck import paper, slip


def _postings(placed: Placed) -> Iterable[Change]:
    for line, (account, owner, kg) in enumerate(placed.says["postings"]):
        yield put("postings", place=placed.place, line=line, account=account, owner=owner, kg=kg, day=placed.day)


def _lot_received(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield from paper(placed, "inbound")
    if says["opens"]:
        yield put(
            "lots",
            number=says["lot"],
            place=placed.place,
            yard=placed.of("yard"),
            coal=says["coal"],
            opened_on=placed.day,
        )
    yield put(
        "receipts",
        place=placed.place,
        lot=says["lot"],
        visit=placed.of("visit"),
        supplier=placed.of("supplier"),
        contract=placed.of("contract"),
        report=placed.of("report"),
        net_kg=says["net_kg"],
        number=placed.entry.fact.document,
        plate=says["plate"],
        day=placed.day,
    )
    yield from _postings(placed)
    yield amend("visits", {"place": placed.of("visit")}, state=says["state"])
    yield find(placed, "lot", says["lot"], says["lot"], placed.entry.fact.document, says["plate"])


def _lot_completed(placed: Placed) -> Iterable[Change]:
    for name in ("contract", "report"):
        for receipt in placed.says[f"{name}_receipts"]:
            yield amend("receipts", {"place": placed.places.of_text(receipt)}, **{name: placed.of(name)})


def _sale_recorded(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "sales",
        place=placed.place,
        visit=placed.of("visit"),
        lot=says["lot"],
        buyer=placed.of("buyer"),
        net_kg=says["net_kg"],
        amount_fen=says["amount_fen"],
        day=placed.day,
        voided=None,
    )
    yield from _postings(placed)
    yield amend("visits", {"place": placed.of("visit")}, state=says["state"])


def _form_issued(placed: Placed) -> Iterable[Change]:
    says = placed.says
    number = placed.entry.fact.document
    yield from paper(placed, "form")
    yield put(
        "forms",
        place=placed.place,
        number=number,
        sale=placed.of("sale"),
        visit=placed.of("visit"),
        plate=says["plate"],
        lot=says["lot"],
        net_kg=says["net_kg"],
        state="issued",
        valid_until=says["valid_until"],
        day=placed.day,
        replaces=says["replaces"],
    )
    yield find(placed, "form", number, says["plate"], says["lot"])


def _form_voided(placed: Placed) -> Iterable[Change]:
    says = placed.says
    for text in (says["form"], says["ticket"], says["settlement"]):
        number = DocumentNumber.parse(text)
        yield amend("papers", {"prefix": number.prefix, "serial": number.serial}, state="void")
    yield amend("forms", {"place": placed.of("issued")}, state="void")
    yield amend("sales", {"place": placed.of("sale")}, voided=placed.place)
    yield put(
        "voids",
        place=placed.place,
        number=says["form"],
        lot=says["lot"],
        plate=says["plate"],
        net_kg=says["net_kg"],
        day=placed.day,
    )
    yield amend("visits", {"place": placed.of("visit")}, state=says["state"])
    yield from _postings(placed)


def _form_redeemed(placed: Placed) -> Iterable[Change]:
    number = DocumentNumber.parse(placed.says["form"])
    issued = placed.of("issued")
    if issued:
        yield amend("papers", {"prefix": number.prefix, "serial": number.serial}, state="redeemed")
        yield amend("forms", {"place": issued}, state="redeemed")
    yield put(
        "redemptions",
        place=placed.place,
        number=str(number),
        key_id=placed.says.get("key_id", ""),
        visit=placed.of("visit"),
        at=placed.at,
    )


def _stock_counted(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "counts",
        place=placed.place,
        lot=says["lot"],
        adjustment_kg=says["counted_kg"] - says["book_kg"],
        day=placed.day,
    )
    yield from _postings(placed)


def _seized(placed: Placed) -> Iterable[Change]:
    yield from slip("hand_over")(placed)
    yield from _postings(placed)


FOLDS: Mapping[str, Fold] = {
    "ticket.issued": slip("ticket"),
    "lot.received": _lot_received,
    "lot.completed": _lot_completed,
    "sale.recorded": _sale_recorded,
    "form.issued": _form_issued,
    "settlement.issued": slip("settlement"),
    "form.voided": _form_voided,
    "form.redeemed": _form_redeemed,
    "hand_over.issued": _seized,
    "stock.counted": _stock_counted,
}
