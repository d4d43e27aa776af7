"""Setting a station up: its founding, its scales, its printers, and which paper goes to which of them.

A founding appends the first entries: the station, its administrator, a starter grant for every kind of paper. A paper
goes to one printer: where another one is given it, the later word counts, and that is said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coalguard.devices.dialects import DIALECTS
from coalguard.devices.spooler import spool
from coalguard.domain.findings import Finding, Severity, fail, refuse_if_any
from coalguard.domain.identity import EntryKey, check_firm_name, check_phone, compact_code
from coalguard.domain.journal import Fact, Json
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind, check_device_letter, check_station_code, prefix_of, starter_range
from coalguard.domain.offset import parse_offset
from coalguard.domain.printout import (
    NOTHING_SAID,
    OPTIONAL,
    SUITS,
    Assigned,
    Printer,
    Printout,
    Route,
    Stock,
    route,
)
from coalguard.domain.roles import Duty, Role
from coalguard.domain.weighing import ScaleRule
from coalguard.operations.station import Actor, Station, entitle, field_findings, parse_date, parse_path
from coalguard.store.settings import (
    load_assigned,
    load_contact,
    load_printers,
    load_settings,
    scale_facts,
)
from coalguard.store.store import Store

_HOTLINE = re.compile(r"[0-9]{3,5}|[0-9-]{7,13}")
"""A service number such as 12315, or a whole landline number."""


class StationKind(StrEnum):
    """What a station is."""

    MARKET = "market"
    CHECKPOINT = "checkpoint"
    OUTLET = "outlet"
    CITY = "city"


class PrinterKind(StrEnum):
    """What a printer takes."""

    FOLDER = "folder"
    LP = "lp"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStation:
    """A new station: its kind, code, name, its PC's letter, and whether it is a demonstration."""

    kind: StationKind
    code: str
    name: str
    letter: str = "A"
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStation:
    """How the station is reached, as its papers say: its own phone, and where anybody may complain."""

    phone: str = ""
    hotline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScale:
    """A scale: where it is heard, how its frames are read, its division and capacity, and its certificate."""

    name: str
    port: str
    protocol: str
    baud: int = 9600
    parity: str = "N"
    unit: str = "kg"
    decimals: int | None = None
    division_kg: int = 20
    max_kg: int = 100_000
    serial: str = ""
    verified_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrinter:
    """A printer: a folder that keeps its papers, or a print queue by name; what lies in it, and what it is to print.

    The papers that are named here go to this printer from now on; of others nothing is said. The offset moves all that
    it prints to the right and down, in millimetres with one decimal ("-1.5"), 20 at most; empty: not at all.
    """

    name: str
    kind: PrinterKind
    target: str
    stock: Stock | None = None
    papers: tuple[Printout, ...] = ()
    offset_x_mm: str = ""
    offset_y_mm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPaper:
    """A paper and its printer by name; an empty name leaves it to the rule. A receipt may be not wanted at all."""

    paper: Printout
    printer: str = ""
    wanted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSettings:
    """Nothing to say: all settings are shown."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set up, by kind and name, and where each paper of this kind of station goes."""

    station: Mapping[str, Json]
    scales: Sequence[Mapping[str, Any]]
    printers: Sequence[Mapping[str, Any]]
    findings: tuple[Finding, ...] = ()
    papers: tuple[Route, ...] = ()


_SOLD = (Printout.FORM, Printout.TICKET, Printout.SETTLEMENT, Printout.FIRST_SLIP, Printout.CLOSING)
PAPERS: Mapping[StationKind, tuple[Printout, ...]] = {
    StationKind.MARKET: _SOLD,
    StationKind.OUTLET: _SOLD,
    StationKind.CHECKPOINT: (Printout.RELEASE, Printout.TURN_BACK, Printout.HAND_OVER, Printout.CLOSING),
    StationKind.CITY: (Printout.CLOSING,),
}
"""The papers that each kind of station prints."""


def check_founding(request: FoundStation) -> tuple[Finding, ...]:
    """What speaks against founding a station so."""
    _, about_name = check_firm_name(request.name)
    return (*check_station_code(request.code), *check_device_letter(request.letter), *about_name)


def found_station(store: Store, request: FoundStation, login: str) -> EntryKey:
    """Write the first entries of an empty store; gives back the administrator's id."""
    refuse_if_any([*check_founding(request), *field_findings({"admin": login})])
    with store.begin() as act:
        act.append(
            Fact(
                "station.opened",
                {
                    "code": request.code,
                    "name": check_firm_name(request.name)[0],
                    "kind": request.kind.value,
                    "letter": request.letter,
                    "device": store.signer.device,
                    "public": store.signer.public.hex(),
                    "demo": request.demo,
                },
            )
        )
        admin = act.append(
            Fact("staff.registered", {"roles": [Role.ADMIN.value], "founder": True}),
            person={"name": login, "login": login},
        )
        first, last = starter_range(request.letter)
        for kind in PaperKind:
            says = {"kind": kind.value, "prefix": prefix_of(kind, request.code), "first": first, "last": last}
            act.append(Fact("grant.opened", {**says, "origin": "starter"}))
    return admin


def set_station(station: Station, actor: Actor, request: SetStation) -> Settings:
    """Say how the station is reached. Its phone may be a person's own, so it stands beside the chain."""
    entitle(actor, Duty.SETUP)
    phone, about_phone = check_phone(request.phone) if request.phone.strip() else ("", ())
    hotline = compact_code(request.hotline)
    wrong = bool(hotline) and not _HOTLINE.fullmatch(hotline)
    refuse_if_any([*about_phone, *([fail("station.hotline_malformed", length=len(hotline))] if wrong else [])])
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("station.set", {"hotline": hotline}), person={"phone": phone})
    return show(station, actor, ShowSettings())


