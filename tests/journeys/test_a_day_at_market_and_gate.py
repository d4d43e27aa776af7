"""A day at a market and at the gate on its road, told through the doors alone; every total ties.

24 November 2026. Masses in kilograms, one price for all: 860 yuan a tonne. Every name is invented.

    in    truck      from        gross    tare     net      papers
    A     甘N80001   演示一矿    49,980   15,840   34,140   contract HT-1, report R-1 passes
    B     甘N80002   演示商贸    41,200   13,200   28,000   report R-2 passes, contract HT-2 comes at noon
    C     甘N80003   演示一矿    38,460   14,060   24,400   contract HT-1, report R-3 fails on ash: frozen
                                                   86,540

    out   truck      tare     gross    net     lot
    1     甘N90001   4,480    6,480    2,000   A
    2     甘N90002   4,500    7,500    3,000   A
    3     甘N90003   4,320    5,820    1,500   A
    4     甘N90004   4,660    8,660    4,000   A     the wrong buyer: made void, issued again
    5     甘N90005   4,400    6,900    2,500   A
    6     甘N90006   4,520    6,320    1,800   A
    7     甘N90007   4,480    7,680    3,200   A
    8     甘N90008   4,600    9,600    5,000   B
    9     甘N90009   4,440    8,440    4,000   B
    10    甘N90010   4,380    7,380    3,000   B     the indicator fails: the gross is typed, 带班 stands for it
                                       30,000        25,800 yuan

    left  A 16,140   B 16,000   C 24,400   together 56,540

    gate  甘N90001   passes, with 带班 and a reason: this gate has never heard of the market's form
          甘N70001   shows no form and no contract: turned back
          甘N70002   shows a forged report: handed over to 市场监管局
"""

import json
from pathlib import Path
from typing import Any

from coalguard.devices.simulator import PtyLine
from tests.drive import Answer, Drive, found, run_as_admin
from tests.journeys.bridge import Bridge, Truck, bridges, weigh

COAL = "无烟2号"
PRICE_FEN_PER_T = 86_000
SECOND = {"login": "lead", "pin": "2468"}
LOADS = {
    "A": ("甘N80001", 49_980, 15_840),
    "B": ("甘N80002", 41_200, 13_200),
    "C": ("甘N80003", 38_460, 14_060),
}
SALES = [
    ("甘N90001", 4_480, 6_480, "A"),
    ("甘N90002", 4_500, 7_500, "A"),
    ("甘N90003", 4_320, 5_820, "A"),
    ("甘N90004", 4_660, 8_660, "A"),
    ("甘N90005", 4_400, 6_900, "A"),
    ("甘N90006", 4_520, 6_320, "A"),
    ("甘N90007", 4_480, 7_680, "A"),
    ("甘N90008", 4_600, 9_600, "B"),
    ("甘N90009", 4_440, 8_440, "B"),
    ("甘N90010", 4_380, 7_380, "B"),
]
ASH = {"R-1": "18.40", "R-2": "22.10", "R-3": "34.50"}
ID_CARD, PASSPORT, PHONE = "622901198001010016", "E00000000", "13800000000"
PERSONAL = ["演示购煤人", "演示经办", "演示司机", "演示带班", "演示查验", "演示路", ID_CARD, PASSPORT, PHONE]


