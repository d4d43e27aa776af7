"""From codes and facts to sentences: how facts are shown, and that no code is without a sentence."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

from coalguard.domain.errors import Fact, MachineError
from coalguard.domain.findings import Finding, Refused, fail, warn
from coalguard.resources import words
from coalguard.sentences import TABLES, say, word
from coalguard.sentences import _fill as fill
from coalguard.sentences.vocabulary import VOCABULARIES

PROGRAM = Path(__file__).resolve().parent.parent / "coalguard"
TABLE = {code: sentence for table in TABLES for code, sentence in table.items()}
CHINESE, ENGLISH = words("zh"), words("en")

SPEAKERS = {
    **dict.fromkeys(("fail", "warn", "refuse", "CoalGuardError", "DamagedError", "MachineError", "UsageError"), 0),
    "Finding": 0,
    "RowResult": 2,
}
"""What takes a code, and as which argument."""


@dataclass(frozen=True)
class Spoken:
    """A place in the program where a code is spoken: a pattern, and the facts that go with it where all are named."""

    where: str
    pattern: str
    facts: frozenset[str] | None


def patterns(code: ast.expr) -> Iterator[str]:
    """The codes that an argument may be, as patterns: a name or a lookup may be any and says nothing."""
    if isinstance(code, ast.IfExp):
        yield from patterns(code.body)
        yield from patterns(code.orelse)
    elif isinstance(code, ast.Constant):
        yield re.escape(str(code.value))
    elif isinstance(code, ast.JoinedStr):
        parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in code.values)
        yield "".join(parts)


def spoken() -> Iterator[Spoken]:
    """Every place of the program that speaks a code."""
    for file in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = SPEAKERS.get(name)
            if place is None or place >= len(node.args):
                continue
            named = {keyword.arg for keyword in node.keywords}
            whole = None not in named and name not in {"Finding", "RowResult"}
            facts = frozenset(map(str, named)) if whole else None
            for pattern in patterns(node.args[place]):
                yield Spoken(f"{file.relative_to(PROGRAM)}:{node.lineno}", pattern, facts)


ALL_SPOKEN = list(spoken())


def none_of(offenders: list[str]) -> None:
    """Fail with every offender, a line each."""
    if offenders:
        pytest.fail("\n".join(["", *offenders]), pytrace=False)


def placeholders(sentence: str) -> set[str]:
    """The facts that a sentence shows."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_code_of_the_program_has_a_sentence() -> None:
    none_of([f"{s.where}: {s.pattern}" for s in ALL_SPOKEN if not any(re.fullmatch(s.pattern, code) for code in TABLE)])


