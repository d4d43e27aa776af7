"""What the papers of a market show: the five-part form, the weigh ticket, the settlement slip.

Price, amount and buyer come from the sale, which no other station gets; weights from the weighings themselves, so that
their moments and a 手录 stand on the paper. How any of it looks is not known here.
"""

from collections.abc import Mapping
from typing import Any

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry, parse_instant
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.domain.numbering import PaperKind
from coalguard.domain.quality import Verdict
from coalguard.domain.registry import Buyer, IdentityPaper
from coalguard.domain.registry import PaperKind as DocumentKind
from coalguard.domain.visit import Purpose
from coalguard.domain.weighing import ORIGINS, Origin
from coalguard.operations.paper.source import Source, date_or_none, tested, weighed
from coalguard.printing.content import NO_DOCUMENT, TICKET_PARTS, FormContent, SettlementContent, TicketContent
from coalguard.sentences.vocabulary import VOCABULARIES
from coalguard.store.dossier import buyer_then, companion, opening_of, scale_then, weighings_behind
from coalguard.store.stock import supplier_name


def form_content(source: Source) -> FormContent:
    """What a five-part form shows."""
    dossier, says = source.dossier, source.dossier.says
    sale = source.reader.entry(EntryKey.parse(says["sale"])).fact.says
    buyer = buyer_then(source.reader, sale["buyer"], dossier)
    behind = weighings_behind(source.reader, dossier)
    gross, tare = weighed(behind.get("gross")), weighed(behind.get("tare"))
    if gross is None or tare is None:
        raise ValueError(str(dossier.number))  # no form was ever issued without both
    return FormContent(
        number=dossier.number,
        issued_at=dossier.entry.moment.at,
        issuer=source.place,
        parts=source.station.books.parts,
        proof=source.proof(source.station.books.parts),
        plate=says["plate"],
        gross=gross,
        tare=tare,
        net=Mass(says["net_kg"]),
        price=Price(sale["price_fen_per_t"]),
        amount=Money(sale["amount_fen"]),
        valid_until=parse_instant(says["valid_until"]),
        **_buyer(source, buyer),
        coal=says["coal"],
        lot=says["lot"],
        report=says["report"],
        laboratory=says["laboratory"],
        reported_on=date_or_none(says["reported_on"]),
        tested=tested(says["values"]),
        verdict=Verdict(says["verdict"]) if says["verdict"] else None,
        driver=source.name(says["driver"]),
        destination=source.division(says["destination"]),
        clerk=source.name(dossier.entry.by),
        weigher=source.name(_latest(behind).by),
        clock_trusted=dossier.entry.moment.trusted,
        hotline=source.hotline,
    )


def _shown_number(paper: IdentityPaper | None) -> str:
    """The number of a paper as forms show it; 无证件 where somebody has none and said why."""
    if paper is None:
        return ""
    return NO_DOCUMENT if paper.kind is DocumentKind.NONE else paper.number


def _buyer(source: Source, buyer: Buyer) -> dict[str, str]:
    """Who buys: a person by their own paper, a unit by its credit code and the paper of whoever came for it."""
    agent = buyer.agent
    paper = buyer.document or (agent.document if agent else None)
    town = source.division(buyer.town)
    return {
        "buyer": buyer.name,
        "agent": agent.name if agent else "",
        "id_number": _shown_number(paper),
        "credit_code": buyer.credit_code,
        "phone": buyer.phone or (agent.phone if agent else ""),
        "address": buyer.address if buyer.address.startswith(town) else town + buyer.address,
        "purpose": buyer.purpose,
    }


def ticket_content(source: Source) -> TicketContent:
    """What a weigh ticket shows, on the way in or on the way out."""
    dossier, says = source.dossier, source.dossier.says
    behind = weighings_behind(source.reader, dossier)
    last = _latest(behind)
    scale = scale_then(source.reader, last)
    return TicketContent(
        number=dossier.number,
        issued_at=dossier.entry.moment.at,
        place=source.place,
        scale=last.fact.says["scale"],
        proof=source.proof(TICKET_PARTS),
        plate=says["plate"],
        gross=weighed(behind.get("gross")),
        tare=weighed(behind.get("tare")),
        net=Mass(says["net_kg"]),
        scale_number=scale.get("serial", ""),
        verified_until=date_or_none(scale.get("verified_until", "")),
        **_way(source, opening_of(source.reader, dossier), _why_typed(behind)),
        approved_by=_approved_by(source, behind),
        weigher=source.name(last.by),
        clock_trusted=dossier.entry.moment.trusted,
    )


def _way(source: Source, said: Mapping[str, Any], why_typed: str) -> dict[str, Any]:
    """Which way the coal went: from whom to whom, out of which lot or into which."""
    way = {"direction": VOCABULARIES["purpose"][said["purpose"]], "coal": said["coal"], "remark": why_typed}
    if said["purpose"] == Purpose.INBOUND:
        received = companion(source.reader, source.dossier, PaperKind.INBOUND)
        way |= {
            "consignor": supplier_name(source.reader, said["supplier"]),
            "consignee": source.place,
            "lot": received.fact.says["lot"] if received else "",
            "driver": source.name(said["driver"]),
        }
    elif form := companion(source.reader, source.dossier, PaperKind.FORM):
        sale = source.reader.entry(EntryKey.parse(form.fact.says["sale"])).fact.says
        way |= {
            "consignor": source.place,
            "consignee": buyer_then(source.reader, sale["buyer"], source.dossier).name,
            "lot": form.fact.says["lot"],
            "driver": source.name(form.fact.says["driver"]),
            "form_number": form.fact.document,
            "remark": "　".join(filter(None, (sale["notes"], why_typed))),
        }
    return way


def _typed(behind: Mapping[str, Entry]) -> list[Mapping[str, Any]]:
    return [one.fact.says for one in behind.values() if ORIGINS[one.fact.kind] is Origin.TYPED]


def _why_typed(behind: Mapping[str, Entry]) -> str:
    """Why weights were typed; nothing where the scale gave both."""
    return "，".join(dict.fromkeys(says["reason"] for says in _typed(behind)))


def _approved_by(source: Source, behind: Mapping[str, Entry]) -> str:
    """Who stands for weights that were typed."""
    return "、".join(dict.fromkeys(source.name(says["second"]) for says in _typed(behind)))


def settlement_content(source: Source) -> SettlementContent:
    """What a settlement slip shows; it is no invoice, whose number it only notes."""
    dossier, says = source.dossier, source.dossier.says
    sale = source.reader.entry(EntryKey.parse(says["sale"])).fact.says
    return SettlementContent(
        number=dossier.number,
        issued_at=dossier.entry.moment.at,
        seller=source.place,
        proof=source.proof(),
        form_number=says["form"],
        net=Mass(sale["net_kg"]),
        price=Price(sale["price_fen_per_t"]),
        amount=Money(sale["amount_fen"]),
        buyer=buyer_then(source.reader, sale["buyer"], dossier).name,
        payment=sale["payment"],
        invoice=sale["invoice"],
        cashier=source.name(dossier.entry.by),
        clock_trusted=dossier.entry.moment.trusted,
    )


def _latest(behind: Mapping[str, Entry]) -> Entry:
    return max(behind.values(), key=lambda weighing: weighing.key)
