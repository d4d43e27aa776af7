"""Slips as the store knows them: the weighing that a slip was printed for. A slip itself is not kept anywhere."""

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Entry
from coalguard.store.papers import entry_hash_or_none
from coalguard.store.reader import Reader
from coalguard.trust.slipcode import SlipCode, render_slip


def slip_of(reader: Reader, weighing: EntryKey) -> str:
    """The code of a weighing's slip."""
    return render_slip(weighing.seq, entry_hash_or_none(reader, weighing) or b"")


def weighing_of(reader: Reader, device: str, slip: SlipCode) -> Entry | None:
    """The weighing of this device that a slip is of; None where there is none: another station's, or a misread code.

    A seq runs on across epochs, but a restore may have left two entries at one; the digits of the hash tell them apart.
    """
    last = reader.value("SELECT max(epoch) FROM entries WHERE device = ?", reader.places.number(device)) or 0
    for epoch in range(int(last), 0, -1):
        key = EntryKey(device, epoch, slip.seq)
        digest = entry_hash_or_none(reader, key)
        if digest is not None and slip.is_of(slip.seq, digest):
            entry = reader.entry(key)
            return entry if entry.fact.kind.startswith("weighing.") else None
    return None
