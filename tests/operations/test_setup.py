"""Founding a station and setting up its machines: every change an entry."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalguard.domain.findings import Refused
from coalguard.operations import setup
from coalguard.store.papers import load_grants
from coalguard.store.settings import load_scales
from tests.market import Market
from tests.stations import bodies, open_test_station

SCALE = {"name": "1号磅", "port": "socket://127.0.0.1:9", "protocol": "xk3190-tf0"}


@pytest.fixture(autouse=True)
def _clear_desk(market: Market) -> Iterator[None]:
    yield
    market.station.desk.close()


def set_scale(market: Market, **changed: object) -> setup.Settings:
    return setup.set_scale(market.station, market.clerk, setup.SetScale(**{**SCALE, **changed}))  # type: ignore[arg-type]  # a table of fields


def test_a_new_station_has_a_grant_for_every_kind_of_paper(market: Market) -> None:
    grants = load_grants(market.station.store.read())

    assert {(grant.prefix, grant.first, grant.left) for grant in grants} == {
        (prefix, 1, 1_000_000) for prefix in ("LX01", "GB01", "JH01", "CF01", "QF01", "YJ01", "JS01")
    }


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "GB01"}, "station.code_reserved"),
        ({"letter": "a"}, "station.letter_malformed"),
        ({"name": ""}, "name.missing"),
    ],
)
def test_an_impossible_station_is_not_founded(tmp_path: Path, changed: dict[str, str], code: str) -> None:
    said = {"kind": setup.StationKind.MARKET, "code": "LX02", "name": "演示", **changed}
    folder = tmp_path / "other"
    folder.mkdir()
    with open_test_station(folder) as (station, _), pytest.raises(Refused) as refused:
        setup.found_station(station.store, setup.FoundStation(**said), "admin")  # type: ignore[arg-type]  # a table of fields

    assert refused.value.code == code


def test_a_scale_is_heard_as_soon_as_it_is_set_up_and_changed_by_an_entry(market: Market) -> None:
    set_scale(market)
    shown = set_scale(market, division_kg=50, serial="SCS-1", verified_until="2099-01-01")

    assert [scale["division_kg"] for scale in shown.scales] == [50]
    assert market.station.desk.scale("").rule.division.kg == 50
    assert [rule.division.kg for rule in load_scales(market.station.store.read())] == [50]
    assert shown.station["code"] == "LX01"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "field.missing"),
        ({"protocol": "morse"}, "scale.protocol_unknown"),
        ({"port": "no port"}, "scale.port_malformed"),
        ({"baud": 1}, "scale.baud_unknown"),
        ({"division_kg": 3}, "scale.division_unknown"),
        ({"verified_until": "soon"}, "date.malformed"),
    ],
)
def test_an_impossible_scale_is_refused(market: Market, changed: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_scale(market, **changed)

    assert refused.value.code == code


def test_a_printer_keeps_its_papers_in_a_folder_that_is_there(market: Market, tmp_path: Path) -> None:
    kind = setup.PrinterKind.FOLDER

    with pytest.raises(Refused) as refused:
        setup.set_printer(
            market.station, market.clerk, setup.SetPrinter(name="a", kind=kind, target=str(tmp_path / "no"))
        )
    shown = setup.set_printer(market.station, market.clerk, setup.SetPrinter(name="a", kind=kind, target=str(tmp_path)))

    assert refused.value.code == "printer.folder_missing"
    assert [printer["name"] for printer in shown.printers] == ["a"]


def test_scales_are_put_on_the_desk_again_at_the_next_start(market: Market) -> None:
    set_scale(market)
    market.station.desk.close()

    setup.listen_to_scales(market.station)

    assert market.station.desk.scale("1号磅").rule.name == "1号磅"


def test_a_queue_that_is_not_there_is_no_printer(
    market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lpstat = tmp_path / "lpstat"
    lpstat.write_text("#!/bin/sh\necho scheduler is running\necho needle\n")
    lpstat.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    kind = setup.PrinterKind.LP

    with pytest.raises(Refused) as refused:
        setup.set_printer(market.station, market.clerk, setup.SetPrinter(name="a", kind=kind, target="Needle"))
    shown = setup.set_printer(market.station, market.clerk, setup.SetPrinter(name="a", kind=kind, target="needle"))

    assert (refused.value.code, refused.value.facts["known"]) == ("printer.unknown", "needle")
    assert [printer["target"] for printer in shown.printers] == ["needle"]


def test_how_the_station_is_reached_is_shown_and_its_phone_stands_in_no_body(market: Market) -> None:
    assert setup.show(market.station, market.clerk, setup.ShowSettings()).station["phone"] == ""

    shown = setup.set_station(market.station, market.clerk, setup.SetStation(phone="138 0000 0001", hotline="12315"))

    assert (shown.station["phone"], shown.station["hotline"], shown.station["code"]) == ("13800000001", "12315", "LX01")
    assert not any("13800000001" in body for body in bodies(market.station).values())
    assert setup.set_station(market.station, market.clerk, setup.SetStation()).station["hotline"] == ""


@pytest.mark.parametrize(
    ("phone", "hotline", "code"), [("138", "", "phone.malformed"), ("", "12 x", "station.hotline_malformed")]
)
def test_a_station_is_not_reached_by_nonsense(market: Market, phone: str, hotline: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        setup.set_station(market.station, market.clerk, setup.SetStation(phone=phone, hotline=hotline))

    assert refused.value.code == code
