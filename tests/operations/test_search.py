"""Search: any part of a number or plate; people by name or a tail of four digits, never by less."""

import pytest

from coalguard.operations import search
from tests import market as at
from tests.market import Market


def found(market: Market, text: str) -> list[str]:
    return [hit.kind for hit in search.search(market.station, market.clerk, search.Search(text=text)).hits]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        ("n12345", ["settlement", "form", "ticket"]),
        ("１２３４５", ["settlement", "form", "ticket"]),
        ("HT-", ["contract"]),
        ("马演", ["buyer"]),
        ("0017", ["buyer"]),
        ("017", []),
        ("100%", []),
        ("煤矿", ["supplier"]),
    ],
)
def test_what_holds_the_text_is_found_newest_first(market: Market, text: str, kinds: list[str]) -> None:
    at.sell(market, at.receive(market).lot)

    assert found(market, text) == kinds
