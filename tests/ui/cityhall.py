"""A city hall to try windows with: an invented city whose words arrive in a station's store as the feed brings them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from coalguard.domain.journal import Fact, Moment, render_body
from coalguard.operations.station import Station
from coalguard.store.arrival import Arriving, take_in
from coalguard.store.cursors import Cursor, keep_cursors
from coalguard.trust.chain import DeviceSigner

OPENED = datetime(2026, 1, 14, 13, 46, tzinfo=UTC)


@dataclass
class City:
    """One city; `station` has pinned its key."""

    station: Station
    signer: DeviceSigner = field(default_factory=DeviceSigner.fresh)
    seq: int = 0

    def __post_init__(self) -> None:
        moved = {Cursor.CITY: self.signer.public.hex(), Cursor.URL: "https://city.example"}
        keep_cursors(self.station.store, moved)

    def says(self, *facts: Fact) -> list[str]:
        """Let entries of the city arrive; gives back their keys."""
        return self.passes_on(self.signer, *facts)

    def passes_on(self, signer: DeviceSigner, *facts: Fact) -> list[str]:
        """Let entries of any device arrive; gives back their keys."""
        arriving = []
        for fact in facts:
            self.seq += 1
            body = render_body(fact, Moment(OPENED + timedelta(minutes=self.seq), trusted=True), None)
            arriving.append(Arriving(signer.device, 1, self.seq, sha256(body).digest(), body))
        take_in(self.station.store, arriving, {signer.device: signer.public}, self.seq, "")
        return [f"{one.device}-{one.epoch}-{one.seq}" for one in arriving]


def double_use(number: str, told: str = "KK01") -> Fact:
    """That a form was used at two gates."""
    return Fact(
        "exception.opened",
        {
            "exception": "redemption.double",
            "number": number,
            "facts": {
                "number": number,
                "first": {"station": "KK01", "at": "2026-01-14T12:58:11.250Z"},
                "second": {"station": "KK02", "at": "2026-01-14T13:10:00.000Z"},
            },
            "station": told,
            "stations": ["KK01", "KK02", "LX01"],
        },
    )


def watched_passed(plate: str, told: str = "KK01") -> Fact:
    """That a watched truck was let pass."""
    facts = {"plate": plate, "at": "2026-01-14T13:00:00.000Z"}
    says = {"exception": "plate.watched_passed", "number": "CF01-260114-0007", "facts": facts}
    return Fact("exception.opened", {**says, "station": told, "stations": [told]})


def closed(opened: str, note: str = "") -> Fact:
    """That the city closed one."""
    return Fact("exception.closed", {"opened": opened, "note": note})
