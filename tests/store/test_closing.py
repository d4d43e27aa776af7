"""What stands on a closing sheet: read from the entry that ended the shift, whatever came after."""

from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.domain.shift import Changes, LeftOpen, parse_left
from coalguard.operations import shift
from coalguard.store.closing import changes_since, last_ended, left_open, load_ended, seal_of, voided_since
from coalguard.store.papers import entry_hash_of, entry_hash_or_none
from coalguard.store.rebuild import rebuild
from coalguard.trust.chain import open_seal
from tests import market as at
from tests.market import Market, open_market


def refused(market: Market, text: str) -> str:
    with pytest.raises(Refused) as told:
        load_ended(market.station.store.read(), text)
    return told.value.code


def test_a_shift_is_found_by_its_id_or_as_the_last_that_ended(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        reader = market.station.store.read()
        assert last_ended(reader) is None
        assert refused(market, "") == "shift.none_ended"
        first = shift.close_shift(market.station, market.clerk, shift.CloseShift(notes="一"))
        shift.open_shift(market.station, market.clerk, shift.OpenShift())
        second = shift.close_shift(market.station, market.clerk, shift.CloseShift(notes="二"))
        running = shift.open_shift(market.station, market.clerk, shift.OpenShift())

        assert load_ended(reader, str(first.shift)).says["notes"] == "一"
        assert load_ended(reader).key == second.shift
        assert refused(market, str(running.shift)) == "shift.still_open"
        assert refused(market, str(market.clerk.key)) == "shift.unknown"


def test_the_seal_reaches_over_the_end_of_its_shift_and_no_later_one(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        store = market.station.store
        with store.begin() as act:
            act.append(Fact("shift.closed", {"shift": str(running(market)), "notes": ""}))
        assert seal_of(store.read(), load_ended(store.read())) is None  # died before it could seal
        for _ in range(2):
            shift.open_shift(market.station, market.clerk, shift.OpenShift())
            shift.close_shift(market.station, market.clerk, shift.CloseShift())
        last = load_ended(store.read())
        sealed = seal_of(store.read(), last)
        assert sealed is not None
        open_seal(sealed, store.signer.public)
        assert sealed.seq == last.ending.key.seq == store.head.seq


def running(market: Market) -> object:
    desk = shift.show_shift(market.station, market.clerk, shift.ShowShift())
    assert desk.sheet is not None
    return desk.sheet.shift


def test_an_entry_of_the_first_days_told_less(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        store = market.station.store
        with store.begin() as act:
            act.append(Fact("shift.closed", {"shift": str(running(market)), "notes": ""}))
        assert parse_left(load_ended(store.read()).says.get("left", {})) == LeftOpen()


def test_machines_set_up_anew_and_forms_made_void_are_counted_from_the_shift_on(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        store, reader = market.station.store, market.station.store.read()
        with store.begin() as act:
            act.append(Fact("printer.set", {"name": "热敏", "kind": "folder", "target": ""}))
        first = shift.close_shift(market.station, market.clerk, shift.CloseShift())
        second = shift.open_shift(market.station, market.clerk, shift.OpenShift())
        with store.begin() as act:
            act.append(Fact("printer.set", {"name": "热敏", "kind": "folder", "target": "别处"}))

        assert changes_since(reader, first.shift) == Changes(2, 2)
        assert changes_since(reader, second.shift) == Changes(1, 2)
        assert voided_since(reader, second.shift) == ()
        assert rebuild(store, check_only=True) == []


def test_a_sheet_s_prints_are_counted_where_they_reached_a_printer(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        ended = shift.close_shift(market.station, market.clerk, shift.CloseShift())
        for copy, outcome in ((1, "failed"), (1, "sent"), (2, "sent"), (3, "failed")):
            with market.station.store.begin() as act:
                act.append(
                    Fact(
                        "shift.printed",
                        {"shift": str(ended.shift), "copy": copy, "outcome": outcome, "reason": f"第{copy}次"},
                    )
                )
        found = load_ended(market.station.store.read())
        assert (found.printed, found.print_reason) == (2, "第2次")


def test_an_entry_that_is_not_held_has_no_hash(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        head = market.station.store.head.key
        beyond = EntryKey(head.device, head.epoch, head.seq + 1)
        assert entry_hash_or_none(market.station.store.read(), beyond) is None
        with pytest.raises(Refused) as told:
            entry_hash_of(market.station.store.read(), beyond)
        assert told.value.code == "id.unknown"


def test_nothing_is_open_in_an_empty_yard(tmp_path: Path) -> None:
    with open_market(tmp_path) as market:
        reader = market.station.store.read()
        assert left_open(reader) == LeftOpen()
        at.arrive(market)
        assert left_open(reader).weighings == (at.PLATE,)
