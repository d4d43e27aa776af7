"""Marks: counts, reasons, names of parts, and what stands across."""

import pytest

from coalguard.printing import mark
from coalguard.printing.content import TICKET_PARTS, PrintMark
from coalguard.printing.sheet import Box, Document


@pytest.mark.parametrize(
    ("given", "count", "reason"),
    [
        (PrintMark(), "第 1 次打印", ""),
        (PrintMark(reason="无"), "第 1 次打印", ""),
        (PrintMark(copy=2, reason=" 卡纸 "), "补打 第 2 次打印", "补打原因：卡纸"),
        (PrintMark(copy=12), "补打 第 12 次打印", "补打原因：未说明"),
        (PrintMark(copy=2, preview=True), "预览", ""),
    ],
)
def test_a_print_says_which_it_is_and_why(given: PrintMark, count: str, reason: str) -> None:
    assert mark.print_count(given) == count
    assert mark.reprint_reason(given) == reason


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (PrintMark(), ()),
        (PrintMark(demo=True), ("演示 不作凭证",)),
        (PrintMark(demo=True, voided=True), ("演示 不作凭证", "作废")),
        (PrintMark(preview=True), ("预览 不作凭证",)),
    ],
)
def test_what_stands_across(given: PrintMark, words: tuple[str, ...]) -> None:
    assert mark.words_across(given) == words
    sheet = Document("演示", "演示").sheet()
    mark.strike(sheet, given, Box(0, 0, 100, 60), 20)
    assert len(sheet.drawing) == len(words)


def test_parts_are_named_with_their_number() -> None:
    assert mark.part_name(TICKET_PARTS[1]) == "第二联　存根联"
    assert mark.part_names(TICKET_PARTS) == "一式三联：一 客户联　二 存根联　三 记账联"
    assert mark.part_count(TICKET_PARTS) == "一式三联"
