"""Every paper of a day as a file, read back by strangers: its text by PDFium, its codes by zxing, their word by keys.

24 November 2026. A market receives 30,000 kg and sells 6,000 kg to 演示购煤人; the truck 甘N90001 drives to a gate that
knows the market's key and nothing else of it. There it passes, 甘N70001 is turned back, 甘N70002 handed over.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from tests.drive import Answer, Drive, dumped, found, run, run_as_admin

COAL = "无烟2号"
PLATE = "甘N90001"
ID_CARD, PHONE, MASKED = "622901198001010016", "13800000000", ("622901********0016", "138****0000")
LEAD = {"login": "lead", "pin": "2468"}
GOOD = {"result": "ok", "observed": "已看"}


def test_papers_are_read_back_by_strangers(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    market, gate, out = (tmp_path / name for name in ("market", "gate", "out"))
    out.mkdir()
    clock.write_text("2026-11-24T09:00:00+08:00")
    found(market, clock=clock)
    found(gate, "checkpoint", clock=clock)

    with Drive(market, clock=clock) as desk:
        form = a_load_is_received_and_sold(desk)
        codes = its_papers_are_rendered(desk, form, out)
        a_print_is_counted_and_a_failed_one_is_offered(desk, form, out)
        trusted = desk.ask("keys.export")["text"]
    the_market_knows_its_own_codes(market, clock, form, codes)

    with Drive(gate, clock=clock) as desk:
        slips = three_trucks_come_to_the_gate(desk, codes, trusted)
        codes |= slips_are_rendered(desk, slips, out)
    the_gate_says_whose_word_each_code_is(gate, clock, codes)
    no_paper_shows_a_number_of_a_person(out)
    attempts = [one["body"]["says"] for one in dumped(market, clock=clock) if one["body"]["kind"] == "paper.printed"]
    assert [(says["outcome"], says["copy"]) for says in attempts] == [("sent", 1), ("failed", 2)]
    for store in (market, gate):
        assert run_as_admin(store, "verify", "--json", clock=clock).exit_code == 0


def a_load_is_received_and_sold(desk: Drive) -> Answer:
    """The market's morning on typed weights; gives back the form."""
    desk.log_in()
    desk.ask("staff.register", name="演示带班", roles=["lead"], password="another horse", **LEAD)
    supplier = desk.ask("supplier.register", name="演示一矿", kind="mine")["id"]
    desk.ask("contract.register", number="HT-1", supplier=supplier, coal=COAL, quantity_kg=500_000, until="2027-03-31")
    values = [("moisture", "1.62"), ("ash", "18.40"), ("volatile", "7.85"), ("sulfur", "0.46")]
    desk.ask(
        "report.enter",
        number="R-1",
        laboratory="演示检测所",
        supplier=supplier,
        sampled_on="2026-11-18",
        reported_on="2026-11-20",
        covers_kg=200_000,
        coal=COAL,
        values=[{"item": item, "basis": "ad", "value": value} for item, value in values],
    )
    desk.ask("yard.register", name="东场")
    stay = desk.ask("inbound.arrive", plate="甘N80001", supplier=supplier, contract="HT-1", report="R-1")["visit"]
    weigh(desk, stay, gross=45_000, tare=15_000)
    lot = desk.ask("inbound.receive", visit=stay, yard="东场")["lot"]
    buyer = desk.ask(
        "buyer.register",
        kind="person",
        name="演示购煤人",
        document={"kind": "id_card", "number": ID_CARD},
        phone=PHONE,
        town="枹罕镇",
        address="演示路1号",
    )["id"]
    stay = desk.ask("sale.begin", plate=PLATE, coal=COAL, driver="演示司机")["visit"]
    weigh(desk, stay, tare=4_000, gross=10_000)
    form: Answer = desk.ask("form.issue", visit=stay, buyer=buyer, lot=lot, price_fen_per_t=86_000)
    return form


def weigh(desk: Drive, visit: str, **masses: int) -> None:
    """Both weights, typed with the shift lead."""
    for step, kg in masses.items():
        desk.ask("weighing.enter", visit=visit, step=step, kg=kg, reason="仪表送检", second=LEAD)


