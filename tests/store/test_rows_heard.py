"""The tables of what others wrote: each device's rows beside any other's, found by whoever said them."""

import pytest
from sqlalchemy import Table

from coalguard.store import rows_heard
from coalguard.store.table import derived

OF_OTHERS = [one for one in vars(rows_heard).values() if isinstance(one, Table)]


def test_they_are_derived() -> None:
    assert {one.name for one in OF_OTHERS} <= derived.tables.keys()


@pytest.mark.parametrize("table", OF_OTHERS, ids=str)
def test_every_row_says_who_said_it_or_is_known_by_its_entry(table: Table) -> None:
    keys = {column.name for column in table.primary_key}
    assert "said_by" in keys or keys in ({"place"}, {"opened"})
