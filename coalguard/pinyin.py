"""Pinyin initials: what is typed instead of a Chinese name: 马晓明 is found by mxm, 单玉兰 by syl and dyl.

The table lies in resources/pinyin and is read at the first question. Letters and digits stand for themselves, so that a
name with a number is found too; everything else is passed over.
"""

from array import array
from collections.abc import Iterable
from functools import cache, lru_cache

from coalguard import resources


@cache
def _letters() -> tuple["array[int]", tuple[str, ...]]:
    """Which letters each code point has, by number, and the letters of each number: a tenth of a dictionary's bytes."""
    text = resources.path("pinyin/initials.txt").read_text("utf-8")
    table = array("H", bytes(2 * (ord(max(text)) + 1)))
    numbers, letters = {"": 0}, [""]
    for line in text.splitlines():
        for character in line[1:]:
            found = letters[table[ord(character)]] + line[0]
            if found not in numbers:
                numbers[found] = len(letters)
                letters.append(found)
            table[ord(character)] = numbers[found]
    return table, tuple(letters)


@lru_cache(maxsize=65_536)
def initials(text: str) -> tuple[str, ...]:
    """For each character that is read aloud, the letters that it may begin with, in lower case.

    The spellings themselves are never written out: 临夏演示供热有限公司 has ninety-six.
    """
    return tuple(letters for character in text.lower() if (letters := _reading(character)))


def spell(texts: Iterable[str]) -> None:
    """Spell texts now, so that nobody who types waits for it; the table is read here too."""
    for text in texts:
        initials(text)


def _reading(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    table, letters = _letters()
    return letters[table[ord(character)]] if ord(character) < len(table) else ""


def answers_to(typed: str, text: str, code: str = "") -> bool:
    """Whether a text is meant by what was typed: part of it, the beginning of its code, or of its initials."""
    wanted = "".join(typed.split()).lower()
    if not wanted or wanted in text.lower() or (code and code.lower().startswith(wanted)):
        return True
    read = initials(text)
    return any(_begins(read[place:], wanted) for place in range(len(read) - len(wanted) + 1))


def _begins(read: tuple[str, ...], wanted: str) -> bool:
    return all(letter in letters for letter, letters in zip(wanted, read, strict=False))
