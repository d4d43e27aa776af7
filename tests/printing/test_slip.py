"""The release slip: what was compared, who answers for it, for this truck alone."""

from dataclasses import replace

from coalguard.printing.content import PrintMark, SlipContent
from coalguard.printing.paper import render
from tests.printing.papers import SLIP
from tests.printing.reading import squeezed, text_of


def told(content: SlipContent) -> str:
    """What a slip says, without its spaces."""
    return squeezed(text_of(render(content, PrintMark()).pdf))


def test_it_says_what_was_compared() -> None:
    said = told(SLIP)
    assert "质检9.86/0.62/23.40合格" in said
    assert "单据净重32.420t" in said
    assert "实测净重32.460t（+0.12%）" in said
    assert "值班员韩振国、妥建军（夜班）" in said
    assert "规则checks-2023-1" in said


def test_it_is_for_this_truck_this_once() -> None:
    assert "本单仅限本车本次" in told(SLIP)
    assert "五联单已在本卡核销" in told(SLIP)
    assert "本单不代替五联单" in told(replace(SLIP, redeemed=False))


def test_what_was_not_weighed_or_not_known_is_a_dash() -> None:
    bare = replace(SLIP, observed_net=None, paper_net=None, tested=(), verdict=None, officers=(), shift="", rules="")
    said = told(bare)
    assert "单据净重—" in said
    assert "实测净重—" in said
    assert "质检—" in said
    assert "值班员—" in said
    assert "实测净重32.460t去向" in told(replace(SLIP, paper_net=None))
    assert "手录净重32.460t（+0.12%）" in told(replace(SLIP, by_hand=True))


def test_a_pass_over_a_doubt_says_why() -> None:
    assert "带班放行应急保供" in told(replace(SLIP, override="应急保供"))
    assert "带班放行" not in told(SLIP)
