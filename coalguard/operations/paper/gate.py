"""What the slips of a gate show: release, turn-back notice, hand-over.

What was weighed here is taken from the decision as it was kept, not compared anew. What the form says of its coal is
the word of the station that issued it: its entry, where that is held here, else the code that was scanned. Paper is
never translated; its sentences are the Chinese sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from coalguard.domain.findings import Finding
from coalguard.domain.identity import CHINA, day_of
from coalguard.domain.inspection import Mark, Row, RowResult, parse_rows
from coalguard.domain.journal import Entry
from coalguard.domain.mass import Mass
from coalguard.domain.quality import RuleSet, Verdict
from coalguard.operations.paper.source import SHOWN, Source, tested
from coalguard.printing.content import (
    HAND_OVER_PARTS,
    TURN_BACK_PARTS,
    HandOverContent,
    SlipContent,
    Tested,
    TurnBackContent,
)
from coalguard.resources import SOURCE_LANGUAGE, words
from coalguard.sentences import say
from coalguard.sentences.vocabulary import VOCABULARIES
from coalguard.store.dossier import decision_behind, opening_of, redeemed_by, shift_then
from coalguard.store.heard import HeardForm
from coalguard.store.inspections import load_shown
from coalguard.store.papers import HeldForm
from coalguard.store.settings import load_contact
from coalguard.store.shown import ShownForm
from coalguard.store.visits import load_visit, weighed_by_hand
from coalguard.trust.packing import PaperFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a form says of its coal, by its entry or by its code, which has no room for the lot."""

    coal: str = ""
    lot: str = ""
    net: Mass | None = None
    tested: tuple[Tested, ...] = ()
    verdict: Verdict | None = None
    destination: str = ""


def _held_word(form: HeldForm | HeardForm) -> Word:
    says = form.says
    return Word(
        coal=says["coal"],
        lot=form.lot,
        net=Mass(says["net_kg"]),
        tested=tested(says["values"]),
        verdict=_verdict(says["verdict"]),
        destination=says["destination"],
    )


def _signed_word(paper: PaperFields, rules: RuleSet, at: datetime) -> Word:
    """The word of a code: its values stand on the basis of the limits of the day."""
    coal = next((coal for coal, code in rules.codes.items() if code == paper.coal), "")
    standard = rules.standard_for(coal, day_of(at))
    limits = {limit.item: limit for limit in standard.limits} if standard else {}
    return Word(
        coal=coal,
        net=_mass(paper.net_kg),
        tested=tuple(
            Tested(item, limits[item].basis, value, limits[item].limit)
            for item, value in zip(SHOWN, paper.values, strict=True)
            if item in limits
        ),
        verdict=_verdict(paper.verdict),
        destination=paper.destination,
    )


def _verdict(code: str) -> Verdict | None:
    """A verdict as a slip shows it; a report that could not be judged vouches for nothing."""
    return Verdict(code) if code and code != Verdict.CANNOT_JUDGE else None


