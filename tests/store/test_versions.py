"""The versions that a file is judged by."""

from coalguard.store import versions


def test_versions_are_whole_numbers_from_one() -> None:
    assert versions.SCHEMA >= 1
    assert versions.DERIVED >= 1
