"""The deeds as the composition root hands them on."""

from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import MachineError, UsageError
from coalguard.server.hall import DEEDS, administer, check_address, serve
from coalguard.server.office import Config, open_office
from tests.server.cluster import Cluster
from tests.server.stations import Hands


def test_a_deed_opens_an_office_and_closes_it(tmp_path: Path) -> None:
    kept = {"folder": str(tmp_path), "database": "", "key_file": str(tmp_path / "the.key")}
    open_office(Config(folder=tmp_path, clock=Hands(), key_file=tmp_path / "the.key")).close()
    opened = administer(Hands(), kept, "enroll_code", ["LX01"])
    assert opened.station == "LX01"
    assert administer(Hands(), kept, "devices", []) == ()
    assert set(DEEDS) == {"enroll_code", "publish", "devices", "grants", "exceptions", "release", "revoke"}


@pytest.mark.parametrize("deed", ["enroll_code", "publish", "devices", "grants", "exceptions"])
def test_a_path_that_was_mistyped_becomes_no_other_city(tmp_path: Path, deed: str) -> None:
    (tmp_path / "city").mkdir()
    (tmp_path / "city" / "empty.db").touch()
    given: list[Any] = ["LX01"] if deed == "enroll_code" else [b"{}"] if deed == "publish" else []
    for file in ("city/serber.db", "nowhere/server.db", "city/empty.db"):
        kept = {"folder": str(tmp_path / "data"), "database": f"sqlite:///{tmp_path / file}", "key_file": ""}
        with pytest.raises(MachineError) as caught:
            administer(Hands(), kept, deed, given)
        assert (caught.value.code, caught.value.facts) == ("server.not_founded", {"database": str(tmp_path / file)})
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["city", "empty.db"], "and nothing was made"


def test_a_database_that_is_empty_becomes_no_city_either(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.bare()
    kept = {"folder": str(tmp_path), "database": url, "key_file": ""}
    with pytest.raises(MachineError) as caught:
        administer(Hands(), kept, "devices", [])
    assert caught.value.code == "server.not_founded"
    assert list(tmp_path.iterdir()) == []


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
