"""Enrolment: known to the city by a one-time code, the starter numbers closed, leases going on behind them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError
from coalguard.domain.findings import Refused
from coalguard.domain.numbering import PaperKind
from coalguard.domain.roles import Role
from coalguard.operations.enrol import CA_FILE, Enroll, Enrolled, enroll
from coalguard.store.cursors import load_cursors
from coalguard.store.papers import load_grants
from coalguard.store.verify import verify
from coalguard.sync.client import Line
from coalguard.sync.messages import Certificate, Lease, Statement, Trust, render, say
from coalguard.sync.messages import Enroll as Ask
from coalguard.sync.messages import Enrolled as Told
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.statement import Purpose, pair_fingerprint
from tests.cityhall import CityHall, open_city
from tests.market import open_market, receive, sell
from tests.stations import Manned, enlist, open_test_station
from tests.sync.town import Answer, nobodys_port, open_town

CITY = DeviceSigner(b"2" * 32)
NO_CERTIFICATE = str(Path(__file__).with_name("conftest.py"))


@pytest.fixture
def manned(tmp_path: Path) -> Iterator[Manned]:
    """A market that knows no city."""
    folder = tmp_path / "station"
    folder.mkdir()
    with open_test_station(folder) as opened:
        yield opened


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityHall]:
    """A city that knows no station."""
    with open_city(tmp_path / "city") as hall:
        yield hall


def become_known(manned: Manned, city: CityHall, code: str = "", **others: str) -> Enrolled:
    """Enrol, with a fresh code unless one is given."""
    return enroll(manned.station, manned.admin, Enroll(url=city.url, code=code or city.code("LX01"), **others))


def refusal(manned: Manned, request: Enroll) -> CoalGuardError:
    """Why an enrolment is not done; nothing of it may stay."""
    before = manned.station.store.head
    with pytest.raises(CoalGuardError) as refused:
        enroll(manned.station, manned.admin, request)
    assert manned.station.store.head == before
    assert not load_cursors(manned.station.store.read()).enrolled
    return refused.value


def test_one_act_pins_the_city_closes_the_starter_numbers_and_opens_the_leases(manned: Manned, city: CityHall) -> None:
    enrolled = become_known(manned, city)

    reader, public = manned.station.store.read(), city.office.city.public
    assert enrolled.fingerprint == pair_fingerprint(manned.station.store.signer.public, public)
    cursors = load_cursors(reader)
    assert (cursors.city, cursors.url, cursors.acked) == (public.hex(), city.url, (1, 0))
    starters, leases = load_grants(reader)[:7], load_grants(reader)[7:]
    assert not any(grant.valid for grant in starters)
    assert {grant.kind for grant in leases if grant.valid} == set(PaperKind)
    assert [(one.kind, one.first, one.last) for one in enrolled.grants] == [
        (one.kind, one.first, one.last) for one in leases
    ]
    assert verify(manned.station.store).whole


def test_numbers_go_on_behind_those_that_stand_on_paper_already(tmp_path: Path, city: CityHall) -> None:
    with open_market(tmp_path) as market:
        lot = str(receive(market).lot)
        before = sell(market, lot)
        enroll(market.station, market.clerk, Enroll(url=city.url, code=city.code("LX01")))
        after = sell(market, lot, plate="甘N54321")

        numbers = [str(one.number).rpartition("-")[2] for one in (before, after)]
        assert numbers == ["0001", "0002"]
        assert verify(market.station.store).whole


def test_what_enrolment_said_is_found_in_the_journal_where_the_cursors_are_gone(manned: Manned, city: CityHall) -> None:
    become_known(manned, city)
    manned.station.store.write_beside("DELETE FROM cursors")

    cursors = load_cursors(manned.station.store.read())

    assert (cursors.url, cursors.city) == (city.url, city.office.city.public.hex())


def test_an_answer_that_was_lost_costs_nothing(manned: Manned, city: CityHall) -> None:
    code, says = city.code("LX01"), {kind.value: 1 for kind in PaperKind}
    signer, head = manned.station.store.signer, manned.station.store.head
    asked = Ask(code, "LX01", "演示market", "market", "A", signer.public.hex(), head.epoch, head.seq, says)
    Line(city.url, signer).enroll(asked)

    assert become_known(manned, city, code).station == "LX01"


def test_a_code_is_taken_as_people_type_it(manned: Manned, city: CityHall) -> None:
    assert become_known(manned, city, f" {city.code('LX01').lower()} ").station == "LX01"


def test_a_demonstration_is_never_enrolled(tmp_path: Path) -> None:
    with open_test_station(tmp_path, demo=True) as manned:
        assert refusal(manned, Enroll(url="https://city.example", code="X")).code == "enroll.demo"


def test_nobody_is_enrolled_twice(manned: Manned, city: CityHall) -> None:
    become_known(manned, city)

    with pytest.raises(Refused) as refused:
        become_known(manned, city)
    assert (refused.value.code, refused.value.facts) == ("enroll.already", {"url": city.url})


def test_only_the_administrator_enrols(manned: Manned) -> None:
    enlist(manned.station, "other", Role.ADMIN)
    with pytest.raises(Refused) as refused:
        enroll(manned.station, enlist(manned.station, "c", Role.CLERK), Enroll(url="https://city.example", code="X"))
    assert refused.value.code == "role.missing"


def test_a_wrong_code_is_the_citys_refusal(manned: Manned, city: CityHall) -> None:
    error = refusal(manned, Enroll(url=city.url, code="LX01-2222-2222-2222"))
    assert (type(error).__mro__[1], error.code) == (Refused, "enroll.code_wrong")


@pytest.mark.parametrize(
    ("request_", "kind", "code"),
    [
        (Enroll(url="", code=""), Refused, "field.missing"),
        (Enroll(url="city.example", code="X"), UsageError, "enroll.url_malformed"),
        (Enroll(url="https://city.example", code="X", ca="nowhere.pem"), UsageError, "enroll.ca_unreadable"),
        (Enroll(url="https://city.example", code="X", ca=NO_CERTIFICATE), UsageError, "enroll.ca_unreadable"),
        (Enroll(url=f"http://127.0.0.1:{nobodys_port()}", code="X"), MachineError, "sync.offline"),
    ],
)
def test_what_can_not_be_asked_for_is_told(manned: Manned, request_: Enroll, kind: type, code: str) -> None:
    error = refusal(manned, request_)
    assert isinstance(error, kind)
    assert error.code == code


def test_a_private_authority_is_kept_beside_the_store(manned: Manned, city: CityHall, tmp_path: Path) -> None:
    file = tmp_path / "root.pem"
    file.write_text("-----BEGIN CERTIFICATE-----\n")

    become_known(manned, city, ca=str(file))

    assert (manned.station.store.vault.folder / CA_FILE).read_bytes() == file.read_bytes()
    assert load_cursors(manned.station.store.read()).ca == CA_FILE


def answer(manned: Manned, **others: object) -> Answer:
    """An answer to this device's enrolment, in which one thing is another."""
    signer, city = manned.station.store.signer, CITY.public.hex()
    certificate = Certificate(signer.device, signer.public.hex(), "LX01", "", "market", "A", 1, city, "")
    lease = Lease(signer.device, 1, "form", "LX01", 1, 5000, "2026-07-13T04:00:00.000Z")
    said = {"certificate": certificate, "lease": lease, "fingerprint": pair_fingerprint(signer.public, CITY.public)}
    said |= others
    grants: tuple[Statement, ...] = (say(Purpose.GRANT, said["lease"], CITY),)  # type: ignore[arg-type]  # a table's cells
    told = Told(
        city,
        "f",
        say(Purpose.CERTIFICATE, said["certificate"], CITY),  # type: ignore[arg-type]  # as above
        say(Purpose.TRUST, Trust("2026-01-14T04:00:00.000Z", ()), CITY),
        grants,
        "",
        str(said["fingerprint"]),
    )
    return Answer(render(told))


@pytest.mark.parametrize(
    "others",
    [
        {"fingerprint": "00000000"},
        {"certificate": Certificate("00" * 8, "", "LX01", "", "market", "A", 1, CITY.public.hex(), "")},
        {"lease": Lease("00" * 8, 1, "form", "LX01", 1, 5000, "")},
    ],
    ids=["fingerprint", "certificate", "lease"],
)
def test_an_answer_about_somebody_else_is_not_used(manned: Manned, others: dict[str, object]) -> None:
    with open_town(answer(manned, **others)) as town:
        error = refusal(manned, Enroll(url=town.url, code="X"))
    assert (type(error), error.code) == (DamagedError, "enroll.differs")


def test_the_same_answer_about_this_device_is_used(manned: Manned) -> None:
    with open_town(answer(manned)) as town:
        assert enroll(manned.station, manned.admin, Enroll(url=town.url, code="X")).grants[0].last == 5000
