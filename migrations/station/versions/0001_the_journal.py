"""The journal: keys, headers, entries, seals, persons, PINs and marks, with the triggers that keep them.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("headers", "entries", "seals")
STRICT = {"sqlite_strict": True}
CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create the kept tables; the journal's own refuse every update and delete."""
    op.create_table(
        "keys",
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("private", sa.LargeBinary),
        sa.PrimaryKeyConstraint("no", name="pk_keys"),
        sa.UniqueConstraint("device", name="uq_keys_device"),
        **STRICT,
    )
    op.create_table(
        "headers",
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("device", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_headers"),
        **STRICT,
    )
    op.create_table(
        "entries",
        sa.Column("device", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("header", sa.Integer),
        sa.Column("prev", sa.LargeBinary),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("paper", sa.LargeBinary),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name="pk_entries"),
        sa.ForeignKeyConstraint(["device"], ["keys.no"], name="fk_entries_device"),
        sa.ForeignKeyConstraint(["header"], ["headers.no"], name="fk_entries_header"),
        **CLUSTERED,
    )
    op.create_table(
        "seals",
        sa.Column("device", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name="pk_seals"),
        **CLUSTERED,
    )
    op.create_table(
        "persons",
        sa.Column("device", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("row", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name="pk_persons"),
        **CLUSTERED,
    )
    op.create_table(
        "pins",
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", sa.Text),
        sa.PrimaryKeyConstraint("staff", name="pk_pins"),
        **STRICT,
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
        **CLUSTERED,
    )
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute("PRAGMA user_version = 1")
