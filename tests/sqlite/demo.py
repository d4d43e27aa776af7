"""A keyed demo file with some pages in it, and a bit in it that can be flipped."""

from pathlib import Path

from coalguard.sqlite import (
    Connection,
)

KEY, SALT = bytes(range(32)), bytes(range(100, 116))
PAGE = 4096
ROWS = 200


def fill(connection: Connection) -> None:
    connection.execute("CREATE TABLE demo (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
    connection.executemany("INSERT INTO demo VALUES (?, ?)", [(seq, "x" * 500) for seq in range(1, ROWS + 1)])


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)
