"""Limits: how much a call may bring, and how often anybody may call.

A body is measured as it comes and again as it is unpacked, piece by piece, so that neither a long one nor a packed one
that unpacks to much more is ever held. Calls are counted for each device, and for each address where nobody has proved
who it is, by a leaking bucket; each process counts for itself, so n processes let n times as much pass at most.
"""

import math
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Final

from coalguard.clock import Clock
from coalguard.domain.errors import CoalGuardError, DamagedError, UsageError
from coalguard.domain.findings import refuse

MOST_BYTES: Final = 1 << 16
"""Bytes of any body that is no run and no photo."""

_GZIP: Final = zlib.MAX_WBITS | 16
_REMEMBERED: Final = 10_000
_NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Measure:
    """The most bytes of a body, packed or not, and the code of the refusal of more."""

    most: int = MOST_BYTES
    code: str = "server.too_large"

    def refusal(self) -> CoalGuardError:
        """What is said of too much."""
        return refuse(self.code, most=self.most)


async def take_body(pieces: AsyncIterable[bytes], encoding: str, length: str, measure: Measure) -> bytes:
    """The whole body, unpacked where `encoding` says gzip; `length` is what was announced, if anything was.

    Raises Refused with the measure's code, UsageError `server.encoding_unknown`, DamagedError `server.malformed`.
    """
    if encoding not in ("", "identity", "gzip"):
        raise UsageError("server.encoding_unknown", encoding=encoding[:40])
    if length.isdecimal() and int(length) > measure.most:
        raise measure.refusal()
    taken = _Unpacked(measure) if encoding == "gzip" else _Plain(measure)
    async for piece in pieces:
        taken.add(piece)
    return taken.whole()


class _Plain:
    def __init__(self, measure: Measure) -> None:
        self._measure, self._body = measure, bytearray()

    def add(self, piece: bytes) -> None:
        self._body += piece
        if len(self._body) > self._measure.most:
            raise self._measure.refusal()

    def whole(self) -> bytes:
        return bytes(self._body)


class _Unpacked(_Plain):
    def __init__(self, measure: Measure) -> None:
        super().__init__(measure)
        self._packed, self._unpacker = 0, zlib.decompressobj(_GZIP)

    def add(self, piece: bytes) -> None:
        self._packed += len(piece)
        if self._packed > self._measure.most:
            raise self._measure.refusal()
        room = self._measure.most - len(self._body) + 1  # one byte more shows that there is more
        try:
            super().add(self._unpacker.decompress(piece, room))
        except zlib.error as error:
            raise DamagedError("server.malformed", where="Content-Encoding", rule="gzip", wanted=None) from error
        if self._unpacker.unused_data:
            raise DamagedError("server.malformed", where="Content-Encoding", rule="gzip", wanted=None)

    def whole(self) -> bytes:
        if self._packed and not self._unpacker.eof:
            raise DamagedError("server.malformed", where="Content-Encoding", rule="gzip", wanted=None)
        return super().whole()


@dataclass(frozen=True, slots=True)
class Pace:
    """How many calls a second may go on for ever, and how many may come at once."""

    per_s: float
    burst: int


DEVICE_PACE: Final = Pace(200, 2_000)
"""A station asks a few times a minute; ten thousand entries that waited are some fifty calls. More is a fault."""
ADDRESS_PACE: Final = Pace(50, 500)
"""Whoever has not proved anything: phones behind one provider's address, a market's desks behind one router."""


class Turnstile:
    """Counts the calls of many; for one thread."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        """Begin with nobody."""
        self._pace, self._clock = pace, clock
        self._full: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def pass_by(self, who: str) -> None:
        """Count one call. Raises Refused `server.rate` with the seconds to wait."""
        now = self._clock.monotonic_ns()
        level, at = self._full.pop(who, (0.0, now))
        level = max(0.0, level - (now - at) / _NS * self._pace.per_s)
        over = level + 1 - self._pace.burst
        self._full[who] = (level, now) if over > 0 else (level + 1, now)
        if len(self._full) > _REMEMBERED:
            self._full.popitem(last=False)
        if over > 0:
            raise refuse("server.rate", wait_s=math.ceil(over / self._pace.per_s))
