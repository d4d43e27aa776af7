"""What search finds: by any part of a number or title, by a tail of four digits of anything else."""

from pathlib import Path

import pytest

from coalguard.store.finds import find_text
from tests.market import open_market


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [("HT-1", ["contract"]), ("0017", ["buyer"]), ("017", []), ("%", []), ("_", []), ("\\", [])],
)
def test_a_text_is_found_literally(tmp_path: Path, wanted: str, kinds: list[str]) -> None:
    with open_market(tmp_path) as market:
        found = find_text(market.station.store.read(), wanted)

    assert [kind for kind, _, _ in found] == kinds
