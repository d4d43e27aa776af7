"""The declaration of the tables: every derived row leads back to an entry, every constraint has a name."""

import pytest
from sqlalchemy import Table

from coalguard.store.rows import derived, kept


@pytest.mark.parametrize("table", derived.sorted_tables, ids=str)
def test_every_derived_row_leads_back_to_the_entry_it_comes_from(table: Table) -> None:
    assert {"place", "visit"} & {column.name for column in table.columns}


@pytest.mark.parametrize("table", [*derived.sorted_tables, *kept.sorted_tables], ids=str)
def test_every_table_has_a_primary_key_and_every_index_a_name(table: Table) -> None:
    assert list(table.primary_key)
    assert all(index.name for index in table.indexes)


def test_no_table_is_kept_and_derived() -> None:
    assert kept.tables.keys().isdisjoint(derived.tables)
