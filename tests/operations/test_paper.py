"""Papers come out: rendered without being counted, printed and counted, offered again where that failed."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused, Severity
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind
from coalguard.domain.printout import Stock
from coalguard.domain.roles import Role
from coalguard.operations import form, setup
from coalguard.operations.paper import list_unprinted, print_paper, print_trial, render_paper
from coalguard.operations.paper.attempt import ListUnprinted, Outcome, Printed, PrintPaper, UnprintedPapers
from coalguard.operations.paper.page import Medium, Rendered, RenderPaper
from coalguard.operations.paper.trial import PrintTrial
from coalguard.operations.setup import PrinterKind
from tests import market as at
from tests.market import LEAD, Market, open_market
from tests.stations import bodies, enlist

ID_CARD, PHONE = "622901188001010017", "13800000000"


@pytest.fixture
def issued(market: Market) -> form.Issued:
    """A form with its ticket and settlement."""
    return at.sell(market, at.receive(market).lot)


@pytest.fixture
def tray(market: Market, tmp_path: Path) -> Path:
    """The folder of the only printer."""
    folder = tmp_path / "tray"
    folder.mkdir()
    set_up(market, "演示打印", folder)
    return folder


def set_up(market: Market, name: str, folder: Path) -> None:
    request = setup.SetPrinter(name=name, kind=PrinterKind.FOLDER, target=str(folder))
    setup.set_printer(market.station, market.clerk, request)


def render(market: Market, number: object, path: Path, **more: Any) -> Rendered:
    return render_paper(market.station, market.clerk, RenderPaper(number=str(number), path=str(path), **more))


def send(market: Market, number: object, **more: Any) -> Printed:
    return print_paper(market.station, market.clerk, PrintPaper(number=str(number), **more))


def unprinted(market: Market) -> UnprintedPapers:
    return list_unprinted(market.station, market.clerk, ListUnprinted())


def void(market: Market, number: object) -> None:
    request = form.VoidForm(number=str(number), reason="打错", parts_back=5, second=LEAD)
    form.void(market.station, market.clerk, request)


def text_of(file: Path) -> str:
    """Everything that a PDF says."""
    document = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def attempts(market: Market) -> list[Mapping[str, Any]]:
    """What every attempt's entry says."""
    told = [json.loads(body) for body in bodies(market.station).values()]
    return [one["says"] for one in told if one["kind"] == "paper.printed"]


# --- rendering --------------------------------------------------------------------------------------------------------


