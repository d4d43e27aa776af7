"""What indicators say on the wire: bytes in, frames out, and the other way for the simulator.

A dialect holds what has not yet become a frame; garbage, split and damaged frames are its affair (`domain.md` §4.2).
It knows no time, no threads and no units: a frame has digits, what they weigh is the rule's business
(`domain.weighing.mass_shown`). A new protocol is a class here and one line in each table at the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import xor
from types import MappingProxyType
from typing import Protocol

from coalguard.domain.errors import UsageError

_STX, _ETX = 0x02, 0x03
_LENGTH = 12
_PLUS, _MINUS = ord("+"), ord("-")
_DIGITS = 6
_MOST_DECIMALS = 4
_LETTER_NIBBLES = b"0123456789ABCDEF"
_PLAIN_NIBBLES = b"0123456789:;<=>?"  # A22 and others add 30h to every nibble


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole frame: its bytes, the number it shows and its decimals, the flags where the protocol has them."""

    raw: bytes
    value: Decimal
    decimals: int
    overload: bool = False
    steady_flag: bool | None = None


class Dialect(Protocol):
    """A protocol as a listener: any chopping of the same bytes gives the same frames."""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete."""


class XK3190:
    """Yaohua XK3190 continuous output, tF = 0; Keli XK3118K9-R is byte-identical (`domain.md` §4.2).

        02 | sign 2B/2D | 6 digits, high first | decimals '0'-'4' | XOR high nibble | XOR low nibble | 03

    The XOR runs over sign, digits and decimals. There is no unit, no steady bit and no overload bit. After line noise
    02 and 03 occur anywhere, so a candidate that is no frame costs one byte, not twelve.
    """

    def __init__(self) -> None:
        """Begin with nothing held."""
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete; at most eleven bytes are held back."""
        self._held += data
        frames: list[Frame] = []
        at = self._next_start(0)
        while at + _LENGTH <= len(self._held):
            frame = _parse_xk3190(bytes(self._held[at : at + _LENGTH]))
            if frame:
                frames.append(frame)
            at = self._next_start(at + (_LENGTH if frame else 1))
        del self._held[:at]
        return frames

    def _next_start(self, at: int) -> int:
        found = self._held.find(_STX, at)
        return len(self._held) if found < 0 else found


def _parse_xk3190(raw: bytes) -> Frame | None:
    """The frame of twelve bytes that begin with 02, or nothing; both spellings of the XOR nibbles are good."""
    sign, digits, decimals = raw[1], raw[2:8], raw[8] - ord("0")
    if raw[11] != _ETX or sign not in (_PLUS, _MINUS):
        return None
    if not digits.isdigit() or not 0 <= decimals <= _MOST_DECIMALS:
        return None
    check = reduce(xor, raw[1:9])
    if _nibble(raw[9]) != check >> 4 or _nibble(raw[10]) != check & 0x0F:
        return None
    whole = int(digits) if sign == _PLUS else -int(digits)
    return Frame(raw, Decimal(whole).scaleb(-decimals), decimals)


def _nibble(byte: int) -> int:
    """The value of a check character, -1 where it is none."""
    found = _LETTER_NIBBLES.find(byte)
    return found if found >= 0 else _PLAIN_NIBBLES.find(byte)


def render_xk3190(value: Decimal | int, decimals: int, *, letters: bool = True) -> bytes:
    """The frame that shows a number. Raises UsageError `scale.unsendable` when six digits cannot hold it exactly."""
    scaled = Decimal(value).scaleb(decimals)
    digits = abs(scaled)
    if not 0 <= decimals <= _MOST_DECIMALS or digits != int(digits) or digits >= 10**_DIGITS:
        raise UsageError("scale.unsendable", value=str(value), decimals=decimals)
    inner = f"{'-' if scaled < 0 else '+'}{int(digits):0{_DIGITS}d}{decimals}".encode("ascii")
    check = reduce(xor, inner)
    nibbles = _LETTER_NIBBLES if letters else _PLAIN_NIBBLES
    return bytes((_STX, *inner, nibbles[check >> 4], nibbles[check & 0x0F], _ETX))


DIALECTS: Mapping[str, Callable[[], Dialect]] = MappingProxyType({"xk3190-tf0": XK3190})
"""How to listen, by protocol code."""

RENDERERS: Mapping[str, Callable[[Decimal, int], bytes]] = MappingProxyType({"xk3190-tf0": render_xk3190})
"""How to speak (value, decimals), by protocol code; for the simulator."""


def dialect(protocol: str) -> Dialect:
    """A fresh listener. Raises UsageError `scale.protocol_unknown`."""
    if protocol not in DIALECTS:
        raise UsageError("scale.protocol_unknown", protocol=protocol)
    return DIALECTS[protocol]()
