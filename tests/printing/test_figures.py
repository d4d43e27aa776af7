"""Figures: numbers, dates and plates as paper shows them, and persons masked."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from coalguard.domain.assay import Basis, Item
from coalguard.domain.identity import CHINA, DocumentNumber
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.printing import figures


@pytest.mark.parametrize(
    ("prefix", "serial", "digits"),
    [("LX01", 32, "01260114000032"), ("LX012", 32, "012260114000032"), ("LX01", 25_000_001, "0126011425000001")],
)
def test_a_bar_code_holds_the_digits_with_the_serial_padded(prefix: str, serial: int, digits: str) -> None:
    assert figures.bar_digits(DocumentNumber(prefix, "260114", serial)) == digits


def test_a_preview_has_no_number() -> None:
    assert figures.shown_number(None) == figures.headed_number(None) == "预览"
    assert figures.headed_number(DocumentNumber("LX01", "260114", 32)) == "№ LX01-260114-0032"
    assert figures.shown_number(DocumentNumber("LX01", "260114", 32)) == "LX01-260114-0032"


@pytest.mark.parametrize(
    ("plate", "halves"),
    [
        ("甘N8F326", ("甘N", "8F326")),
        ("甘N12345D", ("甘N", "12345D")),
        ("甘N1234挂", ("甘N", "1234挂")),
        ("甘2912345", ("甘2912345", "")),
        ("无牌:LZZ5EXSA0123", ("无牌:LZZ5EXSA0123", "")),
        ("其他:WJ甘12", ("其他:WJ甘12", "")),
    ],
)
def test_a_plate_has_its_dot_where_the_plate_itself_has_one(plate: str, halves: tuple[str, str]) -> None:
    assert figures.plate_halves(plate) == halves


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(2_788_120, "27,881.20"), (5, "0.05"), (0, "0.00"), (123_456_789, "1,234,567.89"), (-10_050, "-100.50")],
)
def test_an_amount_has_its_thousands_set_apart(fen: int, shown: str) -> None:
    assert figures.grouped_yuan(Money(fen)) == shown


def test_a_price_and_a_mass_have_their_unit() -> None:
    assert figures.price_per_tonne(Price(86_000)) == "860.00 元/吨"
    assert figures.tonnes(Mass(32_420)) == "32.420 t"
    assert figures.tonnes(Mass(0)) == "0.000 t"
    assert figures.tonnes(None) == "—"


@pytest.mark.parametrize(
    ("paper", "observed", "shown"),
    [(32_420, 32_460, "+0.12 %"), (32_420, 32_420, "+0.00 %"), (32_420, 30_000, "-7.46 %"), (0, 20, "—")],
)
def test_a_drift_is_in_percent_of_the_paper(paper: int, observed: int, shown: str) -> None:
    assert figures.drift(Mass(paper), Mass(observed)) == shown


def test_times_are_those_of_the_place() -> None:
    at = datetime(2026, 1, 14, 12, 58, 11, tzinfo=UTC)
    assert figures.minute(at) == "2026-01-14 20:58"
    assert figures.second(at) == "01-14 20:58:11"
    assert figures.day(date(2026, 1, 13)) == "2026-01-13"
    assert figures.day(None) == ""


@pytest.mark.parametrize(("hour", "shown"), [(0, "至 2026-01-14 24:00"), (8, "至 2026-01-15 08:00")])
def test_midnight_is_the_end_of_the_day_before(hour: int, shown: str) -> None:
    assert figures.until(datetime(2026, 1, 15, hour, tzinfo=CHINA).astimezone(UTC)) == shown


@pytest.mark.parametrize(
    ("item", "basis", "shown"),
    [
        (Item.VOLATILE, Basis.DAF, "挥发分 Vdaf"),
        (Item.SULFUR, Basis.D, "全硫 St,d"),
        (Item.ASH, Basis.D, "灰分 Ad"),
        (Item.CALORIFIC, Basis.AR, "发热量"),
        (Item.VOLATILE, Basis.NONE, "挥发分 V"),
    ],
)
def test_an_item_has_its_symbol_with_its_basis(item: Item, basis: Basis, shown: str) -> None:
    assert figures.item_name(item, basis) == shown


def test_what_was_not_measured_is_a_dash() -> None:
    assert figures.measured(None) == "—"
    assert figures.measured(Decimal("0.60")) == "0.60"


@pytest.mark.parametrize(
    ("shown", "masked"),
    [
        (figures.masked_id("622901198001012416"), "622901********2416"),
        (figures.masked_phone("13800006620"), "138****6620"),
        (figures.masked_name("马得明"), "马*明"),
        (figures.masked_name("马明"), "马*"),
        (figures.masked_id(""), "—"),
        (figures.masked_name(" "), "—"),
    ],
)
def test_people_are_masked_and_nobody_is_a_dash(shown: str, masked: str) -> None:
    assert shown == masked
