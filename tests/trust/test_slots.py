"""The slot file: every way to the key, every wrong way, and the file's round trip. The passwords are invented."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.findings import Refused
from coalguard.domain.journal import canonical
from coalguard.trust.secret import PASSWORD_COST, Cost
from coalguard.trust.slots import (
    Kind,
    Slot,
    Slots,
    fresh_recovery_code,
    fresh_slots,
    key_check,
    open_freely,
    open_recovery,
    open_slot,
    parse_slots,
    render_slots,
    with_open_slot,
    with_recovery,
    with_slot,
    without_slot,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "chain.json").read_bytes())
CHEAP = Cost(time_cost=1, memory_kib=8, lanes=1)
EMPTY, KEY = fresh_slots()
CODE = "00000-00000-00000-00000-00000"  # as a polynomial zero, hence whole
FULL = with_open_slot(
    with_recovery(
        with_slot(
            with_slot(EMPTY, "demo-lead", "lead-password", KEY, cost=CHEAP),
            "示例",
            "clerk-password",
            KEY,
            cost=CHEAP,
        ),
        CODE,
        KEY,
        cost=CHEAP,
    ),
    KEY,
)


@pytest.mark.parametrize("vector", VECTORS["key_checks"])
def test_a_key_check_is_that_of_the_vectors(vector: dict[str, Any]) -> None:
    assert key_check(bytes.fromhex(vector["key"])) == vector["key_check"]


def test_a_new_store_has_a_key_and_an_id_of_its_own() -> None:
    slots, key = fresh_slots()
    assert (len(key), len(slots.salt), slots.slots) == (32, 16, ())
    assert slots.key_check == key_check(key)
    assert (slots.store_id, key) != (EMPTY.store_id, KEY)


def test_each_password_opens_its_own_slot() -> None:
    assert open_slot(FULL, "demo-lead", "lead-password") == KEY
    assert open_slot(FULL, "示例", "clerk-password") == KEY
    assert FULL.logins == ("demo-lead", "示例")


def test_a_new_slot_costs_what_the_journal_says() -> None:
    slots = with_slot(EMPTY, "demo-lead", "lead-password", KEY)
    assert slots.slots[0].cost == PASSWORD_COST
    assert open_slot(slots, "demo-lead", "lead-password") == KEY


@pytest.mark.parametrize(
    ("login", "password"),
    [("demo-lead", "clerk-password"), ("demo-lead", ""), ("nobody", "lead-password"), ("", CODE), ("DEMO-LEAD", "")],
)
def test_a_wrong_password_and_an_unknown_login_are_refused_alike(login: str, password: str) -> None:
    with pytest.raises(Refused) as refused:
        open_slot(FULL, login, password)
    assert (refused.value.code, refused.value.facts) == ("session.password_wrong", {})


def test_where_nobody_has_a_password_nobody_logs_in() -> None:
    with pytest.raises(Refused, match=r"session\.password_wrong"):
        open_slot(EMPTY, "nobody", "lead-password")


def test_a_short_password_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        with_slot(EMPTY, "demo-lead", "short", KEY)
    assert (refused.value.code, refused.value.facts) == ("password.short", {"length": 5, "minimum": 10})


def test_a_changed_password_replaces_the_old_one() -> None:
    changed = with_slot(FULL, "demo-lead", "other-password", KEY, cost=CHEAP)
    assert open_slot(changed, "demo-lead", "other-password") == KEY
    assert len(changed.slots) == len(FULL.slots)
    with pytest.raises(Refused):
        open_slot(changed, "demo-lead", "lead-password")


def test_who_was_taken_out_no_longer_gets_in() -> None:
    left = without_slot(FULL, "demo-lead")
    assert left.logins == ("示例",)
    assert without_slot(left, "demo-lead") == left
    with pytest.raises(Refused):
        open_slot(left, "demo-lead", "lead-password")


def test_a_slot_opens_under_no_other_name_and_beside_no_other_store() -> None:
    slot = FULL.slots[0]
    renamed = replace(EMPTY, slots=(replace(slot, login="thief"),))
    moved = replace(EMPTY, store_id="00" * 16, slots=(slot,))
    for slots, login in ((renamed, "thief"), (moved, "demo-lead")):
        with pytest.raises(Refused, match=r"session\.password_wrong"):
            open_slot(slots, login, "lead-password")


def test_a_key_of_another_store_is_neither_wrapped_nor_given_out() -> None:
    mixed = replace(FULL, key_check=key_check(bytes(32)))
    wrong_ways = (
        lambda: with_slot(EMPTY, "demo-lead", "lead-password", bytes(32), cost=CHEAP),
        lambda: with_open_slot(EMPTY, bytes(32)),
        lambda: open_slot(mixed, "demo-lead", "lead-password"),
        lambda: open_freely(mixed),
    )
    for wrong_way in wrong_ways:
        with pytest.raises(DamagedError, match=r"slots\.key_mismatch"):
            wrong_way()


def test_a_demonstration_opens_by_itself() -> None:
    assert open_freely(FULL) == KEY
    assert open_freely(without_slot(with_open_slot(EMPTY, KEY), "")) == KEY


def test_a_real_store_does_not_open_by_itself() -> None:
    assert open_freely(with_slot(EMPTY, "demo-lead", "lead-password", KEY, cost=CHEAP)) is None


@pytest.mark.parametrize("typed", [CODE, "0" * 25, "ooooo ooooo ooooo OOOOO OOOOO", "０" * 25])
def test_the_recovery_code_opens_however_it_is_typed(typed: str) -> None:
    assert open_recovery(FULL, typed) == KEY


def test_a_fresh_recovery_code_opens_what_it_was_made_for() -> None:
    code = fresh_recovery_code()
    assert open_recovery(with_recovery(EMPTY, code, KEY, cost=CHEAP), code.lower()) == KEY
    assert [len(group) for group in code.split("-")] == [5] * 5
    assert not set(code) & set("ILOU")
    assert code != fresh_recovery_code()


@pytest.mark.parametrize("slots", [FULL, EMPTY])
def test_another_recovery_code_is_refused(slots: Slots) -> None:
    with pytest.raises(Refused, match=r"recovery\.code_wrong"):
        open_recovery(slots, fresh_recovery_code())


@pytest.mark.parametrize(("typed", "length"), [("", 0), ("0" * 24, 24), ("0" * 26, 26), ("0" * 24 + "U", 25)])
def test_a_recovery_code_that_is_none_is_refused_before_it_is_tried(typed: str, length: int) -> None:
    with pytest.raises(Refused) as refused:
        open_recovery(FULL, typed)
    assert (refused.value.code, refused.value.facts) == ("recovery.code_malformed", {"length": length, "needed": 25})
    with pytest.raises(Refused, match=r"recovery\.code_malformed"):
        with_recovery(EMPTY, typed, KEY)


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.integers(0, 24), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_recovery_code_is_found(where: int, wrong: str) -> None:
    code = fresh_recovery_code().replace("-", "")
    typed = code[:where] + wrong + code[where + 1 :]
    expected = "code_wrong" if typed == code else "code_malformed"
    with pytest.raises(Refused, match=rf"recovery\.{expected}"):
        open_recovery(EMPTY, typed)


@given(st.integers(0, 23))
def test_two_exchanged_characters_of_a_recovery_code_are_found(where: int) -> None:
    code = fresh_recovery_code().replace("-", "")
    typed = code[:where] + code[where + 1] + code[where] + code[where + 2 :]
    expected = "code_wrong" if typed == code else "code_malformed"
    with pytest.raises(Refused, match=rf"recovery\.{expected}"):
        open_recovery(EMPTY, typed)


@pytest.mark.parametrize("slots", [EMPTY, FULL, without_slot(FULL, "demo-lead")])
def test_a_slot_file_reads_as_it_was_written(slots: Slots) -> None:
    assert parse_slots(render_slots(slots)) == slots


def test_login_names_are_readable_in_the_slot_file_and_the_key_is_not() -> None:
    written = render_slots(without_open(FULL))
    assert "示例".encode() in written
    assert KEY.hex().encode() not in written


def without_open(slots: Slots) -> Slots:
    return replace(slots, slots=tuple(slot for slot in slots.slots if slot.kind is not Kind.OPEN))


@given(st.integers(0, 100_000), st.integers(0, 7))
def test_any_flipped_bit_of_a_slot_file_is_damage(where: int, bit: int) -> None:
    written = bytearray(render_slots(FULL))
    written[where % (len(written) - 1)] ^= 1 << bit  # the line end is not looked at
    with pytest.raises(DamagedError) as raised:
        parse_slots(bytes(written))
    assert raised.value.code in {"slots.unreadable", "slots.too_new"}  # the version itself may have been hit


@pytest.mark.parametrize("length", range(0, len(render_slots(FULL)) - 1, 37))
def test_a_torn_slot_file_is_damage(length: int) -> None:
    with pytest.raises(DamagedError, match=r"slots\.unreadable"):
        parse_slots(render_slots(FULL)[:length])


def summed(content: dict[str, Any]) -> bytes:
    return canonical({**content, "sum": sha256(canonical(content)).digest()[:8].hex()})


def written_with(**changes: object) -> bytes:
    """A slot file whose one slot says something else, and whose sum is right."""
    content = json.loads(render_slots(replace(FULL, slots=FULL.slots[:1])))
    del content["sum"]
    content["slots"][0] |= changes
    return summed(content)


SENSELESS_SLOTS: list[dict[str, object]] = [
    {"time_cost": 0},
    {"time_cost": 65},
    {"lanes": 0},
    {"lanes": 17},
    {"memory_kib": 7},
    {"memory_kib": 2**31},
    {"salt": "00"},
    {"wrapped": "00"},
    {"kind": "unheard-of"},
    {"wrapped": None},
]


@pytest.mark.parametrize("changes", SENSELESS_SLOTS)
def test_a_slot_that_asks_for_the_impossible_is_damage(changes: dict[str, object]) -> None:
    with pytest.raises(DamagedError, match=r"slots\.unreadable"):
        parse_slots(written_with(**changes))


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"1", b'{"version":1}', b"\xff", b"[" * 100_000, b'{"version":1.5}']
)
def test_what_is_no_slot_file_is_damage(content: bytes) -> None:
    with pytest.raises(DamagedError, match=r"slots\.unreadable"):
        parse_slots(content)


def test_two_slots_of_one_name_are_damage() -> None:
    twice = replace(FULL, slots=(FULL.slots[0], FULL.slots[0]))
    with pytest.raises(DamagedError, match=r"slots\.unreadable"):
        parse_slots(render_slots(twice))


def test_a_slot_file_of_a_later_version_is_told_apart() -> None:
    with pytest.raises(DamagedError) as raised:
        parse_slots(render_slots(replace(EMPTY, version=2)))
    assert (raised.value.code, raised.value.facts) == ("slots.too_new", {"version": 2, "supported": 1})


def test_an_open_slot_has_no_cost() -> None:
    assert FULL.slots[-1] == Slot(Kind.OPEN, "", b"", KEY, Cost(0, 0, 0))