@dataclass(frozen=True)
class Gate:
    """A slip's source with the decision that it was written on."""

    source: Source

    @cached_property
    def decided(self) -> Entry:
        """The decision."""
        return decision_behind(self.source.reader, self.source.dossier)

    @cached_property
    def rows(self) -> Mapping[Row, RowResult]:
        """The checklist as it stood when it was decided."""
        return {row.row: row for row in parse_rows(self.decided.fact.says["rows"])}

    @cached_property
    def shown(self) -> ShownForm | None:
        """The form that the truck showed."""
        dossier = self.source.dossier
        visit = load_visit(self.source.reader, str(dossier.visit))
        return load_shown(self.source.reader, visit, self.at)

    @cached_property
    def word(self) -> "Word":
        """What the station that issued the form says of its coal; nothing where nobody is known to vouch for it."""
        shown = self.shown
        if shown is None:
            return Word()
        if shown.held is not None:
            return _held_word(shown.held)
        if shown.proved is not None:  # before what was heard later: a slip that is printed again reads the same
            return _signed_word(shown.proved, self.source.station.books.rules, self.at)
        return _held_word(shown.heard) if shown.heard else Word()

    @property
    def at(self) -> datetime:
        """When the slip was written."""
        return self.source.dossier.entry.moment.at

    def common(self) -> dict[str, Any]:
        """What every slip of a gate shows."""
        dossier, shift = self.source.dossier, shift_then(self.source.reader, self.source.dossier)
        return {
            "number": dossier.number,
            "issued_at": self.at,
            "station": self.source.place,
            "plate": dossier.says["plate"],
            "form_number": dossier.says["form"],
            "coal": self.word.coal,
            "officers": tuple(self.source.name(officer) for officer in self.decided.fact.says["officers"]),
            "shift": f"{shift.opened_at.astimezone(CHINA):%m-%d %H:%M} 班" if shift else "",
            "rules": self.decided.fact.says["rules"],
            "clock_trusted": dossier.entry.moment.trusted,
            "hotline": self.source.hotline,
        }

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons in words."""
        known = VOCABULARIES["reason"]
        return tuple(known.get(reason, reason) for reason in self.decided.fact.says["reasons"])

    @property
    def words(self) -> str:
        """What was written beside the reasons."""
        return str(self.decided.fact.says["reason"])

    @property
    def driver(self) -> str:
        """Who drove."""
        return self.source.name(opening_of(self.source.reader, self.source.dossier)["driver"])


def release_content(source: Source) -> SlipContent:
    """What a release slip shows."""
    gate = Gate(source)
    word, observed = gate.word, gate.rows[Row.NET].facts.get("observed_kg")
    visit = load_visit(source.reader, str(source.dossier.visit))
    return SlipContent(
        **gate.common(),
        proof=source.proof(),
        redeemed=redeemed_by(source.reader, source.dossier),
        lot=word.lot,
        tested=word.tested,
        verdict=word.verdict,
        paper_net=word.net,
        observed_net=Mass(observed) if isinstance(observed, int) else None,
        by_hand=weighed_by_hand(source.reader, visit),
        destination=source.division(word.destination),
        override=_override(gate),
    )


def _override(gate: Gate) -> str:
    """Why a doubt did not stop the truck, and who stands for it."""
    said = "，".join(filter(None, ("、".join(gate.reasons), gate.words)))
    second = gate.source.name(gate.decided.fact.says["second"])
    return "　".join(filter(None, (said, second)))


def turn_back_content(source: Source) -> TurnBackContent:
    """What a turn-back notice shows: the reasons, and how each is put right."""
    gate = Gate(source)
    return TurnBackContent(
        **gate.common(),
        proof=source.proof(TURN_BACK_PARTS),
        parts=TURN_BACK_PARTS,
        reasons=gate.reasons,
        remedies=tuple(_sentence(Finding(code)) for code in source.dossier.says["remedies"]),
        driver=gate.driver,
        notes=gate.words,
        phone=load_contact(source.reader).phone,
    )


def hand_over_content(source: Source) -> HandOverContent:
    """What a hand-over shows: the grounds, what was found, how much there is."""
    gate = Gate(source)
    found = "；".join(_found(row) for row in gate.rows.values() if row.mark is Mark.FAIL)
    return HandOverContent(
        **gate.common(),
        proof=source.proof(HAND_OVER_PARTS),
        parts=HAND_OVER_PARTS,
        grounds=gate.reasons,
        driver=gate.driver,
        quantity=_mass(source.dossier.says["net_kg"]),
        notes="。".join(filter(None, (gate.words.rstrip("。"), found))),
    )


def _found(row: RowResult) -> str:
    """A row that failed, and what was seen: 煤种不通过（烟煤）."""
    said = f"{VOCABULARIES['row'][row.row]}{VOCABULARIES['mark'][row.mark]}"
    seen = row.facts.get("observed")
    return f"{said}（{seen}）" if seen else said


def _mass(kg: int | None) -> Mass | None:
    return None if kg is None else Mass(kg)


def _sentence(finding: Finding) -> str:
    return say(finding, words(SOURCE_LANGUAGE))
