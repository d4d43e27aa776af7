"""Marks: which print of a paper this is, and what must stand across it.

The first print says so; a reprint says 补打, its count and its reason, and keeps the number (`domain.md` §5.1). Across
the paper stands 演示 不作凭证 on a demonstration, 预览 on a preview, 作废 on a void paper: in outline, so that nothing
below it becomes unreadable and an impact printer strikes no black fields. It refuses to know how often anything was
printed.
"""

from coalguard.domain.form import Part
from coalguard.domain.weighing import Origin
from coalguard.printing.content import PrintMark
from coalguard.printing.sheet import Box, Sheet

DEMO = "演示 不作凭证"
PREVIEW_WORDS = "预览 不作凭证"
VOID = "作废"
CLOCK_MARK = "（时钟未核准）"
"""Beside the time of a paper that was printed while the clock was not to be trusted (`journal.md` §3)."""
ORIGIN_MARKS = {Origin.TYPED: "手录", Origin.STORED: "备案"}
"""Before the name of a weight that no scale gave now: typed by a person, or the truck's tare on record."""
PRODUCT = "煤管通"

_ORDINALS = "零一二三四五六七八九"


def words_across(mark: PrintMark) -> tuple[str, ...]:
    """What must stand across the paper."""
    told = ((mark.demo, DEMO), (mark.preview, PREVIEW_WORDS), (mark.voided, VOID))
    return tuple(words for applies, words in told if applies)


def strike(sheet: Sheet, mark: PrintMark, area: Box, slant: float) -> None:
    """Write what must stand across the paper over an area, as large as it can stand there at a slant of degrees."""
    words = words_across(mark)
    high = area.height / max(1, len(words))
    for number, word in enumerate(words):
        sheet.across(word, Box(area.x, area.y + number * high, area.width, high), slant)


def print_count(mark: PrintMark) -> str:
    """Which print this is."""
    if mark.preview:
        return "预览"
    return f"第 {mark.copy} 次打印" if mark.copy == 1 else f"补打 第 {mark.copy} 次打印"


def reprint_reason(mark: PrintMark) -> str:
    """Why there is another print; empty on the first."""
    return f"补打原因：{mark.reason.strip() or '未说明'}" if mark.copy > 1 and not mark.preview else ""


def part_name(part: Part) -> str:
    """A part as it is called: 第一联　随车查验联."""
    return f"第{_ORDINALS[part.no]}联　{part.name}"


def part_names(parts: tuple[Part, ...]) -> str:
    """All parts of a set in a line."""
    names = "　".join(f"{_ORDINALS[part.no]} {part.name}" for part in parts)
    return f"一式{_ORDINALS[len(parts)]}联：{names}"


def part_count(parts: tuple[Part, ...]) -> str:
    """How many parts a set has, where their names are printed on the paper already or listed below."""
    return f"一式{_ORDINALS[len(parts)]}联"
