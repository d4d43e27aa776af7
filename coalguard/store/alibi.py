"""The alibi: an append-only, encrypted second copy of every entry, on another path (`journal.md` §2).

One file a month, one frame a record, each frame durable before `append` returns; so a destroyed disk loses nothing
that was acknowledged. What a record holds is the caller's affair, and so is completing the files after a failure.

    CGA1 | length | nonce 12 | ciphertext and tag (AES-256-GCM) | length      lengths: 4 bytes, of what is between them

The label that each frame is bound to is its file's name and its offset: a frame that was moved, or copied into another
month, does not open. The length at both ends lets the end be read alone. What a crash leaves is a *torn tail*: bytes
after the last frame that are no frame, and no more than one. Anything else that does not open is damage.
"""

import errno
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coalguard.domain.errors import DamagedError, MachineError
from coalguard.trust.secret import NONCE_BYTES, TAG_BYTES, Cipher

_MAGIC = b"CGA1"
_SUFFIX = ".alibi"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_HEAD_BYTES, _LENGTH_BYTES = 8, 4
_AROUND_BYTES = _HEAD_BYTES + _LENGTH_BYTES
_LEAST_LENGTH = NONCE_BYTES + TAG_BYTES
_NO_HANDLE = -1
_FLAGS = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)  # O_BINARY: Windows would turn \n into \r\n


@dataclass(frozen=True, slots=True)
class Torn:
    """A torn tail: in which file, from where, how many bytes."""

    file: str
    offset: int
    size: int


@dataclass(slots=True)
class _Open:
    """The file that is written to: its descriptor, none after a failure, and where its durable frames end."""

    month: str
    name: str
    handle: int
    end: int


class _Frames:
    """A month's file as it is read: frame by frame from either end, as long as it was when it was opened."""

    def __init__(self, file: BinaryIO, name: str, cipher: Cipher) -> None:
        self._file = file
        self._name = name
        self._cipher = cipher
        self.size = os.fstat(file.fileno()).st_size

    def forwards(self) -> Iterator[bytes]:
        """The records in order. Raises DamagedError `alibi.damaged` for what does not open and is no torn tail."""
        offset = 0
        while offset < self.size:
            end, record = self._frame_at(offset)
            if record is None:
                if self._tears_at(offset):
                    return
                raise DamagedError("alibi.damaged", file=self._name, offset=offset)
            yield record
            offset = end

    def backwards(self) -> Iterator[bytes]:
        """The records, the last first; as `forwards`."""
        end = self.end()
        while end:
            start, record = self._frame_before(end)
            if record is None:
                raise DamagedError("alibi.damaged", file=self._name, offset=start)
            yield record
            end = start

    def end(self) -> int:
        """Where the file goes on: where its torn tail begins, else at its end. Damage in the middle stays in it."""
        if not self.size or self._frame_before(self.size)[1] is not None:
            return self.size
        offset = 0
        while offset < self.size:
            end, record = self._frame_at(offset)
            if record is None:
                if self._tears_at(offset):
                    return offset
                end = self._next_frame(offset) or self.size
            offset = end
        return self.size

    def _frame_at(self, offset: int) -> tuple[int, bytes | None]:
        """The frame at an offset: where it ends by its own word, and its record if it opens."""
        head = self._head_at(offset)
        length = int.from_bytes(head[len(_MAGIC) :], "big")
        end = offset + _AROUND_BYTES + length
        if not head or length < _LEAST_LENGTH or end > self.size:
            return end, None
        content, trailer = self._file.read(length), self._file.read(_LENGTH_BYTES)
        if trailer != head[len(_MAGIC) :]:
            return end, None
        try:
            return end, self._cipher.decrypt(content, _label(self._name, offset))
        except DamagedError:
            return end, None

    def _frame_before(self, end: int) -> tuple[int, bytes | None]:
        """The frame that ends at an offset: where it starts by its own word, and its record if it opens."""
        self._file.seek(max(0, end - _LENGTH_BYTES))
        start = end - _AROUND_BYTES - int.from_bytes(self._file.read(_LENGTH_BYTES), "big")
        if start < 0:
            return 0, None
        found_end, record = self._frame_at(start)
        return start, record if found_end == end else None

    def _head_at(self, offset: int) -> bytes:
        """The magic and length that stand at an offset; empty where they do not."""
        self._file.seek(offset)
        head = self._file.read(_HEAD_BYTES)
        return head if len(head) == _HEAD_BYTES and head.startswith(_MAGIC) else b""

    def _tears_at(self, offset: int) -> bool:
        """Whether what does not open here is a torn tail: nothing opens after it, nor does it go on after its end."""
        head = self._head_at(offset)
        if head and offset + _AROUND_BYTES + int.from_bytes(head[len(_MAGIC) :], "big") < self.size:
            return False
        return self._next_frame(offset) is None

    def _next_frame(self, offset: int) -> int | None:
        """Where the next frame that opens begins, after one that does not."""
        self._file.seek(offset)
        rest = self._file.read()
        found = rest.find(_MAGIC, 1)
        while found > 0:
            if self._frame_at(offset + found)[1] is not None:
                return offset + found
            found = rest.find(_MAGIC, found + 1)
        return None


