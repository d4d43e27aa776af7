"""A form is sold at a market and believed at a gate that has never heard of it; told through the doors alone.

24 November 2026. The market's key travels in a file. Every name is invented.

    09:00  the market founds, exports its key; the gate founds, imports it: the same fingerprint on both screens
    11:00  甘N90001 is sold 2,000 kg and leaves with form and QR code
    12:00  the gate scans it: green, all seven rows ok, passed without a second person
    12:10  the same form under another truck's plate: red twice over
    12:20  the same code with one digit changed: no
    +15 d  the key was heard of too long ago: amber, until its file is imported again
"""

import json
from pathlib import Path
from typing import Any

from coalguard.devices.simulator import PtyLine
from tests.drive import Drive, found, run, run_as_admin
from tests.journeys.bridge import Truck, bridges, weigh

COAL = "无烟2号"
PLATE, OTHER = "甘N90001", "甘N90002"
SECOND = {"login": "lead", "pin": "2468"}
TONNE = 1_000


def test_paper_proves_itself(tmp_path: Path) -> None:
    clock, market, gate = tmp_path / "clock", tmp_path / "market", tmp_path / "gate"
    bundle = str(tmp_path / "keys.json")

    clock.write_text("2026-11-24T09:00:00+08:00")
    found(market, clock=clock)
    found(gate, "checkpoint", clock=clock)
    exported = run_as_admin(market, "keys", "export", bundle, "--json", clock=clock)
    imported = run_as_admin(gate, "keys", "import", bundle, "--json", clock=clock)
    assert imported.told["keys"][0]["fingerprint"] == exported.told["fingerprint"]

    clock.write_text("2026-11-24T11:00:00+08:00")
    form = one_form_is_sold(market, clock)

    clock.write_text("2026-11-24T12:00:00+08:00")
    with bridges(["卡口磅"], PtyLine) as (scale,), Drive(gate, clock=clock) as desk:
        desk.log_in()
        scale.set_up(desk)
        officers_come(desk)
        assert desk.ask("form.check", code=form["code"], plate=PLATE)["light"] == "green"
        desk.log_in("officer1", "another horse")
        the_truck_passes(desk, scale, form)
        used = desk.ask("form.check", code=form["code"], plate=OTHER)
        assert (used["light"], used["genuine"]) == ("red", "yes")
        assert [one["code"] for one in used["reasons"]] == ["form.used_before", "plate.differs"]
        forged = desk.ask("form.check", code=altered(form["code"]), plate=PLATE)
        assert (forged["light"], forged["genuine"]) == ("red", "no")

    scanned = tmp_path / "scanned.txt"
    scanned.write_text(f"{form['code']}\n{altered(form['code'])}\n")
    without_login = checked_without_login(gate, clock, scanned)
    assert [one["genuine"] for one in without_login] == ["yes", "no"]
    assert without_login[0]["fields"]["number"] == form["number"]

    clock.write_text("2026-12-09T12:00:00+08:00")
    with Drive(gate, clock=clock) as desk:
        desk.log_in()
        codes = [one["code"] for one in desk.ask("form.check", code=form["code"], plate=PLATE)["reasons"]]
        assert codes == ["trust.stale", "form.used_before"]
        desk.ask("keys.import", path=bundle)
        codes = [one["code"] for one in desk.ask("form.check", code=form["code"], plate=PLATE)["reasons"]]
        assert codes == ["form.used_before"]
    for folder in (market, gate):
        assert run_as_admin(folder, "verify", clock=clock).exit_code == 0


def altered(code: str) -> str:
    """The code with its last digit changed."""
    return f"{code[:-1]}{(int(code[-1]) + 1) % 10}"


def one_form_is_sold(market: Path, clock: Path) -> Any:
    """Five tonnes come in, two go out."""
    with Drive(market, clock=clock) as desk:
        desk.log_in()
        staff = {"name": "演示带班", "roles": ["lead"], "password": "another horse"}
        desk.ask("staff.register", **SECOND, **staff)
        supplier = desk.ask("supplier.register", name="演示一矿", kind="mine")["id"]
        contract = {"coal": COAL, "quantity_kg": 99_000, "until": "2027-03-31"}
        desk.ask("contract.register", number="HT-1", supplier=supplier, **contract)
        values = {"moisture": "1.62", "ash": "18.40", "volatile": "6.85", "sulfur": "0.46"}
        desk.ask(
            "report.enter",
            number="R-1",
            laboratory="演示检测所",
            supplier=supplier,
            sampled_on="2026-11-18",
            reported_on="2026-11-20",
            covers_kg=99_000,
            coal=COAL,
            values=[{"item": item, "basis": "ad", "value": value} for item, value in values.items()],
        )
        desk.ask("yard.register", name="东场")
        person = {"name": "演示购煤人", "town": "枹罕镇", "address": "演示路1号", "phone": "13800000000"}
        document = {"kind": "passport", "number": "E00000000"}
        buyer = desk.ask("buyer.register", kind="person", document=document, **person)["id"]
        papers = {"supplier": supplier, "contract": "HT-1", "report": "R-1"}
        loaded = desk.ask("inbound.arrive", plate="甘N80001", driver="演示司机", **papers)["visit"]
        typed(desk, loaded, gross=20 * TONNE, tare=15 * TONNE)
        lot = desk.ask("inbound.receive", visit=loaded, yard="东场")["lot"]
        bought = desk.ask("sale.begin", plate=PLATE, coal=COAL, driver="演示司机")["visit"]
        typed(desk, bought, tare=4 * TONNE, gross=6 * TONNE)
        return desk.ask("form.issue", visit=bought, buyer=buyer, lot=lot, price_fen_per_t=86_000)


def typed(desk: Drive, visit: str, **kg: int) -> None:
    """Weights typed with the shift lead."""
    for step, weight in kg.items():
        desk.ask("weighing.enter", visit=visit, step=step, kg=weight, reason="仪表送检", second=SECOND)


def officers_come(desk: Drive) -> None:
    for login, name in (("officer1", "演示查验甲"), ("officer2", "演示查验乙")):
        staff = {"roles": ["officer"], "password": "another horse", "pin": "1357"}
        desk.ask("staff.register", login=login, name=name, **staff)


def the_truck_passes(desk: Drive, scale: Any, form: Any) -> None:
    """What the code says is ok, the officers look at the coal, the scale gives the net: nobody else is needed."""
    begun = desk.ask("inspection.begin", plate=PLATE, code=form["code"])
    weigh(desk, [scale], [Truck(begun["visit"], "gross", 6 * TONNE), Truck(begun["visit"], "tare", 4 * TONNE)])
    seen = {"kind": {"result": "ok", "observed": "目测一致"}}
    recorded = desk.ask("inspection.record", visit=begun["visit"], answers=seen, officers=["officer1", "officer2"])
    assert recorded["verdict"] == "may_pass"
    rows = {row["row"]: (row["mark"], row["reason"]) for row in recorded["rows"]}
    assert rows["form"] == ("ok", "form.verified")
    assert {mark for mark, _ in rows.values()} == {"ok"}
    decided = desk.ask("inspection.decide", visit=begun["visit"], decision="pass")
    assert decided["form_state"] == "redeemed"


def checked_without_login(gate: Path, clock: Path, scanned: Path) -> list[Any]:
    """What `check-paper` says of each line, the store closed."""
    answer = run(gate, "check-paper", str(scanned), "--json", clock=clock)
    assert answer.exit_code == 1
    return [json.loads(line) for line in answer.out.splitlines()]
