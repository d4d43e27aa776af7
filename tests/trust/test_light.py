"""The light: green on no doubt whatever is forged, red on nothing that is genuine; and each reason by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from coalguard.domain.findings import Finding, Severity, fail, warn
from coalguard.domain.form import FormState
from coalguard.domain.numbering import PaperKind
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.keyring import FRESH, Keyring, TrustedKey
from coalguard.trust.light import (
    NOTHING_KNOWN,
    Doubtful,
    Known,
    Light,
    Record,
    Typed,
    claims_of,
    compare_plates,
    judge_code,
    judge_number,
    light_of,
    number_of,
    parse_shown,
    read_code,
)
from coalguard.trust.paper import Doubt, SignedPaper, render_code, sign_paper
from tests.trust.forgery import FORGERIES, HEARD_AT, KEYRING, NOW, SIGNER, Shown, genuine, lit, made, paper

MANY, FEW = 10_000, 300
FORM = replace(paper(Random(7)), part=0)
NUMBER = number_of(FORM)
KEY = KEYRING.keys[0]
GOOD = SignedPaper(FORM, KEY)
OWN = SignedPaper(FORM, replace(KEY, own=True))
RECORD = Record(FORM, FORM.plate, FormState.ISSUED)
USED = Known(None, "2026-01-14T05:20:00.000Z", "演示卡口")


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def forgeries(count: int) -> pytest.MarkDecorator:
    """Every kind as a case, and how many of it."""
    return pytest.mark.parametrize(("kind", "count"), [(kind, count) for kind in FORGERIES.values()], ids=FORGERIES)


def none_is_green(kind: Callable[[Random], Shown], count: int) -> None:
    assert [shown for shown in made(kind, count) if lit(shown) is Light.GREEN] == []


@forgeries(FEW)
def test_no_forgery_is_green(kind: Callable[[Random], Shown], count: int) -> None:
    none_is_green(kind, count)


@pytest.mark.long
@forgeries(MANY)
def test_no_forgery_of_many_is_green(kind: Callable[[Random], Shown], count: int) -> None:
    none_is_green(kind, count)


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_no_genuine_paper_is_red_at_any_age_of_the_key(count: int) -> None:
    lights = {lit(shown) for shown in made(genuine, count)}
    assert lights == {Light.GREEN}
    stale = HEARD_AT + FRESH + timedelta(seconds=1)
    shown = _lasting(Random(3))
    assert lit(shown, stale - timedelta(seconds=1)) is Light.GREEN
    assert lit(shown, stale) is Light.AMBER


def _lasting(chance: Random) -> Shown:
    """A good paper that is valid for a month."""
    fields = paper(chance)
    until = fields.issued_at.replace(minute=0, second=0) + timedelta(days=30)
    return Shown("".join(render_code(sign_paper(replace(fields, valid_until=until), SIGNER))), fields.plate)


def test_what_is_shown_is_a_code_a_number_or_neither() -> None:
    code = sign_paper(FORM, SIGNER)
    assert parse_shown("".join(render_code(code))) == code
    assert parse_shown(" lx01-260114-0032 ") == Typed("LX01-260114-0032", "")
    assert parse_shown("ＬＸ０１-260114-0032　 7kq4 m2xd") == Typed("LX01-260114-0032", "7kq4 m2xd")
    assert parse_shown("https://example.cn/7KQ4") is None
    assert parse_shown("") is None


@pytest.mark.parametrize(
    ("code", "doubt", "readable"),
    [
        (b"", Doubt.NOT_OURS, False),
        (b"\2" + sign_paper(FORM, SIGNER)[1:], Doubt.VERSION_UNKNOWN, False),
        (b"\1" + b"\xff" * 112, Doubt.SIGNATURE_WRONG, False),
        (sign_paper(FORM, SIGNER)[:-1] + b"\0", Doubt.SIGNATURE_WRONG, True),
        (sign_paper(FORM, DeviceSigner(bytes(32))), Doubt.KEY_UNKNOWN, True),
    ],
)
def test_a_doubtful_code_is_told_with_what_it_claims(code: bytes, doubt: Doubt, readable: bool) -> None:  # noqa: FBT001 -- a column
    read = read_code(code, KEYRING)
    assert isinstance(read, Doubtful)
    assert (read.doubt, read.claimed is not None) == (doubt, readable)
    assert claims_of(read) is read.claimed
    (finding, *_) = judge_code(read, NOTHING_KNOWN, NOW)
    assert (finding.code, finding.facts["number"]) == (doubt.value, NUMBER if readable else "")
    red = doubt is Doubt.SIGNATURE_WRONG
    assert light_of([finding]) is (Light.RED if red else Light.AMBER)


def test_a_good_code_is_opened_and_claims_what_it_says() -> None:
    read = read_code(sign_paper(FORM, SIGNER), KEYRING)
    assert read == GOOD
    claims = claims_of(read)
    assert claims is not None
    assert (claims.key_id, claims.fields) == (SIGNER.key_id, FORM)


STALE = replace(KEY, heard_at=NOW - FRESH - timedelta(days=1))
OTHER_WORDS = replace(RECORD, claims=replace(FORM, gross_kg=FORM.gross_kg + 20))
UNKNOWN = Doubtful(Doubt.KEY_UNKNOWN, claims_of(GOOD))
LADDER: dict[str, tuple[SignedPaper | Doubtful, Known, list[str]]] = {
    "good": (GOOD, NOTHING_KNOWN, []),
    "own, held": (OWN, Known(RECORD), []),
    "own, held, a part of it": (replace(OWN, fields=replace(FORM, part=3)), Known(RECORD), []),
    "own, not held": (OWN, NOTHING_KNOWN, ["form.no_record"]),
    "own, held with other words": (OWN, Known(OTHER_WORDS), ["paper.record_differs"]),
    "own, void": (OWN, Known(replace(RECORD, state=FormState.VOID)), ["form.not_valid"]),
    "own, run out": (OWN, Known(replace(RECORD, state=FormState.EXPIRED)), ["form.not_valid"]),
    "own, redeemed": (OWN, Known(replace(RECORD, state=FormState.REDEEMED)), ["form.used_before"]),
    "used here": (GOOD, USED, ["form.used_before"]),
    "long unheard of": (replace(GOOD, key=STALE), NOTHING_KNOWN, ["trust.stale"]),
    "of another station": (
        replace(GOOD, key=replace(KEY, station="LX02")),
        NOTHING_KNOWN,
        ["paper.prefix_foreign"],
    ),
    "a ticket": (
        replace(GOOD, fields=replace(FORM, kind=PaperKind.TICKET, prefix="GB01")),
        NOTHING_KNOWN,
        ["paper.not_form"],
    ),
    "an own ticket": (
        replace(OWN, fields=replace(FORM, kind=PaperKind.TICKET, prefix="GB01")),
        NOTHING_KNOWN,
        ["paper.not_form"],
    ),
    "unknown key": (UNKNOWN, NOTHING_KNOWN, ["paper.key_unknown"]),
    "unknown key, used here": (UNKNOWN, USED, ["paper.key_unknown", "form.used_before"]),
    "valid for ever": (replace(GOOD, fields=replace(FORM, valid_until=None)), NOTHING_KNOWN, []),
}


@pytest.mark.parametrize(("read", "known", "reasons"), LADDER.values(), ids=LADDER)
def test_a_code_is_judged_by_every_rung(read: SignedPaper | Doubtful, known: Known, reasons: list[str]) -> None:
    assert codes(judge_code(read, known, NOW)) == reasons


@pytest.mark.parametrize(("late", "reasons"), [(-1, []), (0, ["form.not_valid"]), (1, ["form.not_valid"])])
def test_a_form_is_over_from_its_very_instant_on(late: int, reasons: list[str]) -> None:
    assert FORM.valid_until is not None
    now: datetime = FORM.valid_until + timedelta(seconds=late)
    found = judge_code(replace(GOOD, key=replace(KEY, heard_at=now)), NOTHING_KNOWN, now)
    assert codes(found) == reasons
    assert all(finding.facts["state"] == "expired" for finding in found)


@pytest.mark.parametrize(
    ("known", "confirmed", "reasons"),
    [
        (NOTHING_KNOWN, None, ["form.no_record"]),
        (NOTHING_KNOWN, False, ["form.no_record"]),
        (USED, None, ["form.no_record", "form.used_before"]),
        (Known(RECORD), None, ["form.check_code_missing"]),
        (Known(RECORD), False, ["form.check_code_wrong"]),
        (Known(RECORD), True, []),
        (Known(replace(RECORD, state=FormState.VOID)), True, ["form.not_valid"]),
        (replace(USED, record=replace(RECORD, state=FormState.REDEEMED)), True, ["form.used_before"]),
    ],
)
def test_a_number_is_good_where_its_record_is_held_and_confirmed(
    known: Known,
    confirmed: bool | None,  # noqa: FBT001 -- a column
    reasons: list[str],
) -> None:
    assert codes(judge_number(NUMBER, known, NOW, confirmed=confirmed)) == reasons


def test_an_earlier_use_is_told_with_place_and_time() -> None:
    (found,) = judge_code(GOOD, USED, NOW)
    assert found.facts == {"number": NUMBER, "redeemed_at": USED.used_at, "redeemed_where": "演示卡口"}


@pytest.mark.parametrize(
    ("on_paper", "seen", "reasons"),
    [
        ("甘N8F326", "甘N8F326", []),
        ("甘N8F326", "甘N8F328", ["plate.differs"]),
        ("甘N8F326", "", ["plate.not_compared"]),
        ("", "甘N8F326", ["plate.not_compared"]),
        ("", "", ["plate.not_compared"]),
    ],
)
def test_plates_agree_or_differ_or_are_left_to_the_eye(on_paper: str, seen: str, reasons: list[str]) -> None:
    assert codes(compare_plates(on_paper, seen)) == reasons


@pytest.mark.parametrize(
    ("against", "light"),
    [
        ((), Light.GREEN),
        ((Finding("any.reason", {}, Severity.INFO),), Light.GREEN),
        ((warn("any.reason"),), Light.AMBER),
        ((warn("any.reason"), fail("any.reason")), Light.RED),
    ],
)
def test_the_worst_reason_gives_the_light(against: tuple[Finding, ...], light: Light) -> None:
    assert light_of(against) is light


def test_a_key_that_was_imported_by_an_empty_keyring_is_unknown() -> None:
    read = read_code(sign_paper(FORM, SIGNER), Keyring([TrustedKey(DeviceSigner(bytes(32)).public, "LX09", "演", NOW)]))
    assert isinstance(read, Doubtful)
    assert read.doubt is Doubt.KEY_UNKNOWN


def test_two_uses_are_both_told() -> None:
    twice = replace(USED, again_at="2026-01-14T09:20:00.000Z", again_where="KK02 折桥卡口")
    _, second = judge_code(GOOD, twice, NOW)
    assert (second.code, second.severity) == ("form.used_twice", Severity.FAIL)
    assert second.facts == {"number": NUMBER, "again_at": twice.again_at, "again_where": "KK02 折桥卡口"}
