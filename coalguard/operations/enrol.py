"""Enrolment: a station becomes known to the city, by a one-time code and a fingerprint that two people compare.

Nothing is written before the answer is proved, and then everything in one act: the city's key, the end of the starter
numbers, the first leases. So an answer that was lost costs nothing: the same code is used once more.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coalguard.domain.errors import DamagedError, UsageError
from coalguard.domain.findings import Finding, fail, refuse_if_any
from coalguard.domain.journal import Fact
from coalguard.domain.numbering import PaperKind, prefix_of, starter_range
from coalguard.domain.roles import Duty
from coalguard.operations.station import Actor, Station, entitle, field_findings
from coalguard.store.cursors import UNKNOWN, Cursor, keep_cursors, load_cursors
from coalguard.store.file import write_whole
from coalguard.store.papers import load_grants
from coalguard.store.settings import load_settings
from coalguard.store.standing import first_unused
from coalguard.sync import messages
from coalguard.sync.lease import lease_says
from coalguard.trust.statement import pair_fingerprint

if TYPE_CHECKING:  # brings requests with it
    from coalguard.sync.client import Enrolment

CA_FILE = "ca.pem"
_LARGEST_CA = 1 << 20
REASON = "enrolled"
"""Why the starter numbers are closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enroll:
    """The server's address, the one-time code, and the file of a private authority where the server needs one."""

    url: str
    code: str
    ca: str = ""


@dataclass(frozen=True, slots=True)
class Leased:
    """Serials that the city lent for a kind of paper."""

    kind: PaperKind
    prefix: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What enrolment came to; the fingerprint stands on the city's screen as well, or somebody stands between."""

    station: str
    name: str
    fingerprint: str
    city: str
    url: str
    address: str
    grants: tuple[Leased, ...]


def enroll(station: Station, actor: Actor, request: Enroll) -> Enrolled:
    """Become known to the city.

    Raises Refused `enroll.demo`, `enroll.already`, or what the city says (`enroll.code_wrong` and its kin); UsageError
    `enroll.url_malformed`, `enroll.ca_unreadable`; MachineError of the line; DamagedError `enroll.differs` where the
    answer is not about this device.
    """
    from coalguard.sync.client import Line, check_url  # noqa: PLC0415 -- brings requests with it

    entitle(actor, Duty.ENROL)
    says = load_settings(station.store.read(), "station")[0]
    refuse_if_any([*field_findings({"url": request.url, "code": request.code}), *_against(station, bool(says["demo"]))])
    url, ca = check_url(request.url), _authority(request.ca)
    store, file = station.store, station.store.vault.folder / CA_FILE
    with station.link.turn:
        if ca:
            write_whole(file, ca)
        line = Line(url, store.signer, ca=file if ca else None)
        try:
            enrolment = line.enroll(_asked(station, request.code, says))
        finally:
            line.close()
        _check(station, enrolment)
        keep_cursors(store, {Cursor.CA: CA_FILE if ca else ""})
        _keep(station, actor, url, enrolment)
        moved = {Cursor.URL: url, Cursor.CITY: enrolment.told.city, Cursor.FEED: enrolment.told.feed}
        keep_cursors(store, {**moved, Cursor.TRUST_AT: enrolment.trust.at})
    leased = (Leased(PaperKind(one.kind), one.prefix, one.first, one.last) for one, _ in enrolment.leases)
    told = enrolment.told
    return Enrolled(says["code"], says["name"], told.fingerprint, told.city, url, told.address, tuple(leased))


def _against(station: Station, demo: bool) -> Iterator[Finding]:  # noqa: FBT001 -- a fact about the station
    if demo:
        yield fail("enroll.demo")
    cursors = load_cursors(station.store.read())
    if cursors.enrolled and cursors.refused != UNKNOWN:  # a city that was restored from before forgot this station
        yield fail("enroll.already", url=cursors.url)


def _authority(file: str) -> bytes:
    if not file.strip():
        return b""
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(_LARGEST_CA)
    except (OSError, ValueError) as error:
        raise UsageError("enroll.ca_unreadable", file=file) from error
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise UsageError("enroll.ca_unreadable", file=file)
    return content


def _asked(station: Station, code: str, says: Mapping[str, Any]) -> messages.Enroll:
    head, signer, (_, last) = station.store.head, station.store.signer, starter_range(says["letter"])
    return messages.Enroll(
        "".join(code.split()).upper(),
        says["code"],
        says["name"],
        says["kind"],
        says["letter"],
        signer.public.hex(),
        head.epoch,
        head.seq,
        {kind: min(serial, last + 1) for kind, serial in first_unused(station.store.read()).items()},
    )


def _check(station: Station, enrolment: "Enrolment") -> None:
    """Whether the answer is about this device, and the city's key the one that both screens show."""
    signer, told, certificate = station.store.signer, enrolment.told, enrolment.certificate
    ours = (signer.device, signer.public.hex(), told.city)
    sound = (certificate.device, certificate.public, certificate.city) == ours
    sound = sound and load_cursors(station.store.read()).city in {"", told.city}
    sound = sound and told.fingerprint == pair_fingerprint(signer.public, bytes.fromhex(told.city))
    prefixes = {str(kind): prefix_of(kind, station.code) for kind in PaperKind}
    place = (signer.device, station.store.head.epoch)
    for lease, _ in enrolment.leases:
        sound = sound and (lease.device, lease.epoch) == place and prefixes.get(lease.kind) == lease.prefix
    if not sound:
        raise DamagedError("enroll.differs")


def _keep(station: Station, actor: Actor, url: str, enrolment: "Enrolment") -> None:
    """One act: who the city is, the end of all own numbers, the first leases."""
    told = enrolment.told
    with station.store.begin(by=actor.key) as act:
        said = {
            "said": b64encode(bytes(told.certificate.said)).decode(),
            "signature": b64encode(told.certificate.signature).decode(),
        }
        act.append(
            Fact(
                "server.enrolled",
                {
                    "city": told.city,
                    "url": url,
                    "feed": told.feed,
                    "station": enrolment.certificate.station,
                    "address": told.address,
                    "fingerprint": told.fingerprint,
                    "certificate": said,
                },
            )
        )
        for grant in load_grants(act):
            if grant.valid:
                act.append(Fact("grant.closed", {"grant": str(grant.key), "reason": REASON}))
        for lease, statement in enrolment.leases:
            act.append(Fact("grant.opened", lease_says(lease, statement)))
