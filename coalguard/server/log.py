"""Log: one JSON object a line, of what the server did and how long it took; never of whom.

A line has the route as it is declared (`/V/{digits}`), never what was asked for, no query, no name, no address of a
phone, no body. An error is told by its kind, the database's own code for it and the places it passed, without its own
text, which may quote a row.
"""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path, PurePath
from typing import Any, Final

_SPEAKERS: Final = ("coalguard.server", "uvicorn.error")
_TOLD: Final = "told"
_LOG_BYTES: Final = 10_000_000
_LOGS_KEPT: Final = 5


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; what was told beside it stands at its top level."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line |= getattr(record, _TOLD, {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = list(places_of(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def tell(log: logging.Logger, event: str, told: Mapping[str, object], level: int = logging.INFO) -> None:
    """Log an event with what belongs to it."""
    log.log(level, event, extra=extra(told))


def extra(told: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """What `logging` calls extra."""
    return {_TOLD: told}


def places_of(error: BaseException) -> Iterator[str]:
    """The kind of an error and the places it passed, the cause before it; no text of its own."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from places_of(before)
    diagnosed = (getattr(error, "sqlstate", None), getattr(getattr(error, "diag", None), "constraint_name", None))
    yield " ".join([f"{type(error).__module__}.{type(error).__qualname__}", *filter(None, diagnosed)])
    for place in traceback.extract_tb(error.__traceback__):
        yield f"{PurePath(place.filename).name}:{place.lineno} {place.name}"


@contextmanager
def kept_log(file: Path | None) -> Iterator[None]:
    """Have everything that the server and what it runs on say kept in a file, or on standard error where there is none.

    The oldest of it is thrown away: a log must never fill the disk that the journal lies on.
    """
    handler = logging.StreamHandler() if file is None else _rotating(file)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in _SPEAKERS]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, (level, propagates) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagates
        handler.close()


def _rotating(file: Path) -> logging.Handler:
    file.parent.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8")
