"""What must be known before a login."""

from pathlib import Path
from typing import Any

import pytest

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Refused
from coalguard.settings import Language, Settings, Theme, TypeSize, default_folder, keep_look, load


def test_a_folder_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings(tmp_path, Language.CHINESE, Theme.LIGHT, TypeSize.NORMAL, None)


def test_every_setting_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'language = "en"\ntheme = "shift"\ntype_percent = 115\nalibi = "/second/disk"\n', "utf-8"
    )
    assert load(tmp_path) == Settings(tmp_path, Language.ENGLISH, Theme.SHIFT, TypeSize.LARGE, Path("/second/disk"))


def test_an_alibi_folder_without_a_root_lies_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('alibi = "第二份"', "utf-8")
    assert load(tmp_path).alibi == tmp_path / "第二份"


def test_all_faults_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'language = "fr"\ntheme = 3\ntype_percent = true\nalibi = ""\nprinter = "LQ-630K"\n', "utf-8"
    )
    with pytest.raises(Refused) as refused:
        load(tmp_path)
    assert [(finding.code, finding.facts["key"]) for finding in refused.value.findings] == [
        ("settings.value", "language"),
        ("settings.value", "theme"),
        ("settings.value", "type_percent"),
        ("settings.value", "alibi"),
        ("settings.unknown_key", "printer"),
    ]
    assert refused.value.facts == {"key": "language", "value": "fr", "allowed": "zh, en"}


@pytest.mark.parametrize(
    ("written", "code", "facts"),
    [
        (b"theme = 'dark'\nlanguage = ", "settings.not_toml", {"line": 2}),
        (b"theme = dark\n", "settings.not_toml", {"line": 1}),
        (b"\xff\xfe", "settings.unreadable", {"file_fault": "not_utf8"}),
        (None, "settings.unreadable", {"file_fault": "not_opened"}),
        (b"language = 'zh'\nlanguage = 'en'", "settings.not_toml", {"line": 2}),
    ],
)
def test_a_file_that_is_no_toml_is_refused_in_words(
    written: bytes | None, code: str, facts: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.mkdir() if written is None else file.write_bytes(written)
    with pytest.raises(Refused) as refused:
        load(tmp_path)
    (finding,) = refused.value.findings
    assert (finding.code, finding.facts) == (code, {"file": "settings.toml", **facts}), "and no parser's words"


def test_the_default_folder_is_this_programs_own() -> None:
    assert default_folder().name == "coalguard"


def test_another_look_is_kept_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("""language = "en"\nalibi = 'C:\\second "disk"'\n""", "utf-8")
    before = load(tmp_path)
    kept = keep_look(before, Theme.DARK, TypeSize.LARGE)
    assert load(tmp_path) == kept
    assert (kept.theme, kept.type_percent) == (Theme.DARK, TypeSize.LARGE)
    assert (kept.language, kept.alibi) == (before.language, before.alibi)


def test_a_look_that_can_not_be_kept_is_a_failure_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as failed:
        keep_look(Settings(tmp_path / "nowhere"), Theme.DARK, TypeSize.NORMAL)
    assert failed.value.code == "disk.failed"
