"""The bare limit of a start: a window with a table of the newest hundred tickets out of an SQLite file, and no more."""

import sqlite3  # noqa: TID251 -- the limit is the bare library
import sys
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

_NEWEST = "SELECT * FROM ticket ORDER BY weighed_at DESC LIMIT 100"
_COLUMNS = 12
_NONE = QModelIndex()

Place = QModelIndex | QPersistentModelIndex


class Rows(QAbstractTableModel):
    """Rows as they came."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        """Hold the rows."""
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: Place = _NONE) -> int:  # noqa: N802 -- Qt's name
        """How many there are."""
        del parent
        return len(self._rows)

    def columnCount(self, parent: Place = _NONE) -> int:  # noqa: N802 -- Qt's name
        """One for each field of a ticket."""
        del parent
        return _COLUMNS

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A field as text."""
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def main(file: str) -> int:
    """Show the table until somebody ends it."""
    app = QApplication([])
    rows = sqlite3.connect(file).execute(_NEWEST).fetchall()
    window, table = QMainWindow(), QTableView()
    table.setModel(Rows(rows))
    window.setCentralWidget(table)
    window.resize(1100, 700)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
