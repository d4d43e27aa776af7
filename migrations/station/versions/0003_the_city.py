"""The city: where sync stands, what the server acknowledged, and how far each station was heard of.

`city_receipts` is not called `receipts`, because the coal that is received already has a derived table of that name.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "cursors",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cursors"),
        **CLUSTERED,
    )
    op.create_table(
        "city_receipts",
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("said", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq", name="pk_city_receipts"),
        **CLUSTERED,
    )
    op.create_table(
        "heard",
        sa.Column("station", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("station", name="pk_heard"),
        **CLUSTERED,
    )
    op.execute("PRAGMA user_version = 3")
