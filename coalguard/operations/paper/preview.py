"""Preview: the five-part form as it will look, made from what is typed so far.

It bears 预览, no number and no code, and leaves nothing behind: no entry, no file, no count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coalguard.domain.form import end_of_day
from coalguard.domain.journal import parse_instant
from coalguard.domain.mass import NO_MASS
from coalguard.domain.money import Price
from coalguard.domain.quality import Verdict
from coalguard.domain.roles import Duty
from coalguard.operations.paper.page import FINEST_PICTURE
from coalguard.operations.paper.press import render, to_png
from coalguard.operations.paper.source import date_or_none, tested, weighed
from coalguard.operations.station import Actor, Station, entitle
from coalguard.printing.content import HOTLINE, NO_DOCUMENT, FormContent, PrintMark, Proof
from coalguard.store.people import person_name
from coalguard.store.reader import Reader
from coalguard.store.settings import load_contact, load_settings
from coalguard.store.stock import load_receipts
from coalguard.store.visits import load_visit, opening, weighings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewForm:
    """A weighed truck, and what its form would say; `dots_per_inch` is how fine a picture is wanted."""

    visit: str
    buyer: str = ""
    agent: str = ""
    document: str = ""
    lacks_document: bool = False
    credit_code: str = ""
    phone: str = ""
    address: str = ""
    purpose: str = ""
    lot: str = ""
    price_fen_per_t: int = 0
    driver: str = ""
    destination: str = ""
    valid_until: str = ""
    dots_per_inch: int = 96


@dataclass(frozen=True, slots=True)
class Previewed:
    """The picture of the form, as a PNG file; empty where the truck is not weighed yet."""

    picture: bytes


def preview_form(station: Station, actor: Actor, request: PreviewForm) -> Previewed:
    """Draw the form that has not been issued."""
    entitle(actor, Duty.READ)
    content = _content(station, actor, request)
    if content is None:
        return Previewed(b"")
    demo = bool(load_settings(station.store.read(), "station")[0]["demo"])
    made = render(content, PrintMark(preview=True, demo=demo))
    return Previewed(to_png(made.pdf, min(request.dots_per_inch, FINEST_PICTURE))[0])


def _content(station: Station, actor: Actor, request: PreviewForm) -> FormContent | None:
    reader, now = station.store.read(), station.store.now().at
    visit = load_visit(reader, request.visit)
    behind = {step: reader.entry(key) for step, key in weighings_of(reader, visit).items()}
    gross, tare = weighed(behind.get("gross")), weighed(behind.get("tare"))
    if gross is None or tare is None:
        return None
    report, assessment = _judged(reader, request.lot)
    price, net = Price(request.price_fen_per_t), visit.net or NO_MASS
    return FormContent(
        number=None,
        issued_at=now,
        issuer=str(load_settings(reader, "station")[0]["name"]),
        parts=station.books.parts,
        proof=Proof(),
        plate=visit.plate,
        gross=gross,
        tare=tare,
        net=net,
        price=price,
        amount=price.of(net),
        valid_until=parse_instant(request.valid_until) if request.valid_until else end_of_day(now),
        **_buyer(request),
        coal=opening(reader, visit)["coal"],
        lot=request.lot,
        report=report.get("number", ""),
        laboratory=report.get("laboratory", ""),
        reported_on=date_or_none(report.get("reported_on", "")),
        tested=tested(assessment.get("judged", [])),
        verdict=Verdict(assessment["verdict"]) if assessment else None,
        driver=request.driver,
        destination=request.destination,
        clerk=actor.name,
        weigher=person_name(reader, str(max(behind.values(), key=lambda one: one.key).by or "")),
        hotline=load_contact(reader).hotline or HOTLINE,
    )


def _judged(reader: Reader, lot: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The last report of a lot, and what it was judged; both empty where there is none."""
    reports = [one.report for one in load_receipts(reader, lot) if one.report]
    says = reader.entry(reports[-1]).fact.says if reports else {}
    return says.get("report", {}), says.get("assessment", {})


def _buyer(request: PreviewForm) -> dict[str, Any]:
    """Who buys, as far as it was typed."""
    typed = ("buyer", "agent", "credit_code", "phone", "address", "purpose")
    number = NO_DOCUMENT if request.lacks_document else request.document
    return {**{name: getattr(request, name) for name in typed}, "id_number": number}
