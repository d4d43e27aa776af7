"""Keyboard scans told from typing, by time alone; without Qt (`ux.md` §7.2).

    idle ──key──► holding ──35 ms of silence, fewer than 8 keys──► the keys are given back
                     │
                     └──8 keys or more, then Enter or Tab within 500 ms──► a scan; the terminator belongs to it

Keys are held while they come at most 35 ms apart. What turns out to be typing is given back in order, 35 ms after its
last key. A key that writes nothing ends a burst at once. Characters that only an input method makes, inside a burst,
are a scan that was spoilt on its way.
"""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

BURST_MS: Final = 35
TERMINATOR_MS: Final = 500
SHORTEST: Final = 8
_ASCII: Final = range(0x20, 0x7F)

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[K]):
    """What to do now: give keys back in this order, report a scan, and whether the key at hand was swallowed."""

    give_back: tuple[K, ...] = ()
    scanned: str | None = None
    garbled: bool = False
    held: bool = False


class ScanWatch(Generic[K]):
    """Watches keys as they come; a key is any value, its text and its moment are told beside it."""

    def __init__(self, prefix: str = "") -> None:
        """Begin idle; `prefix` is what the scanner was set to send before each code, and is taken off."""
        self._prefix = prefix
        self._keys: list[K] = []
        self._text = ""
        self._last_ms = 0

    @property
    def wait_ms(self) -> int | None:
        """How long after the last key `rest` should be called; None while nothing is held."""
        if not self._keys:
            return None
        return TERMINATOR_MS if len(self._keys) >= SHORTEST else BURST_MS

    def press(self, key: K, text: str, at_ms: int) -> Outcome[K]:
        """A key that writes one character."""
        given_back = self._let_go() if self._keys and at_ms - self._last_ms > BURST_MS else ()
        self._keys.append(key)
        self._text += text
        self._last_ms = at_ms
        return Outcome(given_back, held=True)

    def end(self, at_ms: int) -> Outcome[K]:
        """Enter or Tab: the end of a scan, or a key like any other."""
        if len(self._keys) < SHORTEST or at_ms - self._last_ms > TERMINATOR_MS:
            return Outcome(self._let_go())
        text = self._text.removeprefix(self._prefix)
        self._forget()
        if all(ord(character) in _ASCII for character in text):
            return Outcome(scanned=text, held=True)
        return Outcome(scanned=text, garbled=True, held=True)

    def interrupt(self) -> Outcome[K]:
        """Any other key: whatever was held is given back before it."""
        return Outcome(self._let_go())

    def rest(self, at_ms: int) -> Outcome[K]:
        """Nothing was pressed for a while."""
        waited_ms = self.wait_ms
        if waited_ms is None or at_ms - self._last_ms < waited_ms:
            return Outcome()
        return Outcome(self._let_go())

    def _let_go(self) -> tuple[K, ...]:
        keys = tuple(self._keys)
        self._forget()
        return keys

    def _forget(self) -> None:
        self._keys.clear()
        self._text = ""
