"""Tables of the municipal server, the same on PostgreSQL and on SQLite; `migrations/server` makes them.

Hashes, keys and bodies are bytes, instants and days text, yes and no 1 and 0. `devices.no` is a device's short name in
all tables; the city itself is number 0. `entries`, `headers` and `seals` are append-only by triggers. Whoever needs
several rows takes them in this order, so that nobody waits for one who waits for him: a device's row in `devices`, then
`city`, then `feed`. What a table means is said by whoever writes it; nothing here knows a rule of the trade.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem

REVISION = "0002"
"""The newest revision in `migrations/server`: what this program works with."""
CITY = 0
"""The city's own number among the devices."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

_WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both; STRICT tables of SQLite know INTEGER alone."""


def _whole(name: str, *, key: bool = False, required: bool = True) -> Column[int]:
    return Column(name, _WHOLE, primary_key=key, nullable=not required and not key, autoincrement=False)


def _counted(name: str) -> Column[int]:
    """A key that the database counts."""
    return Column(name, _WHOLE, primary_key=True, autoincrement=True)


def _text(name: str, *, key: bool = False, required: bool = True) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=not required and not key)


def _octets(name: str, *, key: bool = False, required: bool = True) -> Column[bytes]:
    return Column(name, LargeBinary, primary_key=key, nullable=not required and not key)


def _table(name: str, *items: SchemaItem, clustered: bool = False) -> Table:
    """A table; `clustered` ones lie in the order of their key (on SQLite, where that saves an index)."""
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_with_rowid=not clustered)


def _numbered(name: str, *items: SchemaItem) -> Table:
    """A table of what entries say of paper numbers; the key begins with the number, by which it is looked for."""
    number = _text("prefix", key=True), _whole("serial", key=True)
    return _table(name, *number, *_place(), *items, clustered=True)


def _once(table: str) -> Index:
    """At most one undisputed row of a number: this decides who was first (`journal.md` §5)."""
    undisputed = Column("undisputed", _WHOLE) == 1
    return Index(
        f"uq_{table}_undisputed",
        "prefix",
        "serial",
        unique=True,
        sqlite_where=undisputed,
        postgresql_where=undisputed,
    )


def _place() -> tuple[Column[int], Column[int], Column[int]]:
    """Where an entry stands, as a key."""
    return _whole("device", key=True), _whole("epoch", key=True), _whole("seq", key=True)


# --- the city and its feed --------------------------------------------------------------------------------------------

city = _table(
    "city",
    _whole("no", key=True),  # one row, 0; its lock is the city's turn to write
    _octets("public"),
    _octets("private"),  # wrapped under the key file (`secret`)
    _whole("epoch"),
    _whole("header"),  # of this epoch, in `headers`
    _text("address"),  # where phones find papers, e.g. HTTPS://HOST/V/; empty where nobody said
    _text("at"),
)
feed = _table(
    "feed",
    _whole("no", key=True),  # one row, 0; its lock puts commits into the order of positions
    _text("id"),
    _whole("position"),
    _octets("mark"),
)
checkpoints = _table(
    "checkpoints",
    _text("day", key=True),
    _whole("position"),
    _octets("mark"),
    _whole("epoch"),
    _whole("seq"),  # of the city's entry that says it
    _octets("said"),
    _octets("signature"),
)

# --- who writes -------------------------------------------------------------------------------------------------------

stations = _table("stations", _text("code", key=True), _text("name"), _text("kind"), _text("at"))
devices = _table(
    "devices",
    _counted("no"),
    _text("device"),
    _octets("public"),
    _text("station"),
    _text("kind"),  # of its station: market, checkpoint, outlet, city; "server" is the city itself
    _text("letter"),
    _text("name"),
    _text("status"),  # active, waiting (a clone or a fork was seen), revoked
    _text("ratchet"),
    _text("previous_ratchet"),
    _text("greetings"),  # digests of the last hellos, by which one that a network delivers twice is known
    _whole("revoked_epoch", required=False),
    _whole("revoked_seq", required=False),
    _text("enrolled_at"),
    _text("heard_at"),  # the last contact; empty before the first
    _text("heard_until"),  # until then the city has everything that it wrote; empty where nobody knows
    _octets("certificate"),  # the statement as it was sent
    UniqueConstraint("device"),
    UniqueConstraint("public"),
    Index("ix_devices_station", "station"),
)
callers = _table(
    "callers",
    _whole("device", key=True),
    _text("ratchet", key=True),  # what this holder of the key presents at its next hello
    _text("at"),
    _text("address"),
    _whole("epoch"),
    _whole("seq"),
    _text("head"),
    _whole("restored"),
    clustered=True,
)
codes = _table(
    "codes",
    _octets("digest", key=True),
    _text("station"),
    _text("opened_at"),
    _text("until"),
    _whole("tries"),
    _text("closed"),  # why it is closed, empty while open
    _octets("used_by", required=False),
    _octets("answer", required=False),  # said again to the same key
    Index("ix_codes_station", "station"),
)
nonces = _table("nonces", _text("nonce", key=True), _text("until"), Index("ix_nonces_until", "until"))
grants = _table(
    "grants",
    _counted("no"),
    _whole("device"),
    _whole("epoch"),
    _text("kind"),
    _text("prefix"),
    _whole("first"),
    _whole("last"),
    _text("origin"),  # lease; starter: what was given before the enrolment, so that nobody gives it again
    _text("expires"),
    _whole("taken"),  # 1 once the device's own `grant.opened` arrived
    _octets("said", required=False),
    _octets("signature", required=False),
    _text("at"),
    Index("ix_grants_device", "device", "kind"),
    Index("ix_grants_prefix", "prefix", "first"),
)
"""No two ranges of one prefix overlap: EXCLUDE on PostgreSQL, triggers on SQLite (see the revision)."""

# --- what was written -------------------------------------------------------------------------------------------------

headers = _table(
    "headers",
    _counted("no"),
    _whole("device"),
    _whole("epoch"),
    _octets("hash"),
    _octets("body"),
    UniqueConstraint("device", "epoch", "hash"),
)
entries = _table(
    "entries",
    _whole("device"),
    _whole("epoch"),
    _whole("seq"),
    _whole("header"),
    _whole("reach"),  # who hears of it: filing.Reach
    _whole("quarantined"),
    _text("kind"),
    _text("concern"),  # code of the station whose paper it is about, or that the city tells; empty: none
    _octets("hash"),
    _octets("body"),
    _octets("paper", required=False),
    _whole("pos", key=True),
    _octets("mark"),  # running hash of the feed at this position
    UniqueConstraint("device", "epoch", "seq"),
)
"""No foreign keys: journal and city alone write here, under the lock of the device; each would cost every entry."""
heads = _table(
    "heads", _whole("device", key=True), _whole("epoch", key=True), _whole("seq"), _octets("hash"), clustered=True
)
seals = _table(
    "seals",
    *_place(),
    _octets("head"),
    _octets("signature"),
    _text("at"),  # when the server kept the run: everything up to here was received by then
)
persons = _table(
    "persons",
    *_place(),
    _octets("salt"),
    _octets("row"),  # enciphered under the key file
    _octets("blind", required=False),  # blind index of the identity number, where there is one
    Index("ix_persons_blind", "blind"),
)
forks = _table(
    "forks",
    *_place(),  # the first entry that differs
    _octets("head", key=True),  # of the other run
    _octets("run"),  # enciphered: it may hold personal rows
    _text("at"),
)

# --- what it means ----------------------------------------------------------------------------------------------------

numbers = _numbered(
    "numbers",
    _text("kind"),  # of the paper: form, ticket, …
    _whole("net_kg"),
    _text("at"),
    _whole("undisputed"),
    _once("numbers"),
)
redemptions = _numbered("redemptions", _text("station"), _text("at"), _whole("undisputed"), _once("redemptions"))
voids = _numbered("voids", _text("at"))
watched = _table("watched", _text("plate", key=True), _text("reason"), _text("until"), _text("since"))
exceptions = _table(
    "exceptions",
    *_place(),  # of the city's entry that opened it
    _text("exception"),
    _text("number"),
    _text("station"),
    _text("at"),
    _text("closed_at", required=False),
    Index("ix_exceptions_station", "station"),
)

# --- photos -----------------------------------------------------------------------------------------------------------

blobs = _table(
    "blobs",
    _text("sha256", key=True),
    _whole("device"),
    _whole("length"),
    _whole("received"),
    _whole("whole"),  # 1 once the finished hash was right
    _text("at"),
)
blob_pieces = _table("blob_pieces", _text("sha256", key=True), _whole("start", key=True), _octets("content"))
