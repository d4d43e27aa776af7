"""The derived tables of what others wrote: the city's word, and forms, uses and decisions of other stations.

`said_by` is the local number of the device that said it: each device's rows stand beside any other's, so that it never
matters whose entries came first, and a question takes the word of the city alone where the city alone may speak. All
that can be said anew is kept by its newest entry. Nothing here is personal.
"""

from sqlalchemy import Index

from coalguard.store.table import derived_table, text, whole

server = derived_table(
    "server",
    whole("place", key=True),
    text("city"),
    text("url"),
    text("feed"),
    text("station"),
    text("address"),
    text("fingerprint"),
)

# --- the city's word --------------------------------------------------------------------------------------------------

stations = derived_table(
    "stations",
    whole("said_by", key=True),
    text("code", key=True),
    whole("place"),
    text("name"),
    text("kind"),
    clustered=True,
)
published_keys = derived_table(
    "published_keys",
    whole("said_by", key=True),
    text("public", key=True),
    whole("place"),
    text("device"),
    text("station"),
    text("name"),
    clustered=True,
)
revoked_keys = derived_table(
    "revoked_keys",
    whole("said_by", key=True),
    text("public", key=True),
    whole("place"),
    whole("epoch"),
    whole("seq"),
    clustered=True,
)
rule_sets = derived_table("rule_sets", whole("place", key=True), whole("said_by"), text("version"), text("since"))
prices = derived_table(
    "prices",
    whole("place", key=True),
    whole("said_by"),
    text("coal"),
    text("station"),
    whole("fen_per_t"),
    text("since"),
    Index("ix_prices_coal", "coal", "station", "since"),
)
published_outlets = derived_table(
    "published_outlets",
    whole("said_by", key=True),
    text("name", key=True),
    whole("place"),
    whole("tier"),
    text("town"),
    text("credit_code"),
    text("code"),
    clustered=True,
)
watched_plates = derived_table(
    "watched_plates",
    whole("said_by", key=True),
    text("plate", key=True),
    whole("place"),
    whole("watched"),
    text("reason"),
    text("until"),
    text("at"),
    clustered=True,
)
exceptions = derived_table(
    "exceptions",
    whole("place", key=True),
    whole("said_by"),
    text("exception"),
    text("number"),
    text("station"),
    text("at"),
)
closed_exceptions = derived_table(
    "closed_exceptions",
    whole("opened", key=True),
    whole("place"),
    text("note"),
    text("at"),
)

# --- other stations ---------------------------------------------------------------------------------------------------

heard_forms = derived_table(
    "heard_forms",
    whole("place", key=True),
    whole("said_by"),
    text("prefix"),
    whole("serial"),
    text("number"),
    text("plate"),
    text("coal"),
    whole("net_kg"),
    text("valid_until"),
    Index("ix_heard_forms_prefix", "prefix", "serial"),
)
heard_voids = derived_table(
    "heard_voids",
    whole("place", key=True),
    whole("said_by"),
    text("prefix"),
    whole("serial"),
    text("at"),
    Index("ix_heard_voids_prefix", "prefix", "serial"),
)
heard_redemptions = derived_table(
    "heard_redemptions",
    whole("place", key=True),
    whole("said_by"),
    text("prefix"),
    whole("serial"),
    text("number"),
    text("key_id"),
    text("at"),
    Index("ix_heard_redemptions_prefix", "prefix", "serial"),
)
heard_decisions = derived_table(
    "heard_decisions",
    whole("place", key=True),
    whole("said_by"),
    text("plate"),
    text("decision"),
    text("reasons"),
    text("at"),
    Index("ix_heard_decisions_plate", "plate", "place"),
)
