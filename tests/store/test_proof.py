"""Whether the journal is what was written: what somebody with the key changes is found, each break once."""

import json
from collections.abc import Callable
from contextlib import closing
from random import Random

import pytest

from coalguard import sqlite
from coalguard.domain.findings import Finding
from coalguard.domain.journal import Fact
from coalguard.sqlite import Connection
from coalguard.store.cursors import Cursor, keep_cursors
from coalguard.store.invariant import Check
from coalguard.store.outbox import Acknowledged, acknowledge
from coalguard.store.proof import ChainWalk, check_alibi, check_headers, check_persons, check_receipts, check_seals
from coalguard.store.store import Store
from coalguard.trust.chain import FIRST_PREV, DeviceSigner
from coalguard.trust.statement import Purpose, sign_statement
from tests.store.booth import KEY, SALT, Booth, Clerk, reworded, tampering, yard


@pytest.fixture(scope="module")
def worked(first_booth: Booth, tmp_path_factory: pytest.TempPathFactory) -> Booth:
    """A booth after some days over two starts of the program."""
    booth = first_booth.copied(tmp_path_factory.mktemp("worked") / "booth")
    with booth.open() as store:
        Clerk(store, booth.clock, Random(4)).work(20)
        store.seal("shift")
    return booth


@pytest.fixture
def booth(worked: Booth, tmp_path_factory: pytest.TempPathFactory) -> Booth:
    """A booth after some days that nobody else uses."""
    return worked.copied(tmp_path_factory.mktemp("copy") / "booth")


def walked(store: Store) -> ChainWalk:
    """A walk along the own chain as it stands."""
    with store.maintenance() as connection:
        walk = ChainWalk(check_headers(connection)[1])
        walk.walk(connection, 0)
    return walk


def told(check: Check) -> list[Finding]:
    """What was found."""
    return list(check.judged().details)


def seen(store: Store, look: Callable[[Connection], Check]) -> list[tuple[str, dict[str, object]]]:
    """Codes and facts of what a look found."""
    with store.maintenance() as connection:
        return [(finding.code, dict(finding.facts)) for finding in told(look(connection))]


def headers(connection: Connection) -> Check:
    """The check of the headers alone."""
    return check_headers(connection)[0]


def test_a_whole_chain_is_walked_to_its_head(booth: Booth) -> None:
    with booth.open() as store:
        walk = walked(store)
        assert (walk.first_bad, told(walk.check), walk.last.hash) == (None, [], store.head.hash)
        for look in (headers, check_seals, check_persons):
            assert seen(store, look) == []


