"""The closing sheet of a shift: what its entry told, printed by a counted attempt or rendered without one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.findings import Refused
from coalguard.domain.inspection import Decision
from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.domain.roles import Role
from coalguard.operations import form, inspection, paper, setup, shift
from coalguard.operations.paper.attempt import Outcome
from coalguard.operations.paper.closing import ClosingPrinted, PrintClosing, RenderClosing, content_of
from coalguard.operations.paper.page import Medium, Rendered
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Second
from coalguard.printing.content import ClosingContent, NumberLine
from coalguard.store.closing import load_ended
from coalguard.trust.sealcode import parse_seal
from tests import market as at
from tests.market import LEAD, Market, open_market
from tests.printing.reading import squeezed
from tests.printing.reading import text_of as read_text
from tests.stations import HandClock, bodies, enlist, open_test_station


@pytest.fixture
def clock() -> HandClock:
    """Noon of 14 January 2026."""
    return HandClock()


@pytest.fixture
def market(tmp_path: Path, clock: HandClock) -> Iterator[Market]:
    """A market with a printer."""
    store = tmp_path / "store"
    store.mkdir()
    with open_market(store, clock=clock) as opened:
        yield opened


@pytest.fixture
def tray(market: Market, tmp_path: Path) -> Path:
    """The folder of the only printer."""
    folder = tmp_path / "tray"
    folder.mkdir()
    kept = setup.SetPrinter(name="热敏", kind=setup.PrinterKind.FOLDER, target=str(folder))
    setup.set_printer(market.station, market.clerk, kept)
    return folder


def shown(market: Market, text: str = "") -> ClosingContent:
    reader = market.station.store.read()
    return content_of(reader, load_ended(reader, text))


def printed(market: Market, **more: str) -> ClosingPrinted:
    return paper.print_closing(market.station, market.clerk, PrintClosing(**more))


def rendered(market: Market, path: Path, **more: Any) -> Rendered:
    return paper.render_closing(market.station, market.clerk, RenderClosing(path=str(path), **more))


def text_of(file: Path) -> str:
    return squeezed(read_text(file.read_bytes()))


@pytest.mark.usefixtures("tray")
def test_a_market_s_sheet_accounts_for_coal_money_and_every_number(market: Market, clock: HandClock) -> None:
    lot = at.receive(market).lot
    sold = at.sell(market, lot)
    form.void(
        market.station,
        market.clerk,
        form.VoidForm(number=str(sold.number), reason="打错", parts_back=5, second=LEAD),
    )
    at.sell(market, lot, 2_340, plate="甘N55555")
    at.arrive(market, "甘N00001")
    clock.wait(hours=2)
    given = shift.HandOver(to=LEAD, notes="一车待过磅", cash_fen=201_240, paper_left=60)
    shift.hand_over_shift(market.station, market.clerk, given)

    sheet = shown(market)
    assert (sheet.holder, sheet.receiver, sheet.given_by) == ("admin", "演示lead", "")
    assert (sheet.cash, sheet.due, sheet.paper_left) == (Money(201_240), Money(201_240), 60)
    assert dict(sheet.figures) == {
        "过磅": "6 次，手录 6 次",
        "五联单": "2 张，作废 1 张",
        "进煤": f"1 车，{Mass(34_140).tonnes} t",
        "销煤": f"1 车，{Mass(2_340).tonnes} t",
    }
    assert NumberLine("五联单", "LX01", 1, 2, 2, 1, 999_998) in sheet.numbers
    assert sheet.voided == (str(sold.number),)
    assert "最久 120 分钟。" in sheet.left[0]
    assert (sheet.changes.in_shift, sheet.changes.ever) == (1, 1)
    assert sheet.ties
    assert sheet.seal is not None
    assert parse_seal("".join(sheet.seal)).seq == sheet.sealed_seq == market.station.store.head.seq


def test_a_gate_s_sheet_counts_trucks_and_has_no_till(tmp_path: Path) -> None:
    with open_test_station(tmp_path, StationKind.CHECKPOINT) as (station, admin):
        begun = inspection.begin(station, admin, inspection.BeginInspection(plate="甘N00001"))
        inspection.decide(
            station, admin, inspection.DecideInspection(visit=str(begun.visit), decision=Decision.NOT_COAL)
        )
        inspection.begin(station, admin, inspection.BeginInspection(plate="甘N00002"))
        shift.close_shift(station, admin, shift.CloseShift())
        reader = station.store.read()
        sheet = content_of(reader, load_ended(reader))

    assert dict(sheet.figures)["过煤车"] == "0 辆"
    assert dict(sheet.figures)["非煤车辆"] == "1 辆"
    assert (sheet.receiver, sheet.due, sheet.cash) == ("", None, None)
    assert sheet.left[0].startswith("还有 1 辆车在排队：甘N00002。")


def test_a_city_s_sheet_counts_nothing(tmp_path: Path) -> None:
    with open_test_station(tmp_path, StationKind.CITY) as (station, admin):
        shift.close_shift(station, admin, shift.CloseShift())
        reader = station.store.read()
        assert content_of(reader, load_ended(reader)).figures == ()


def test_a_lead_who_gave_for_the_opener_stands_on_the_sheet(market: Market) -> None:
    other = enlist(market.station, "clerk2", Role.CLERK, pin="2468")
    to = Second(login="clerk2", pin="2468")
    given = shift.HandOver(to=to, second=LEAD, reason="当班人已离岗")
    shift.hand_over_shift(market.station, other, given)
    assert (shown(market).holder, shown(market).given_by, shown(market).reason) == ("admin", "演示lead", "当班人已离岗")

    lead = enlist(market.station, "lead2", Role.LEAD)
    shift.close_shift(market.station, lead, shift.CloseShift(reason="当班人已离岗"))
    assert (shown(market).holder, shown(market).given_by) == ("演示clerk2", "演示lead2")


@pytest.mark.usefixtures("tray")
def test_an_entry_of_the_first_days_gives_a_bare_sheet(market: Market) -> None:
    desk = shift.show_shift(market.station, market.clerk, shift.ShowShift())
    assert desk.sheet is not None
    with market.station.store.begin(by=market.clerk.key) as act:
        says = {"shift": str(desk.sheet.shift), "totals": {}, "ties": True, "notes": "", "reason": ""}
        act.append(Fact("shift.closed", says))

    sheet = shown(market)
    assert (sheet.seal, sheet.left, sheet.numbers, sheet.paper_left) == (None, (), (), None)
    assert printed(market).outcome is Outcome.SENT


# --- printing --------------------------------------------------------------------------------------------------------


def test_a_print_is_an_entry_and_a_file_in_the_tray(market: Market, tray: Path) -> None:
    ended = shift.close_shift(market.station, market.clerk, shift.CloseShift(notes="钥匙在抽屉"))
    made = printed(market)

    assert (made.shift, made.printer, made.copy, made.outcome, made.findings) == (
        ended.shift,
        "热敏",
        1,
        Outcome.SENT,
        (),
    )
    (file,) = tray.iterdir()
    assert "钥匙在抽屉" in text_of(file)
    reader = market.station.store.read()
    last = reader.entry(list(bodies(market.station))[-1])
    assert (last.fact.kind, last.fact.says["shift"], last.fact.says["copy"]) == ("shift.printed", str(ended.shift), 1)


@pytest.mark.usefixtures("tray")
def test_the_second_reprint_needs_a_reason_and_a_render_shows_it(market: Market, tmp_path: Path) -> None:
    shift.close_shift(market.station, market.clerk, shift.CloseShift())
    assert [printed(market).copy, printed(market).copy] == [1, 2]
    with pytest.raises(Refused) as refused:
        printed(market)
    assert refused.value.code == "shift.print_reason_needed"
    with pytest.raises(Refused) as refused:
        printed(market, reason="卡" * 61)
    assert refused.value.code == "paper.reason_malformed"
    assert printed(market, reason="卡纸").copy == 3

    made = rendered(market, tmp_path / "sheet.pdf")
    assert made.copy == 3
    assert "补打原因：卡纸" in text_of(tmp_path / "sheet.pdf")


def test_a_sheet_that_did_not_come_out_is_not_counted_and_undoes_nothing(market: Market, tray: Path) -> None:
    ended = shift.close_shift(market.station, market.clerk, shift.CloseShift())
    tray.rmdir()
    made = printed(market)

    assert (made.outcome, made.copy) == (Outcome.FAILED, 1)
    assert made.findings[0].facts["printer"] == "热敏"
    assert load_ended(market.station.store.read(), str(ended.shift)).printed == 0


def test_a_picture_is_rendered_and_nothing_counted(market: Market, tmp_path: Path) -> None:
    shift.close_shift(market.station, market.clerk, shift.CloseShift())
    made = rendered(market, tmp_path / "sheet.png", medium=Medium.PNG)
    assert (made.pages, made.copy) == (1, 1)
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(Refused) as refused:
        paper.render_closing(market.station, market.clerk, RenderClosing(path=" "))
    assert refused.value.code == "field.missing"


@pytest.mark.usefixtures("tray")
def test_before_any_shift_has_ended_there_is_no_sheet(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        printed(market)
    assert refused.value.code == "shift.none_ended"
