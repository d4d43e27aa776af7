"""Setting a station up: its founding, its scales, its printers.

A founding appends the first entries: the station, its administrator, a starter grant for every kind of paper.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from coalguard.devices.dialects import DIALECTS
from coalguard.devices.spooler import spool
from coalguard.domain.findings import Finding, fail, refuse_if_any
from coalguard.domain.identity import EntryKey, check_firm_name, check_phone, compact_code
from coalguard.domain.journal import Fact, Json
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind, check_device_letter, check_station_code, prefix_of, starter_range
from coalguard.domain.roles import Duty, Role
from coalguard.domain.weighing import ScaleRule
from coalguard.operations.station import Actor, Station, entitle, field_findings, parse_date
from coalguard.store.settings import load_contact, load_scales, load_settings, scale_facts
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
    """A printer: a folder that keeps its papers, or a print queue by name."""

    name: str
    kind: PrinterKind
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSettings:
    """Nothing to say: all settings are shown."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set up, by kind and name."""

    station: Mapping[str, Json]
    scales: Sequence[Mapping[str, Any]]
    printers: Sequence[Mapping[str, Any]]
    findings: tuple[Finding, ...] = ()


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

    Raises Refused `printer.folder_missing`, `printer.unknown` with the queues there are, MachineError `printer.failed`.
    """
    entitle(actor, Duty.SETUP)
    absent = request.kind is PrinterKind.FOLDER and not Path(request.target).is_dir()
    refuse_if_any(
        [
            *field_findings({"name": request.name, "target": request.target}),
            *([fail("printer.folder_missing", target=request.target)] if absent else []),
        ]
    )
    spool(request.kind.value, request.target).check()
    says = {"name": request.name.strip(), "kind": request.kind.value, "target": request.target}
    with station.store.begin(by=actor.key) as act:
        act.append(Fact("printer.set", says))
    return show(station, actor, ShowSettings())


def show(station: Station, actor: Actor, request: ShowSettings, findings: tuple[Finding, ...] = ()) -> Settings:
    """All settings as they stand."""
    del request
    entitle(actor, Duty.READ)
    reader = station.store.read()
    contact = load_contact(reader)
    return Settings(
        {**load_settings(reader, "station")[0], "phone": contact.phone, "hotline": contact.hotline},
        load_settings(reader, "scale"),
        load_settings(reader, "printer"),
        findings,
    )


def listen_to_scales(station: Station) -> None:
    """Put every scale that is set up on the desk."""
    for rule in load_scales(station.store.read()):
        station.desk.place(rule)
