"""What a station keeps: one encrypted SQLite file and its append-only second copy. Knows no rule of the trade."""
