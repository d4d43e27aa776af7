"""Places: how an entry's key is written as one whole number inside the store.

Derived rows name entries often; a key as text costs 22 bytes each time and sorts badly. A place packs the device's
local number, the epoch and the seq into one INTEGER that grows with time, so that it is a good primary key. Places
never leave the store: bodies, doors and papers carry the key itself.
"""

from collections.abc import Iterable

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey

_SEQ_BITS = 34
_EPOCH_BITS = 8
_SEQ_MASK = (1 << _SEQ_BITS) - 1
_EPOCH_MASK = (1 << _EPOCH_BITS) - 1

HIGHEST_SEQ = _SEQ_MASK
"""The highest seq that a place has room for."""
LAST_EPOCH = _EPOCH_MASK
"""The highest epoch that a place (and the code on a paper, `journal.md` §5) has room for."""


class Places:
    """The two-way table between keys and places, by the devices that this store knows."""

    def __init__(self, devices: Iterable[tuple[int, str]]) -> None:
        """Learn the devices: (local number, device)."""
        self._numbers: dict[str, int] = {}
        self._devices: dict[int, str] = {}
        for number, device in devices:
            self.learn(number, device)

    def learn(self, number: int, device: str) -> None:
        """Take note of a device under its local number."""
        self._numbers[device] = number
        self._devices[number] = device

    def knows(self, device: str) -> bool:
        """Whether this store has heard of a device."""
        return device in self._numbers

    def holds(self, key: EntryKey) -> bool:
        """Whether a key has a place here: its device is known, and its epoch and seq are no more than one has room for.

        Packed all the same, a greater one would be the place of another entry.
        """
        return self.knows(key.device) and 0 < key.epoch <= LAST_EPOCH and 0 < key.seq <= HIGHEST_SEQ

    def number(self, device: str) -> int:
        """The local number of a device. Raises DamagedError `journal.device_unknown`."""
        try:
            return self._numbers[device]
        except KeyError as error:
            raise DamagedError("journal.device_unknown", device=device) from error

    def device(self, number: int) -> str:
        """The device with a local number."""
        return self._devices[number]

    def of(self, key: EntryKey) -> int:
        """The place of a key. Raises DamagedError `journal.device_unknown`, `journal.place_unknown`."""
        if key.epoch > LAST_EPOCH or key.seq > HIGHEST_SEQ:
            raise DamagedError("journal.place_unknown", place=str(key))
        return (self.number(key.device) << _EPOCH_BITS | key.epoch) << _SEQ_BITS | key.seq

    def of_text(self, key: str) -> int | None:
        """The place of a key as a body writes it; None for the empty text that stands for nothing."""
        return self.of(EntryKey.parse(key)) if key else None

    def key(self, place: int) -> EntryKey:
        """The key at a place."""
        above = place >> _SEQ_BITS
        return EntryKey(self._devices[above >> _EPOCH_BITS], above & _EPOCH_MASK, place & _SEQ_MASK)
