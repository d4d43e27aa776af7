"""What the page 过磅开单 says: the order of weighing, prices, ends of validity, papers."""

from datetime import UTC, datetime

import pytest

from coalguard.domain.mass import Mass
from coalguard.domain.registry import BuyerKind, PaperKind
from coalguard.ui.states.sale import (
    PaperState,
    Way,
    amount_text,
    field_of,
    paper_kind,
    price_fen,
    price_text,
    proof_line,
    season_line,
    validities,
)
from coalguard.ui.tokens import Tone

NOON = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)


def test_an_order_names_its_two_weights() -> None:
    assert (Way.TARE_FIRST.steps, Way.GROSS_FIRST.steps) == (("tare", "gross"), ("gross", "tare"))


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("860", 86_000),
        ("860.5", 86_050),
        ("860.00", 86_000),
        ("0.01", 1),
        ("0", None),
        ("", None),
        ("-3", None),
        ("8.605", None),
        ("8.x", None),
        ("８６０", None),
        ("1" * 10, None),
    ],
)
def test_a_price_is_read_to_the_fen_or_not_at_all(text: str, fen: int | None) -> None:
    assert price_fen(text) == fen


def test_amounts_stand_with_thousands_apart() -> None:
    assert amount_text(86_000, Mass(32_420)) == "27,881.20"
    assert (amount_text(None, Mass(1)), amount_text(1, None), price_text(None), price_text(86_000)) == (
        *("", "", ""),
        "860.00",
    )


def test_a_form_ends_with_its_day_or_one_of_the_next_two() -> None:
    ends = validities(NOON)
    assert [one.text for one in ends] == ["当日 24:00", "次日 24:00", "第三日 24:00"]
    assert [one.value for one in ends] == ["", "2026-01-16T00:00:00+08:00", "2026-01-17T00:00:00+08:00"]


@pytest.mark.parametrize(
    ("number", "kind"), [("622901188001010017", PaperKind.ID_CARD), ("E12345678", PaperKind.PASSPORT)]
)
def test_a_number_tells_its_paper(number: str, kind: PaperKind) -> None:
    assert paper_kind(number) is kind


@pytest.mark.parametrize(
    ("fact", "kind", "field"),
    [
        ("name", BuyerKind.PERSON, "agent"),
        ("name", BuyerKind.UNIT, "name"),
        ("agent.document", BuyerKind.OUTLET, "document"),
        ("price_fen_per_t", BuyerKind.UNIT, "price_fen_per_t"),
    ],
)
def test_findings_of_a_registration_stand_at_the_fields_of_the_page(fact: str, kind: BuyerKind, field: str) -> None:
    assert field_of(fact, kind) == field


def test_a_known_buyer_has_a_line_on_the_season() -> None:
    assert season_line(0, Mass(0), None, NOON) == "已登记，还没有购煤记录"
    assert season_line(18, Mass(612_400), NOON, NOON) == "本采暖季已购 18 车 612.40 t，上次今日 12:00"
    later = datetime(2026, 1, 20, tzinfo=UTC)
    assert season_line(1, Mass(500), NOON, later) == "本采暖季已购 1 车 0.50 t，上次01-14 12:00"


def test_the_proof_says_what_became_of_the_papers() -> None:
    sent, waiting = PaperState("五联单", "", Tone.OK), PaperState("过磅单", "", Tone.ACCENT)
    number = "LX01-260114-0032"
    assert proof_line(number, [sent, sent]) == f"已开具 {number} · 5 联已送打印"
    assert proof_line(number, [sent, waiting]) == f"已开具 {number} · 正在打印"
    assert proof_line(number, []) == f"已开具 {number} · 还没有设置打印机"