def test_a_render_shows_the_first_print_and_counts_nothing(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    head = market.station.store.head
    made = render(market, issued.number, tmp_path / "form.pdf")
    assert (made.pages, made.width_mm, made.height_mm, made.copy) == (1, Decimal("241.00"), Decimal("139.70"), 1)
    text = text_of(tmp_path / "form.pdf")
    for shown in (str(issued.number), "马演示", "622901********0017", "138****0000", "合格", "第 1 次打印", "手录"):
        assert shown in text
    assert ID_CARD not in text
    assert PHONE not in text
    assert market.station.store.head == head


@pytest.mark.parametrize(
    ("paper", "more", "pages", "size"),
    [
        ("number", {"size": Stock.A5}, 5, ("210.00", "148.00")),
        ("number", {"size": Stock.A5, "part": 3}, 1, ("210.00", "148.00")),
        ("number", {"part": 0}, 1, ("241.00", "139.70")),
        ("ticket", {}, 1, ("241.00", "93.13")),
        ("ticket", {"part": 2}, 1, ("241.00", "93.13")),
    ],
)
def test_a_paper_has_the_size_and_the_pages_that_it_is_printed_on(
    market: Market, issued: form.Issued, tmp_path: Path, paper: str, more: Any, pages: int, size: tuple[str, str]
) -> None:
    made = render(market, getattr(issued, paper), tmp_path / "paper.pdf", **more)
    assert (made.pages, str(made.width_mm), str(made.height_mm)) == (pages, *size)


def test_a_slip_from_a_roll_is_as_long_as_it_needs(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    for paper, more in ((issued.settlement, {}), (issued.ticket, {"size": Stock.ROLL})):
        made = render(market, paper, tmp_path / f"{paper}.pdf", **more)
        assert (made.pages, made.width_mm) == (1, Decimal("80.00"))
        assert 60 < made.height_mm < 200


def test_the_same_paper_gives_the_same_bytes(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    digests = set()
    for _ in range(2):
        render(market, issued.number, tmp_path / "form.pdf", size=Stock.A5)
        digests.add(hashlib.sha256((tmp_path / "form.pdf").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_pictures_of_several_pages_lie_beside_each_other(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    made = render(market, issued.number, tmp_path / "form.png", medium=Medium.PNG, size=Stock.A5)
    assert [Path(path).name for path in made.paths] == ["form.png", *(f"form-{page}.png" for page in range(2, 6))]
    assert made.path == made.paths[0]
    assert all(Path(path).read_bytes().startswith(b"\x89PNG") for path in made.paths)


def test_a_void_paper_says_so_across(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    void(market, issued.number)
    for number in (issued.number, issued.ticket, issued.settlement):
        render(market, number, tmp_path / "void.pdf")
        assert "作废" in text_of(tmp_path / "void.pdf")


def test_a_demonstration_says_so_across(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with open_market(tmp_path / "store", demo=True) as market:
        render(market, at.sell(market, at.receive(market).lot).number, tmp_path / "demo.pdf")
    assert "演示 不作凭证" in text_of(tmp_path / "demo.pdf")


@pytest.mark.parametrize(
    ("number", "more", "code"),
    [
        ("LX01-260114-0999", {}, "paper.unknown"),
        ("KK01-260114-0001", {}, "paper.unknown"),
        ("nonsense", {}, "number.malformed"),
        ("number", {"part": 6}, "paper.part_unknown"),
        ("number", {"part": -1}, "paper.part_unknown"),
        ("settlement", {"part": 1}, "paper.part_unknown"),
        ("number", {"size": Stock.ROLL}, "paper.size_unknown"),
        ("settlement", {"size": Stock.FANFOLD}, "paper.size_unknown"),
    ],
)
def test_what_can_not_be_rendered_is_refused(
    market: Market, issued: form.Issued, tmp_path: Path, number: str, more: Any, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        render(market, getattr(issued, number, number), tmp_path / "paper.pdf", **more)
    assert refused.value.code == code
    assert not (tmp_path / "paper.pdf").exists()


def test_a_wrong_date_in_a_number_still_finds_the_paper(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    mistyped = f"{issued.number.prefix}-200101-{issued.number.serial:04d}"
    render(market, mistyped, tmp_path / "form.pdf")
    assert str(issued.number) in text_of(tmp_path / "form.pdf")


def test_an_inbound_paper_is_not_printed_and_its_ticket_is_named(market: Market, tmp_path: Path) -> None:
    received = at.receive(market)
    with pytest.raises(Refused) as refused:
        render(market, received.number, tmp_path / "paper.pdf")
    assert (refused.value.code, refused.value.facts["ticket"]) == ("paper.not_printed", str(received.ticket))


def test_a_file_that_is_no_paper_is_not_written_over(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    precious = tmp_path / "form-3.png"
    precious.write_bytes(b"SQLite format 3")
    with pytest.raises(Refused) as refused:
        render(market, issued.number, tmp_path / "form.png", medium=Medium.PNG, size=Stock.A5)
    assert (refused.value.code, refused.value.facts["file"]) == ("paper.file_exists", "form-3.png")
    assert precious.read_bytes() == b"SQLite format 3"
    assert not (tmp_path / "form.png").exists()


def test_a_render_needs_a_place(market: Market, issued: form.Issued, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        render_paper(market.station, market.clerk, RenderPaper(number=str(issued.number), path=" "))
    assert refused.value.code == "field.missing"
    with pytest.raises(MachineError):
        render(market, issued.number, tmp_path / "nowhere" / "form.pdf")


# --- printing ---------------------------------------------------------------------------------------------------------


def test_a_print_is_an_entry_and_a_file_in_the_tray(market: Market, issued: form.Issued, tray: Path) -> None:
    printed = send(market, issued.number)
    assert (printed.printer, printed.copy, printed.parts) == ("演示打印", 1, (1, 2, 3, 4, 5))
    assert (printed.outcome, printed.findings) == (Outcome.SENT, ())
    assert [file.name for file in tray.iterdir()] == [f"{issued.number}-1.pdf"]
    (says,) = attempts(market)
    assert {**says, "printer": ""} == {
        "paper": str(issued.number),
        "printer": "",
        "medium": "pdf",
        "size": "fanfold-form",
        "parts": [1, 2, 3, 4, 5],
        "copy": 1,
        "reason": "",
        "outcome": "sent",
        "fault": "",
    }


def test_reprints_are_counted_and_the_second_one_needs_a_reason(
    market: Market, issued: form.Issued, tray: Path, tmp_path: Path
) -> None:
    assert [send(market, issued.number).copy for _ in range(2)] == [1, 2]
    assert "补打 第 2 次打印" in text_of(tray / f"{issued.number}-2.pdf")
    with pytest.raises(Refused) as refused:
        send(market, issued.number, reason="  ")
    assert (refused.value.code, refused.value.facts["copy"]) == ("paper.reason_needed", 3)
    assert send(market, issued.number, reason=" 卡纸 ").copy == 3
    assert "补打原因：卡纸" in text_of(tray / f"{issued.number}-3.pdf")
    assert len(attempts(market)) == 3
    again = render(market, issued.number, tmp_path / "form.pdf")
    assert again.copy == 3
    assert (tmp_path / "form.pdf").read_bytes() == (tray / f"{issued.number}-3.pdf").read_bytes()


def test_each_sheet_that_is_printed_by_itself_is_counted_by_itself(
    market: Market, issued: form.Issued, tray: Path
) -> None:
    sheets = [send(market, issued.number, size=Stock.A5, part=part) for part in (1, 2, 3, 4, 5)]
    assert [(sheet.copy, sheet.parts) for sheet in sheets] == [(1, (part,)) for part in range(1, 6)]
    assert send(market, issued.number, size=Stock.A5, part=2).copy == 2
    assert (tray / f"{issued.number}-1-part2.pdf").exists()


def test_a_set_counts_as_often_as_its_most_printed_sheet(market: Market, issued: form.Issued, tray: Path) -> None:
    send(market, issued.number)
    send(market, issued.number, size=Stock.A5, part=4)
    assert send(market, issued.number, size=Stock.A5, part=1).copy == 2
    assert send(market, issued.number, reason="换纸").copy == 3
    assert len(list(tray.iterdir())) == 4


def test_a_paper_of_one_sheet_is_counted_too(market: Market, issued: form.Issued, tray: Path) -> None:
    assert [send(market, issued.settlement).copy for _ in range(2)] == [1, 2]
    assert [says["parts"] for says in attempts(market)] == [[0], [0]]
    assert len(list(tray.iterdir())) == 2


@pytest.mark.parametrize("reason", ["长" * 61, "卡\n纸", "卡\u202e纸"])
def test_a_reason_must_fit_on_the_paper(market: Market, issued: form.Issued, tray: Path, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        send(market, issued.number, reason=reason)
    assert refused.value.code == "paper.reason_malformed"
    assert list(tray.iterdir()) == []


def test_a_printer_is_asked_for_by_its_name(market: Market, issued: form.Issued, tray: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    set_up(market, "小票", other)
    with pytest.raises(Refused) as refused:
        send(market, issued.settlement)
    assert (refused.value.code, refused.value.facts["known"]) == ("printer.several", "小票、演示打印")
    with pytest.raises(Refused) as refused:
        send(market, issued.settlement, printer="小")
    assert (refused.value.code, refused.value.facts["printer"]) == ("printer.unknown", "小")
    assert send(market, issued.settlement, printer="小票").printer == "小票"
    assert [len(list(folder.iterdir())) for folder in (tray, other)] == [0, 1]
    assert len(attempts(market)) == 1


def test_without_a_printer_nothing_is_printed(market: Market, issued: form.Issued) -> None:
    with pytest.raises(Refused) as refused:
        send(market, issued.number)
    assert refused.value.code == "printer.none"


def test_who_only_looks_may_not_print(market: Market, issued: form.Issued, tray: Path) -> None:
    supervisor = enlist(market.station, "looks", Role.SUPERVISOR)
    with pytest.raises(Refused) as refused:
        print_paper(market.station, supervisor, PrintPaper(number=str(issued.number)))
    assert refused.value.code == "role.missing"
    assert list(tray.iterdir()) == []


# --- what fails -------------------------------------------------------------------------------------------------------


def test_a_failed_print_undoes_nothing_and_is_offered_until_it_came_out(
    market: Market, issued: form.Issued, tray: Path
) -> None:
    shutil.rmtree(tray)
    failed = send(market, issued.number)
    assert failed.outcome is Outcome.FAILED
    (finding,) = failed.findings
    assert (finding.code, finding.severity, finding.facts["printer"]) == ("printer.failed", Severity.WARN, "演示打印")
    sheet = form.find(market.station, market.clerk, form.FindForm(number=str(issued.number)))
    assert sheet.state == "issued"
    (offered,) = unprinted(market).papers
    assert (offered.number, offered.kind) == (str(issued.number), PaperKind.FORM)
    assert (offered.printer, offered.fault) == ("演示打印", "folder_missing")

    tray.mkdir()
    assert send(market, issued.number).copy == 1
    assert unprinted(market).papers == ()
    assert [says["outcome"] for says in attempts(market)] == ["failed", "sent"]


def test_a_paper_made_void_is_not_offered_any_more(market: Market, issued: form.Issued, tray: Path) -> None:
    shutil.rmtree(tray)
    for number in (issued.number, issued.ticket):
        send(market, number)
    assert [paper.number for paper in unprinted(market).papers] == [str(issued.number), str(issued.ticket)]
    void(market, issued.number)
    assert unprinted(market).papers == ()


def test_a_reprint_that_failed_is_offered_though_the_first_print_came_out(
    market: Market, issued: form.Issued, tray: Path
) -> None:
    send(market, issued.number)
    shutil.rmtree(tray)
    assert send(market, issued.number).copy == 2
    assert [paper.number for paper in unprinted(market).papers] == [str(issued.number)]


def test_a_queue_that_is_gone_fails_by_name(
    market: Market, issued: form.Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far_side = tmp_path / "bin"
    far_side.mkdir()
    lpstat = far_side / "lpstat"
    lpstat.write_text("#!/bin/sh\necho scheduler is running\necho other\n")
    lpstat.chmod(0o755)
    monkeypatch.setenv("PATH", str(far_side))
    with market.station.store.begin() as act:
        act.append(Fact("printer.set", {"name": "针打", "kind": "lp", "target": "needle"}))
    failed = send(market, issued.number)
    assert (failed.outcome, failed.findings[0].code) == (Outcome.FAILED, "printer.unknown")
    assert failed.findings[0].facts == {"printer": "针打", "known": "other"}
    assert [paper.fault for paper in unprinted(market).papers] == ["unknown"]


# --- trying a printer out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", Stock)
def test_a_trial_is_a_page_and_no_entry(market: Market, tray: Path, size: Stock) -> None:
    head = market.station.store.head
    tried = print_trial(market.station, market.clerk, PrintTrial(printer="演示打印", size=size))
    assert (tried.printer, tried.target) == ("演示打印", str(tray))
    assert "打印测试页" in text_of(tray / "test-page.pdf")
    assert market.station.store.head == head


def test_a_trial_that_fails_says_so(market: Market, tray: Path) -> None:
    shutil.rmtree(tray)
    with pytest.raises(MachineError) as failed:
        print_trial(market.station, market.clerk, PrintTrial(printer="演示打印"))
    assert failed.value.code == "printer.failed"
    with pytest.raises(Refused) as refused:
        print_trial(market.station, market.clerk, PrintTrial(printer="别的"))
    assert refused.value.code == "printer.unknown"
