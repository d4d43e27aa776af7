"""Office: everything that answers a call, as one value; and how a call comes to a device that the city believes.

Made once for each process (`open_office`), handed to every route. Processes share nothing but database and key file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, Connection, func, select

from coalguard.clock import Clock
from coalguard.domain.errors import DamagedError, MachineError
from coalguard.server.checkpoint import Checkpoints
from coalguard.server.city import City, found_city
from coalguard.server.database import Database, open_database, sqlite_file
from coalguard.server.journal import Journal
from coalguard.server.limit import ADDRESS_PACE, DEVICE_PACE, Pace, Turnstile
from coalguard.server.metrics import Labels, Metrics
from coalguard.server.secret import Secret, load_secret
from coalguard.server.tables import CITY, devices, exceptions, feed

DATABASE = "server.db"
KEY_FILE = "server.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What an office is opened with; what is left empty lies in the folder."""

    folder: Path
    clock: Clock
    database: str = ""
    key_file: Path | None = None
    address: str = ""
    """Where phones find papers, `HTTPS://HOST/V/`."""
    device_pace: Pace = DEVICE_PACE
    address_pace: Pace = ADDRESS_PACE
    founds: bool = True
    """Whether a city is founded where there is none: by the server alone."""

    @property
    def url(self) -> str:
        """Where the database is."""
        place = URL.create("sqlite", database=str(self.folder.absolute() / DATABASE))
        return self.database or place.render_as_string(hide_password=False)

    @property
    def key(self) -> Path:
        """Where the key file is: beside an SQLite file, else in the folder."""
        file = sqlite_file(self.url)
        return self.key_file or (file.with_name(KEY_FILE) if file else self.folder / KEY_FILE)


@dataclass(frozen=True, slots=True)
class Office:
    """An open office."""

    database: Database
    secret: Secret
    city: City
    clock: Clock
    journal: Journal
    checkpoints: Checkpoints
    device_turnstile: Turnstile
    address_turnstile: Turnstile
    metrics: Metrics = field(default_factory=Metrics)

    def close(self) -> None:
        """Let the database go."""
        self.database.close()


def open_office(config: Config) -> Office:
    """Open what calls are answered from; made where there is none and the config founds one.

    Raises UsageError, MachineError, Refused, DamagedError as `open_database`, `load_secret` and `found_city` say.
    """
    file = sqlite_file(config.url)
    for place in (config.key, *([file] if file else [])) if config.founds else ():
        place.parent.mkdir(parents=True, exist_ok=True)
    database = open_database(config.url, founds=config.founds)
    missing = not config.key.exists()
    try:
        secret = load_secret(config.key)
        city = found_city(database, secret, config.clock, address=config.address)
    except DamagedError as error:
        database.close()
        if not missing:
            raise
        config.key.unlink(missing_ok=True)  # made just now, and of no use: a city is there already, under another
        raise MachineError("server.key_unreadable", file=config.key.name) from error
    except BaseException:
        database.close()
        raise
    return Office(
        database,
        secret,
        city,
        config.clock,
        Journal(database, secret, city),
        Checkpoints(database, city, config.clock),
        Turnstile(config.device_pace, config.clock),
        Turnstile(config.address_pace, config.clock),
    )


def gauges(connection: Connection) -> Mapping[str, Mapping[Labels, int]]:
    """What the database tells `metrics`."""
    position = connection.execute(select(feed.c.position)).scalar_one()
    by_status = select(devices.c.status, func.count()).where(devices.c.no != CITY).group_by(devices.c.status)
    open_ones = select(func.count()).select_from(exceptions).where(exceptions.c.closed_at.is_(None))
    return {
        "coalguard_feed_position": {(): position},
        "coalguard_devices": {(("status", status),): count for status, count in connection.execute(by_status)},
        "coalguard_open_exceptions": {(): connection.execute(open_ones).scalar_one()},
    }
