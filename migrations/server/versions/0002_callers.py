"""Who said hello with a device's key, and from where, so that a person can choose between two holders of one key.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table; it fills with the next hellos."""
    op.create_table(
        "callers",
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("ratchet", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("restored", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("device", "ratchet", name="pk_callers"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
