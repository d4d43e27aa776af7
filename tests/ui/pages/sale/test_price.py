"""A price above the approved one is said at its field."""

from coalguard.domain.journal import Fact
from tests.ui.cityhall import City
from tests.ui.salesroom import Room, weighed_truck


def test_a_price_above_the_approved_one_is_said_while_it_can_still_be_altered(room: Room) -> None:
    coal = room.market.station.books.rules.coals[0]
    price = {"coal": coal, "fen_per_t": 86_000, "from": "2026-01-01", "station": ""}
    City(room.market.station).says(Fact("price.published", price))
    weighed_truck(room)
    field = room.page.form.price
    field.setFocus()
    for text, said in (("900", "高于核定价 860.00 元/吨"), ("860", "")):
        room.type(text)
        room.press("Enter")
        assert field.message == said
        room.press("Shift+Enter")