def its_papers_are_rendered(desk: Drive, form: Answer, out: Path) -> dict[str, tuple[str, int]]:
    """The set, five laser sheets, the ticket and the settlement; gives back every code with its paper and its part."""
    number = form["number"]
    sheets = render(desk, number, out / "sheets.png", medium="png", size="a5")
    assert (sheets["pages"], sheets["width_mm"], sheets["height_mm"]) == (5, "210.00", "148.00")
    codes = {only_code(path): (number, part) for part, path in enumerate(sheets["paths"], start=1)}
    whole = render(desk, number, out / "set.png", medium="png")
    assert (whole["pages"], whole["width_mm"], whole["height_mm"]) == (1, "241.00", "139.70")
    codes[only_code(whole["path"])] = (number, 0)
    assert form["code"] in codes
    assert len(codes) == 6
    for paper in (form["ticket"], form["settlement"]):
        codes[only_code(render(desk, paper, out / f"{paper}.png", medium="png")["path"])] = (paper, 0)

    for paper in (number, form["ticket"], form["settlement"]):
        render(desk, paper, out / f"{paper}.pdf")
        assert paper in text_of(out / f"{paper}.pdf")
    text = text_of(out / f"{number}.pdf")
    assert all(shown in text for shown in (*MASKED, "6.000", "5,160.00", "演示购煤人", "第 1 次打印"))
    first = (out / f"{number}.pdf").read_bytes()
    render(desk, number, out / f"{number}.pdf")
    assert (out / f"{number}.pdf").read_bytes() == first
    assert desk.refused("paper.render", number=number, path=str(out / "no.pdf"), part=7)["code"] == "paper.part_unknown"
    assert desk.refused("paper.render", number="LX01-261124-0099", path="no.pdf")["code"] == "paper.unknown"
    return codes


def a_print_is_counted_and_a_failed_one_is_offered(desk: Drive, form: Answer, out: Path) -> None:
    """Into a folder for real; then the folder is gone, and nothing else is."""
    tray = out / "tray"
    tray.mkdir()
    desk.ask("setup.printer", name="针打", kind="folder", target=str(tray))
    assert desk.refused("paper.print", number=form["number"], printer="别的")["code"] == "printer.unknown"
    printed = desk.ask("paper.print", number=form["number"])
    assert (printed["outcome"], printed["copy"]) == ("sent", 1)
    tray.rename(out / "moved")
    failed = desk.ask("paper.print", number=form["number"])
    assert (failed["outcome"], [finding["code"] for finding in failed["findings"]]) == ("failed", ["printer.failed"])
    assert desk.ask("form.find", number=form["number"])["state"] == "issued"
    (finding,) = desk.log_in()["findings"]
    assert (finding["code"], finding["facts"]["numbers"]) == ("paper.unprinted", form["number"])
    assert [paper["number"] for paper in desk.ask("paper.pending")["papers"]] == [form["number"]]


def the_market_knows_its_own_codes(market: Path, clock: Path, form: Answer, codes: dict[str, tuple[str, int]]) -> None:
    """The light of the very paper is green for its truck and red for another."""
    with Drive(market, clock=clock) as desk:
        desk.log_in()
        for code, (number, _) in codes.items():
            if number == form["number"]:
                assert desk.ask("form.check", code=code, plate=PLATE)["light"] == "green"
                assert desk.ask("form.check", code=code, plate="甘N90002")["light"] == "red"


def three_trucks_come_to_the_gate(desk: Drive, codes: dict[str, tuple[str, int]], trusted: str) -> dict[str, str]:
    """One passes on the code of the sheet that travels; gives back the slips' numbers by decision."""
    desk.log_in()
    desk.ask("keys.import", text=trusted)
    desk.ask("setup.station", phone="0930-6212345")
    desk.ask("staff.register", name="演示带班", roles=["lead"], password="another horse", **LEAD)
    for login in ("officer1", "officer2"):
        name = f"演示{login}"
        desk.ask("staff.register", login=login, name=name, roles=["officer"], password="another horse", pin="1357")
    desk.ask("shift.hand_over", to={"login": "officer1", "pin": "1357"})

    travelling = next(code for code, (_, part) in codes.items() if part == 1)
    passing = desk.ask("inspection.begin", plate=PLATE, code=travelling)["visit"]
    slips = {"pass": decide(desk, passing, "pass", reasons=["correction_supplied"], second=LEAD)}
    turning = desk.ask("inspection.begin", plate="甘N70001", driver="演示司机乙")["visit"]
    slips["turn_back"] = decide(desk, turning, "turn_back", reasons=["contract_missing"])
    forged = desk.ask("inspection.begin", plate="甘N70002")["visit"]
    slips["detain"] = decide(desk, forged, "detain", reasons=["forged_paper"])
    return slips


