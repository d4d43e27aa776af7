"""Leases: offered until taken, refilled before they run out, never overlapping, above everything after a restore."""

import pytest
from msgspec.structs import replace as changed
from sqlalchemy.exc import IntegrityError

from coalguard.domain.numbering import PaperKind
from coalguard.server.grants import LEAST, OVERLAP, Lessor, keep_given, lease_first
from coalguard.server.roster import believed
from coalguard.server.tables import grants
from coalguard.sync.lease import lease_says
from tests.server.stations import FAR, FULL, ON_SQLITE, Desk, Hands, enrolled, leases
from tests.server.towns import Town
from tests.server.writers import NOON, Writer


@pytest.fixture
def desk(town: Town) -> Desk:
    """An enrolled market that has said hello."""
    clock, writer = Hands(), Writer("LX01")
    enrolled(town, writer, clock, used={"form": 33})
    made = Desk(town, writer, clock)
    made.hello()
    return made


def take(desk: Desk, kind: str, prefix: str, first: int, last: int) -> None:
    """The device says that it took a lease, and the city hears it."""
    says = {"kind": kind, "prefix": prefix, "first": first, "last": last, "origin": "server", "lease": ["", ""]}
    desk.writer.write("grant.opened", says)
    desk.push()


def offered(desk: Desk, **said: object) -> dict[str, tuple[int, int]]:
    """What a hello offers, by kind."""
    told = leases(desk.town, desk.hello(**said).grants)
    return {kind: (one.first, one.last) for kind, one in told.items()}


@ON_SQLITE
def test_a_lease_is_offered_until_the_device_says_that_it_took_it(desk: Desk) -> None:
    first = offered(desk)
    assert first == offered(desk)
    assert first["form"] == (33, 5_032)
    take(desk, "form", "LX01", 33, 5_032)
    assert "form" not in offered(desk)
    assert set(offered(desk)) == set(first) - {"form"}


@ON_SQLITE
def test_another_lease_is_made_below_thirty_percent(desk: Desk) -> None:
    take(desk, "form", "LX01", 33, 5_032)
    assert "form" not in offered(desk, left={**FULL, "form": LEAST})
    assert offered(desk, left={**FULL, "form": LEAST - 1})["form"] == (5_033, 10_032)
    assert offered(desk, left={**FULL, "form": 0})["form"] == (5_033, 10_032), "one that waits is enough"
    take(desk, "form", "LX01", 5_033, 10_032)
    assert offered(desk, left={**FULL, "form": 0})["form"] == (10_033, 15_032)


@pytest.mark.parametrize(
    ("expires", "more"),
    [
        ("2026-01-19T04:00:00.000Z", False),
        ("2026-01-19T03:59:59.000Z", True),
        ("", True),
        ("soon", True),
        ("2026-01-15T00:00:00", True),
    ],
)
@ON_SQLITE
def test_another_lease_is_made_before_the_end_of_its_time(desk: Desk, expires: str, *, more: bool) -> None:
    take(desk, "form", "LX01", 33, 5_032)
    assert ("form" in offered(desk, expires={**FAR, "form": expires})) is more


def test_a_new_epoch_begins_above_everything_leased_or_reported(desk: Desk) -> None:
    take(desk, "form", "LX01", 33, 5_032)
    desk.writer.form(7_000)
    desk.push()
    desk.writer.epoch = 2
    desk.writer.write("epoch.opened")
    told = leases(desk.town, desk.hello(restored=True, left={}, expires={}).grants)
    assert (told["form"].first, told["form"].epoch) == (7_001, 2)
    assert told["release"].first == 5_001


@ON_SQLITE
def test_a_block_that_is_used_up_gives_no_more(town: Town) -> None:
    clock, writer = Hands(), Writer("LX01")
    told = enrolled(town, writer, clock, used={"form": 999_000, "ticket": 1_000_001})
    lent = leases(town, told.grants)
    assert (lent["form"].first, lent["form"].last) == (999_000, 1_000_000)
    assert "ticket" not in lent
    desk = Desk(town, writer, clock)
    take(desk, "form", "LX01", 999_000, 1_000_000)
    assert "form" not in offered(desk, left={**FULL, "form": 0})


def test_the_database_refuses_what_overlaps(town: Town) -> None:
    writer = Writer("LX01")
    enrolled(town, writer, Hands(), used={"form": 33})
    with pytest.raises(IntegrityError, match=OVERLAP), town.database.begin() as connection:
        keep_given(connection, believed(connection, writer.device), 1, {"form": 40}, NOON)


@ON_SQLITE
def test_leases_of_all_kinds_are_made_at_once(town: Town) -> None:
    writer = Writer("LX01")
    town.enrol(writer, leases=False)
    with town.database.begin() as connection:
        made = lease_first(Lessor(connection, town.city, NOON), believed(connection, writer.device), 1)
    assert set(leases(town, made)) == {kind.value for kind in PaperKind}
    assert len(town.rows(grants, "no")) == len(PaperKind)


@ON_SQLITE
def test_a_lease_that_a_restored_city_forgot_is_noted_by_its_own_word(desk: Desk) -> None:
    town, writer = desk.town, desk.writer
    ((grant, lease),) = [
        (one, leased)
        for one, leased in zip(desk.hello().grants, leases(town, desk.hello().grants).values(), strict=True)
        if leased.kind == "form"
    ]
    with town.database.begin() as connection:
        connection.execute(grants.delete().where(grants.c.kind == "form", grants.c.origin == "lease"))
    for said in (grant, changed(grant, signature=bytes(64))):
        writer.write("grant.opened", dict(lease_says(lease, said)))
    writer.write("grant.opened", {**lease_says(lease, grant), "lease": 7})
    writer.form(lease.first)
    assert town.push(writer).opened == ()
    noted = [row for row in town.rows(grants, "kind", "origin", "first", "last", "taken") if row[0] == "form"]
    assert noted == [("form", "lease", lease.first, lease.last, 1), ("form", "starter", 1, 32, 1)]
