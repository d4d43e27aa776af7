"""The tables, private to the store: kept ones (the truth) and derived ones (its convenience).

Kept tables change by migrations alone, and only by ADD and CREATE; `tests/migrations` compares them with this
declaration. Derived tables are never migrated: where `versions.DERIVED` differs they are dropped and folded anew from
the journal. All are STRICT: whole kilograms, fen, exact decimals as text, UTC instants as text, places as INTEGER.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from coalguard.store import rows_heard
from coalguard.store.table import derived, kept
from coalguard.store.table import derived_table as _derived
from coalguard.store.table import kept_table as _kept
from coalguard.store.table import octets as _bytes
from coalguard.store.table import text as _text
from coalguard.store.table import whole as _whole

__all__ = ["derived", "kept", "rows_heard"]

# --- kept -----------------------------------------------------------------------------------------------------------

keys = _kept(
    "keys",
    _whole("no", key=True),
    Column("device", Text, nullable=False, unique=True),
    _bytes("public"),
    _bytes("private", required=False),
)
headers = _kept("headers", _whole("no", key=True), _whole("device"), _whole("epoch"), _bytes("body"), _bytes("hash"))
entries = Table(
    "entries",
    kept,
    Column("device", Integer, ForeignKey("keys.no"), primary_key=True),
    _whole("epoch", key=True),
    _whole("seq", key=True),
    Column("header", Integer, ForeignKey("headers.no")),  # null for entries of others: the server answers for them
    _bytes("prev", required=False),
    _bytes("hash"),
    _bytes("body"),
    _bytes("paper", required=False),  # the paper's signature, beside the body and never in it
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
seals = _kept(
    "seals",
    _whole("device", key=True),
    _whole("epoch", key=True),
    _whole("seq", key=True),
    _bytes("head"),
    _bytes("signature"),
    _text("purpose"),
    _text("at"),
    clustered=True,
)
persons = _kept(
    "persons",
    _whole("device", key=True),
    _whole("epoch", key=True),
    _whole("seq", key=True),
    _bytes("salt"),
    _bytes("row"),
    clustered=True,
)
pins = _kept("pins", _text("staff", key=True), _text("hash"), _whole("failures"), _text("failed_at", required=False))
marks = _kept("marks", _text("name", key=True), _text("value"), clustered=True)
drafts = _kept("drafts", _text("page", key=True), _bytes("content"), _text("at"), clustered=True)
cursors = _kept("cursors", _text("name", key=True), _text("value"), clustered=True)
city_receipts = _kept(
    "city_receipts",
    _whole("epoch", key=True),
    _whole("seq", key=True),
    _bytes("head"),
    _bytes("said"),
    _bytes("signature"),
    _text("at"),
    clustered=True,
)
heard = _kept("heard", _text("station", key=True), _text("until"), clustered=True)

# --- derived: who and what there is ---------------------------------------------------------------------------------

station = _derived(
    "station",
    _whole("place", key=True),
    _text("code"),
    _text("name"),
    _text("kind"),
    _text("letter"),
    _whole("demo"),
)
station_names = _derived("station_names", _whole("place", key=True), _text("name"))
"""What the station was called, from which entry on: a paper keeps the name under which it was issued."""
staff = _derived("staff", _whole("place", key=True), _text("roles"), _whole("active"), _whole("founder"))
people = _derived(
    "people",
    _whole("place", key=True),
    _text("kind"),
    _text("name"),
    _text("login"),
    _text("document"),
    _text("phone"),
    _whole("latest"),
    Index("ix_people_document", "document"),
    Index("ix_people_name", "kind", "name"),
)
person_versions = _derived(
    "person_versions",
    _whole("place", key=True),
    _whole("person"),
    Index("ix_person_versions_person", "person", "place"),
)
suppliers = _derived("suppliers", _whole("place", key=True), _text("name"), _text("kind"), _text("credit_code"))
contracts = _derived(
    "contracts",
    _whole("place", key=True),
    _text("number"),
    _whole("supplier"),
    _text("coal"),
    _whole("quantity_kg"),
    _text("until"),
    Index("ix_contracts_number", "number"),
)
reports = _derived(
    "reports",
    _whole("place", key=True),
    _text("number"),
    _whole("supplier"),
    _text("coal"),
    _text("batch"),
    _whole("covers_kg"),
    _text("verdict"),
    _text("reported_on"),
    Index("ix_reports_number", "number"),
)
vehicles = _derived(
    "vehicles",
    _text("plate", key=True),
    _whole("place"),
    _whole("axles", required=False),
    _whole("combination"),
    _whole("single_drive"),
    _text("colour"),
    _whole("rated_kg", required=False),
    clustered=True,
)
yards = _derived("yards", _whole("place", key=True), _text("name"))
outlets = _derived(
    "outlets", _whole("place", key=True), _text("name"), _whole("tier"), _text("town"), _text("credit_code")
)
settings = _derived("settings", _text("kind", key=True), _text("name", key=True), _whole("place"), clustered=True)
grants = _derived(
    "grants",
    _whole("place", key=True),
    _text("kind"),
    _text("prefix"),
    _whole("first"),
    _whole("last"),
    _whole("following"),
    _whole("valid"),
    _text("origin"),
)
trusted_keys = _derived(
    "trusted_keys",
    _text("public", key=True),
    _whole("place"),
    _text("station"),
    _text("name"),
    _text("heard_at"),
    _whole("revoked_epoch", required=False),
    _whole("revoked_seq", required=False),
    clustered=True,
)
shifts = _derived(
    "shifts",
    _whole("place", key=True),
    _text("opened_at"),
    _whole("opened_by"),
    _text("closed_at", required=False),
    _text("ending", required=False),
    _whole("ended", required=False),
    _whole("printed"),
    _text("print_reason"),
)
changes = _derived("changes", _whole("place", key=True), _text("kind"), _text("name"))

# --- derived: trucks, papers, stock ---------------------------------------------------------------------------------

visits = _derived(
    "visits",
    _whole("place", key=True),
    _text("plate"),
    _text("purpose"),
    _text("state"),
    _text("opened_at"),
    _whole("gross_kg", required=False),
    _whole("gross", required=False),
    _whole("tare_kg", required=False),
    _whole("tare", required=False),
    _whole("manual"),
    Index("ix_visits_plate", "plate", "place"),
    Index(
        "ix_visits_open", "place", sqlite_where=Column("state").in_(["arrived", "half_weighed", "weighed", "recorded"])
    ),
)
weighings = _derived(
    "weighings",
    _whole("place", key=True),
    _whole("visit"),
    _text("step"),
    _whole("kg"),
    _whole("manual"),
    _text("at"),
)
lots = _derived(
    "lots",
    _text("number", key=True),
    _whole("place"),
    _whole("yard"),
    _text("coal"),
    _text("opened_on"),
    clustered=True,
)
receipts = _derived(
    "receipts",
    _whole("place", key=True),
    _text("lot"),
    _whole("visit"),
    _whole("supplier"),
    _whole("contract", required=False),
    _whole("report", required=False),
    _whole("net_kg"),
    _text("number"),
    _text("plate"),
    _text("day"),
    Index("ix_receipts_day", "day"),
    Index("ix_receipts_lot", "lot"),
    Index("ix_receipts_contract", "contract"),
    Index("ix_receipts_report", "report"),
)
postings = _derived(
    "postings",
    _whole("place", key=True),
    _whole("line", key=True),
    _text("account"),
    _text("owner"),
    _whole("kg"),
    _text("day"),
    Index("ix_postings_account", "account", "owner", "day", "kg"),  # balances are summed from it alone
    Index("ix_postings_day", "day"),
    clustered=True,
)
papers = _derived(
    "papers",
    _text("prefix", key=True),
    _whole("serial", key=True),
    _text("number"),
    _text("kind"),
    _whole("place"),
    _whole("visit"),
    _text("issued_at"),
    _text("state"),
    Index("ix_papers_visit", "visit"),
    Index("ix_papers_place", "place"),
    clustered=True,
)
prints = _derived(
    "prints",
    _whole("place", key=True),
    _text("prefix"),
    _whole("serial"),
    _whole("printer"),
    _text("parts"),
    _whole("copy"),
    _text("outcome"),
    _text("fault"),
    _text("at"),
    Index("ix_prints_paper", "prefix", "serial", "place"),
    Index("ix_prints_failed", "place", sqlite_where=Column("outcome") == "failed"),
)
forms = _derived(
    "forms",
    _whole("place", key=True),
    _text("number"),
    _whole("sale"),
    _whole("visit"),
    _text("plate"),
    _text("lot"),
    _whole("net_kg"),
    _text("state"),
    _text("valid_until"),
    _text("day"),
    _text("replaces"),
    Index("ix_forms_number", "number"),
    Index("ix_forms_day", "day"),
)
voids = _derived(
    "voids",
    _whole("place", key=True),
    _text("number"),
    _text("lot"),
    _text("plate"),
    _whole("net_kg"),
    _text("day"),
    Index("ix_voids_day", "day"),
)
counts = _derived(
    "counts",
    _whole("place", key=True),
    _text("lot"),
    _whole("adjustment_kg"),
    _text("day"),
    Index("ix_counts_day", "day"),
)
sales = _derived(
    "sales",
    _whole("place", key=True),
    _whole("visit"),
    _text("lot"),
    _whole("buyer"),
    _whole("net_kg"),
    _whole("amount_fen"),
    _text("day"),
    _whole("voided", required=False),
    Index("ix_sales_buyer", "buyer"),
    Index("ix_sales_day", "day"),
    Index("ix_sales_voided", "voided", sqlite_where=Column("voided").is_not(None)),
)
redemptions = _derived(
    "redemptions",
    _whole("place", key=True),
    _text("number"),
    _text("key_id"),
    _whole("visit"),
    _text("at"),
    Index("ix_redemptions_number", "number"),
)
inspections = _derived(
    "inspections",
    _whole("visit", key=True),
    _text("plate"),
    _whole("recorded", required=False),
    _text("verdict"),
    _whole("decided", required=False),
    _text("decision"),
    _text("reasons"),
    _text("at"),
    Index("ix_inspections_plate", "plate", "visit"),
    Index("ix_inspections_decided", "decided"),
)
finds = _derived(
    "finds",
    _whole("place", key=True),
    _whole("line", key=True),
    _text("kind"),
    _text("number"),
    _text("title"),
    _text("text"),
    clustered=True,
)
