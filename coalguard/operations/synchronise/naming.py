"""Naming: the city calls this station otherwise, and from now on so does the station (`journal.md` §6).

The new name becomes an entry of the station's own. What is issued behind it bears the new name; what was issued before
keeps the old one, however often it is printed again.
"""

from coalguard.domain.identity import check_firm_name
from coalguard.domain.journal import Fact
from coalguard.operations.station import Station
from coalguard.store.heard import renamed


def take_name(station: Station) -> bool:
    """Take the name that the city gave this station; whether there was a new one."""
    found = renamed(station.store.read())
    if found is None or check_firm_name(found[1])[1]:
        return False
    founding, name = found
    with station.store.begin() as act:
        act.append(Fact("station.named", {"station": str(founding), "name": name}))
    return True
