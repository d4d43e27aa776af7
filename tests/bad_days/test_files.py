"""The files of a station are damaged, swapped, or from another time: told in a sentence, and never made worse."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coalguard import sqlite
from coalguard.store import slotfile
from coalguard.trust.slots import open_slot
from tests.bad_days.market import Market
from tests.drive import ADMIN, PASSWORD, Drive, found, run_as_admin

PAGE_BYTES = 4096
EXIT_CODES = {"store.foreign": 5, "store.damaged_first_page": 5, "store.missing": 4, "store.newer": 3}


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of another station."""
    folder = tmp_path_factory.mktemp("other") / "gate"
    found(folder, "checkpoint")
    return folder


def newer(store: Path, _: Path) -> None:
    slots = slotfile.load(store.parent)
    with closing(sqlite.connect(store, open_slot(slots, ADMIN, PASSWORD), slots.salt)) as connection:
        connection.execute("PRAGMA user_version=99")


def with_the_key_of_another(store: Path, gate: Path) -> None:
    """Our salt in front of their pages."""
    store.write_bytes(store.read_bytes()[:16] + (gate / "store.db").read_bytes()[16:])


SWAPPED: list[tuple[str, Callable[[Path, Path], object]]] = [
    ("store.foreign", lambda store, gate: shutil.copy(gate / "store.db", store)),
    ("store.foreign", lambda store, gate: shutil.copy(gate / "slots.json", store.with_name("slots.json"))),
    ("store.damaged_first_page", with_the_key_of_another),
    ("store.foreign", lambda store, _: store.write_bytes(b"SQLite format 3\x00" + bytes(4080))),
    ("store.foreign", lambda store, _: store.write_bytes(b"<html></html>")),
    ("store.missing", lambda store, _: store.write_bytes(b"")),
    ("store.missing", lambda store, _: store.unlink()),
    ("store.newer", newer),
]
"""What was done to the store, and how it is told."""


def test_a_swapped_store_is_refused_and_left_as_it_is(first_market: Market, market: Market, gate: Path) -> None:
    """Eight times the wrong file lies there; then the right one is put back."""
    store = market.folder / "store.db"
    told = {}
    with Drive(market.folder) as desk:
        for code, swap in SWAPPED:
            again(first_market, market)
            swap(store, gate)
            before = store.read_bytes() if store.exists() else None
            error = desk.refused("session.login", login=ADMIN, password=PASSWORD)
            assert error["code"] == code
            desk.refused("visit.list")
            assert (store.read_bytes() if store.exists() else None) == before
            told[code] = error["text"]
        again(first_market, market)
        assert desk.log_in()["findings"] == []
        assert desk.ask("form.issue", visit=market.visit, **market.sale())["number"]
    for code, swap in (SWAPPED[0], SWAPPED[6], SWAPPED[7]):
        again(first_market, market)
        swap(store, gate)
        ran = run_as_admin(market.folder, "verify")
        assert (ran.exit_code, ran.out, ran.err) == (EXIT_CODES[code], "", told[code] + "\n")


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_damaged_page_is_found_and_told(market: Market, share: float) -> None:
    """Whatever still can be read is shown; what can not, is refused in a sentence; `verify` finds it in any case."""
    damage(market.folder / "store.db", share)
    ran = run_as_admin(market.folder, "verify")
    assert (ran.exit_code, ran.out) == (5, "")
    assert "损坏" in ran.err
    with Drive(market.folder) as desk:
        if not desk.answer("session.login", login=ADMIN, password=PASSWORD)["ok"]:
            return
        desk_work: list[tuple[str, Mapping[str, Any]]] = [
            ("visit.list", {}),
            ("ledger.book", {}),
            ("search", {"text": "甘N"}),
            ("setup.show", {}),
            ("form.issue", {"visit": market.visit, **market.sale()}),
        ]
        for do, fields in desk_work:
            answer = desk.answer(do, **fields)
            assert answer["ok"] or answer["error"]["code"] == "store.damaged", answer


