"""Verify: a whole store holds every invariant, a broken one is told about, an unreadable one is damage; the dump."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.journal import Fact, canonical
from coalguard.domain.numbering import PaperKind
from coalguard.store.store import Store
from coalguard.store.verify import Verification, dump, verify
from tests.store.booth import Booth, Clerk, flip, reworded, rot, tampering, yard

INVARIANTS = [
    "pages",
    "chain",
    "headers",
    "seals",
    "persons",
    "bodies",
    "papers",
    "numbers_unique",
    "numbers_granted",
    "grant_equation",
    "visit_states",
    "form_states",
    "redemptions",
    "postings",
    "privacy",
    "receipts",
    "ledger_sum",
    "derived",
    "alibi",
    "foreign_keys",
]


@pytest.fixture(scope="module")
def worked(first_booth: Booth, tmp_path_factory: pytest.TempPathFactory) -> Booth:
    """A booth after some days."""
    booth = first_booth.copied(tmp_path_factory.mktemp("worked") / "booth")
    with booth.open() as store:
        Clerk(store, booth.clock, Random(11)).work(60)
        store.seal("shift")
    return booth


@pytest.fixture
def booth(worked: Booth, tmp_path: Path) -> Booth:
    """A booth after some days that nobody else uses."""
    return worked.copied(tmp_path / "booth")


def broken(found: Verification) -> set[str]:
    """The invariants that do not hold."""
    assert found.whole is all(invariant.holds for invariant in found.invariants)
    return {invariant.name for invariant in found.invariants if not invariant.holds}


def test_a_whole_store_holds_every_invariant(booth: Booth) -> None:
    with booth.open() as store:
        found = verify(store)
        assert [invariant.name for invariant in found.invariants] == INVARIANTS
        assert (found.whole, found.seq, found.head, found.first_bad_seq) == (
            True,
            store.head.seq,
            store.head.hash.hex(),
            None,
        )


def test_a_new_store_is_whole(tmp_path: Path, first_booth: Booth) -> None:
    with first_booth.copied(tmp_path / "booth").open() as store:
        assert verify(store).whole


def test_verifying_changes_nothing(booth: Booth) -> None:
    with booth.open() as store:
        before, files = list(dump(store)), set(booth.folder.iterdir())
        verify(store)
        assert (list(dump(store)), set(booth.folder.iterdir())) == (before, files)


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("UPDATE entries SET paper = NULL WHERE paper IS NOT NULL", {"papers"}),
        ("UPDATE entries SET paper = zeroblob(64) WHERE paper IS NOT NULL", {"papers"}),
        ("UPDATE entries SET paper = zeroblob(64) WHERE paper IS NULL", {"papers"}),
        ("UPDATE seals SET signature = zeroblob(64)", {"seals"}),
        ("UPDATE headers SET body = x'7b7d'", {"headers", "chain"}),
        ("UPDATE persons SET row = x'7b7d' WHERE seq = 2", {"persons", "derived"}),
        ("UPDATE grants SET following = following + 1", {"grant_equation", "derived"}),
        ("DELETE FROM grants WHERE kind = 'form'", {"grant_equation", "derived"}),
        ("UPDATE postings SET kg = kg + 1 WHERE line = 0", {"ledger_sum", "derived"}),
        ("UPDATE visits SET state = 'arrived'", {"derived"}),
        ("UPDATE visits SET purpose = 'sale 13911112222'", {"derived"}),  # typed, as far as the table tells
        ("UPDATE forms SET lot = '马演示'", {"derived", "privacy"}),
    ],
)
def test_what_somebody_with_the_key_changes_is_told(booth: Booth, statement: str, names: set[str]) -> None:
    with booth.open() as store:
        with tampering(store) as connection:
            connection.execute(statement)
        assert broken(verify(store)) == names


def test_a_changed_body_is_told_with_its_place(booth: Booth) -> None:
    with booth.open() as store:
        reworded(store, 11, '"name":"1号堆"', '"name":"2号堆"')
        found = verify(store)
        assert found.first_bad_seq == 11
        assert broken(found) == {"chain", "derived"}


def test_a_body_that_is_none_is_told_and_the_rest_is_checked(booth: Booth) -> None:
    with booth.open() as store:
        reworded(store, 11, '"says"', '"sagt"')
        assert broken(verify(store)) == {"chain", "bodies", "derived"}


def test_a_foreign_key_that_leads_nowhere_is_told(booth: Booth) -> None:
    with booth.open() as store:
        with tampering(store) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("UPDATE entries SET header = 99 WHERE seq = 11")
        assert broken(verify(store)) == {"chain", "foreign_keys"}


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        (Fact("visit.left", {"visit": "ab" * 8 + "-1-4", "state": "abandoned", "reason": ""}), "visit_states"),
        (
            Fact(
                "stock.counted",
                {"lot": "Z", "book_kg": 0, "counted_kg": -5, "postings": [["lot", "Z", -5], ["count", "Z", 5]]},
            ),
            "postings",
        ),
        (Fact("payment.noted", {"payer": "马演示"}), "privacy"),
        (Fact("payment.noted", {"phone": "13911112222"}), "privacy"),
        (Fact("form.redeemed", {"form": "KK01-260114-0001", "issued": "", "visit": ""}), "redemptions"),
    ],
)
def test_a_program_that_breaks_a_rule_is_told_on(booth: Booth, fact: Fact, name: str) -> None:
    with booth.open() as store:
        _say(store, fact)
        if fact.kind == "form.redeemed":
            _say(store, fact)
        assert broken(verify(store)) == {name}


def _say(store: Store, fact: Fact) -> None:
    """Write a fact as a faulty program would."""
    says = dict(fact.says)
    if says.get("visit"):
        says["visit"] = f"{store.head.device}-1-4"
    if fact.kind == "form.redeemed":
        says["visit"] = str(store.places.key(store.read().value("SELECT min(place) FROM visits")))
    with store.begin() as act:
        act.append(Fact(fact.kind, says))


def test_a_number_outside_its_grant_is_told(booth: Booth) -> None:
    with booth.open() as store:
        with store.begin() as act:
            visit = str(act.places.key(act.value("SELECT min(place) FROM visits")))
            grant = str(act.places.key(act.value("SELECT place FROM grants WHERE kind = 'release'")))
            says = {"visit": visit, "plate": "甘N00001", "grant": grant}
            act.append(Fact("release.issued", says, document="CF01-260114-9999"))
            act.append(Fact("release.issued", says, document="CF02-260114-0001"))
        found = verify(store)
        assert {"numbers_granted"} <= broken(found)


def test_a_note_with_a_name_in_it_is_told_and_breaks_nothing(booth: Booth) -> None:
    with booth.open() as store:
        with store.begin() as act:
            act.append(Fact("payment.noted", {"notes": "马演示已付"}))
        found = verify(store)
        privacy = next(invariant for invariant in found.invariants if invariant.name == "privacy")
        assert (found.whole, [detail.facts["field"] for detail in privacy.details]) == (True, ["notes"])


def test_a_page_that_rots_is_damage(booth: Booth) -> None:
    rot(booth, "persons")
    with booth.open() as store, pytest.raises(DamagedError, match=r"store\.damaged"):
        verify(store)


def test_an_alibi_that_rots_is_told(booth: Booth) -> None:
    flip(booth.vault.alibi / "2026-01.alibi", 60)
    with booth.open() as store:
        assert broken(verify(store)) == {"alibi"}


def test_an_emergency_grant_after_a_new_epoch_is_within_the_rules(booth: Booth) -> None:
    with booth.open() as store:
        with store.begin_epoch() as act:
            act.append(Fact("epoch.opened", {"previous": 1, "reason": "test"}))
            for (place,) in act.rows("SELECT place FROM grants"):
                act.append(Fact("grant.closed", {"grant": str(act.places.key(place)), "reason": "epoch"}))
        with store.begin() as act:
            says = {"kind": "release", "prefix": "CF01", "first": 1_099, "last": 2_000, "origin": "emergency"}
            act.append(Fact("grant.opened", says))
            visit = str(act.places.key(act.value("SELECT min(place) FROM visits")))
            paper = act.issue(PaperKind.RELEASE, "release.issued", {"visit": visit, "plate": "甘N00001"})
            assert paper.number.serial == 1_099
        assert verify(store).whole


# --- the dump ---------------------------------------------------------------------------------------------------------


def test_the_dump_is_every_entry_as_canonical_json(booth: Booth) -> None:
    with booth.open() as store:
        lines = list(dump(store))
        assert len(lines) == store.head.seq
        for seq, line in enumerate(lines, 1):
            fact = json.loads(line)
            assert line == canonical(fact) + b"\n"
            assert fact.keys() == {"device", "epoch", "seq", "hash", "prev", "header", "body", "person"}
            assert (fact["seq"], fact["person"]) == (seq, None)
        assert json.loads(lines[-1])["hash"] == store.head.hash.hex()


def test_the_dump_of_the_same_facts_is_the_same_bytes(booth: Booth) -> None:
    with booth.open() as store:
        first = list(dump(store))
    with booth.open() as store:
        assert list(dump(store)) == first


def test_personal_rows_come_only_when_they_are_asked_for(booth: Booth) -> None:
    def persons(rows: Callable[[], list[bytes]]) -> list[object]:
        return [fact["person"] for fact in map(json.loads, rows()) if fact["person"]]

    with booth.open() as store:
        assert persons(lambda: list(dump(store))) == []
        assert "马演示".encode() not in b"".join(dump(store))
        (founder, *_) = persons(lambda: list(dump(store, with_persons=True)))
    assert isinstance(founder, dict)
    assert (founder["row"], len(founder["salt"])) == ({"login": "admin", "name": "admin"}, 32)


def test_a_dump_that_is_left_in_the_middle_lets_the_store_go(booth: Booth) -> None:
    with booth.open() as store:
        lines = dump(store)
        next(lines)
        lines.close()  # type: ignore[attr-defined]  # it is a generator
        before = store.head.seq
        yard(store, "东堆")
        assert store.head.seq == before + 1
