"""The words of the command line, and what is said about a line that can not be read."""

from collections.abc import Mapping

import pytest

from coalguard.devices.dialects import RENDERERS
from coalguard.domain.errors import Fact, UsageError
from coalguard.domain.numbering import PaperKind
from coalguard.doors.options import PAPER_KINDS, PROTOCOLS, HelpAsked, parse_options, render_help, told_beforehand
from coalguard.resources import words

CHINESE, ENGLISH = words("zh"), words("en")
INIT = ["init", "--kind", "market", "--code", "LX01", "--name", "演示市场", "--admin", "admin"]
SCALE = ["scale-simulator", "--protocol", "xk3190-tf0"]


def test_the_choices_are_those_of_the_program() -> None:
    assert tuple(kind.value for kind in PaperKind) == PAPER_KINDS
    assert tuple(RENDERERS) == PROTOCOLS


@pytest.mark.parametrize("front", [True, False])
def test_global_options_stand_before_or_after_the_command(*, front: bool) -> None:
    everywhere = ["--data-dir", "D", "--lang", "en", "--json"]
    asked = parse_options([*everywhere, "verify"] if front else ["verify", *everywhere], CHINESE)
    assert (asked.command, asked.data_dir, asked.lang, asked.json) == ("verify", "D", "en", True)


@pytest.mark.parametrize(
    "line",
    [
        [*INIT, "--password-stdin", "--device", "B"],
        ["demo"],
        ["demo", "--kind", "checkpoint", "--headless"],
        ["drive", "--describe"],
        ["drive", "--login", "admin", "--password-stdin"],
        ["verify"],
        ["dump"],
        ["rebuild", "--check"],
        ["backup", "TO"],
        ["restore", "FROM", "--alibi", "DIR"],
        ["number", "emergency", "--kind", "form", "--highest-seen", "32"],
        ["render", "LX01-260114-0032", "--out", "form.png", "--medium", "png", "--part", "1", "--size", "a5"],
        ["print-test", "针打", "--size", "roll"],
        [*SCALE, "--listen", "127.0.0.1:4001", "--script", "day.txt"],
        [*SCALE, "--pty"],
        ["about"],
    ],
)
def test_every_command_of_the_contract_is_known(line: list[str]) -> None:
    assert parse_options(line, CHINESE).command == line[0]


def test_a_word_that_may_be_missing_can_stand_behind_the_options() -> None:
    for line in (["publish", "-", "--database", "sqlite:///x"], ["publish", "--database", "sqlite:///x", "-"]):
        asked = parse_options(["server", *line], words("zh"))
        assert (asked.what, asked.file, asked.database) == ("publish", "-", "sqlite:///x")


def test_no_command_asks_for_the_window() -> None:
    assert parse_options([], CHINESE).command is None
    assert parse_options(["--data-dir", "D", "--lang", "en"], CHINESE).command is None


@pytest.mark.parametrize(
    ("line", "code", "facts"),
    [
        (["--json"], "usage.command_missing", {}),
        (["verfy"], "usage.unknown_command", {"command": "verfy", "nearest": "verify"}),
        (["bundle"], "usage.unknown_command", {"command": "bundle"}),
        (["init", "--kind", "market"], "usage.missing", {"options": "--code, --name, --admin"}),
        (["backup"], "usage.missing", {"options": "TO"}),
        (SCALE, "usage.missing", {"options": "--listen --pty"}),
        (["about", "now", "--loud"], "usage.unknown", {"words": "now --loud"}),
        (["about", "--js"], "usage.unknown", {"words": "--js"}),
        (
            ["demo", "--kind", "city"],
            "usage.choice",
            {"option": "--kind", "value": "city", "allowed": "market, checkpoint"},
        ),
        (["about", "--lang", "fr"], "usage.choice", {"option": "--lang", "value": "fr", "allowed": "zh, en"}),
        (["about", "--lang"], "usage.no_value", {"option": "--lang"}),
        (["about", "--json=yes"], "usage.value", {"option": "--json", "value": "yes"}),
        (
            ["number", "emergency", "--kind", "form", "--highest-seen", "many"],
            "usage.value",
            {"option": "--highest-seen", "value": "many"},
        ),
        ([*SCALE, "--pty", "--listen", ":1"], "usage.either", {"option": "--listen", "other": "--pty"}),
    ],
)
def test_a_wrong_line_is_named_by_its_word(line: list[str], code: str, facts: Mapping[str, Fact]) -> None:
    with pytest.raises(UsageError) as caught:
        parse_options(line, CHINESE)
    assert caught.value.code == code
    assert facts.items() <= caught.value.facts.items()


@pytest.mark.parametrize("line", [["-h"], ["--help"], ["init", "-h"], ["--json", "number", "--help"], ["server", "-h"]])
def test_help_is_there_for_the_program_and_each_command(line: list[str]) -> None:
    with pytest.raises(HelpAsked) as asked:
        parse_options(line, CHINESE)
    assert asked.value.text.startswith("用法：coalguard")


def test_the_short_help_lists_the_commands_that_are_there() -> None:
    text = render_help(CHINESE)
    assert all(f"  {command} " in text for command in ("init", "drive", "verify", "enroll", "sync", "serve", "about"))
    assert "bundle" not in text
    assert render_help(ENGLISH).startswith("Usage: coalguard")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["--lang", "en", "x"], "en"),
        (["x", "--lang=en"], "en"),
        (["x", "--lang"], ""),
        (["x"], None),
    ],
)
def test_a_global_option_is_found_on_any_line(line: list[str], told: str | None) -> None:
    assert told_beforehand(line, "--lang") == told


def test_what_nobody_foresaw_is_still_no_traceback() -> None:
    from coalguard.doors.options import _Parser  # noqa: PLC0415 -- the parser by itself

    with pytest.raises(UsageError) as caught:
        _Parser().error("something new")
    assert caught.value.code == "usage.unreadable"
