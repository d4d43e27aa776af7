"""What search finds: rows that folds wrote for each thing worth finding."""

from coalguard.store.reader import Reader

_MOST = 50
_FEWEST_DIGITS = 4


def find_text(reader: Reader, wanted: str) -> list[tuple[str, str, str]]:
    """Kind, number and title of what holds `wanted` (in capitals), the newest first.

    Fewer than four digits match numbers and titles alone, so that nobody is found by a scrap of a telephone number.
    """
    column = "number || char(10) || title" if wanted.isdigit() and len(wanted) < _FEWEST_DIGITS else "text"
    pattern = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = reader.rows(
        f"SELECT kind, number, title FROM finds WHERE {column} LIKE ? ESCAPE '\\' ORDER BY place DESC LIMIT ?",
        f"%{pattern}%",
        _MOST,
    )
    return [(kind, number, title) for kind, number, title in rows]
