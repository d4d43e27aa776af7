"""The bundled face: Noto Sans SC in four weights, whatever the machine has.

The three heavier files lack rare characters, and Qt does not look for them in the Regular file of the same family,
which has all of GB 18030 level 2. So a text that a heavier weight can not show wholly is set in Regular, as the paper
does it (`printing.font`): `font_for` chooses.
"""

import logging
from functools import cache, lru_cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from coalguard import resources
from coalguard.ui.tokens import Weight

log = logging.getLogger(__name__)

FAMILY: Final = "Noto Sans SC"
FILES: Final = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Medium.ttf",
    "NotoSansSC-SemiBold.ttf",
    "NotoSansSC-Bold.ttf",
)
TITLE_FILE: Final = FILES[2]
TITLE_WEIGHT: Final = Weight.STRONG
"""What the shell needs for the program's name."""
FAMILIES: Final = (FAMILY, "Microsoft YaHei UI", "Noto Sans CJK SC", "PingFang SC")
"""The face, and what stands in for it where its files are not there."""


@cache
def load_font(name: str) -> None:
    """Make a file known to Qt, once; where it does not load, another face serves and the log says so."""
    if QFontDatabase.addApplicationFont(str(resources.path("fonts") / name)) < 0:
        log.warning("font %s does not load", name)


def load_fonts() -> None:
    """Make the whole bundled face known to Qt."""
    for name in FILES:
        load_font(name)


@cache
def font(size: int, weight: Weight = Weight.NORMAL) -> QFont:
    """The face at a size in pixels; nobody changes the font that is given out."""
    made = QFont(list(FAMILIES))
    made.setPixelSize(size)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setWeight(QFont.Weight(int(weight)))
    return made


@cache
def metrics(size: int, weight: Weight = Weight.NORMAL) -> QFontMetricsF:
    """The measures of the face at a size in pixels."""
    return QFontMetricsF(font(size, weight))


@lru_cache(4096)
def width(text: str, size: int, weight: Weight) -> float:
    """How wide a text is in the face that shows it."""
    return QFontMetricsF(font_for(text, size, weight)).horizontalAdvance(text)


def font_for(text: str, size: int, weight: Weight) -> QFont:
    """The face in which every character of a text is shown: Regular where the weight lacks one of them."""
    if weight is Weight.NORMAL or text.isascii() or _shows(text, weight):
        return font(size, weight)
    return font(size, Weight.NORMAL)


@lru_cache(4096)
def _shows(text: str, weight: Weight) -> bool:
    known = metrics(15, weight)
    return all(known.inFontUcs4(ord(character)) for character in text)
