"""The catalogue: complete, agreeing with its sentences, compiled; and the manners of the sentences themselves."""

import ast
import io
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from coalguard.resources import LANGUAGES, SOURCE_LANGUAGE, path

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]


def folder(language: str) -> Path:
    """Where a language's catalogue lies."""
    return path("locale") / language / "LC_MESSAGES"


def catalogue(language: str) -> Catalog:
    """A language's catalogue as it is written."""
    with (folder(language) / "coalguard.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    """The sentences of a catalogue."""
    return [message for message in catalogue(language) if message.id]


def extracted() -> set[str]:
    """Every marked sentence of the program."""
    found: set[str] = set()
    for _, _, message, _, _ in extract_from_dir(str(ROOT / "coalguard"), [("**.py", "python")], keywords=KEYWORDS):
        found.update([message] if isinstance(message, str) else message)
    return found


SENTENCES = sorted(extracted())


def none_of(offenders: list[str]) -> None:
    """Fail with every offender, a line each."""
    if offenders:
        pytest.fail("\n".join(["", *offenders]), pytrace=False)


def placeholders(sentence: str) -> list[tuple[str, str]]:
    """The facts a sentence shows, and how."""
    return sorted((name, mark or "") for _, name, mark, _ in Formatter().parse(sentence) if name is not None)


def test_no_marked_sentence_stands_where_the_extractor_does_not_look() -> None:
    """Inside of an f-string, or of another marked call, it would stay Chinese in every language."""
    marked = {
        str(call.args[0].value)
        for file in sorted((ROOT / "coalguard").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(call, ast.Call) and _marks(call.func) and call.args and isinstance(call.args[0], ast.Constant)
    }
    none_of(sorted(marked - set(SENTENCES)))


def _marks(called: ast.expr) -> bool:
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return name in KEYWORDS


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    known = {str(message.id) for message in messages(language)}
    none_of(
        [f"lacks: {s}" for s in sorted(set(SENTENCES) - known)]
        + [f"unused: {s}" for s in sorted(known - set(SENTENCES))]
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_for_certain(language: str) -> None:
    none_of([str(m.id) for m in messages(language) if m.fuzzy or not str(m.string).strip()])
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_shows_the_same_facts(language: str) -> None:
    none_of([str(m.id) for m in messages(language) if placeholders(str(m.id)) != placeholders(str(m.string))])


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    assert (folder(language) / "coalguard.mo").read_bytes() == compiled.getvalue()


def test_sentences_keep_their_calm() -> None:
    rude = re.compile(r"[!！]|系统错误|系统异常|非法|失败！|请联系管理员")
    none_of([sentence for sentence in SENTENCES if rude.search(sentence)])


def test_chinese_sentences_have_chinese_marks() -> None:
    narrow = re.compile(r"[\u4e00-\u9fff}] ?[,;?] ?[\u4e00-\u9fff{]|[\u4e00-\u9fff]\.(\s|$)|[０-９Ａ-Ｚａ-ｚ]")
    none_of([sentence for sentence in SENTENCES if narrow.search(sentence)])


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_their_calm(language: str) -> None:
    none_of([str(m.string) for m in messages(language) if re.search(r"[!，。；、]|error occurred", str(m.string))])
