"""Everything the municipal server keeps: city and feed, devices and grants, entries with their proofs, what they mean.

Append-only tables refuse every update and delete; grants of one prefix can not overlap, by an exclusion constraint on
PostgreSQL and by triggers on SQLite.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("headers", "entries", "seals")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = {"sqlite_strict": True}
CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}
NO_OVERLAP = """
WHEN NEW.first > NEW.last OR EXISTS (
    SELECT 1 FROM grants WHERE prefix = NEW.prefix AND no <> NEW.no AND first <= NEW.last AND last >= NEW.first
)
BEGIN SELECT RAISE(ABORT, 'ex_grants_overlap'); END
"""


def _create_city() -> None:
    """The city's own row, the feed's, and the daily checkpoints."""
    op.create_table(
        "city",
        sa.Column("no", WHOLE, nullable=False, autoincrement=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("header", WHOLE, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_city"),
        **STRICT,
    )
    op.create_table(
        "feed",
        sa.Column("no", WHOLE, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_feed"),
        **STRICT,
    )
    op.create_table(
        "checkpoints",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_checkpoints"),
        **STRICT,
    )


def _create_devices() -> None:
    """Who writes, and what they were let in with."""
    op.create_table(
        "stations",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_stations"),
        **STRICT,
    )
    op.create_table(
        "devices",
        sa.Column("no", WHOLE, nullable=False, autoincrement=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ratchet", sa.Text(), nullable=False),
        sa.Column("previous_ratchet", sa.Text(), nullable=False),
        sa.Column("greetings", sa.Text(), nullable=False),
        sa.Column("revoked_epoch", WHOLE),
        sa.Column("revoked_seq", WHOLE),
        sa.Column("enrolled_at", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.Text(), nullable=False),
        sa.Column("heard_until", sa.Text(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_devices"),
        sa.UniqueConstraint("device", name="uq_devices_device"),
        sa.UniqueConstraint("public", name="uq_devices_public"),
        **STRICT,
    )
    op.create_index("ix_devices_station", "devices", ["station"])
    op.create_table(
        "codes",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("tries", WHOLE, nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.Column("used_by", sa.LargeBinary()),
        sa.Column("answer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("digest", name="pk_codes"),
        **STRICT,
    )
    op.create_index("ix_codes_station", "codes", ["station"])
    op.create_table(
        "nonces",
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name="pk_nonces"),
        **STRICT,
    )
    op.create_index("ix_nonces_until", "nonces", ["until"])
    op.create_table(
        "grants",
        sa.Column("no", WHOLE, nullable=False, autoincrement=True),
        sa.Column("device", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("first", WHOLE, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.Column("taken", WHOLE, nullable=False),
        sa.Column("said", sa.LargeBinary()),
        sa.Column("signature", sa.LargeBinary()),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_grants"),
        **STRICT,
    )
    op.create_index("ix_grants_device", "grants", ["device", "kind"])
    op.create_index("ix_grants_prefix", "grants", ["prefix", "first"])


def _create_journal() -> None:
    """What was written, with its proofs."""
    op.create_table(
        "headers",
        sa.Column("no", WHOLE, nullable=False, autoincrement=True),
        sa.Column("device", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_headers"),
        sa.UniqueConstraint("device", "epoch", "hash", name="uq_headers_device"),
        **STRICT,
    )
    op.create_table(
        "entries",
        sa.Column("device", WHOLE, nullable=False),
        sa.Column("epoch", WHOLE, nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("header", WHOLE, nullable=False),
        sa.Column("reach", WHOLE, nullable=False),
        sa.Column("quarantined", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("paper", sa.LargeBinary()),
        sa.Column("pos", WHOLE, nullable=False, autoincrement=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name="pk_entries"),
        sa.UniqueConstraint("device", "epoch", "seq", name="uq_entries_device"),
        **STRICT,
    )
    op.create_table(
        "heads",
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", name="pk_heads"),
        **CLUSTERED,
    )
    op.create_table(
        "seals",
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False, autoincrement=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name="pk_seals"),
        **STRICT,
    )
    op.create_table(
        "persons",
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False, autoincrement=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("blind", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name="pk_persons"),
        **STRICT,
    )
    op.create_index("ix_persons_blind", "persons", ["blind"])
    op.create_table(
        "forks",
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False, autoincrement=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("run", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", "head", name="pk_forks"),
        **STRICT,
    )


def _create_meaning() -> None:
    """What it means."""
    op.create_table(
        "numbers",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("serial", WHOLE, nullable=False, autoincrement=False),
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("net_kg", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("undisputed", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("prefix", "serial", "device", "epoch", "seq", name="pk_numbers"),
        **CLUSTERED,
    )
    _once("numbers")
    op.create_table(
        "redemptions",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("serial", WHOLE, nullable=False, autoincrement=False),
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False, autoincrement=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("undisputed", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("prefix", "serial", "device", "epoch", "seq", name="pk_redemptions"),
        **CLUSTERED,
    )
    _once("redemptions")
    op.create_table(
        "voids",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("serial", WHOLE, nullable=False, autoincrement=False),
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False, autoincrement=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "serial", "device", "epoch", "seq", name="pk_voids"),
        **CLUSTERED,
    )
    op.create_table(
        "watched",
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plate", name="pk_watched"),
        **STRICT,
    )
    op.create_table(
        "exceptions",
        sa.Column("device", WHOLE, nullable=False, autoincrement=False),
        sa.Column("epoch", WHOLE, nullable=False, autoincrement=False),
        sa.Column("seq", WHOLE, nullable=False, autoincrement=False),
        sa.Column("exception", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text()),
        sa.PrimaryKeyConstraint("device", "epoch", "seq", name="pk_exceptions"),
        **STRICT,
    )
    op.create_index("ix_exceptions_station", "exceptions", ["station"])


def _create_photos() -> None:
    """Photos, by pieces."""
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("device", WHOLE, nullable=False),
        sa.Column("length", WHOLE, nullable=False),
        sa.Column("received", WHOLE, nullable=False),
        sa.Column("whole", WHOLE, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_blobs"),
        **STRICT,
    )
    op.create_table(
        "blob_pieces",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("start", WHOLE, nullable=False, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "start", name="pk_blob_pieces"),
        **STRICT,
    )


def _once(table: str) -> None:
    """At most one undisputed row of a number."""
    undisputed = sa.text("undisputed = 1")
    op.create_index(
        f"uq_{table}_undisputed",
        table,
        ["prefix", "serial"],
        unique=True,
        sqlite_where=undisputed,
        postgresql_where=undisputed,
    )


def _guard_on_sqlite() -> None:
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute("CREATE TRIGGER grants_no_overlap_at_insert AFTER INSERT ON grants " + NO_OVERLAP)
    op.execute("CREATE TRIGGER grants_no_overlap_at_update AFTER UPDATE ON grants " + NO_OVERLAP)


def _guard_on_postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "ALTER TABLE grants ADD CONSTRAINT ex_grants_overlap "
        "EXCLUDE USING gist (prefix WITH =, int8range(first, last, '[]') WITH &&)"
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    """Create the tables, their indexes and what guards them."""
    _create_city()
    _create_devices()
    _create_journal()
    _create_meaning()
    _create_photos()
    if op.get_context().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()
