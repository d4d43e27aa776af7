"""Where the files of the program lie: in the source tree, in a wheel, in a frozen build."""

import gettext
import shutil
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from coalguard import resources

ROOT = Path(__file__).resolve().parent.parent


def copied(into: Path) -> ModuleType:
    """The module as it stands in another package folder."""
    file = shutil.copy(ROOT / "coalguard" / "resources.py", into)
    spec = spec_from_file_location("resources_elsewhere", file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_source_tree_is_read_where_it_lies() -> None:
    assert resources.path("locale") == ROOT / "resources" / "locale"
    assert resources.migrations("station") == ROOT / "migrations" / "station"


def test_a_wheel_carries_its_files_inside_the_package(tmp_path: Path) -> None:
    (tmp_path / "coalguard" / "_resources" / "locale").mkdir(parents=True)
    (tmp_path / "coalguard" / "_migrations" / "station").mkdir(parents=True)
    module = copied(tmp_path / "coalguard")
    assert module.path("locale") == tmp_path / "coalguard" / "_resources" / "locale"
    assert module.migrations("station") == tmp_path / "coalguard" / "_migrations" / "station"


def test_a_frozen_build_unpacks_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources" / "locale").mkdir(parents=True)
    (tmp_path / "migrations" / "station").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.path("locale") == tmp_path / "resources" / "locale"
    assert resources.migrations("station") == tmp_path / "migrations" / "station"


def test_what_the_build_lacks_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-thing"):
        resources.path("no-such-thing")
    with pytest.raises(FileNotFoundError, match="no-such-store"):
        resources.migrations("no-such-store")


def test_chinese_needs_no_catalogue() -> None:
    assert type(resources.words("zh")) is gettext.NullTranslations
    assert resources.words("zh").gettext("是") == "是"


def test_english_comes_from_the_catalogue() -> None:
    assert resources.words("en").gettext("是") == "yes"


def test_every_language_of_the_program_has_its_words() -> None:
    for language in resources.LANGUAGES:
        assert resources.words(language).gettext("煤") == "煤"


def test_a_language_without_catalogue_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        resources.words("xx")
