"""What must be known before a login: where the store lies, the language, the look, the second disk.

The file `settings.toml` in the data folder is optional; every fault in it is reported at once. Whatever concerns the
station, its people, scales and printers is an entry in the journal and refused here.
"""

import errno
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, Final

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import Finding, fail, refuse, refuse_if_any

FILE: Final = "settings.toml"


class Language(StrEnum):
    """The language of windows and command line; paper stays Chinese."""

    CHINESE = "zh"
    ENGLISH = "en"


class Theme(StrEnum):
    """The look of the windows; `shift` is light by day and dark at night."""

    LIGHT = "light"
    DARK = "dark"
    SHIFT = "shift"


class TypeSize(IntEnum):
    """The size of type in per cent (`ux.md` §12)."""

    NORMAL = 100
    LARGE = 115
    LARGER = 130


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one data folder; each field is a key of the file."""

    folder: Path
    language: Language = Language.CHINESE
    theme: Theme = Theme.LIGHT
    type_percent: TypeSize = TypeSize.NORMAL
    alibi: Path | None = None
    """Where the second copy of each entry goes; None: inside the data folder."""


def default_folder() -> Path:
    """The platform's data folder for this program."""
    from platformdirs import user_data_path  # noqa: PLC0415 -- whoever names a folder is not kept waiting

    return user_data_path("coalguard", appauthor=False)


def load(folder: Path) -> Settings:
    """The settings of a data folder. Raises Refused with every fault of its file."""
    written = _read(folder / FILE)
    refuse_if_any(_faults(written))
    alibi = written.get("alibi")
    return Settings(
        folder,
        Language(written.get("language", Language.CHINESE)),
        Theme(written.get("theme", Theme.LIGHT)),
        TypeSize(written.get("type_percent", TypeSize.NORMAL)),
        folder / alibi if isinstance(alibi, str) else None,
    )


def _read(file: Path) -> Mapping[str, Any]:
    if not os.path.lexists(file):
        return {}
    from tomllib import loads  # noqa: PLC0415 -- most folders have no such file

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault = "not_utf8" if isinstance(error, UnicodeDecodeError) else "not_opened"
        raise refuse("settings.unreadable", file=FILE, file_fault=fault) from error
    try:
        return loads(text)
    except ValueError as error:
        place = re.search(r"at line ([0-9]+)", str(error))
        line = int(place[1]) if place else len(text.splitlines())  # else it ends too early
        raise refuse("settings.not_toml", file=FILE, line=line) from error


def _faults(written: Mapping[str, Any]) -> Iterator[Finding]:
    allowed: Mapping[str, tuple[object, ...]] = {
        "language": tuple(Language),
        "theme": tuple(Theme),
        "type_percent": tuple(TypeSize),
    }
    for key, value in written.items():
        if key == "alibi":
            if not isinstance(value, str) or not value:
                yield fail("settings.value", key=key, value=str(value), allowed="folder")
        elif key not in allowed:
            yield fail("settings.unknown_key", key=key)
        elif isinstance(value, bool) or value not in allowed[key]:
            yield fail("settings.value", key=key, value=str(value), allowed=", ".join(map(str, allowed[key])))


def keep_look(settings: Settings, theme: Theme, type_percent: TypeSize) -> Settings:
    """Put another look into the file, all or nothing; the rest of it stays. Raises MachineError `disk.failed`."""
    changed = replace(settings, theme=theme, type_percent=type_percent)
    written = {**_read(settings.folder / FILE), "theme": theme.value, "type_percent": type_percent.value}
    text = "".join(f"{key} = {_quoted(value)}\n" for key, value in written.items())
    file = settings.folder / FILE
    draft = file.with_name(f"{FILE}.new")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise MachineError("disk.failed", reason=errno.errorcode.get(error.errno or 0, "OSError")) from error
    return changed


def _quoted(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
