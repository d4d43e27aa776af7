"""Provinces: one takes the place of another."""

from coalguard.ui.widgets.provinces import options, with_province


def test_a_province_takes_the_place_of_another() -> None:
    assert with_province("甘N8F326", "青") == "青N8F326"
    assert with_province("B1827F", "青") == "青B1827F"
    assert len(options()) == 31
