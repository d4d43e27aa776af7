"""Codes: as small as they can be, as rectangles, and refused where they can not be read."""

from itertools import pairwise

import pytest

from coalguard.printing.barcode import Bars, Modules, code128, qr
from tests.printing.papers import code


def drawn(modules: Modules) -> set[tuple[int, int]]:
    """The dark modules one by one."""
    return {(left + step, top) for left, top, wide in modules.dark for step in range(wide)}


@pytest.mark.parametrize(
    ("address", "across"),
    [("CG1:", 45), ("HTTPS://MG.LINXIA.EXAMPLE/V/", 49)],
)
def test_a_signed_code_takes_version_8_at_most(address: str, across: int) -> None:
    assert qr(code(1, address)).across == across


def test_a_code_that_is_too_long_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match=r"^[0-9]+$"):
        qr(("HTTPS://A.EXAMPLE/V/" + "A" * 60, "9" * 273))


def test_the_three_corners_of_a_qr_code_are_dark() -> None:
    modules = qr(code(1))
    dark = drawn(modules)
    last = modules.across - 1
    assert {(0, 0), (last, 0), (0, last)} <= dark
    assert len(set(modules.dark)) == len(modules.dark)


def test_rectangles_of_a_row_do_not_touch() -> None:
    rows: dict[int, list[tuple[int, int]]] = {}
    for left, top, wide in qr(code(2)).dark:
        rows.setdefault(top, []).append((left, wide))
    for row in rows.values():
        assert all(left + wide < following for (left, wide), (following, _) in pairwise(row))


@pytest.mark.parametrize(
    ("text", "across"),
    [
        ("01260114000032", 11 * 9 + 13),
        ("GB01-260114-0058", 11 * 16 + 13),
        ("012260114000032", 11 * 11 + 13),
    ],
)
def test_digits_go_in_pairs(text: str, across: int) -> None:
    assert code128(text).across == across


def test_bars_begin_and_end_as_code_128_does() -> None:
    bars = code128("01260114000032")
    assert bars.dark[:3] == ((0, 2), (3, 1), (6, 3)), "start C is 211232"
    assert bars.dark[-1] == (bars.across - 2, 2)
    assert isinstance(bars, Bars)