class Alibi:
    """The alibi folder of one store. Not for two threads at once, nor for two processes."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Take the folder, which must exist (a disk that is not plugged in is not invented), and the alibi's key."""
        self._folder = folder
        self._cipher = Cipher(key)
        self._open: _Open | None = None

    def append(self, month: str, record: bytes) -> None:
        """Keep one record durably, in the month's file. As `extend`."""
        self.extend(month, (record,))

    def extend(self, month: str, records: Sequence[bytes]) -> None:
        """Keep records durably and in order, with one write and one fsync. Raises MachineError `alibi.failed`.

        A clock that was set back opens no earlier file: the order of the frames is the order of the journal. After a
        failure none of these records counts as kept; the next call cuts what was left of them off and goes on there,
        so the caller gives them again, before newer ones.
        """
        file = self._ready(month)
        frames = self._frames(records, file.name, file.end)
        try:
            if os.write(file.handle, frames) != len(frames):  # one write: what tears is one tail
                raise OSError(errno.ENOSPC, file.name)  # as if the system had said so itself
            # Not fdatasync: the file grows, so its size must reach the disk with its bytes, which makes both calls
            # equally slow (measured), and fsync exists on every platform.
            os.fsync(file.handle)
        except OSError as error:
            self._let_go()
            raise _failed(error, file.name) from error
        file.end += len(frames)

    def months(self) -> tuple[str, ...]:
        """The months there are files of, oldest first."""
        try:
            names = sorted(path.stem for path in self._folder.iterdir() if path.suffix == _SUFFIX)
        except OSError as error:
            raise _failed(error, self._folder.name) from error
        return tuple(name for name in names if _MONTH.fullmatch(name))

    def records(self, since: str = "") -> Iterator[bytes]:
        """All records in order, from a month on. A torn tail is passed over; `torn` names it.

        Raises DamagedError `alibi.damaged` where something else does not open.
        """
        for month in self.months():
            if month >= since:
                yield from self.records_of(month)

    def records_of(self, month: str) -> Iterator[bytes]:
        """The records of one month's file in order; as `records`."""
        with self._reading(month) as frames:
            yield from frames.forwards()

    def records_from_end(self) -> Iterator[bytes]:
        """All records, the newest first, reading no more than is asked for; as `records`."""
        for month in reversed(self.months()):
            with self._reading(month) as frames:
                yield from frames.backwards()

    def last(self) -> bytes | None:
        """The newest record; None where there is none."""
        return next(self.records_from_end(), None)

    def torn(self) -> tuple[Torn, ...]:
        """The torn tails there are: of a crash before "saved" was said, or of a last frame that rotted."""
        found = []
        for month in self.months():
            with self._reading(month) as frames:
                end, size = frames.end(), frames.size
            if end < size:
                found.append(Torn(_file_name(month), end, size - end))
        return tuple(found)

    def rewrite(self, month: str, records: Sequence[bytes]) -> None:
        """Replace a month's file whole: for the erasure of a person, or after damage. All or nothing, durably.

        Raises MachineError `alibi.failed`; the old file then stands as it was.
        """
        name = _file_name(month)
        draft = self._folder / f"{name}.new"
        self.close()
        try:
            with draft.open("wb") as file:
                file.write(self._frames(records, name, 0))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / name)
            self._make_names_durable()
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise _failed(error, name) from error

    def close(self) -> None:
        """Let the file go; the next append opens and looks at it again."""
        self._let_go()
        self._open = None

    def _frames(self, records: Sequence[bytes], name: str, offset: int) -> bytearray:
        frames = bytearray()
        for record in records:
            content = self._cipher.encrypt(record, _label(name, offset + len(frames)))
            length = len(content).to_bytes(_LENGTH_BYTES, "big")
            frames += b"".join((_MAGIC, length, content, length))
        return frames

    def _ready(self, month: str) -> _Open:
        """The open file that a record of the month goes into."""
        file = self._open
        if file is not None and file.handle >= 0 and month <= file.month:
            return file
        month = max((month, *self.months()[-1:]))
        self._let_go()
        known_end = file.end if file is not None and file.month == month else None
        try:
            return self._opened(month, known_end)
        except OSError as error:
            self._let_go()
            raise _failed(error, _file_name(month)) from error

    def _opened(self, month: str, known_end: int | None) -> _Open:
        """Open a month's file, cut its torn tail off, and keep in mind where it goes on.

        Where a write failed before, it is cut at the end known then, even if the frame after it looks whole: after a
        failed fsync nobody knows what the disk holds of it.
        """
        path = self._folder / _file_name(month)
        known = path.exists()
        size = end = 0
        if known:
            with self._reading(month) as frames:
                size = frames.size
                end = known_end if known_end is not None and known_end <= size else frames.end()
        self._open = opened = _Open(month, path.name, os.open(path, _FLAGS | os.O_CREAT, 0o600), end)
        if not known:
            self._make_names_durable()
        if end < size:
            os.ftruncate(opened.handle, end)
        return opened

    def _let_go(self) -> None:
        """Close the descriptor, and keep in mind where the durable frames end."""
        if self._open is not None and self._open.handle >= 0:
            with suppress(OSError):  # it was synced, or it failed already
                os.close(self._open.handle)
            self._open.handle = _NO_HANDLE

    def _make_names_durable(self) -> None:
        """A folder's own fsync keeps a new name in it over a power cut; Windows keeps names without it."""
        if os.name == "nt":  # pragma: no cover -- the other platform
            return
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    @contextmanager
    def _reading(self, month: str) -> Iterator[_Frames]:
        name = _file_name(month)
        try:
            with (self._folder / name).open("rb") as file:
                yield _Frames(file, name, self._cipher)
        except OSError as error:
            raise _failed(error, name) from error


def _label(name: str, offset: int) -> bytes:
    return name.encode() + offset.to_bytes(8, "big")


def _file_name(month: str) -> str:
    if not _MONTH.fullmatch(month):
        raise ValueError("month", month)
    return f"{month}{_SUFFIX}"


def _failed(error: OSError, file: str) -> MachineError:
    return MachineError("alibi.failed", file=file, reason=errno.errorcode.get(error.errno or 0, "EIO"))
