"""What program this is: version, build, SQLite and cipher, schema, rule sets; for support, and without any store."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from coalguard import __version__, resources, sqlite
from coalguard.store import versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Nothing to say: the program says what it is."""


@dataclass(frozen=True, slots=True)
class About:
    """What to tell support about this program."""

    version: str
    build: str
    sqlite: str
    cipher: str | None
    schema: int
    derived: int
    rule_sets: tuple[str, ...]


def about() -> About:
    """This program."""
    built = sqlite.build()
    return About(
        __version__, build_id(), built.sqlite, built.cipher, versions.SCHEMA, versions.DERIVED, tuple(_rule_sets())
    )


def build_id() -> str:
    """Twelve digits that differ wherever the program's code does: of the executable, or of all source files."""
    digest = sha256()
    for file in _program_files():
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _program_files() -> list[Path]:
    if getattr(sys, "frozen", False):
        return [Path(sys.executable)]
    return sorted(Path(__file__).resolve().parent.parent.rglob("*.py"))


def _rule_sets() -> Iterator[str]:
    for file in sorted(resources.path("standards").glob("*.json")):
        yield str(json.loads(file.read_bytes())["version"])
