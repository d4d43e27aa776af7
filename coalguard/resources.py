"""Where the files that travel with the program lie, and the sentences in a language.

Pages, icons, rule sets, catalogues and revision files are read from disk; a source tree, an installed wheel and a
frozen build keep them in different places, and this module alone knows which. It refuses to know what is in them.
"""

import gettext
import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_DOMAIN = "coalguard"
SOURCE_LANGUAGE = "zh"
"""The language the sentences are written in: it needs no catalogue."""
LANGUAGES = (SOURCE_LANGUAGE, "en")
"""The languages of the windows and of the command line."""


def _folder(name: str) -> Path:
    """The place of `resources` or `migrations`: a frozen build, then an installed wheel, then the source tree."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen, name)
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def path(name: str) -> Path:
    """The file or folder `name` of resources, e.g. "standards". Raises FileNotFoundError where the build lacks it."""
    return _existing(_folder("resources") / name)


def migrations(name: str) -> Path:
    """The folder of revision files of a store, e.g. "station". Raises FileNotFoundError where the build lacks it."""
    return _existing(_folder("migrations") / name)


def _existing(place: Path) -> Path:
    if not place.exists():
        raise FileNotFoundError(place)
    return place


@cache
def words(language: str) -> gettext.NullTranslations:
    """The catalogue of a language: the source sentences as they stand for "zh", the compiled catalogue for others."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation(_DOMAIN, path("locale"), languages=[language])
