"""What the slips of a gate show: the decision as it was kept, and the word of the station that issued the form."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from coalguard.domain.assay import Basis, Item
from coalguard.domain.identity import EntryKey
from coalguard.domain.inspection import RULES, Decision
from coalguard.domain.journal import render_instant
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.domain.quality import Verdict
from coalguard.domain.roles import Role
from coalguard.operations import inspection, keys, setup, weighing
from coalguard.operations.inspection import Answers, RowAnswer
from coalguard.operations.paper.content import content_of
from coalguard.operations.paper.source import Source
from coalguard.operations.setup import StationKind
from coalguard.operations.station import Actor, Second, Station
from coalguard.printing.content import Content, HandOverContent, SlipContent, TurnBackContent
from coalguard.store.dossier import load_dossier
from coalguard.store.people import keep_pin
from coalguard.trust.chain import DeviceSigner, check_code
from coalguard.trust.keyring import TrustedKey, render_bundle
from coalguard.trust.packing import PaperFields
from coalguard.trust.paper import render_code, sign_paper
from tests.neighbours import FORM, City, hear, neighbour, pin
from tests.stations import ADMIN, HandClock, enlist, open_test_station

PLATE = "甘N8F326"
LEAD = Second(login=ADMIN, pin="2468")
GOOD = RowAnswer(result=inspection.Result.OK)
BAD = RowAnswer(result=inspection.Result.FAIL, observed="烟煤")
ALL_GOOD = dict.fromkeys(("form", "plate", "report", "contract", "kind", "net", "destination"), GOOD)


class Gate(NamedTuple):
    """A gate with two officers, of whom the first acts, and an administrator who confirms."""

    station: Station
    officer: Actor
    admin: Actor

    def begin(self, code: str = "") -> EntryKey:
        request = inspection.BeginInspection(plate=PLATE, code=code, driver="司机演示")
        return inspection.begin(self.station, self.officer, request).visit

    def weigh(self, of: EntryKey, step: weighing.Pass, kg: int) -> None:
        by_hand = weighing.ByHand("演示", self.admin.key)
        weighing.keep(self.station, self.officer, weighing.Taken(of, step, weighing.NO_SCALE, Mass(kg), by_hand))

    def decide(self, of: EntryKey, decision: Decision, answers: dict[str, RowAnswer], **more: Any) -> Content:
        """The checklist recorded, the truck decided upon, and what its slip shows."""
        request = inspection.RecordInspection(visit=str(of), answers=Answers(**answers), officers=("li", "zhang"))
        inspection.record(self.station, self.officer, request)
        decided = inspection.DecideInspection(visit=str(of), decision=decision, **more)
        slip = inspection.decide(self.station, self.officer, decided).slip
        reader = self.station.store.read()
        return content_of(Source(self.station, reader, load_dossier(reader, str(slip))))


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """A gate at noon."""
    with open_test_station(tmp_path, StationKind.CHECKPOINT, clock=HandClock()) as (station, admin):
        officer, _ = (enlist(station, login, Role.OFFICER) for login in ("li", "zhang"))
        keep_pin(station.store, admin.key, LEAD.pin)
        setup.set_station(station, admin, setup.SetStation(phone="0930-6212345"))
        yield Gate(station, officer, admin)


def held_form(gate: Gate, **more: Any) -> str:
    """A form whose entry this gate holds, as a market would have issued it; its number and its check code."""
    nowhere, until = str(gate.admin.key), gate.station.clock.now() + timedelta(hours=12)
    says = {
        "visit": nowhere,
        "plate": PLATE,
        "sale": nowhere,
        "ticket": "GB01-260114-0001",
        "lot": "260114A01",
        "net_kg": 32_420,
        "coal": "无烟2号",
        "coal_code": 2,
        "report": "R-1",
        "verdict": "pass",
        "values": [{"item": "sulfur", "basis": "d", "value": "0.47", "limit": "1.00"}],
        "destination": "622901",
        "valid_until": render_instant(until.replace(minute=0)),
        "replaces": "",
        **more,
    }
    with gate.station.store.begin() as act:
        issued = act.issue(PaperKind.FORM, "form.issued", says)
    return f"{issued.number} {check_code(issued.hash)}"


def test_a_release_shows_what_was_compared_and_who_answers_for_it(gate: Gate) -> None:
    code = held_form(gate)
    of = gate.begin(code)
    gate.weigh(of, weighing.Pass.GROSS, 47_840)
    gate.weigh(of, weighing.Pass.TARE, 15_400)
    told = {"reasons": ("correction_supplied",), "reason": "补了合同", "second": LEAD}
    content = cast("SlipContent", gate.decide(of, Decision.PASS, {"kind": GOOD, "form": BAD}, **told))
    assert (content.station, content.plate, content.form_number) == ("演示checkpoint", PLATE, code.split()[0])
    assert (content.redeemed, content.coal, content.lot) == (True, "无烟2号", "260114A01")
    assert [(one.item, one.basis, one.value, one.limit) for one in content.tested] == [
        (Item.SULFUR, Basis.D, Decimal("0.47"), Decimal("1.00"))
    ]
    assert (content.verdict, content.paper_net, content.observed_net) == (Verdict.PASS, Mass(32_420), Mass(32_440))
    assert (content.destination, content.override) == ("临夏市", "信息补正，补了合同　admin")
    assert (content.officers, content.shift) == (("演示li", "演示zhang"), "01-14 12:00 班")
    assert content.rules == RULES.version
    assert content.proof.check_code[4] == "-"


def scanned(gate: Gate, *, coal: int, verdict: str) -> str:
    """The code of a form of a market whose key this gate trusts and whose entries it does not hold."""
    signer, now = DeviceSigner.fresh(), gate.station.clock.now()
    key = TrustedKey(signer.public, "LX02", "演示二市场", now)
    bundle = render_bundle([key], signer, now).decode()
    keys.import_keys(gate.station, gate.admin, keys.ImportKeys(text=bundle))
    fields = PaperFields(
        kind=PaperKind.FORM,
        prefix="LX02",
        serial=7,
        part=1,
        issued_at=now,
        plate=PLATE,
        gross_kg=47_820,
        tare_kg=15_400,
        coal=coal,
        values=(Decimal("9.81"), Decimal("0.47"), None),
        verdict=verdict,
        destination="622901",
        valid_until=now + timedelta(hours=8),
        epoch=1,
        seq=40,
        entry=bytes(8),
    )
    return "".join(render_code(sign_paper(fields, signer)))


def test_a_release_on_a_scanned_code_shows_what_the_code_vouches_for(gate: Gate) -> None:
    code = scanned(gate, coal=gate.station.books.rules.codes["无烟2号"], verdict="pass")
    told = {"reasons": ("correction_supplied",), "second": LEAD}
    content = cast("SlipContent", gate.decide(gate.begin(code), Decision.PASS, ALL_GOOD, **told))
    assert (content.form_number, content.redeemed) == ("LX02-260114-0007", True)
    assert (content.coal, content.lot, content.verdict) == ("无烟2号", "", Verdict.PASS)
    assert [(one.item, one.basis, one.value, one.limit) for one in content.tested] == [
        (Item.VOLATILE, Basis.DAF, Decimal("9.81"), Decimal("12.00")),
        (Item.SULFUR, Basis.D, Decimal("0.47"), Decimal("1.00")),
        (Item.ASH, Basis.D, None, Decimal("30.00")),
    ]
    assert (content.paper_net, content.observed_net, content.destination) == (Mass(32_420), None, "临夏市")


def test_a_code_that_names_no_coal_vouches_for_no_values(gate: Gate) -> None:
    told = {"reasons": ("correction_supplied",), "second": LEAD}
    code = scanned(gate, coal=0, verdict="cannot_judge")
    content = cast("SlipContent", gate.decide(gate.begin(code), Decision.PASS, ALL_GOOD, **told))
    assert (content.coal, content.tested, content.verdict) == ("", (), None)
    assert content.paper_net == Mass(32_420)


def test_a_code_that_nobody_known_signed_vouches_for_nothing(gate: Gate) -> None:
    told = {"reasons": ("correction_supplied",), "second": LEAD}
    code = scanned(gate, coal=2, verdict="pass")
    touched = code[:-1] + str((int(code[-1]) + 1) % 10)
    content = cast("SlipContent", gate.decide(gate.begin(touched), Decision.PASS, ALL_GOOD, **told))
    assert (content.coal, content.tested, content.paper_net) == ("", (), None)


def test_a_release_without_a_form_shows_dashes_and_redeems_nothing(gate: Gate) -> None:
    told = {"reasons": ("device_failure",), "second": LEAD}
    content = cast("SlipContent", gate.decide(gate.begin(), Decision.PASS, ALL_GOOD, **told))
    assert (content.form_number, content.redeemed, content.coal, content.lot) == ("", False, "", "")
    assert (content.tested, content.verdict, content.paper_net, content.observed_net) == ((), None, None, None)


def test_a_turn_back_shows_reasons_and_how_each_is_put_right(gate: Gate) -> None:
    told = {"reasons": ("contract_missing", "other"), "reason": "篷布破了"}
    content = cast("TurnBackContent", gate.decide(gate.begin(), Decision.TURN_BACK, ALL_GOOD, **told))
    assert content.reasons == ("无采购合同", "其他")
    assert [len(sentence) > 4 and sentence.endswith("。") for sentence in content.remedies] == [True, True]
    assert (content.notes, content.driver, content.phone) == ("篷布破了", "司机演示", "0930-6212345")
    assert (content.hotline, [part.no for part in content.parts]) == ("12315", [1, 2])
    assert list(content.proof.codes) == [0, 1, 2]


def test_a_hand_over_shows_grounds_what_was_found_and_how_much(gate: Gate) -> None:
    of = gate.begin()
    gate.weigh(of, weighing.Pass.GROSS, 40_000)
    gate.weigh(of, weighing.Pass.TARE, 15_000)
    told = {"reasons": ("bituminous",), "reason": "已取样"}
    content = cast("HandOverContent", gate.decide(of, Decision.DETAIN, {**ALL_GOOD, "kind": BAD}, **told))
    assert (content.grounds, content.quantity, content.driver) == (("烟煤",), Mass(25_000), "司机演示")
    assert content.notes == "已取样。煤种不通过（烟煤）"
    assert (content.party, content.evidence, content.receiver) == ("", (), "临夏市市场监督管理局")


def test_a_hand_over_of_a_load_that_was_not_weighed_names_no_quantity(gate: Gate) -> None:
    told = {"reasons": ("forged_paper",)}
    content = cast("HandOverContent", gate.decide(gate.begin(), Decision.DETAIN, ALL_GOOD, **told))
    assert content.quantity is None


def test_a_release_on_a_number_shows_what_was_heard_of_its_form(gate: Gate) -> None:
    city, issuer, store = City(), neighbour(2, "LX02", "演示二市场"), gate.station.store
    city.publish(issuer, kind="market")
    issued = issuer.write("form.issued", FORM, "LX02-260114-0032")
    pin(store, city)
    hear(store, city, issuer)
    of = gate.begin(f"LX02-260114-0032 {check_code(issued.hash)}")
    told = {"reasons": ("correction_supplied",), "second": LEAD}
    content = cast("SlipContent", gate.decide(of, Decision.PASS, ALL_GOOD, **told))
    assert (content.form_number, content.redeemed, content.lot) == ("LX02-260114-0032", True, "260114A001")
    assert (content.coal, content.verdict, content.paper_net) == ("无烟2号", Verdict.PASS, Mass(32_420))
