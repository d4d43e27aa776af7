"""What a paper says as 44 bytes: to the bit as in `tests/vectors/paper.json`, and in one spelling alone."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.domain.errors import DamagedError
from coalguard.domain.numbering import HIGHEST_SERIAL, PaperKind
from coalguard.trust.packing import (
    BYTES,
    HIGHEST_KG,
    HIGHEST_SEQ,
    HIGHEST_VALUE,
    PARTS,
    VERDICTS,
    PaperFields,
    pack,
    pack_plate,
    unpack,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors" / "paper.json").read_bytes())
AT = datetime(2026, 1, 14, 4, 58, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def fields_of(told: dict[str, Any]) -> PaperFields:
    """The fields of a vector."""
    return PaperFields(
        PaperKind(told["kind"]),
        told["prefix"],
        told["serial"],
        told["part"],
        datetime.fromisoformat(told["issued_at"]),
        told["plate"],
        told["gross_kg"],
        told["tare_kg"],
        told["coal"],
        tuple(None if value is None else Decimal(value) for value in told["values"]),  # type: ignore[arg-type]  # three of them
        told["verdict"],
        told["destination"],
        datetime.fromisoformat(told["valid_until"]) if told["valid_until"] else None,
        told["epoch"],
        told["seq"],
        bytes.fromhex(told["entry"]),
    )


FORM = fields_of(VECTORS["papers"][0]["fields"])

PROVINCES = st.sampled_from("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")
PLATES = st.one_of(
    st.just(""),
    st.builds("{}{}".format, PROVINCES, st.from_regex(r"[A-Z][0-9A-Z]{5,6}", fullmatch=True)),
    st.builds("{}{}".format, PROVINCES, st.from_regex(r"[A-Z][0-9A-Z]{4}[挂警学]", fullmatch=True)),
    st.builds("{}{}".format, PROVINCES, st.from_regex(r"[0-9]{2}[0-9A-Z]{5}", fullmatch=True)),
)
VALUES = st.none() | st.integers(0, 8190).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
DESTINATIONS = st.one_of(
    st.just(""),
    st.integers(1, 99).map("6229{:02d}".format),
    st.integers(1001, 99_999).filter(lambda rest: rest % 1000).map("6229{:05d}".format),
    st.integers(0, 622_899).map("{:06d}".format),
    st.integers(623_000, 999_999).map("{:06d}".format),
)


@st.composite
def papers(draw: st.DrawFn) -> PaperFields:
    """Any paper that can be."""
    issued_at = datetime.fromtimestamp(draw(st.integers(0, (1 << 32) - 1)), UTC)
    hours = draw(st.integers(0, (1 << 16) - 1))
    until = issued_at.replace(minute=0, second=0) + hours * HOUR if hours else None
    return PaperFields(
        draw(st.sampled_from(PaperKind)),
        draw(st.from_regex(r"[A-Z]{2}[0-9]{2,4}", fullmatch=True)),
        draw(st.integers(0, HIGHEST_SERIAL)),
        draw(st.integers(0, PARTS)),
        issued_at,
        draw(PLATES),
        draw(st.integers(0, HIGHEST_KG)),
        draw(st.integers(0, HIGHEST_KG)),
        draw(st.integers(0, 255)),
        draw(st.tuples(VALUES, VALUES, VALUES)),
        draw(st.sampled_from(VERDICTS)),
        draw(DESTINATIONS),
        until,
        draw(st.integers(0, 255)),
        draw(st.integers(0, HIGHEST_SEQ)),
        draw(st.binary(min_size=8, max_size=8)),
    )


@pytest.mark.parametrize("vector", VECTORS["papers"], ids=lambda vector: vector["fields"]["kind"])
def test_a_paper_is_packed_as_in_the_vectors(vector: dict[str, Any]) -> None:
    fields = fields_of(vector["fields"])
    assert pack(fields).hex() == vector["packed"]
    assert unpack(bytes.fromhex(vector["packed"])) == fields


def test_the_layout_is_that_of_the_table() -> None:
    letters, alphabet = 26, 36
    serials = alphabet**6 + alphabet**5 + 3 * alphabet**4
    gan_n = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".index("甘") * letters + 13
    bits = (
        f"{1:04b}"
        f"{(11 * letters + 23) * 11_100 + 1:023b}"
        f"{32:024b}"
        f"{0:03b}"
        f"{int(AT.timestamp()):032b}"
        f"{1 + gan_n * serials + alphabet**6 + int('8F326', alphabet):042b}"
        f"{47_820:018b}{15_400:018b}"
        f"{1:08b}"
        f"{820:013b}{47:013b}{1870:013b}"
        f"{1:02b}"
        f"{622_901_101 - 622_900_000 + 1:024b}"
        f"{12:016b}"  # 04:00 to 16:00
        f"{1:08b}{4711:024b}"
        f"{0x00112233445566AA:064b}"
        "000"
    )
    assert len(bits) == 8 * BYTES
    assert pack(FORM) == int(bits, 2).to_bytes(BYTES, "big")


@given(papers())
def test_what_was_packed_is_read_back(fields: PaperFields) -> None:
    packed = pack(fields)
    assert len(packed) == BYTES
    assert unpack(packed) == fields


@given(st.binary(min_size=BYTES, max_size=BYTES))
def test_bytes_that_are_read_have_one_spelling(packed: bytes) -> None:
    with suppress(DamagedError):
        assert pack(unpack(packed)) == packed


@given(papers(), st.integers(0, 8 * BYTES - 1))
def test_a_changed_bit_is_another_paper_or_none(fields: PaperFields, bit: int) -> None:
    changed = (int.from_bytes(pack(fields), "big") ^ 1 << bit).to_bytes(BYTES, "big")
    with suppress(DamagedError):
        assert unpack(changed) != fields


FIELDS = {  # where a field begins, counted from the last bit, and a value of it that nobody packs
    "type": (348, 0),
    "type beyond the last": (348, 8),
    "prefix": (325, (1 << 23) - 1),
    "part": (298, 6),
    "plate of no province": (224, (1 << 42) - 1),
    "farm plate of no province": (224, 31 * 26 * (36**6 + 36**5 + 3 * 36**4) + 31 * 100 * 36**5 + 1),
    "destination beyond the counties": (115, (1 << 24) - 1),
    "destination in the other spelling": (115, 100_001 + 622_901),
    "spare": (0, 1),
}


@pytest.mark.parametrize(("place", "value"), FIELDS.values(), ids=FIELDS)
def test_a_field_that_nobody_packs_is_not_read(place: int, value: int) -> None:
    widths = {348: 4, 325: 23, 298: 3, 224: 42, 115: 24, 0: 3}
    whole = int.from_bytes(pack(FORM), "big")
    whole = whole & ~(((1 << widths[place]) - 1) << place) | value << place
    with pytest.raises(DamagedError, match=r"paper\.unreadable"):
        unpack(whole.to_bytes(BYTES, "big"))


@pytest.mark.parametrize("packed", [b"", bytes(BYTES - 1), bytes(BYTES + 1)])
def test_bytes_of_another_length_are_not_read(packed: bytes) -> None:
    with pytest.raises(DamagedError, match=r"paper\.unreadable"):
        unpack(packed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"serial": HIGHEST_SERIAL + 1},
        {"serial": -1},
        {"seq": HIGHEST_SEQ + 1},
        {"gross_kg": HIGHEST_KG + 1},
        {"epoch": 256},
        {"part": 8},
        {"values": (HIGHEST_VALUE + Decimal("0.01"), None, None)},
        {"values": (Decimal("0.123"), None, None)},
        {"values": (Decimal("-0.01"), None, None)},
        {"valid_until": AT},
        {"valid_until": AT.replace(minute=0, second=0)},
        {"valid_until": AT.replace(minute=0, second=0) + (1 << 16) * HOUR},
        {"issued_at": datetime(1969, 12, 31, tzinfo=UTC), "valid_until": None},
        {"destination": "火星"},
        {"verdict": "unheard-of"},
    ],
)
def test_what_does_not_fit_is_our_own_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        pack(replace(FORM, **wrong))


@pytest.mark.parametrize(
    "plate",
    [
        "",
        "甘",
        "甘N",
        "甘N123",
        "甘N1234",
        "甘N1234567",
        "甘n12345",
        "甘N1234港",
        "无牌:LZZ5EXSA0123",
        "其他:WJ甘12345",
        "龘N12345",
    ],
)
def test_a_plate_of_another_shape_does_not_pack(plate: str) -> None:
    assert pack_plate(plate) == 0


def test_no_two_plates_share_a_number() -> None:
    ends = [
        "京A000000",
        "京AZZZZZZ",
        "京A00000",
        "京AZZZZZ",
        "京A0000挂",
        "京AZZZZ挂",
        "京A0000警",
        "京AZZZZ学",
        "京B000000",
    ]
    numbers = [pack_plate(plate) for plate in [*ends, "琼ZZZZZ学", "京0000000", "琼99ZZZZZ"]]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    assert numbers[9] + 1 == numbers[10]
    assert numbers[-1] < 1 << 42


@pytest.mark.parametrize(
    ("destination", "read"),
    [
        ("622901", "622901"),
        ("622901101", "622901101"),
        ("620102", "620102"),
        ("620102001", "620102"),
        ("6229", "622900"),
    ],
)
def test_a_place_elsewhere_is_known_by_its_county(destination: str, read: str) -> None:
    assert unpack(pack(replace(FORM, destination=destination))).destination == read


@pytest.mark.parametrize(("gross", "tare", "net"), [(47_820, 15_400, 32_420), (47_820, 0, None), (0, 15_400, None)])
def test_a_paper_has_a_net_where_it_has_both_weights(gross: int, tare: int, net: int | None) -> None:
    assert replace(FORM, gross_kg=gross, tare_kg=tare).net_kg == net
