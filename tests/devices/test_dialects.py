"""The dialects of indicators: captured frames, damaged ones, and every way a stream can be chopped."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalguard.devices.dialects import DIALECTS, RENDERERS, XK3190, dialect, render_xk3190
from coalguard.domain.errors import UsageError

CAPTURED = json.loads((Path(__file__).parents[1] / "vectors" / "xk3190-tf0.json").read_text("utf-8"))
Y4 = bytes.fromhex("022B30343939383030313703")
FRAMES = [bytes.fromhex(case["hex"]) for case in CAPTURED["frames"]]
noise = st.one_of(st.binary(max_size=30), st.lists(st.sampled_from(b"\x02\x03+0189"), max_size=30).map(bytes))


@pytest.mark.parametrize("case", CAPTURED["frames"], ids=lambda case: case["name"])
def test_a_captured_frame_is_read(case: dict[str, Any]) -> None:
    raw = bytes.fromhex(case["hex"])
    (frame,) = XK3190().feed(raw)
    assert (frame.raw, str(frame.value), frame.decimals) == (raw, case["value"], case["decimals"])
    assert (frame.overload, frame.steady_flag) == (False, None)


@pytest.mark.parametrize("case", CAPTURED["frames"], ids=lambda case: case["name"])
def test_a_captured_frame_is_written_the_same(case: dict[str, Any]) -> None:
    letters = case.get("style") != "30h"
    assert render_xk3190(Decimal(case["value"]), case["decimals"], letters=letters) == bytes.fromhex(case["hex"])


@pytest.mark.parametrize("case", CAPTURED["refused"], ids=lambda case: case["name"])
def test_a_damaged_frame_is_no_frame_and_costs_the_next_nothing(case: dict[str, Any]) -> None:
    assert [frame.raw for frame in XK3190().feed(bytes.fromhex(case["hex"]) + Y4)] == [Y4]


def test_a_start_inside_noise_costs_one_byte() -> None:
    half = Y4[:7]
    assert [frame.raw for frame in XK3190().feed(half + b"\x02" + Y4 + b"\x03\x02")] == [Y4]


def test_every_damaged_digit_is_noticed() -> None:
    for place in range(1, 11):
        for bit in range(8):
            damaged = bytearray(Y4)
            damaged[place] ^= 1 << bit
            assert XK3190().feed(bytes(damaged)) == [], (place, bit)


@given(st.lists(st.one_of(st.sampled_from(FRAMES), noise)), st.data())
def test_any_chopping_gives_the_same_frames(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    whole = XK3190().feed(stream)
    chopped = XK3190()
    frames = [
        frame
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for frame in chopped.feed(stream[start:end])
    ]
    assert frames == whole


@given(st.lists(noise), st.sampled_from(FRAMES))
def test_garbage_never_fills_the_memory_nor_hides_a_frame_for_long(garbage: list[bytes], frame: bytes) -> None:
    listener = XK3190()
    for piece in garbage:
        listener.feed(piece)
        assert len(listener._held) < 12
    assert listener.feed(frame + frame)[-1].raw == frame


@given(st.integers(-999_999, 999_999), st.integers(0, 4), st.booleans())
def test_what_is_written_is_read(digits: int, decimals: int, letters: bool) -> None:  # noqa: FBT001 -- drawn
    value = Decimal(digits).scaleb(-decimals)
    (frame,) = XK3190().feed(render_xk3190(value, decimals, letters=letters))
    assert (frame.value, frame.decimals) == (value, decimals)


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(1_000_000, 0), (-1_000_000, 0), (Decimal("0.5"), 0), (Decimal("1000.0"), 3), (1, 5), (1, -1)],
)
def test_a_number_that_six_digits_cannot_show_is_not_sent(value: Decimal | int, decimals: int) -> None:
    with pytest.raises(UsageError, match="unsendable") as caught:
        render_xk3190(value, decimals)
    assert caught.value.facts == {"value": str(value), "decimals": decimals}


def test_every_protocol_listens_and_speaks() -> None:
    assert set(DIALECTS) == set(RENDERERS) == {"xk3190-tf0"}
    for protocol, render in RENDERERS.items():
        assert [frame.value for frame in dialect(protocol).feed(render(Decimal(48260), 0))] == [48260]


def test_an_unknown_protocol_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        dialect("xk0000")
    assert (caught.value.code, caught.value.facts) == ("scale.protocol_unknown", {"protocol": "xk0000"})
