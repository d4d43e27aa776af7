"""A device becomes known by a code that a person carries; once, within a day, after few wrong tries."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Refused
from coalguard.domain.numbering import PaperKind
from coalguard.server.enrolment import TRIES, Gate, enroll
from coalguard.server.tables import codes, devices, entries, grants, stations
from coalguard.sync.messages import Certificate, Enrolled, Trust, believe, parse
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.statement import Purpose, pair_fingerprint
from tests.server.stations import ON_SQLITE, Hands, asking, code_for, enrolled, leases
from tests.server.towns import Town
from tests.server.writers import Writer


@pytest.fixture
def clock() -> Hands:
    """Noon."""
    return Hands()


def refused(town: Town, clock: Hands, asked: Any) -> str:
    """The code that an enrolment is refused with."""
    with pytest.raises(CoalGuardError) as caught:
        enroll(town.database, Gate(town.secret, town.city, clock), asked)
    return caught.value.code


@ON_SQLITE
def test_a_code_is_of_the_station_and_sixty_bits(town: Town, clock: Hands) -> None:
    code = code_for(town, "lx01 ", clock)
    assert re.fullmatch(r"LX01(-[2-9A-HJ-NP-Z]{4}){3}", code)
    assert code != code_for(town, "LX01", clock)
    kept = town.rows(codes, "digest", "until")
    assert {until for _, until in kept} == {"2026-01-15T04:00:00.000Z"}
    assert all(code.encode() not in bytes(digest) for digest, _ in kept)


@ON_SQLITE
def test_a_code_for_no_station_is_refused(town: Town, clock: Hands) -> None:
    with pytest.raises(CoalGuardError) as caught:
        code_for(town, "GB01", clock)
    assert caught.value.code == "station.code_reserved"


def test_the_answer_says_who_the_city_is_and_what_the_device_may(town: Town, clock: Hands) -> None:
    writer = Writer("LX01")
    told = enrolled(town, writer, clock, used={"form": 33, "ticket": 41})
    city = town.city.public
    assert told.city == city.hex()
    assert told.fingerprint == pair_fingerprint(writer.signer.public, city)
    certificate = believe(Purpose.CERTIFICATE, Certificate, told.certificate, city)
    assert (certificate.device, certificate.station, certificate.kind) == (writer.device, "LX01", "market")
    (key,) = believe(Purpose.TRUST, Trust, told.trust, city).keys
    assert (key.public, key.station, key.revoked_from) == (writer.signer.public.hex(), "LX01", None)
    told_leases = leases(town, told.grants)
    assert set(told_leases) == {kind.value for kind in PaperKind}
    spans = {kind: (one.prefix, one.first, one.last, one.epoch) for kind, one in told_leases.items()}
    assert spans["form"] == ("LX01", 33, 5_032, 1)
    assert spans["ticket"] == ("GB01", 41, 5_040, 1)
    assert spans["release"] == ("CF01", 1, 5_000, 1)
    starters = [row[1:] for row in town.rows(grants, "origin", "prefix", "first", "last") if row[0] == "starter"]
    assert starters == [("GB01", 1, 40), ("LX01", 1, 32)]


@ON_SQLITE
def test_everybody_hears_of_the_station_and_its_key(town: Town, clock: Hands) -> None:
    enrolled(town, Writer("LX01"), clock)
    gate = Writer("KK02", "checkpoint")
    enrolled(town, gate, clock)
    assert [one.kind for one in town.page(gate).entries] == ["station.published", "key.published"] * 2
    assert town.rows(stations, "code", "kind") == [("KK02", "checkpoint"), ("LX01", "market")]


@ON_SQLITE
def test_a_second_pc_of_a_station_has_its_own_letter_and_block(town: Town, clock: Hands) -> None:
    enrolled(town, Writer("LX01"), clock)
    used = {kind.value: 1_000_001 for kind in PaperKind}
    told = enrolled(town, Writer("LX01"), clock, letter="B", used=used)
    assert leases(town, told.grants)["form"].first == 1_000_001
    assert [row[0] for row in town.rows(entries, "kind")].count("station.published") == 1


@ON_SQLITE
def test_a_letter_is_one_pcs(town: Town, clock: Hands) -> None:
    enrolled(town, Writer("LX01"), clock)
    code = code_for(town, "LX01", clock)
    assert refused(town, clock, asking(Writer("LX01"), code)) == "enroll.letter_taken"
    used = {kind.value: 1_000_001 for kind in PaperKind}
    enroll(town.database, Gate(town.secret, town.city, clock), asking(Writer("LX01"), code, letter="B", used=used))


def test_numbers_that_two_gave_are_refused_by_the_database(town: Town, clock: Hands) -> None:
    lost, follows = Writer("LX01"), Writer("LX01")
    enrolled(town, lost, clock, used={"ticket": 100})
    with town.database.begin() as connection:
        connection.execute(update(devices).where(devices.c.device == lost.device).values(status="revoked"))
    asked = asking(follows, code_for(town, "LX01", clock), used={"ticket": 7})
    assert refused(town, clock, asked) == "enroll.numbers_taken"
    told = enrolled(town, follows, clock)
    assert leases(town, told.grants)["ticket"].first == 5_100, "behind what the other has"


@ON_SQLITE
def test_the_digits_of_a_code_are_one_stations_alone(town: Town, clock: Hands) -> None:
    """LX01's ticket and KK01's would both be GB01-…-0001, long before either is enrolled."""
    early = code_for(town, "KK01", clock)
    enrolled(town, Writer("LX01"), clock)
    with pytest.raises(Refused) as caught:
        code_for(town, "KK01", clock)
    (finding,) = caught.value.findings
    facts = {"station": "KK01", "digits": "01", "other": "LX01", "name": "演示LX01"}
    assert (finding.code, finding.facts) == ("station.digits_taken", facts)
    assert refused(town, clock, asking(Writer("KK01", "checkpoint"), early)) == "station.digits_taken"
    assert code_for(town, "LX01", clock), "another PC of the station itself"
    assert code_for(town, "KK001", clock), "three digits are others"


@ON_SQLITE
def test_the_same_answer_comes_again_to_the_same_key_alone(town: Town, clock: Hands) -> None:
    writer, code = Writer("LX01"), code_for(town, "LX01", clock)
    gate = Gate(town.secret, town.city, clock)
    first = enroll(town.database, gate, asking(writer, code))
    clock.wait(hours=23)
    assert enroll(town.database, gate, asking(writer, code.lower().replace("-", " "))) == first
    assert len(town.rows(devices, "no")) == 2
    assert refused(town, clock, asking(Writer("LX01"), code)) == "enroll.code_used"
    clock.wait(hours=1)
    assert refused(town, clock, asking(writer, code)) == "enroll.code_used"


@ON_SQLITE
def test_a_code_lives_a_day(town: Town, clock: Hands) -> None:
    code = code_for(town, "LX01", clock)
    clock.wait(hours=24)
    assert refused(town, clock, asking(Writer("LX01"), code)) == "enroll.code_expired"


def test_five_wrong_tries_close_the_stations_codes(town: Town, clock: Hands) -> None:
    code, other = code_for(town, "LX01", clock), code_for(town, "LX02", clock)
    wrong = [refused(town, clock, asking(Writer("LX01"), "LX01-2222-2222-2222")) for _ in range(TRIES)]
    assert wrong == ["enroll.code_wrong"] * (TRIES - 1) + ["enroll.tries"]
    assert refused(town, clock, asking(Writer("LX01"), code)) == "enroll.tries"
    assert refused(town, clock, asking(Writer("LX01"), "LX01-2222-2222-2222")) == "enroll.code_wrong"
    enroll(town.database, Gate(town.secret, town.city, clock), asking(Writer("LX02"), other))


@ON_SQLITE
def test_a_code_of_another_station_is_wrong(town: Town, clock: Hands) -> None:
    code = code_for(town, "LX01", clock)
    code_for(town, "LX02", clock)
    assert refused(town, clock, asking(Writer("LX02"), code)) == "enroll.code_wrong"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("station", "X1"),
        ("station", "GB01"),
        ("letter", "Q"),
        ("kind", "palace"),
        ("name", ""),
        ("name", "a\u0000b"),
        ("public", "zz" * 32),
        ("public", "00"),
        ("epoch", 0),
        ("seq", -1),
        ("used", {"form": 0}),
        ("used", {"form": 1_000_002}),
        ("used", {"song": 1}),
    ],
)
@ON_SQLITE
def test_what_can_be_no_enrolment_is_named(town: Town, clock: Hands, field: str, value: Any) -> None:
    with pytest.raises(CoalGuardError) as caught:
        enroll(town.database, Gate(town.secret, town.city, clock), asking(Writer("LX01"), "LX01", **{field: value}))
    assert (caught.value.code, caught.value.facts) == ("enroll.malformed", {"field": field})


@ON_SQLITE
def test_a_station_that_nobody_announced_is_what_it_says(town: Town, clock: Hands) -> None:
    asked = asking(Writer("SJ09", "city"), code_for(town, "SJ09", clock))
    told = parse(Enrolled, enroll(town.database, Gate(town.secret, town.city, clock), asked))
    assert believe(Purpose.CERTIFICATE, Certificate, told.certificate, town.city.public).kind == "city"


@ON_SQLITE
def test_a_station_is_of_the_kind_that_the_city_says(town: Town, clock: Hands) -> None:
    town.say("station.published", code="LX01", name="演示市场", kind="market")
    code = code_for(town, "LX01", clock)
    assert refused(town, clock, asking(Writer("LX01", "checkpoint"), code)) == "enroll.kind_differs"


@ON_SQLITE
def test_a_device_that_forgot_its_enrolment_is_enrolled_again_behind_all_it_had(town: Town, clock: Hands) -> None:
    writer = Writer("LX01")
    enrolled(town, writer, clock, used={"form": 33})
    told = enrolled(town, writer, clock, used={"form": 20}, epoch=2)
    lease = leases(town, told.grants)["form"]
    assert (lease.first, lease.epoch) == (5_033, 2)
    assert len(town.rows(devices, "no")) == 2
    code = code_for(town, "LX01", clock)
    assert refused(town, clock, asking(writer, code, letter="B", used={})) == "enroll.kind_differs"
    with town.database.begin() as connection:
        connection.execute(devices.update().where(devices.c.no != 0).values(status="revoked"))
    assert refused(town, clock, asking(writer, code)) == "token.revoked"


def test_of_many_who_use_one_code_at_once_one_is_enrolled(town: Town, clock: Hands) -> None:
    code, gate = code_for(town, "LX01", clock), Gate(town.secret, town.city, clock)
    writers = [Writer("LX01", signer=DeviceSigner.fresh()) for _ in range(6)]

    def tried(writer: Writer) -> str:
        try:
            enroll(town.database, gate, asking(writer, code))
        except CoalGuardError as error:
            return error.code
        return "enrolled"

    with ThreadPoolExecutor(6) as pool:
        told = sorted(pool.map(tried, writers))
    assert told == ["enroll.code_used"] * 5 + ["enrolled"]
