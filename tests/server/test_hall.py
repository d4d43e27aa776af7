"""The deeds as the composition root hands them on."""

from pathlib import Path

import pytest

from coalguard.domain.errors import UsageError
from coalguard.server.hall import DEEDS, administer, check_address, serve
from tests.server.stations import Hands


def test_a_deed_opens_an_office_and_closes_it(tmp_path: Path) -> None:
    kept = {"folder": str(tmp_path), "database": "", "key_file": str(tmp_path / "the.key")}
    opened = administer(Hands(), kept, "enroll_code", ["LX01"])
    assert opened.station == "LX01"
    assert (tmp_path / "the.key").exists()
    assert administer(Hands(), kept, "devices", []) == ()
    assert set(DEEDS) == {"enroll_code", "publish", "devices", "grants", "release", "revoke"}


def test_the_address_is_in_capitals_and_fits_a_code() -> None:
    assert check_address(" https://coal.example/v/ ") == "HTTPS://COAL.EXAMPLE/V/"
    assert check_address("") == ""
    for wrong in ("https://coal.example/", "HTTPS://A-VERY-LONG-NAME.EXAMPLE/V/", "ftp://x/V/"):
        with pytest.raises(UsageError) as caught:
            check_address(wrong)
        assert caught.value.code == "server.address"


def test_an_address_that_fits_no_code_is_told_before_anything_is_served(tmp_path: Path) -> None:
    kept = {"folder": str(tmp_path), "database": "", "key_file": "", "address": "nonsense"}
    with pytest.raises(UsageError):
        serve(Hands(), kept, ("127.0.0.1", 0), lambda _: None, None)
    assert not (tmp_path / "server.db").exists()
