"""What the program says to people: from a code and its facts to a sentence, Chinese first, English by the catalogue.

    say(fail("stock.insufficient", lot="B0112-03", left_kg=18_600, wanted_kg=32_420), words("zh"))
    -> 批次 B0112-03 只剩 18.600 t，本车 32.420 t。

A placeholder names a fact; a mark behind a colon says how it is shown: {left_kg:t} in tonnes, {amount_fen:yuan} in
yuan, {until:at} an instant as date and time here, {age_s:span} a span of time, {plates:each} each of a list,
{nearest:near} a sentence of what is near, {port:line} a line to a machine, {to:role} a word of that vocabulary.
A fact that has a vocabulary of its own name is shown as that word without a mark; a vocabulary may have a word for no
fact at all. The tables stand one to a subject
beside this file. The module refuses to know what caused a finding, and never fails: whatever it can not word, it
shows as it is.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from gettext import NullTranslations
from string import Formatter
from typing import Final

from coalguard.domain.errors import CoalGuardError, Fact
from coalguard.domain.findings import Finding
from coalguard.domain.identity import CHINA
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money
from coalguard.sentences import access, quality, registry, request, store, sync, trade, weighing, window
from coalguard.sentences.mark import N_
from coalguard.sentences.vocabulary import VOCABULARIES

TABLES: Final[tuple[Mapping[str, str], ...]] = tuple(
    subject.SENTENCES for subject in (access, quality, registry, request, store, sync, trade, weighing, window)
)
"""The tables, one to a subject; no code stands in two of them."""

_SENTENCES: Final = {code: sentence for table in TABLES for code, sentence in table.items()}
_UNKNOWN: Final = N_("未登记的提示 {code}。")
_NOTHING: Final = "—"
_YES, _NO = N_("是"), N_("否")
_NEAR: Final = N_("相近的：{nearest}。")
_ENUMERATED: Final = N_("、")
_NETWORK: Final = N_("网口")
_SPANS: Final = ((86_400, N_("{n} 天")), (3_600, N_("{n} 小时")), (60, N_("{n} 分钟")), (1, N_("{n} 秒")))


def say(reason: Finding | CoalGuardError, words: NullTranslations) -> str:
    """The sentence of a finding or of an error; a refusal speaks its first failing reason."""
    sentence = _SENTENCES.get(reason.code)
    if sentence is None:
        return _fill(_UNKNOWN, {"code": reason.code}, words)
    return _fill(sentence, reason.facts, words)


def word(vocabulary: str, code: str, words: NullTranslations) -> str:
    """The word for a code of a vocabulary, e.g. "item", "ash"; the code itself where there is none."""
    known = VOCABULARIES.get(vocabulary, {}).get(code)
    return words.gettext(known) if known else code


def _fill(sentence: str, facts: Mapping[str, Fact], words: NullTranslations) -> str:
    filled = []
    for text, name, mark, _ in Formatter().parse(words.gettext(sentence)):
        filled.append(text)
        if name is not None:
            filled.append(_shown(facts.get(name), mark or name, words))
    return "".join(filled)


def _shown(fact: Fact, mark: str, words: NullTranslations) -> str:
    if fact is None or fact == "":
        return "" if mark == "near" else word(mark, "", words) or _NOTHING
    if isinstance(fact, bool):
        return words.gettext(_YES if fact else _NO)
    codes = str(fact).split(",")
    if VOCABULARIES.get(mark, {}).keys() >= set(codes):
        return words.gettext(_ENUMERATED).join(word(mark, code, words) for code in codes)
    try:
        return _MARKS[mark](fact, words) if mark in _MARKS else str(fact)
    except ValueError:
        return str(fact)


def _tonnes(fact: str | int, _: NullTranslations) -> str:
    return Mass(int(fact)).tonnes


def _yuan(fact: str | int, _: NullTranslations) -> str:
    return Money(int(fact)).yuan


def _at(fact: str | int, _: NullTranslations) -> str:
    return f"{datetime.fromisoformat(str(fact)).astimezone(CHINA):%Y-%m-%d %H:%M}"


def _each(fact: str | int, words: NullTranslations) -> str:
    return words.gettext(_ENUMERATED).join(str(fact).split(","))


def _near(fact: str | int, words: NullTranslations) -> str:
    """A sentence of its own, which is left out where nothing is near."""
    return words.gettext(_NEAR).format(nearest=fact)


def _span(fact: str | int, words: NullTranslations) -> str:
    """The two largest units of a span in seconds, e.g. 3 小时 12 分钟."""
    left = abs(int(fact))
    told: list[str] = []
    for size, sentence in _SPANS:
        count, left = divmod(left, size)
        if count or (size == 1 and not told):
            told.append(words.gettext(sentence).format(n=count))
    return " ".join(told[:2])


def _line(fact: str | int, words: NullTranslations) -> str:
    """A line to a machine as people call it: a plug by its name, a network address in a word."""
    return words.gettext(_NETWORK) if "://" in str(fact) else str(fact)


_MARKS: Final[Mapping[str, Callable[[str | int, NullTranslations], str]]] = {
    "t": _tonnes,
    "yuan": _yuan,
    "at": _at,
    "each": _each,
    "near": _near,
    "span": _span,
    "line": _line,
}
