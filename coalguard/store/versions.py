"""Which schema this program needs, known without loading SQLAlchemy."""

SCHEMA = 3
"""The newest revision under `migrations/station`, kept in the file's `user_version`."""

DERIVED = 6
"""Raise it whenever a derived table or a fold changes: the tables are dropped and folded anew."""
