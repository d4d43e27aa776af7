"""Folds of one truck's stay: the visit, its weighings, its inspection, the slips that end it, and every print."""

from collections.abc import Iterable, Mapping

from coalguard.domain.identity import DocumentNumber
from coalguard.store.fold.change import Change, Fold, Placed, amend, find, put


def _visit_opened(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "visits",
        place=placed.place,
        plate=says["plate"],
        purpose=says["purpose"],
        state="arrived",
        opened_at=placed.at,
        gross_kg=None,
        gross=None,
        tare_kg=None,
        tare=None,
        manual=0,
    )


def _visit_moved(placed: Placed) -> Iterable[Change]:
    yield amend("visits", {"place": placed.of("visit")}, state=placed.says["state"])


def _weighing(placed: Placed) -> Iterable[Change]:
    says, visit = placed.says, placed.of("visit")
    manual = placed.entry.fact.kind == "weighing.entered"
    yield put(
        "weighings",
        place=placed.place,
        visit=visit,
        step=says["step"],
        kg=says["kg"],
        manual=int(manual),
        at=placed.at,
    )
    step = says["step"]
    marks = {"manual": 1} if manual else {}
    yield amend(
        "visits", {"place": visit}, state=says["state"], **{f"{step}_kg": says["kg"], step: placed.place}, **marks
    )


def _tare_recalled(placed: Placed) -> Iterable[Change]:
    """A tare on record stands for the stay; nothing was weighed, so there is no row among the weighings."""
    says = placed.says
    tare = {"tare_kg": says["kg"], "tare": placed.place}
    yield amend("visits", {"place": placed.of("visit")}, state=says["state"], **tare)


def _inspection_recorded(placed: Placed) -> Iterable[Change]:
    says, visit = placed.says, placed.of("visit")
    if says["before"]:
        yield amend("inspections", {"visit": visit}, recorded=placed.place, verdict=says["verdict"])
    else:
        yield put(
            "inspections",
            visit=visit,
            plate=says["plate"],
            recorded=placed.place,
            verdict=says["verdict"],
            decided=None,
            decision="",
            reasons="",
            at=placed.at,
        )
    yield from _visit_moved(placed)


def _inspection_decided(placed: Placed) -> Iterable[Change]:
    says, visit = placed.says, placed.of("visit")
    decided = {"decided": placed.place, "decision": says["decision"], "reasons": ",".join(says["reasons"])}
    if says["recorded"]:
        yield amend("inspections", {"visit": visit}, at=placed.at, **decided)
    else:
        yield put("inspections", visit=visit, plate=says["plate"], recorded=None, verdict="", at=placed.at, **decided)
    yield from _visit_moved(placed)


def paper(placed: Placed, kind: str) -> Iterable[Change]:
    """The rows of any numbered paper: the paper itself, and its serial gone from the grant."""
    number, visit = DocumentNumber.parse(placed.entry.fact.document), placed.of("visit")
    yield put(
        "papers",
        prefix=number.prefix,
        serial=number.serial,
        number=str(number),
        kind=kind,
        place=placed.place,
        visit=visit,
        issued_at=placed.at,
        state="issued",
    )
    yield amend("grants", {"place": placed.of("grant")}, following=number.serial + 1)


def slip(kind: str) -> Fold:
    """The fold of a paper that is found by its number and its truck."""

    def fold(placed: Placed) -> Iterable[Change]:
        yield from paper(placed, kind)
        yield find(placed, kind, placed.entry.fact.document, placed.says["plate"])

    return fold


def _printed(placed: Placed) -> Iterable[Change]:
    says, number = placed.says, DocumentNumber.parse(placed.says["paper"])
    yield put(
        "prints",
        place=placed.place,
        prefix=number.prefix,
        serial=number.serial,
        printer=placed.of("printer") or 0,  # no printer could take the paper: the attempt waits all the same
        parts=",".join(map(str, says["parts"])),
        copy=says["copy"],
        outcome=says["outcome"],
        fault=says["fault"],
        at=placed.at,
    )


FOLDS: Mapping[str, Fold] = {
    "visit.opened": _visit_opened,
    "visit.left": _visit_moved,
    "weighing.captured": _weighing,
    "weighing.entered": _weighing,
    "weighing.recalled": _tare_recalled,
    "inspection.recorded": _inspection_recorded,
    "inspection.decided": _inspection_decided,
    "release.issued": slip("release"),
    "turn_back.issued": slip("turn_back"),
    "paper.printed": _printed,
}
