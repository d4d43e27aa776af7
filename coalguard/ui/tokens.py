"""Design tokens: every colour, size of type and space of the windows (`ux.md` §5), as frozen values without Qt.

A colour is written nowhere else. `tests/ui/test_tokens.py` computes the contrast of each pair that is promised there.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Tone(StrEnum):
    """What a colour says: nothing in particular, look here, in order, take care, stop, not there."""

    PLAIN = "plain"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Shade:
    """The four colours of a tone: of text and icons, of a filled ground, of a soft ground, of that ground's border."""

    ink: str
    fill: str
    soft: str
    line: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of one look."""

    dark: bool
    window: str
    surface: str
    surface2: str
    line: str
    line_strong: str
    text: str
    text2: str
    text3: str
    focus: str
    accent: Shade
    ok: Shade
    warn: Shade
    fail: Shade
    off: Shade
    rail: str
    rail_on: str
    rail_text: str
    rail_mark: str
    chart: tuple[str, str, str]

    def shade(self, tone: Tone) -> Shade:
        """The colours of a tone."""
        shades = {
            Tone.PLAIN: Shade(self.text, self.surface2, self.surface, self.line),
            Tone.ACCENT: self.accent,
            Tone.OK: self.ok,
            Tone.WARN: self.warn,
            Tone.FAIL: self.fail,
            Tone.OFF: self.off,
        }
        return shades[tone]


LIGHT: Final = Theme(
    dark=False,
    window="#EEF1F4",
    surface="#FFFFFF",
    surface2="#F6F8FA",
    line="#D9DFE5",
    line_strong="#7D8894",
    text="#17202A",
    text2="#44505C",
    text3="#5B6774",
    focus="#0B63CE",
    accent=Shade("#1A5A96", "#1A5A96", "#E4EEF8", "#A9C8E6"),
    ok=Shade("#0B6E4F", "#0B6E4F", "#E3F3EC", "#9ACFB8"),
    warn=Shade("#8A5200", "#8A5200", "#FFF3DB", "#E5BE74"),
    fail=Shade("#B3261E", "#B3261E", "#FCEBE9", "#E6A69F"),
    off=Shade("#4B5563", "#4B5563", "#E6EAEE", "#D9DFE5"),
    rail="#1E262E",
    rail_on="#33404D",
    rail_text="#C3CCD5",
    rail_mark="#7AB8F0",
    chart=("#1A5A96", "#6E9CC6", "#B9CBDC"),
)

DARK: Final = Theme(
    dark=True,
    window="#12171C",
    surface="#1A2128",
    surface2="#222B34",
    line="#313C47",
    line_strong="#7C8A99",
    text="#E8EDF2",
    text2="#B4BFCA",
    text3="#98A5B2",
    focus="#8AB8FF",
    accent=Shade("#7AB8F0", "#2569A8", "#1C3247", "#33597D"),
    ok=Shade("#5CCB9F", "#0F7A58", "#163229", "#2C6A53"),
    warn=Shade("#F0B44A", "#8A5A00", "#392D14", "#76591D"),
    fail=Shade("#FF9188", "#B3362C", "#432321", "#8A4640"),
    off=Shade("#A9B4C0", "#4B5563", "#28323C", "#313C47"),
    rail="#0C1014",
    rail_on="#26303A",
    rail_text="#B4BFCA",
    rail_mark="#7AB8F0",
    chart=("#7AB8F0", "#48759E", "#35485A"),
)

ON_FILL: Final = "#FFFFFF"
"""Text and icons on a filled ground, in both looks."""
BADGE: Final = "#E0A526"
BADGE_TEXT: Final = "#17202A"
AMBER: Final = "#D99A2B"
"""The amber of charts and of the dot on the rail."""


@dataclass(frozen=True, slots=True)
class PlateColours:
    """What a plate is painted with: the colours of the street, in both looks."""

    ground: str
    ink: str
    rim: str


PLATE_YELLOW: Final = PlateColours("#F5B700", "#17202A", "#947512")
PLATE_BLUE: Final = PlateColours("#1E56B0", "#FFFFFF", "#80A0D2")
PLATE_GREEN: Final = PlateColours("#BFE8C8", "#17202A", "#769183")

COPIES: Final = {"white": "#FFFFFF", "pink": "#F9D7DC", "yellow": "#FAEFC3", "green": "#D5EBD6", "blue": "#D3E3F8"}
"""What the paper of a form's parts looks like, by the word for its colour."""


class Weight(IntEnum):
    """The four weights of the bundled face."""

    NORMAL = 400
    MEDIUM = 500
    STRONG = 600
    BOLD = 700


@dataclass(frozen=True, slots=True)
class Type:
    """A size of type in pixels at 100 %, and its weight."""

    size: int
    weight: Weight = Weight.NORMAL


SMALL: Final = Type(12)  # only where `ux.md` §5.2 allows it
SMALL_MEDIUM: Final = Type(12, Weight.MEDIUM)
CAPTION: Final = Type(13)
CAPTION_MEDIUM: Final = Type(13, Weight.MEDIUM)
CAPTION_STRONG: Final = Type(13, Weight.STRONG)
TABLE: Final = Type(14)
TABLE_MEDIUM: Final = Type(14, Weight.MEDIUM)
TABLE_STRONG: Final = Type(14, Weight.STRONG)
BODY: Final = Type(15)
BODY_MEDIUM: Final = Type(15, Weight.MEDIUM)
BODY_STRONG: Final = Type(15, Weight.STRONG)
CARD_TITLE: Final = Type(15, Weight.STRONG)
FIGURE: Final = Type(16, Weight.STRONG)
PAGE_TITLE: Final = Type(18, Weight.STRONG)
BUTTON: Final = Type(18, Weight.MEDIUM)
BUTTON_MAIN: Final = Type(22, Weight.STRONG)
PLATE: Final = Type(28, Weight.STRONG)
STEP_FIGURE: Final = Type(28, Weight.STRONG)
VERDICT: Final = Type(28, Weight.BOLD)
KPI: Final = Type(34, Weight.STRONG)
MASS_LEAST: Final = Type(54, Weight.STRONG)
MASS_CHECKPOINT: Final = Type(66, Weight.STRONG)
MASS_MARKET: Final = Type(76, Weight.STRONG)

LINE: Final = 1.22
"""Height of a stacked label's line, as a multiple of its size: Qt's own line boxes for CJK are too tall."""
PARAGRAPH: Final = 1.5

GAP_1, GAP_2, GAP_3, GAP_4, GAP_6 = 4, 8, 12, 16, 24
CARD_RADIUS, BUTTON_RADIUS, INPUT_RADIUS, CHIP_RADIUS = 8, 6, 5, 4

RAIL_WIDTH, TOP_HEIGHT, FBAR_HEIGHT = 76, 56, 40
ROW, LIST_CARD, CHECK_ROW, YARD_ROW, COMPACT_ROW = 38, 66, 50, 35, 32
INPUT, INPUT_CHECKPOINT, INPUT_QUALITY = 36, 40, 46
BUTTON_HEIGHT, DECISION, SECOND_DECISION, MAIN_HEIGHT = 40, 66, 52, 54
BAR_HEIGHT = 42
COMPACT_BELOW: Final = 640
"""A page lower than this folds what is optional (`ux.md` §4)."""
WIDE_FROM, WIDEST_CENTRE = 1600, 900
