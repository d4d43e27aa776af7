"""Folds of the station itself: its opening, grants, staff, shifts and machines, and the keys it trusts."""

from collections.abc import Iterable, Mapping

from coalguard.store.fold.change import Change, Fold, Placed, amend, put, put_anew, version

SENT, INTERRUPTED = "sent", "interrupted"
"""What an attempt says of itself that reached a printer; and its fault where it may have (`store.prints`)."""


def _station_opened(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "station",
        place=placed.place,
        code=says["code"],
        name=says["name"],
        kind=says["kind"],
        letter=says["letter"],
        demo=int(says["demo"]),
    )
    yield put("station_names", place=placed.place, name=says["name"])


def _station_named(placed: Placed) -> Iterable[Change]:
    """The city calls the station otherwise; from here on its papers do too."""
    name = placed.says["name"]
    yield amend("station", {"place": placed.of("station")}, name=name)
    yield put("station_names", place=placed.place, name=name)


def _grant_opened(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "grants",
        place=placed.place,
        kind=says["kind"],
        prefix=says["prefix"],
        first=says["first"],
        last=says["last"],
        following=says["first"],
        valid=1,
        origin=says["origin"],
    )


def _grant_closed(placed: Placed) -> Iterable[Change]:
    yield amend("grants", {"place": placed.of("grant")}, valid=0)


def _staff_registered(placed: Placed) -> Iterable[Change]:
    says = placed.says
    yield put(
        "staff",
        place=placed.place,
        roles=",".join(says["roles"]),
        active=1,
        founder=int(says["founder"]),
    )
    yield from _staff_person(placed, placed.place)


def _staff_changed(placed: Placed) -> Iterable[Change]:
    says, staff, row = placed.says, placed.of("staff"), placed.row or {}
    yield amend("staff", {"place": staff}, roles=",".join(says["roles"]), active=int(says["active"]))
    yield amend("people", {"place": staff}, name=str(row.get("name", "")), latest=placed.place)
    yield version(placed, staff)


def _staff_person(placed: Placed, place: int) -> Iterable[Change]:
    row = placed.row or {}
    yield put(
        "people",
        place=place,
        kind="staff",
        name=str(row.get("name", "")),
        login=str(row.get("login", "")),
        document="",
        phone="",
        latest=placed.place,
    )
    yield version(placed, place)


def _setting(kind: str, called: str = "name") -> Fold:
    def fold(placed: Placed) -> Iterable[Change]:
        yield put_anew("settings", kind=kind, name=placed.says[called], place=placed.place)
        yield put("changes", place=placed.place, kind=kind, name=placed.says[called])

    return fold


def _key_imported(placed: Placed) -> Iterable[Change]:
    says = placed.says
    epoch, seq = says["revoked_from"] or (None, None)
    yield put_anew(
        "trusted_keys",
        public=says["public"],
        place=placed.place,
        station=says["station"],
        name=says["name"],
        heard_at=placed.at,
        revoked_epoch=epoch,
        revoked_seq=seq,
    )


def _station_set(placed: Placed) -> Iterable[Change]:
    yield put_anew("settings", kind="contact", name="", place=placed.place)


def _shift_opened(placed: Placed) -> Iterable[Change]:
    yield put(
        "shifts",
        place=placed.place,
        opened_at=placed.at,
        opened_by=placed.of("lead"),
        closed_at=None,
        ending=None,
        ended=None,
        printed=0,
        print_reason="",
    )


def _shift_ended(ending: str) -> Fold:
    def fold(placed: Placed) -> Iterable[Change]:
        yield amend("shifts", {"place": placed.of("shift")}, closed_at=placed.at, ending=ending, ended=placed.place)

    return fold


def _shift_printed(placed: Placed) -> Iterable[Change]:
    """Only a sheet that was sent to a printer counts, or may have been; the attempt stands in the journal anyhow."""
    if placed.says["outcome"] == SENT or placed.says.get("fault") == INTERRUPTED:
        says = placed.says
        yield amend("shifts", {"place": placed.of("shift")}, printed=says["copy"], print_reason=says["reason"])


FOLDS: Mapping[str, Fold] = {
    "station.opened": _station_opened,
    "station.named": _station_named,
    "grant.opened": _grant_opened,
    "grant.closed": _grant_closed,
    "staff.registered": _staff_registered,
    "staff.changed": _staff_changed,
    "scale.set": _setting("scale"),
    "printer.set": _setting("printer"),
    "paper.assigned": _setting("paper", "paper"),
    "station.set": _station_set,
    "key.imported": _key_imported,
    "shift.opened": _shift_opened,
    "shift.handed_over": _shift_ended("handed_over"),
    "shift.closed": _shift_ended("closed"),
    "shift.printed": _shift_printed,
}