def test_an_empty_chain_is_whole(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("DELETE FROM entries")
        walk = walked(store)
        assert (walk.first_bad, walk.last.seq, walk.last.hash) == (None, 0, FIRST_PREV)


@pytest.mark.parametrize("seq", [1, 17, 40])
def test_a_changed_body_is_one_broken_link(booth: Booth, seq: int) -> None:
    with booth.open() as store:
        reworded(store, seq, '"trusted":true', '"trusted":false')
        walk = walked(store)
        assert walk.first_bad == seq
        assert [(found.code, found.facts) for found in told(walk.check)] == [("verify.link_broken", {"seq": seq})]


def test_two_broken_links_are_told_both(booth: Booth) -> None:
    with booth.open() as store:
        reworded(store, 30, '"trusted":true', '"trusted":false')
        reworded(store, 12, '"trusted":true', '"trusted":false')
        walk = walked(store)
        assert [found.facts["seq"] for found in told(walk.check)] == [12, 30]
        assert walk.first_bad == 12


def test_a_body_changed_with_its_hash_breaks_the_next_link(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE entries SET hash = zeroblob(32) WHERE seq = 20")
        walk = walked(store)
        assert [found.facts["seq"] for found in told(walk.check)] == [20, 21]


def test_a_previous_hash_that_is_another_is_a_broken_link(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE entries SET prev = zeroblob(32) WHERE seq = 20")
        assert walked(store).first_bad == 20


def test_an_entry_that_is_gone_is_a_gap(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("DELETE FROM entries WHERE seq IN (20, 21)")
        walk = walked(store)
        assert walk.first_bad == 20
        assert [(found.code, found.facts) for found in told(walk.check)] == [
            ("verify.gap", {"expected": 20, "found": 22})
        ]


def test_a_first_entry_that_is_gone_is_a_gap(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("DELETE FROM entries WHERE seq = 1")
        assert walked(store).first_bad == 1


def test_an_entry_without_its_header_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE entries SET header = NULL WHERE seq = 20")
        walk = walked(store)
        assert [(found.code, found.facts) for found in told(walk.check)] == [("verify.header_missing", {"seq": 20})]


def test_an_entry_under_a_header_of_another_epoch_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE entries SET epoch = 2 WHERE seq > 30")
        assert walked(store).first_bad == 31


def test_an_epoch_that_goes_back_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE entries SET epoch = 2 WHERE seq = 5")
        walk = walked(store)
        assert walk.first_bad == 5


def test_a_header_that_was_changed_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        sql = "UPDATE headers SET body = CAST(replace(CAST(body AS TEXT), ?, ?) AS BLOB) WHERE no = 1"
        connection.execute(sql, ('"base":', '"base":9'))
        assert seen(store, headers) == [("verify.header_broken", {"header": 1})]
        assert walked(store).first_bad == 1


def test_a_header_that_says_another_epoch_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE headers SET epoch = 7 WHERE no = 1")
        assert ("verify.header_broken", {"header": 1}) in seen(store, headers)


def test_a_header_that_is_no_json_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE headers SET body = x'00' WHERE no = 1")
        assert seen(store, headers) == [("verify.header_broken", {"header": 1})]


def test_a_seal_of_another_key_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE seals SET signature = zeroblob(64)")
        seq = store.head.seq
        assert seen(store, check_seals) == [("verify.seal_invalid", {"seq": seq})]


def test_a_seal_over_what_does_not_stand_there_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        seq = store.head.seq
        connection.execute("DELETE FROM entries WHERE seq = ?", (seq,))  # the end cut off: the chain alone can not tell
        assert walked(store).first_bad is None
        assert seen(store, check_seals) == [("verify.seal_elsewhere", {"seq": seq})]


def test_a_changed_personal_row_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE persons SET row = CAST('{}' AS BLOB) WHERE seq = 2")
        assert seen(store, check_persons) == [("verify.person_broken", {"seq": 2})]


def test_a_personal_row_of_no_entry_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE persons SET seq = 9999 WHERE seq = 2")
        assert seen(store, check_persons) == [("verify.person_broken", {"seq": 9999})]


def test_an_erased_personal_row_is_no_fault(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("DELETE FROM persons")
        assert seen(store, check_persons) == []


# --- the alibi --------------------------------------------------------------------------------------------------------


def against_alibi(store: Store) -> list[tuple[str, dict[str, object]]]:
    """What the alibi says against the store."""
    return seen(store, lambda connection: check_alibi(connection, store.alibi, store.head, 0))


def test_an_alibi_with_the_same_bodies_agrees(booth: Booth) -> None:
    with booth.open() as store:
        assert against_alibi(store) == []


def test_an_alibi_differs_where_the_store_was_changed(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        connection.execute("UPDATE entries SET hash = zeroblob(32) WHERE seq = 40")
        assert [code for code, _ in against_alibi(store)] == ["verify.alibi_differs"]


def test_an_alibi_that_lacks_the_last_acts_is_told(booth: Booth) -> None:
    with booth.open() as store:
        store.alibi_paused = True
        before = store.head.seq
        yard(store, "东堆")
        assert against_alibi(store) == [("verify.alibi_elsewhere", {"seq": before, "head": before + 1})]


def test_an_alibi_with_a_gap_is_told(booth: Booth) -> None:
    with booth.open() as store:
        contents = list(store.alibi.records_of("2026-01"))
        store.alibi.rewrite("2026-01", [*contents[:3], *contents[4:]])
        assert [code for code, _ in against_alibi(store)] == ["verify.alibi_gap"]


@pytest.mark.parametrize("gone", ["away", "rotten"])
def test_an_alibi_that_can_not_be_read_is_told(booth: Booth, gone: str) -> None:
    with booth.open() as store:
        if gone == "away":
            booth.vault.alibi.rename(booth.folder / "unplugged")
        else:
            file = booth.vault.alibi / "2026-01.alibi"
            content = bytearray(file.read_bytes())
            content[60] ^= 1
            file.write_bytes(content)
        assert [code for code, _ in against_alibi(store)] == ["alibi.failed" if gone == "away" else "alibi.damaged"]


def test_the_checks_read_a_file_beside_its_writer(booth: Booth) -> None:
    with booth.open() as store, closing(sqlite.connect(booth.vault.file, KEY, SALT, read_only=True)) as connection:
        connection.execute("BEGIN")
        walk = ChainWalk(check_headers(connection)[1])
        yard(store, "东堆")
        walk.walk(connection, 0)
        assert walk.last.seq == store.head.seq - 1


# --- receipts ---------------------------------------------------------------------------------------------------------

CITY, OTHER_CITY = DeviceSigner(b"\xc1" * 32), DeviceSigner(b"\xc2" * 32)


def receipt(store: Store, signer: DeviceSigner = CITY, **changes: object) -> Acknowledged:
    """What the city signs for the head of the store."""
    head = store.head
    told = {"device": head.device, "epoch": head.epoch, "seq": head.seq, "head": head.hash.hex(), **changes}
    said = json.dumps(told).encode()
    return Acknowledged(head.epoch, head.seq, head.hash, said, sign_statement(Purpose.RECEIPT, said, signer), "")


def against_receipts(store: Store) -> list[str]:
    """What the receipts say against the store."""
    return [code for code, _ in seen(store, lambda connection: check_receipts(connection, 0))]


def test_receipts_of_the_city_agree(booth: Booth) -> None:
    with booth.open() as store:
        keep_cursors(store, {Cursor.CITY: CITY.public.hex()})
        assert against_receipts(store) == []
        acknowledge(store, receipt(store))
        assert against_receipts(store) == []


def test_receipts_of_a_city_of_before_stay_good(booth: Booth) -> None:
    says = {"url": "", "feed": "", "station": "", "address": "", "fingerprint": ""}
    with booth.open() as store:
        with store.begin() as act:
            act.append(Fact("server.enrolled", {**says, "city": CITY.public.hex()}))
        keep_cursors(store, {Cursor.CITY: OTHER_CITY.public.hex()})
        acknowledge(store, receipt(store))
        assert against_receipts(store) == []


@pytest.mark.parametrize(
    ("signer", "changes", "code"),
    [
        (OTHER_CITY, {}, "verify.receipt_invalid"),
        (CITY, {"seq": 3}, "verify.receipt_differs"),
        (CITY, {"epoch": 2}, "verify.receipt_differs"),
        (CITY, {"head": "ab"}, "verify.receipt_differs"),
    ],
)
def test_a_receipt_that_is_not_the_citys_or_speaks_of_something_else_is_told(
    booth: Booth, signer: DeviceSigner, changes: dict[str, object], code: str
) -> None:
    with booth.open() as store:
        keep_cursors(store, {Cursor.CITY: CITY.public.hex()})
        acknowledge(store, receipt(store, signer, **changes))
        assert against_receipts(store) == [code]


def test_a_receipt_for_what_is_not_here_is_told(booth: Booth) -> None:
    with booth.open() as store, tampering(store) as connection:
        keep_cursors(store, {Cursor.CITY: CITY.public.hex()})
        acknowledge(store, receipt(store))
        connection.execute("UPDATE entries SET hash = zeroblob(32) WHERE seq = ?", (store.head.seq,))
        assert against_receipts(store) == ["verify.receipt_differs"]
        connection.execute("UPDATE city_receipts SET seq = 9999")
        assert against_receipts(store) == ["verify.receipt_differs"]


def test_nobodys_receipts_are_believed_without_a_city(booth: Booth) -> None:
    with booth.open() as store:
        acknowledge(store, receipt(store))
        assert against_receipts(store) == ["verify.receipt_invalid"]
