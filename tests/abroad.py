"""Another station for tests, of which nothing is known here but what it prints and exports: a key and its papers."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from coalguard.domain.journal import Json, render_instant
from coalguard.domain.numbering import PaperKind
from coalguard.operations.station import Actor, Station
from coalguard.trust.chain import DeviceSigner, check_code
from coalguard.trust.keyring import TrustedKey, render_bundle
from coalguard.trust.packing import PaperFields
from coalguard.trust.paper import render_code, sign_paper

NOON = datetime(2026, 1, 14, 4, tzinfo=UTC)
MIDNIGHT = NOON + timedelta(hours=12)
PLATE = "甘N8F326"


@dataclass(frozen=True)
class Abroad:
    """A market elsewhere; its form is for 甘N8F326, 32,420 kg of 无烟2号, valid until midnight of 14 January 2026."""

    code: str = "LX02"
    name: str = "演示二市场"
    signer: DeviceSigner = field(default_factory=lambda: DeviceSigner(bytes(range(32))))

    @property
    def key(self) -> TrustedKey:
        """Its own key, as it knows it."""
        return TrustedKey(self.signer.public, self.code, self.name, NOON, own=True)

    def bundle(self, *more: TrustedKey, revoked_from: tuple[int, int] | None = None) -> str:
        """What its `keys export` prints; with other keys, or its own revoked."""
        return render_bundle([replace(self.key, revoked_from=revoked_from), *more], self.signer, NOON).decode()

    def fields(self, **changes: Any) -> PaperFields:
        """What its form says."""
        form = PaperFields(
            PaperKind.FORM,
            self.code,
            32,
            0,
            NOON - timedelta(hours=2),
            PLATE,
            47_820,
            15_400,
            1,
            (Decimal("7.98"), Decimal("0.47"), Decimal("18.70")),
            "pass",
            "622901",
            NOON + timedelta(hours=12),
            1,
            4_711,
            bytes(8),
        )
        return replace(form, **changes)

    def paper(self, **changes: Any) -> str:
        """The text of the code on its form."""
        return "".join(render_code(sign_paper(self.fields(**changes), self.signer)))


def held_form(
    station: Station, by: Actor, plate: str = PLATE, *, until: datetime = MIDNIGHT, **more: Json
) -> tuple[str, str]:
    """A form whose entry this gate holds, as a market would have issued it; its number and its check code."""
    nowhere = str(by.key)
    says: dict[str, Json] = {
        "visit": nowhere,
        "plate": plate,
        "sale": nowhere,
        "ticket": "GB01-260114-0001",
        "settlement": "JS01-260114-0001",
        "lot": "260114A01",
        "net_kg": 32_420,
        "coal": "无烟2号",
        "report": "R-1",
        "verdict": "pass",
        "values": [{"item": "sulfur", "basis": "d", "value": "0.47", "limit": "1.00"}],
        "destination": "622901",
        "valid_until": render_instant(until),
        "replaces": "",
        **more,
    }
    with station.store.begin() as act:
        issued = act.issue(PaperKind.FORM, "form.issued", says)
    return str(issued.number), check_code(issued.hash)
