"""Turn-back and hand-over: reasons, remedies, whom to call, and what they are not."""

from dataclasses import replace

from coalguard.printing.content import HandOverContent, PrintMark, TurnBackContent
from coalguard.printing.paper import render
from tests.printing.papers import HAND_OVER, TURN_BACK
from tests.printing.reading import squeezed, text_of


def told(content: TurnBackContent | HandOverContent, part: int = 1) -> str:
    """What one copy says, without its spaces."""
    return squeezed(text_of(render(content, PrintMark(), parts=(part,)).pdf))


def test_a_turn_back_numbers_its_reasons_and_says_how_each_is_put_right() -> None:
    said = told(TURN_BACK)
    assert "劝返原因1.无五联单或单据无效2.质检报告缺失、过期或超限3.去向不明" in said
    assert "如何补正1.请到售煤市场开具或重开五联单，带原件再来。2." in said
    assert "咨询电话0930-6212345" in said
    assert "举报电话12315" in said
    assert "本单不是处罚决定" in said


def test_a_turn_back_is_printed_for_the_driver_and_for_the_file() -> None:
    assert "司机联（司机）" in told(TURN_BACK, 1)
    assert "存根联（检查站）" in told(TURN_BACK, 2)
    assert render(TURN_BACK, PrintMark()).pages == 2


def test_a_hand_over_names_the_authority_the_grounds_and_what_goes_with_it() -> None:
    said = told(HAND_OVER)
    assert "接收机关临夏市市场监督管理局" in said
    assert "移交事由1.运输不符合民用散煤质量标准的煤炭2.无质检报告、无采购合同" in said
    assert "随附材料1.过磅单GB02-260114-0012" in said
    assert "数量30.700t" in said
    assert "本单不是查封扣押决定" in said
    assert "接收人签字" in said


def test_what_there_is_nothing_of_takes_no_room() -> None:
    assert "说明" not in told(replace(TURN_BACK, notes=""))
    bare = told(replace(HAND_OVER, notes="", evidence=(), rules=""))
    assert "现场情况" not in bare
    assert "随附材料" not in bare
    assert "规则" not in bare
