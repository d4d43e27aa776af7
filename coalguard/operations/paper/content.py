"""Content: which paper shows what, by its kind. An inbound paper stands in the ledger alone and is never printed."""

from collections.abc import Callable, Mapping

from coalguard.domain.findings import refuse
from coalguard.domain.numbering import PaperKind
from coalguard.operations.paper.gate import hand_over_content, release_content, turn_back_content
from coalguard.operations.paper.source import Source
from coalguard.operations.paper.trade import form_content, settlement_content, ticket_content
from coalguard.printing.content import Content

_CONTENTS: Mapping[PaperKind, Callable[[Source], Content]] = {
    PaperKind.FORM: form_content,
    PaperKind.TICKET: ticket_content,
    PaperKind.SETTLEMENT: settlement_content,
    PaperKind.RELEASE: release_content,
    PaperKind.TURN_BACK: turn_back_content,
    PaperKind.HAND_OVER: hand_over_content,
}


def content_of(source: Source) -> Content:
    """What a paper shows. Raises Refused `paper.not_printed` for an inbound paper, with the ticket to print instead."""
    dossier = source.dossier
    if dossier.kind not in _CONTENTS:
        raise refuse("paper.not_printed", number=str(dossier.number), ticket=dossier.says["ticket"])
    return _CONTENTS[dossier.kind](source)
