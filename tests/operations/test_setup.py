"""Founding a station and setting up its machines: every change an entry."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.findings import Refused, Severity
from coalguard.domain.printout import Printout, Route, Stock
from coalguard.operations import setup, shift
from coalguard.operations.station import listen_to_scales
from coalguard.store.papers import load_grants
from coalguard.store.rebuild import rebuild
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

    with pytest.raises(Refused) as endless:
        setup.set_printer(market.station, market.clerk, setup.SetPrinter(name="a", kind=kind, target="a" * 256))

    assert [refused.value.code, endless.value.code] == ["printer.folder_missing", "path.malformed"]
    assert [printer["name"] for printer in shown.printers] == ["a"]


def test_scales_are_put_on_the_desk_again_at_the_next_start(market: Market) -> None:
    set_scale(market)
    market.station.desk.close()

    listen_to_scales(market.station)

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


# --- a printer for each kind of paper ---------------------------------------------------------------------------------


def place(market: Market, tmp_path: Path, name: str, **more: Any) -> setup.Settings:
    """Set a printer up, with a folder of its own."""
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    request = setup.SetPrinter(name=name, kind=setup.PrinterKind.FOLDER, target=str(folder), **more)
    return setup.set_printer(market.station, market.clerk, request)


def assign(market: Market, paper: Printout, printer: str = "", *, wanted: bool = True) -> setup.Settings:
    """Say where a paper goes."""
    request = setup.AssignPaper(paper=paper, printer=printer, wanted=wanted)
    return setup.assign_paper(market.station, market.clerk, request)


def goes_to(settings: setup.Settings) -> dict[str, str]:
    """Where each paper goes."""
    return {one.printout.value: one.printer for one in settings.papers}


def said(market: Market, kind: str) -> list[Any]:
    """What the entries of a kind say."""
    read = (json.loads(body) for body in bodies(market.station).values())
    return [body["says"] for body in read if body["kind"] == kind]


def test_the_only_printer_prints_all_but_the_slip_and_its_entry_is_as_it_ever_was(
    market: Market, tmp_path: Path
) -> None:
    shown = place(market, tmp_path, "a")
    assert goes_to(shown) == {"form": "a", "ticket": "a", "settlement": "a", "first_slip": "", "closing": "a"}
    assert said(market, "printer.set") == [{"name": "a", "kind": "folder", "target": str(tmp_path / "a")}]
    assert said(market, "paper.assigned") == []


def test_printers_that_say_what_lies_in_them_share_the_papers_by_themselves(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "热敏", stock=Stock.ROLL)
    shown = place(market, tmp_path, "针打", stock=Stock.FANFOLD)
    roll = {"settlement": "热敏", "first_slip": "热敏", "closing": "热敏"}
    assert goes_to(shown) == {"form": "针打", "ticket": "针打", **roll}
    assert {printer["name"]: printer["stock"] for printer in shown.printers} == {"针打": "fanfold", "热敏": "roll"}


def test_a_printer_takes_the_papers_it_is_set_up_for_and_the_later_word_counts(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "a", papers=(Printout.FORM, Printout.TICKET))
    shown = place(market, tmp_path, "b", papers=(Printout.TICKET, Printout.TICKET))
    assert (goes_to(shown)["form"], goes_to(shown)["ticket"]) == ("a", "b")
    (told,) = shown.findings
    assert (told.code, told.severity, told.facts) == (
        "printer.took_over",
        Severity.INFO,
        {"printout": "ticket", "printer": "b", "before": "a"},
    )
    place(market, tmp_path, "b", papers=(Printout.TICKET,))
    assert [one["paper"] for one in said(market, "paper.assigned")] == ["form", "ticket", "ticket"]


def test_a_paper_is_given_to_a_printer_and_left_to_the_rule_again(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "a")
    place(market, tmp_path, "b")
    shown = assign(market, Printout.FORM, "b")
    assert (goes_to(shown)["form"], goes_to(shown)["ticket"]) == ("b", "a")
    shown = assign(market, Printout.FORM, "a")
    assert (goes_to(shown)["form"], goes_to(shown)["ticket"]) == ("a", "b")
    assert [finding.code for finding in shown.findings] == ["printer.took_over"]
    assign(market, Printout.FORM, "a")
    shown = assign(market, Printout.FORM)
    assert next(one for one in shown.papers if one.printout is Printout.FORM) == Route(
        Printout.FORM, rivals=("a", "b"), by_rule=True
    )
    assert len(said(market, "paper.assigned")) == 3


def test_the_slip_alone_may_be_not_wanted(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "热敏", stock=Stock.ROLL)
    shown = assign(market, Printout.FIRST_SLIP, wanted=False)
    assert (goes_to(shown)["first_slip"], goes_to(shown)["closing"]) == ("", "热敏")
    assert goes_to(assign(market, Printout.FIRST_SLIP))["first_slip"] == "热敏"
    with pytest.raises(Refused) as refused:
        assign(market, Printout.FORM, wanted=False)
    assert (refused.value.code, refused.value.facts) == ("paper.always_printed", {"printout": "form"})


def test_no_printer_is_given_a_paper_that_it_can_not_print_or_that_is_not_there(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "热敏", stock=Stock.ROLL, papers=(Printout.CLOSING,))
    place(market, tmp_path, "随便", papers=(Printout.FORM,))
    acts: tuple[Callable[[], setup.Settings], ...] = (
        lambda: assign(market, Printout.FORM, "热敏"),
        lambda: place(market, tmp_path, "热敏", stock=Stock.ROLL, papers=(Printout.FORM,)),
        lambda: place(market, tmp_path, "随便", stock=Stock.ROLL),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "printer.paper_unfit"
        assert refused.value.facts["printout"] == "form"
    with pytest.raises(Refused) as refused:
        assign(market, Printout.FORM, "没有这台")
    assert (refused.value.code, refused.value.facts["known"]) == ("printer.unknown", "热敏、随便")


def test_each_kind_of_station_shows_the_papers_that_it_prints() -> None:
    assert set(setup.PAPERS) == set(setup.StationKind)
    assert {paper for papers in setup.PAPERS.values() for paper in papers} == set(Printout)


def test_a_change_is_counted_with_those_of_the_machines(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "a", papers=(Printout.FORM,))
    desk = shift.show_shift(market.station, market.clerk, shift.ShowShift())
    assert desk.sheet is not None
    assert desk.sheet.changes.ever == 2


def test_a_rebuild_comes_to_the_same_tables(market: Market, tmp_path: Path) -> None:
    place(market, tmp_path, "a", papers=(Printout.FORM,))
    place(market, tmp_path, "b", stock=Stock.ROLL)
    assert rebuild(market.station.store, check_only=True) == []


def test_a_printer_keeps_its_offset_and_one_that_is_none_is_refused(market: Market, tmp_path: Path) -> None:
    (shown,) = place(market, tmp_path, "a", offset_x_mm="+1.5", offset_y_mm="0").printers
    assert (shown["offset_x_mm"], "offset_y_mm" in shown) == ("1.5", False)
    with pytest.raises(Refused) as refused:
        place(market, tmp_path, "a", offset_x_mm="20.1", offset_y_mm="1.25")
    assert [(one.code, one.facts) for one in refused.value.findings] == [
        ("printer.offset_too_far", {"field": "offset_x_mm", "limit_mm": 20}),
        ("printer.offset_malformed", {"field": "offset_y_mm"}),
    ]
    (shown,) = setup.show(market.station, market.clerk, setup.ShowSettings()).printers
    assert shown["offset_x_mm"] == "1.5"
