"""The five-part form: its fields, its parts, its codes."""

from dataclasses import replace

import pytest

from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.domain.quality import Verdict
from coalguard.domain.weighing import Origin
from coalguard.printing.barcode import QUIET_QR
from coalguard.printing.content import FormContent, PrintMark, Proof, Weighed
from coalguard.printing.form import SET, compose
from coalguard.printing.paper import ALL_PARTS, render
from coalguard.printing.size import A5, FANFOLD_FORM, PaperSize
from tests.printing.papers import AT, FORM
from tests.printing.reading import squeezed, text_of

FIRST = PrintMark()


def told(content: FormContent, mark: PrintMark = FIRST, part: int = SET) -> str:
    """What one page of the form says, without its spaces."""
    return squeezed(text_of(render(content, mark, parts=(part,)).pdf))


def test_amount_and_net_mass_stand_in_figures_and_in_capitals() -> None:
    said = told(replace(FORM, net=Mass(40_005), amount=Money(123_456_789)))
    assert "40.005t" in said
    assert "肆拾点零零伍吨" in said
    assert "1,234,567.89元" in said
    assert "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分" in said


def test_the_set_lists_all_parts_and_each_part_says_its_own_way() -> None:
    assert "一式五联：一随车查验联二购煤人联三存根联四记账联五监管联" in told(FORM)
    for part in FORM.parts:
        said = told(FORM, part=part.no)
        assert f"联（{part.name}）{part.holder}" in said
        assert "一式五联" not in said


def test_parts_are_data() -> None:
    renamed = tuple(replace(part, name=f"演示{part.no}联", holder="演示") for part in FORM.parts)
    assert "一演示1联二演示2联" in told(replace(FORM, parts=renamed))
    assert "第三联演示3联" in told(replace(FORM, parts=renamed), part=3)


def test_a_household_shows_its_masked_number_and_a_unit_its_public_code() -> None:
    unit = replace(FORM, id_number="", credit_code="91622901MA72EXAMP1")
    assert "信用代码91622901MA72EXAMP1" in told(unit)
    assert "身份证号622901********2416" in told(FORM)


@pytest.mark.parametrize(
    ("verdict", "word"),
    [(Verdict.PASS, "合格"), (Verdict.FAIL, "不合格"), (Verdict.CANNOT_JUDGE, "不能判定"), (None, "—")],
)
def test_the_verdict_is_a_word(verdict: Verdict | None, word: str) -> None:
    placed = [one.text for sheet in compose(replace(FORM, verdict=verdict), FIRST).sheets for one in sheet.placed]
    assert word in placed


def test_an_empty_field_is_a_dash_and_never_empty() -> None:
    bare = replace(FORM, agent="", phone="", address="", carrier="", destination="", clerk="", tested=(), report="")
    bare = replace(bare, laboratory="", reported_on=None, proof=Proof(), number=None)
    for sheet in compose(bare, FIRST).sheets:
        assert [one.box for one in sheet.placed if not one.text.strip()] == []
    assert "开票人：—" in told(bare)


def test_a_typed_weight_is_marked() -> None:
    assert "手录" in told(replace(FORM, tare=Weighed(Mass(15_400), AT, Origin.TYPED)))
    assert "手录" not in told(FORM)


def test_a_long_address_takes_height_from_other_rows() -> None:
    document = compose(replace(FORM, address="甘肃省临夏市南龙镇张王家村三社" * 6), FIRST)
    address = next(one for one in document.sheets[0].placed if one.text.startswith("甘肃省"))
    assert address.fitted.size >= 2.6
    assert len(address.fitted.lines) > 3


def test_a_long_reason_has_a_line_of_its_own_and_a_short_one_goes_along() -> None:
    short = compose(FORM, PrintMark(copy=2, reason="卡纸")).sheets[1].placed
    long = (
        compose(FORM, PrintMark(copy=2, reason="打印机卡纸，第三联以后字迹不清，购煤人要求重打并当面收回" * 2))
        .sheets[1]
        .placed
    )
    assert any(one.text.endswith("补打原因：卡纸") and one.text.startswith("一式五联") for one in short)
    assert any(one.text.startswith("补打原因：") for one in long)


@pytest.mark.parametrize("size", [FANFOLD_FORM, FANFOLD_FORM.on_head(360), A5], ids=str)
def test_codes_lie_on_whole_dots_with_their_quiet_zone(size: PaperSize) -> None:
    document = compose(FORM, FIRST, size, (1,))
    code, _ = (box for sheet in document.sheets for box in sheet.coded)
    quiet = QUIET_QR * size.qr_module
    for place in (code.x + quiet, code.y + quiet):
        assert place / size.dot == pytest.approx(round(place / size.dot), abs=1e-6)
    assert code.x + code.width - quiet <= size.right + size.dot


def test_five_parts_carry_the_fonts_once() -> None:
    one, five = (len(render(FORM, FIRST, parts=parts).pdf) for parts in ((1,), ALL_PARTS))
    assert five < 1.35 * one