def test_a_day_at_market_and_gate(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    market, gate = tmp_path / "market", tmp_path / "gate"

    clock.write_text("2026-11-24T07:30:00+08:00")
    found(market, clock=clock)
    with bridges(["一号磅", "二号磅", "三号磅", "四号磅", "五号磅"]) as scales:
        with Drive(market, clock=clock) as desk:
            books = the_books_are_opened(desk, scales)
            lots, waiting = three_loads_come_in_and_ten_trucks_queue(desk, scales, books)

        clock.write_text("2026-11-24T12:10:00+08:00")
        with Drive(market, clock=clock) as desk:
            the_missing_contract_comes(desk, books, lots["B"])
            forms = ten_trucks_are_sold(desk, scales, waiting, lots, books)
            forms[3] = one_form_is_made_void(desk, forms[3], books)

    clock.write_text("2026-11-24T14:00:00+08:00")
    found(gate, "checkpoint", clock=clock)
    with bridges(["卡口磅"], PtyLine) as (scale,), Drive(gate, clock=clock) as desk:
        three_trucks_come_to_the_gate(desk, scale, forms[0])

    clock.write_text("2026-11-24T18:00:00+08:00")
    with Drive(market, clock=clock) as desk:
        the_forms_can_be_checked(desk, forms)
        everything_is_found_again(desk, forms, lots)
        the_book_ties(desk, lots)
        the_shift_is_closed(desk)
    numbers = the_store_is_whole(market, clock)
    assert numbers == {"GB01": 14, "JH01": 3, "JS01": 11, "LX01": 11}
    assert the_store_is_whole(gate, clock) == {"CF01": 1, "QF01": 1, "YJ01": 1}


def the_books_are_opened(desk: Drive, scales: list[Bridge]) -> dict[str, str]:
    """07:30. Scales, staff, suppliers, contract, reports, yards and buyers; gives back the ids."""
    desk.log_in()
    for scale in scales:
        scale.set_up(desk)
    staff = {"name": "演示带班", "roles": ["lead"], "password": "another horse"}
    desk.ask("staff.register", **SECOND, **staff)
    books = {
        "mine": desk.ask("supplier.register", name="演示一矿", kind="mine")["id"],
        "trader": desk.ask("supplier.register", name="演示商贸", kind="trader")["id"],
    }
    contract = {"coal": COAL, "quantity_kg": 500_000, "until": "2027-03-31"}
    desk.ask("contract.register", number="HT-1", supplier=books["mine"], **contract)
    for number, supplier in (("R-1", "mine"), ("R-2", "trader"), ("R-3", "mine")):
        verdict = report(desk, number, books[supplier])
        assert verdict == ("fail" if number == "R-3" else "pass")
    desk.ask("yard.register", name="东场")
    desk.ask("yard.register", name="西场")
    person = {"kind": "person", "town": "枹罕镇", "address": "演示路1号", "phone": PHONE}
    books["wrong"] = desk.ask(
        "buyer.register", name="演示购煤人乙", document={"kind": "passport", "number": PASSPORT}, **person
    )["id"]
    identity = {"kind": "id_card", "number": ID_CARD}
    books["buyer"] = desk.ask("buyer.register", name="演示购煤人甲", document=identity, **person)["id"]
    again = desk.ask("buyer.register", name="演示购煤人甲", document=identity, **person)
    assert (again["id"], again["known"]) == (books["buyer"], True)
    return books


def report(desk: Drive, number: str, supplier: str) -> Any:
    """A report with its ash; gives back the verdict."""
    values = [
        ("moisture", "ad", "1.62"),
        ("ash", "ad", ASH[number]),
        ("volatile", "ad", "6.85"),
        ("sulfur", "ad", "0.46"),
    ]
    kept = desk.ask(
        "report.enter",
        number=number,
        laboratory="演示检测所",
        supplier=supplier,
        sampled_on="2026-11-18",
        reported_on="2026-11-20",
        covers_kg=200_000,
        coal=COAL,
        values=[{"item": item, "basis": basis, "value": value} for item, basis, value in values],
    )
    return kept["verdict"]


def three_loads_come_in_and_ten_trucks_queue(
    desk: Drive, scales: list[Bridge], books: dict[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Three trucks are weighed loaded, tip, and are weighed empty, ten empty ones behind them; lots and stays."""
    papers: dict[str, dict[str, str]] = {
        "A": {"supplier": books["mine"], "contract": "HT-1", "report": "R-1"},
        "B": {"supplier": books["trader"], "report": "R-2"},
        "C": {"supplier": books["mine"], "contract": "HT-1", "report": "R-3"},
    }
    loads = {
        name: desk.ask("inbound.arrive", plate=plate, driver="演示司机", **papers[name])["visit"]
        for name, (plate, _, _) in LOADS.items()
    }
    waiting = [desk.ask("sale.begin", plate=plate, coal=COAL, driver="演示司机")["visit"] for plate, _, _, _ in SALES]
    empty = [Truck(stay, "tare", tare) for stay, (_, tare, _, _) in zip(waiting, SALES, strict=True)]
    loaded = [Truck(loads[name], "gross", gross) for name, (_, gross, _) in LOADS.items()]
    tipped = [Truck(loads[name], "tare", tare) for name, (_, _, tare) in LOADS.items()]
    weighed = weigh(desk, scales, [*loaded, *empty[:2], *tipped, *empty[2:]])
    assert [one["net_kg"] for one in weighed if one["net_kg"]] == [34_140, 28_000, 24_400]
    received = {
        name: desk.ask("inbound.receive", visit=stay, yard="西场" if name == "C" else "东场")
        for name, stay in loads.items()
    }
    assert {name: one["net_kg"] for name, one in received.items()} == {"A": 34_140, "B": 28_000, "C": 24_400}
    assert {name: one["incomplete"] for name, one in received.items()} == {"A": [], "B": ["contract"], "C": ["report"]}
    return {name: one["lot"] for name, one in received.items()}, waiting


def the_missing_contract_comes(desk: Drive, books: dict[str, str], lot: str) -> None:
    """12:10. The trader brings the contract; until then nothing of the lot may be sold."""
    desk.log_in()
    assert {"lot": lot, "lacks": ["contract"], "stock_kg": 28_000} in desk.ask("ledger.book")["missing"]
    contract = {"coal": COAL, "quantity_kg": 100_000, "until": "2027-03-31"}
    desk.ask("contract.register", number="HT-2", supplier=books["trader"], **contract)
    assert desk.ask("lot.complete", lot=lot, contract="HT-2")["incomplete"] == []


def ten_trucks_are_sold(
    desk: Drive, scales: list[Bridge], stays: list[str], lots: dict[str, str], books: dict[str, str]
) -> list[Answer]:
    """Nine are weighed loaded, the tenth is typed; each gets its form."""
    trucks = [Truck(stay, "gross", gross) for stay, (_, _, gross, _) in zip(stays, SALES, strict=True)]
    weigh(desk, scales, trucks[:9])
    typed = {"visit": stays[9], "step": "gross", "kg": 7_380, "scale": "五号磅", "reason": "仪表故障"}
    assert desk.refused("weighing.enter", **typed, second={"login": "admin", "pin": "2468"})
    assert desk.ask("weighing.enter", **typed, second=SECOND)["manual"]
    terms = {"price_fen_per_t": PRICE_FEN_PER_T}
    frozen = desk.refused("form.issue", visit=stays[0], buyer=books["buyer"], lot=lots["C"], **terms)
    assert "lot.frozen" in {finding["code"] for finding in frozen["findings"]}
    forms = []
    for number, (stay, (_, tare, gross, lot)) in enumerate(zip(stays, SALES, strict=True), 1):
        buyer = books["wrong" if number == 4 else "buyer"]
        form = desk.ask("form.issue", visit=stay, buyer=buyer, lot=lots[lot], **terms)
        assert form["net_kg"] == gross - tare
        assert form["manual"] == (number == 10)
        assert len(form["parts"]) == 5
        forms.append(form)
    assert sum(form["net_kg"] for form in forms) == 30_000
    assert sum(form["amount_fen"] for form in forms) == 2_580_000
    return forms


def one_form_is_made_void(desk: Drive, form: Answer, books: dict[str, str]) -> Answer:
    """The fourth form names the wrong buyer: all five parts come back, and the right one is issued."""
    void = desk.ask("form.void", number=form["number"], reason="购煤人填错", parts_back=5, second=SECOND)
    assert void["state"] == "void"
    again: Answer = desk.ask("form.reissue", number=form["number"], buyer=books["buyer"])
    assert desk.ask("form.find", number=form["number"])["replaced_by"] == again["number"]
    assert desk.ask("form.find", number=again["number"])["replaces"] == form["number"]
    return {**again, "void": form}


def three_trucks_come_to_the_gate(desk: Drive, scale: Bridge, form: Answer) -> None:
    """14:00. One passes, one is turned back, one is handed over; the gate's shift ties."""
    desk.log_in()
    scale.set_up(desk)
    for login, name in (("officer1", "演示查验甲"), ("officer2", "演示查验乙")):
        desk.ask("staff.register", login=login, name=name, roles=["officer"], password="another horse", pin="1357")
    desk.ask("staff.register", name="演示带班", roles=["lead"], password="another horse", **SECOND)

    desk.ask("shift.hand_over", to={"login": "officer1", "pin": "1357"})
    seen = {"number": form["number"], "check_code": form["check_code"], "plate": "甘N90001"}
    assert desk.ask("form.check", **seen)["light"] == "amber"
    passing = desk.ask("inspection.begin", plate="甘N90001", code=f"{form['number']} {form['check_code']}")["visit"]
    weigh(desk, [scale], [Truck(passing, "gross", 6_480)])
    assert checklist(desk, passing)["verdict"] == "verify"
    alone = {"visit": passing, "decision": "pass", "reasons": ["correction_supplied"]}
    assert desk.refused("inspection.decide", **alone)["code"] == "inspection.second_needed"
    released = desk.ask("inspection.decide", **alone, second=SECOND)
    assert released["slip"].startswith("CF01-261124-")

    returning = desk.ask("inspection.begin", plate="甘N70001")["visit"]
    recorded = checklist(desk, returning, form="fail", contract="fail")
    assert recorded["verdict"] == "may_not_pass"
    assert recorded["preselected"] == ["form_invalid", "contract_missing"]
    decided = desk.ask("inspection.decide", visit=returning, decision="turn_back", reasons=recorded["preselected"])
    assert decided["slip"].startswith("QF01-261124-")
    assert len(decided["remedies"]) == 2

    forged = desk.ask("inspection.begin", plate="甘N70002")["visit"]
    checklist(desk, forged, report="fail")
    decided = desk.ask("inspection.decide", visit=forged, decision="detain", reasons=["forged_paper"])
    assert decided["slip"].startswith("YJ01-261124-")

    sheet = desk.ask("shift.close")
    totals = sheet["totals"]
    assert sheet["ties"]
    assert (totals["passed"], totals["turned_back"], totals["handed_over"], totals["weighings"]) == (1, 1, 1, 1)


def checklist(desk: Drive, visit: str, **bad: str) -> Any:
    """Seven rows by two officers: all well but for what is named."""
    rows = ("form", "plate", "report", "contract", "kind", "net", "destination")
    answers = {row: {"result": bad.get(row, "ok"), "observed": "已看"} for row in rows}
    return desk.ask("inspection.record", visit=visit, answers=answers, officers=["officer1", "officer2"])


def the_forms_can_be_checked(desk: Drive, forms: list[Answer]) -> None:
    """18:00. Green for the right truck, red for another, for a wrong code and for a void form, amber without a code."""
    desk.log_in()
    form, void = forms[4], forms[3]["void"]
    right = {"number": form["number"], "check_code": form["check_code"], "plate": "甘N90005"}
    assert desk.ask("form.check", **right)["light"] == "green"
    assert desk.ask("form.check", **right | {"plate": "甘N90006"})["light"] == "red"
    assert desk.ask("form.check", **right | {"check_code": void["check_code"]})["light"] == "red"
    assert desk.ask("form.check", **right | {"check_code": ""})["light"] == "amber"
    made_void = {"number": void["number"], "check_code": void["check_code"], "plate": "甘N90004"}
    assert desk.ask("form.check", **made_void)["light"] == "red"
    again = {"number": forms[3]["number"], "check_code": forms[3]["check_code"], "plate": "甘N90004"}
    assert desk.ask("form.check", **again)["light"] == "green"


def everything_is_found_again(desk: Drive, forms: list[Answer], lots: dict[str, str]) -> None:
    """By number, by part of a plate, by a name, by the tail of a telephone: and what is personal is masked."""
    for text in (forms[0]["number"], "N90007", "演示一矿", "购煤人甲", PHONE[-4:], lots["A"], "R-3", "HT-2"):
        hits = desk.ask("search", text=text)["hits"]
        assert hits, text
        assert not any(number in str(hits) for number in (ID_CARD, PASSPORT, PHONE)), text
    assert desk.ask("search", text="没有这样的东西")["hits"] == []


def the_book_ties(desk: Drive, lots: dict[str, str]) -> None:
    """Opening, in, out and closing, by lines and by postings, and lot by lot."""
    book = desk.ask("ledger.book", **{"from": "2026-11-24", "to": "2026-11-24"})
    assert book["ties"]
    assert (book["opening_kg"], book["in_kg"], book["out_kg"], book["stock_kg"]) == (0, 86_540, 30_000, 56_540)
    assert [line["kind"] for line in book["lines"]] == ["inbound"] * 3 + ["sale"] * 10 + ["void", "sale"]
    left = {
        name: sum(line["in_kg"] - line["out_kg"] for line in book["lines"] if line["lot"] == lot)
        for name, lot in lots.items()
    }
    assert left == {"A": 16_140, "B": 16_000, "C": 24_400}
    assert {yard["yard"]: yard["stock_kg"] for yard in book["yards"]} == {"东场": 32_140, "西场": 24_400}
    assert [(one["lot"], one["lacks"]) for one in book["missing"]] == [(lots["C"], ["report"])]
    east = desk.ask("ledger.book", **{"from": "2026-11-24", "yard": "东场"})
    assert (east["in_kg"], east["out_kg"], east["stock_kg"]) == (62_140, 30_000, 32_140)


def the_shift_is_closed(desk: Drive) -> None:
    """The sheet says what the day was, by both roads."""
    sheet = desk.ask("shift.close", notes="演示班")
    totals = sheet["totals"]
    assert sheet["ties"]
    assert (totals["weighings"], totals["manual_weighings"]) == (26, 1)
    assert (totals["receipts"], totals["forms"], totals["voids"], totals["sales"]) == (3, 11, 1, 10)
    assert (totals["in_kg"], totals["out_kg"], totals["amount_fen"]) == (86_540, 30_000, 2_580_000)
    assert desk.refused("sale.begin", plate="甘N90001", coal=COAL)["code"] == "shift.none_open"


def the_store_is_whole(folder: Path, clock: Path) -> dict[str, int]:
    """Every invariant holds and no line of the dump names a person; gives back how many papers of which kind there are.

    Their numbers run from 1 in the order in which they were given; none is there twice, none is left out.
    """
    verified = run_as_admin(folder, "verify", "--json", clock=clock)
    assert (verified.exit_code, verified.err) == (0, "")
    assert all(one["holds"] for one in verified.told["invariants"])
    assert run_as_admin(folder, "rebuild", "--check", clock=clock).exit_code == 0
    facts = run_as_admin(folder, "dump", clock=clock)
    assert (facts.exit_code, facts.err) == (0, "")
    assert [name for name in PERSONAL if name in facts.out] == []
    given: dict[str, list[str]] = {}
    for line in facts.out.splitlines():
        prefix, _, rest = json.loads(line)["body"]["doc"].partition("-")
        given.setdefault(prefix, []).append(rest)
    del given[""]
    for rests in given.values():
        assert rests == [f"261124-{serial:04d}" for serial in range(1, len(rests) + 1)]
    return {prefix: len(rests) for prefix, rests in given.items()}