def test_every_sentence_has_a_code_that_the_program_speaks() -> None:
    literals = {
        node.value
        for file in PROGRAM.rglob("*.py")
        if file.parent.name != "sentences"
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    computed = [s.pattern for s in ALL_SPOKEN if "+" in s.pattern]
    none_of([c for c in TABLE if c not in literals and not any(re.fullmatch(pattern, c) for pattern in computed)])


def test_a_sentence_shows_only_facts_that_every_speaker_gives() -> None:
    none_of(
        [
            f"{s.where}: {code}: {', '.join(sorted(lacking))}"
            for s in ALL_SPOKEN
            for code, sentence in TABLE.items()
            if s.facts is not None and re.fullmatch(s.pattern, code) and (lacking := placeholders(sentence) - s.facts)
        ]
    )


def test_no_code_stands_in_two_tables() -> None:
    counted = Counter(code for table in TABLES for code in table)
    none_of([code for code, times in counted.items() if times > 1])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_mark_of_a_sentence_is_known(language: str) -> None:
    known = {"", "t", "yuan", "at", "span", "each", "near", "line"} | set(VOCABULARIES)
    none_of(
        [
            f"{code}: {{{name}:{mark}}}"
            for code, sentence in TABLE.items()
            for _, name, mark, _ in Formatter().parse(words(language).gettext(sentence))
            if name is not None and mark not in known
        ]
    )


@pytest.mark.parametrize(
    ("sentence", "facts", "shown"),
    [
        ("批次 {lot} 只剩 {left_kg:t} t", {"lot": "B0112-03", "left_kg": 18_600}, "批次 B0112-03 只剩 18.600 t"),
        ("{left_kg:t}", {"left_kg": -20}, "-0.020"),
        ("{amount_fen:yuan} 元", {"amount_fen": 123_456}, "1234.56 元"),
        ("{until:at}", {"until": "2026-01-14T10:20:00.000Z"}, "2026-01-14 18:20"),
        ("{age_s:span}", {"age_s": 0}, "0 秒"),
        ("{age_s:span}", {"age_s": 6}, "6 秒"),
        ("{age_s:span}", {"age_s": 11_520}, "3 小时 12 分钟"),
        ("{age_s:span}", {"age_s": -1560}, "26 分钟"),
        ("{age_s:span}", {"age_s": 86_400 * 3 + 59}, "3 天 59 秒"),
        ("{item} {value} %", {"item": "sulfur", "value": "1.28"}, "全硫 1.28 %"),
        ("{to:role}", {"to": "lead"}, "带班"),
        ("{missing}", {"missing": "contract,report"}, "采购合同、质检报告"),
        ("{roles}", {"roles": "lead,admin"}, "带班、管理员"),
        ("{missing}", {"missing": "contract,seal"}, "contract,seal"),
        ("{plates:each}", {"plates": "甘N8F326,甘N21587"}, "甘N8F326、甘N21587"),
        ("{name}", {"name": "甲,乙"}, "甲,乙"),
        ("没有。{nearest:near}完。", {"nearest": "甲"}, "没有。相近的：甲。完。"),
        ("没有。{nearest:near}完。", {"nearest": ""}, "没有。完。"),
        ("没有。{nearest:near}完。", {"nearest": None}, "没有。完。"),
        ("{port:line}", {"port": "COM3"}, "COM3"),
        ("{port:line}", {"port": "socket://192.168.1.9:4001"}, "网口"),
        ("{steady}", {"steady": False}, "否"),
        ("{seq}", {"seq": 0}, "0"),
        ("{lot}", {"lot": None}, "—"),
        ("{lot}", {"lot": ""}, "—"),
        ("{lot}", {}, "—"),
        ("{until:term}", {"until": None}, "长期"),
        ("{until:term}", {"until": "2026-02-01"}, "2026-02-01"),
        ("{left_kg:t}", {"left_kg": "无"}, "无"),
        ("{until:at}", {"until": "昨天"}, "昨天"),
        ("{lot:unheard_of}", {"lot": "B0112-03"}, "B0112-03"),
    ],
)
def test_a_fact_is_shown_as_its_mark_says(sentence: str, facts: dict[str, Fact], shown: str) -> None:
    assert fill(sentence, facts, CHINESE) == shown


def test_words_and_spans_follow_the_language() -> None:
    facts: dict[str, Fact] = {"item": "ash,sulfur", "age_s": 3660, "steady": True}
    assert fill("{item} {age_s:span} {steady}", facts, ENGLISH) == "ash, total sulfur 1 h 1 min yes"


def test_a_code_without_a_sentence_is_shown() -> None:
    assert say(fail("unheard.of", lot="B0112-03"), CHINESE) == "未登记的提示 unheard.of。"
    assert say(MachineError("unheard.of"), ENGLISH) == "A notice without a sentence: unheard.of."


def test_a_finding_and_an_error_of_one_code_say_the_same() -> None:
    facts: dict[str, Fact] = {"value": "LX0"}
    assert say(Finding("number.malformed", facts), CHINESE) == say(MachineError("number.malformed", **facts), CHINESE)
    assert "LX0" in say(fail("number.malformed", value="LX0"), CHINESE)


def test_a_refusal_speaks_its_first_failing_reason() -> None:
    refused = Refused([warn("mass.malformed", value="1"), fail("number.malformed", value="LX0")])
    assert say(refused, CHINESE) == say(fail("number.malformed", value="LX0"), CHINESE)


def test_a_word_is_the_code_itself_where_there_is_none() -> None:
    assert word("item", "ash", CHINESE) == "灰分"
    assert word("item", "ash", ENGLISH) == "ash"
    assert word("item", "iron", CHINESE) == "iron"
    assert word("unheard_of", "ash", CHINESE) == "ash"