def set_scale(station: Station, actor: Actor, request: SetScale) -> Settings:
    """Set up a scale, or change it; each change is an entry and is counted on the closing sheet."""
    entitle(actor, Duty.SETUP)
    rule = _rule(request)
    unknown = fail("scale.protocol_unknown", protocol=rule.protocol, known="、".join(DIALECTS))
    findings = refuse_if_any(
        [
            *field_findings({"name": rule.name}),
            *([] if rule.protocol in DIALECTS else [unknown]),
            *rule.check(),
        ]
    )
    until = request.verified_until
    says = {
        **scale_facts(rule),
        "serial": request.serial.strip(),
        "verified_until": parse_date("verified_until", until).isoformat() if until else "",
    }
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("scale.set", says))
    station.desk.place(rule)
    return show(station, actor, ShowSettings(), findings)


def _rule(request: SetScale) -> ScaleRule:
    return ScaleRule(
        request.name.strip(),
        request.protocol,
        request.port,
        request.baud,
        request.parity,
        request.unit,
        request.decimals,
        Mass(request.division_kg),
        Mass(request.max_kg),
    )


def set_printer(station: Station, actor: Actor, request: SetPrinter) -> Settings:
    """Set up a printer, or change it; its folder or its queue must be there.

    Raises Refused `printer.folder_missing`, `printer.paper_unfit`, `printer.offset_malformed` or `_too_far`,
    `printer.unknown` with the queues there are, MachineError `printer.failed`.
    """
    entitle(actor, Duty.SETUP)
    name, papers = request.name.strip(), tuple(dict.fromkeys(request.papers))
    printer, said = Printer(name, request.stock), load_assigned(station.store.read())
    offset, about_offset = parse_offset(request.offset_x_mm, request.offset_y_mm)
    told = request.kind is PrinterKind.FOLDER and bool(request.target.strip())
    absent = told and not parse_path("target", request.target).is_dir()
    refuse_if_any(
        [
            *field_findings({"name": request.name, "target": request.target}),
            *([fail("printer.folder_missing", target=request.target)] if absent else []),
            *_unfit(printer, (*papers, *(paper for paper, one in said.items() if one.printer == name))),
            *about_offset,
        ]
    )
    spool(request.kind.value, request.target).check()
    says: dict[str, Json] = {"name": name, "kind": request.kind.value, "target": request.target, **offset.facts()}
    if request.stock is not None:
        says["stock"] = request.stock.value
    given = [paper for paper in papers if said.get(paper) != Assigned(name)]
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("printer.set", says))
        for paper in given:
            act.append(_assignment(paper, Assigned(name)))
    return show(station, actor, ShowSettings(), tuple(_taken_over(said, given, name)))


def assign_paper(station: Station, actor: Actor, request: AssignPaper) -> Settings:
    """Say where a paper goes from now on, leave it to the rule, or say that it is not wanted.

    Raises Refused `printer.unknown` with the printers there are, `printer.paper_unfit`, `paper.always_printed`.
    """
    entitle(actor, Duty.SETUP)
    reader = station.store.read()
    printers, said = {one.name: one for one in load_printers(reader)}, load_assigned(reader)
    name = request.printer.strip() if request.wanted else ""
    wrong: list[Finding] = []
    if not request.wanted and request.paper not in OPTIONAL:
        wrong.append(fail("paper.always_printed", printout=request.paper.value))
    if name and name not in printers:
        wrong.append(fail("printer.unknown", printer=name, known="、".join(printers)))
    elif name:
        wrong += _unfit(printers[name], (request.paper,))
    refuse_if_any(wrong)
    word = Assigned(name, request.wanted)
    if said.get(request.paper, NOTHING_SAID) != word:
        with station.store.begin(by=actor.key) as act:
            act.append(_assignment(request.paper, word))
    return show(station, actor, ShowSettings(), tuple(_taken_over(said, [request.paper], name)))


def _assignment(paper: Printout, said: Assigned) -> Fact:
    return Fact("paper.assigned", {"paper": paper.value, "printer": said.printer, "wanted": said.wanted})


def _unfit(printer: Printer, papers: Sequence[Printout]) -> Iterator[Finding]:
    """The papers that can not be printed on what lies in a printer."""
    for paper in dict.fromkeys(papers):
        if not printer.takes(paper):
            yield fail(
                "printer.paper_unfit",
                printer=printer.name,
                printout=paper.value,
                stock=str(printer.stock),
                stocks=",".join(SUITS[paper]),
            )


def _taken_over(said: Mapping[Printout, Assigned], given: Sequence[Printout], name: str) -> Iterator[Finding]:
    """The papers that another printer was given before."""
    for paper in given:
        before = said.get(paper, NOTHING_SAID).printer
        if name and before and before != name:
            facts = {"printout": paper.value, "printer": name, "before": before}
            yield Finding("printer.took_over", facts, Severity.INFO)


def show(station: Station, actor: Actor, request: ShowSettings, findings: tuple[Finding, ...] = ()) -> Settings:
    """All settings as they stand."""
    del request
    entitle(actor, Duty.READ)
    reader = station.store.read()
    contact, founded = load_contact(reader), load_settings(reader, "station")[0]
    printers, said = load_printers(reader), load_assigned(reader)
    return Settings(
        {**founded, "phone": contact.phone, "hotline": contact.hotline},
        load_settings(reader, "scale"),
        load_settings(reader, "printer"),
        findings,
        tuple(route(paper, printers, said) for paper in PAPERS[StationKind(founded["kind"])]),
    )