def test_any_damage_at_all_is_told_at_the_line_door(first_market: Market, market: Market) -> None:
    """The last page, the second, half of the file: a login that fails, or one that works; never anything else."""
    store = market.folder / "store.db"
    with Drive(market.folder) as desk:
        for share in (0.0, 0.5, 1.0, None):
            again(first_market, market)
            if share is None:
                store.write_bytes(store.read_bytes()[: store.stat().st_size // 2])
            else:
                damage(store, share)
            answer = desk.answer("session.login", login=ADMIN, password=PASSWORD)
            assert answer["ok"] or answer["error"]["code"] == "store.damaged", answer
            desk.answer("session.logout")
        again(first_market, market)
        assert desk.log_in()["findings"] == []


def test_slots_that_can_not_be_read_are_told(first_market: Market, market: Market) -> None:
    slots = market.folder / "slots.json"
    with Drive(market.folder) as desk:
        for content in (b"", b"{}", b"[" * 5000, b"\xff\xfe\x00", b'{"salt": 7}'):
            slots.write_bytes(content)
            error = desk.refused("session.login", login=ADMIN, password=PASSWORD)
            assert error["code"] == "slots.unreadable"
            assert slots.read_bytes() == content
        slots.unlink()
        assert desk.refused("session.login", login=ADMIN, password=PASSWORD)["code"] == "store.missing"
        shutil.copy(first_market.folder / "slots.json", slots)
        desk.log_in()


def test_a_folder_without_a_station_is_told(tmp_path: Path) -> None:
    with Drive(tmp_path) as desk:
        assert desk.refused("session.login", login=ADMIN, password=PASSWORD)["code"] == "store.missing"
    with Drive(tmp_path / "not" / "there") as desk:
        assert desk.refused("session.login", login=ADMIN, password=PASSWORD)["code"] == "store.missing"
    assert not (tmp_path / "not").exists()


def test_a_second_copy_that_is_cut_emptied_or_gone_is_written_anew(first_market: Market, market: Market) -> None:
    with Drive(market.folder) as desk:
        for spoil in (cut, empty, Path.unlink):
            again(first_market, market)
            (alibi,) = (market.folder / "alibi").glob("*.alibi")
            spoil(alibi)
            desk.log_in()
            assert [one["plate"] for one in desk.ask("visit.list")["visits"]] == ["甘N90001"]
            assert desk.ask("store.verify")["whole"]
            desk.ask("session.logout")


def test_a_second_copy_damaged_in_its_middle_is_found_and_costs_nothing(market: Market) -> None:
    """`verify` finds it; once the spoilt file is put aside, the next start writes all of it anew."""
    (alibi,) = (market.folder / "alibi").glob("*.alibi")
    content = bytearray(alibi.read_bytes())
    content[len(content) // 2] ^= 0xFF
    alibi.write_bytes(content)
    ran = run_as_admin(market.folder, "verify")
    assert (ran.exit_code, ran.err) == (1, "")
    assert alibi.name in ran.out
    alibi.rename(alibi.with_name("aside"))
    with Drive(market.folder) as desk:
        desk.log_in()
        assert desk.ask("store.verify")["whole"]


def again(first: Market, market: Market) -> None:
    """The market's files as they were; nobody has it open."""
    shutil.rmtree(market.folder)
    shutil.copytree(first.folder, market.folder)


def damage(file: Path, share: float) -> None:
    """Damage a page, this far into the file, the first one left alone."""
    content = bytearray(file.read_bytes())
    pages = len(content) // PAGE_BYTES
    at = (1 + int(share * (pages - 2))) * PAGE_BYTES + 2000
    content[at : at + 64] = bytes(byte ^ 0xFF for byte in content[at : at + 64])
    file.write_bytes(content)


def cut(file: Path) -> None:
    """Take the end away."""
    file.write_bytes(file.read_bytes()[:-100])


def empty(file: Path) -> None:
    """Take all away."""
    file.write_bytes(b"")
