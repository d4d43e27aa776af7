"""An office: opened where nothing is, again where it lies, by several at once, and not with another's key."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coalguard.domain.errors import CoalGuardError
from coalguard.server.office import DATABASE, KEY_FILE, Config, gauges, open_office
from coalguard.server.tables import city
from tests.server.cluster import Cluster
from tests.server.stations import Hands


def test_an_office_is_made_where_there_is_none_and_found_again(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "深"
    config = Config(folder=folder, clock=Hands())
    first = open_office(config)
    first.close()
    assert {DATABASE, KEY_FILE} <= {file.name for file in folder.iterdir()}
    assert (folder / KEY_FILE).stat().st_mode & 0o077 == 0
    again = open_office(Config(folder=folder, clock=Hands(), address="HTTPS://COAL.EXAMPLE/V/"))
    assert again.city.public == first.city.public
    with again.database.read() as connection:
        assert connection.execute(city.select()).one().address == "HTTPS://COAL.EXAMPLE/V/"
        assert gauges(connection)["coalguard_feed_position"] == {(): 0}
    again.close()


def test_the_key_lies_beside_the_file_or_in_the_folder(tmp_path: Path) -> None:
    there = Config(folder=tmp_path, clock=Hands(), database=f"sqlite:///{tmp_path / 'other' / 'city.db'}")
    assert there.key == tmp_path / "other" / KEY_FILE
    far = Config(folder=tmp_path, clock=Hands(), database="postgresql+psycopg://x@/y")
    assert far.key == tmp_path / KEY_FILE
    assert Config(folder=tmp_path, clock=Hands(), key_file=Path("k")).key == Path("k")


def test_another_key_is_refused(tmp_path: Path) -> None:
    open_office(Config(folder=tmp_path, clock=Hands())).close()
    (tmp_path / KEY_FILE).write_text("00" * 32)
    with pytest.raises(CoalGuardError) as caught:
        open_office(Config(folder=tmp_path, clock=Hands()))
    assert caught.value.code == "server.key_differs"


def test_a_missing_key_is_not_made_anew_for_a_city_that_is_there(tmp_path: Path) -> None:
    open_office(Config(folder=tmp_path, clock=Hands())).close()
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(CoalGuardError) as caught:
        open_office(Config(folder=tmp_path, clock=Hands()))
    assert caught.value.code == "server.key_unreadable"
    assert not (tmp_path / KEY_FILE).exists()


def test_processes_that_start_at_once_are_one_city(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.lend() as url, ThreadPoolExecutor(4) as pool:
        config = Config(folder=tmp_path, clock=Hands(), database=url)
        offices = list(pool.map(lambda _: open_office(config), range(4)))
        assert len({one.city.public for one in offices}) == 1
        for one in offices:
            one.close()
