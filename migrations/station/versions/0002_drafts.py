"""Drafts: what was typed on a page and is not saved yet, so that a power cut costs one field at most.

They are no facts: nothing of them is in the journal, and a draft goes when its page is saved or emptied.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "drafts",
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("page", name="pk_drafts"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute("PRAGMA user_version = 2")
