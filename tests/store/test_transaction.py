"""One act: entries chained one to the next, personal and derived rows with them, numbers taken in order."""

import json

import pytest

from coalguard.domain.findings import Refused, refuse
from coalguard.domain.journal import Fact, Json
from coalguard.domain.numbering import PaperKind
from coalguard.store.store import Store
from coalguard.store.transaction import Transaction
from coalguard.trust.chain import FIRST_PREV, entry_hash, person_hash
from tests.store.booth import Booth, grant, yard


def slip(act: Transaction, kind: PaperKind = PaperKind.RELEASE) -> str:
    """A release slip for a truck that comes with it; gives back its number."""
    opened: dict[str, Json] = {"plate": "甘N00001", "purpose": "inspection", "driver": ""}
    visit = act.append(Fact("visit.opened", opened))
    return str(act.issue(kind, "release.issued", {"visit": str(visit), "plate": "甘N00001"}).number)


def close_grants(store: Store) -> None:
    """Close whatever grants there are."""
    with store.begin() as act:
        for (place,) in act.rows("SELECT place FROM grants"):
            act.append(Fact("grant.closed", {"grant": str(store.places.key(place)), "reason": "test"}))


def test_every_entry_holds_the_one_before_it(booth: Booth) -> None:
    with booth.open() as store:
        for name in ("东堆", "西堆"):
            yard(store, name)
        prev = FIRST_PREV
        for seq, header, kept_prev, kept, body in store.read().rows(
            "SELECT seq, headers.hash, prev, entries.hash, entries.body FROM entries "
            "JOIN headers ON headers.no = entries.header ORDER BY seq"
        ):
            assert (kept_prev, kept) == (prev, entry_hash(prev, header, seq, body))
            prev = kept
        assert prev == store.head.hash


def test_an_act_sees_its_own_writes(booth: Booth) -> None:
    with booth.open() as store, store.begin() as act:
        key = act.append(Fact("yard.registered", {"name": "东堆"}))
        assert act.value("SELECT name FROM yards WHERE place = ?", act.places.of(key)) == "东堆"
        assert store.read().value("SELECT count(*) FROM yards") == 0


def test_entries_of_one_act_follow_one_another(booth: Booth) -> None:
    with booth.open() as store, store.begin() as act:
        first = act.append(Fact("yard.registered", {"name": "东堆"}))
        second = act.append(Fact("yard.registered", {"name": "西堆"}))
        assert second.seq == first.seq + 1
        assert [one.key for one in act.appended] == [first, second]


def test_a_body_has_of_a_person_only_the_salted_hash(booth: Booth) -> None:
    row = {"name": "马演示", "phone": "13800000000"}
    with booth.open() as store:
        with store.begin() as act:
            keys = [act.append(Fact("driver.registered", {}), person=row) for _ in range(2)]
        bodies = [store.read().value("SELECT body FROM entries WHERE seq = ?", key.seq) for key in keys]
        kept = [store.read().one("SELECT salt, row FROM persons WHERE seq = ?", key.seq) for key in keys]
    assert not [body for body in bodies if "马演示".encode() in body or b"13800000000" in body]
    for body, person in zip(bodies, kept, strict=True):
        assert person
        assert json.loads(body)["says"]["person"] == person_hash(*person).hex()
    assert bodies[0] != bodies[1]  # the same person, another salt: nobody can tell from the chain


def test_a_number_is_taken_in_order_and_stands_in_its_entry(booth: Booth) -> None:
    with booth.open() as store:
        for serial in (1, 2, 3):
            with store.begin() as act:
                assert slip(act) == f"CF01-260114-{serial:04d}"
        assert store.read().value("SELECT following FROM grants WHERE kind = 'release'") == 4
        assert json.loads(store.read().value("SELECT body FROM entries ORDER BY seq DESC"))["doc"] == "CF01-260114-0003"


def _slip_and_refusal(store: Store) -> None:
    with store.begin() as act:
        slip(act)
        raise refuse("visit.step_not_allowed", plate="", state="", step="")


def test_a_number_of_a_refused_act_is_given_again(booth: Booth) -> None:
    with booth.open() as store:
        with pytest.raises(Refused):
            _slip_and_refusal(store)
        with store.begin() as act:
            assert slip(act) == "CF01-260114-0001"


def test_the_hash_of_a_paper_is_that_of_its_entry(booth: Booth) -> None:
    with booth.open() as store:
        with store.begin() as act:
            visit = act.append(Fact("visit.opened", {"plate": "甘N00001", "purpose": "inspection", "driver": ""}))
            paper = act.issue(PaperKind.RELEASE, "release.issued", {"visit": str(visit), "plate": "甘N00001"})
        assert store.read().value("SELECT hash FROM entries WHERE seq = ?", paper.key.seq) == paper.hash


def test_a_grant_that_is_used_up_gives_way_to_the_next(booth: Booth) -> None:
    with booth.open() as store:
        close_grants(store)
        with store.begin() as act:
            grant(act, PaperKind.RELEASE, 41, 42)
            grant(act, PaperKind.RELEASE, 61, 61)
        numbers = []
        for _ in range(3):
            with store.begin() as act:
                numbers.append(slip(act)[-4:])
        assert numbers == ["0041", "0042", "0061"]
        with pytest.raises(Refused, match=r"number\.(exhausted|grant_closed)"), store.begin() as act:
            slip(act)


def test_a_grant_that_is_used_up_says_so(booth: Booth) -> None:
    with booth.open() as store:
        with store.maintenance() as connection:
            connection.execute("UPDATE grants SET following = last + 1")
        with pytest.raises(Refused, match=r"number\.exhausted"), store.begin() as act:
            slip(act)


def test_a_grant_that_is_closed_says_so(booth: Booth) -> None:
    with booth.open() as store:
        close_grants(store)
        with pytest.raises(Refused, match=r"number\.grant_closed"), store.begin() as act:
            slip(act)


def test_without_any_grant_no_number_is_given(booth: Booth) -> None:
    with booth.open() as store:
        with store.maintenance() as connection:
            connection.execute("DELETE FROM grants")
        with pytest.raises(Refused, match=r"number\.no_grant"), store.begin() as act:
            slip(act)


def test_a_float_is_no_fact(booth: Booth) -> None:
    with booth.open() as store:
        head = store.head
        with pytest.raises(TypeError), store.begin() as act:
            act.append(Fact("weather.noted", {"wind": 1.5}))
        assert store.head == head


def test_an_unknown_kind_is_kept_and_changes_nothing(booth: Booth) -> None:
    with booth.open() as store:
        with store.begin() as act:
            key = act.append(Fact("weather.noted", {"wind": "北风"}))
        assert store.read().entry(key).fact.says == {"wind": "北风"}
