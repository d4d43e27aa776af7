"""A lease as the content of the entry that opens it."""

from base64 import b64decode

from coalguard.domain.journal import canonical
from coalguard.sync.lease import lease_says
from coalguard.sync.messages import Lease, say
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.statement import Purpose, open_statement

CITY = DeviceSigner(b"2" * 32)


def test_the_entry_proves_the_lease_by_the_citys_own_words() -> None:
    lease = Lease("00" * 8, 1, "form", "LX01", 1, 5000, "2026-07-13T04:00:00.000Z")
    says = lease_says(lease, say(Purpose.GRANT, lease, CITY))

    said, signature = map(b64decode, says["lease"])  # type: ignore[arg-type]  # two texts
    assert b'"last":5000' in open_statement(Purpose.GRANT, said, signature, CITY.public)
    assert (says["origin"], says["first"], says["last"]) == ("server", 1, 5000)
    assert canonical(says)