def decide(desk: Drive, visit: str, decision: str, **more: Any) -> str:
    """Seven rows by two officers, and the decision; gives back the slip's number."""
    rows = ("form", "plate", "report", "contract", "kind", "net", "destination")
    officers = ["officer1", "officer2"]
    desk.ask("inspection.record", visit=visit, answers=dict.fromkeys(rows, GOOD), officers=officers)
    slip: str = desk.ask("inspection.decide", visit=visit, decision=decision, **more)["slip"]
    return slip


def slips_are_rendered(desk: Drive, slips: dict[str, str], out: Path) -> dict[str, tuple[str, int]]:
    """One release, two copies of each of the others, a code on every copy."""
    codes = {}
    for decision, slip in slips.items():
        made = render(desk, slip, out / f"{slip}.png", medium="png")
        assert (made["pages"], made["width_mm"]) == (1 if decision == "pass" else 2, "80.00")
        for part, path in enumerate(made["paths"], start=1):
            codes[only_code(path)] = (slip, 0 if decision == "pass" else part)
        render(desk, slip, out / f"{slip}.pdf")
        assert slip in text_of(out / f"{slip}.pdf")
    released = text_of(out / f"{slips['pass']}.pdf")
    assert all(shown in released for shown in ("放行", COAL, "9.81 / 0.47 / 18.70 合格", "6.000 t", "临夏市枹罕镇"))
    turned = text_of(out / f"{slips['turn_back']}.pdf")
    assert all(shown in turned for shown in ("劝返", "无采购合同", "0930-6212345", "12315"))
    assert "演示司机乙" not in turned
    assert "伪造单据或报告" in text_of(out / f"{slips['detain']}.pdf")
    return codes


def the_gate_says_whose_word_each_code_is(gate: Path, clock: Path, codes: dict[str, tuple[str, int]]) -> None:
    """`check-paper` without a login: every code is genuine, of its paper and part; one that was touched is not."""
    lines = gate.parent / "codes"
    lines.write_text("\n".join(codes) + "\n", "utf-8")
    checked = run(gate, "check-paper", str(lines), "--json", clock=clock)
    told = [json.loads(line) for line in checked.out.splitlines()]
    assert (checked.exit_code, checked.err) == (0, "")
    assert [one["genuine"] for one in told] == ["yes"] * len(codes)
    assert [(one["fields"]["number"], one["fields"]["part"]) for one in told] == list(codes.values())
    lines.write_text(f"{next(iter(codes))[:-1]}7\n{next(iter(codes))[:-1]}8\n", "utf-8")
    assert run(gate, "check-paper", str(lines), "--json", clock=clock).exit_code == 1


def no_paper_shows_a_number_of_a_person(out: Path) -> None:
    """Identity numbers and phones are masked on every file of the day."""
    files = list(out.rglob("*.pdf"))
    assert len(files) == 7
    assert not [file for file in files if any(number in text_of(file) for number in (ID_CARD, PHONE))]


def render(desk: Drive, number: str, path: Path, **more: str) -> Any:
    """A paper as a file."""
    return desk.ask("paper.render", number=number, path=str(path), **more)


def only_code(path: str) -> str:
    """The one QR code on a picture."""
    with Image.open(path) as picture:
        read: Sequence[Any] = zxingcpp.read_barcodes(picture.convert("L"))
    (code,) = [one.text for one in read if one.format.name == "QRCode"]
    return str(code)


def text_of(file: Path) -> str:
    """Everything that a PDF says."""
    document = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\ufffe", "-")
    finally:
        document.close()
