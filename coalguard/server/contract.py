"""Contract: the OpenAPI document of the server, made from the calls as they are declared and from nothing else.

Schemas come from the phrase book (`sync.messages`) by msgspec, so that they say exactly what the server reads and
writes. Every refusal of a call is listed by its status with its codes; whoever must be let in says so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from coalguard import __version__
from coalguard.domain.journal import Json
from coalguard.server.call import HTML, NDJSON, OCTETS, Call
from coalguard.server.problem import MEDIA_TYPE, STATUS
from coalguard.sync.messages import VERSION, Problem

OPENAPI: Final = "3.1.0"
_REFERENCE: Final = "#/components/schemas/{name}"
_BEARER: Final = "device"

_EVERY_CALL: Final = ("server.rate", "server.too_large", "server.encoding_unknown", "server.malformed", "server.failed")
_LET_IN: Final = ("token.missing", "token.invalid", "token.expired", "token.device_unknown", "token.revoked")
_MACHINE: Final = ("database.busy", "database.unreachable", "disk.full", "disk.failed")
_KINDS: Final[Mapping[str, int]] = {
    **dict.fromkeys(_MACHINE, 503),
    "enroll.malformed": 422,
    "push.malformed": 422,
    "push.seal_invalid": 422,
    "server.malformed": 422,
}
"""Statuses of the codes that follow from the kind of their error."""
_CONFLICT: Final = 409
_CALLERS_OWN: Final = (413, 415, 422)
"""Statuses that are a problem even where others are a page."""
PATTERNS: Final[Mapping[str, Mapping[str, Json]]] = {
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "digits": {"type": "string", "pattern": "^[0-9]{1,300}$"},
}
"""What stands in the places of a path."""


_SCHEMAS: Final[Mapping[str, Mapping[str, Json]]] = {
    HTML: {"type": "string"},
    NDJSON: {"type": "string"},
    OCTETS: {"type": "string", "format": "binary"},
}
"""Of bodies that are no JSON."""


def describe(calls: Iterable[Call]) -> dict[str, Any]:
    """The document."""
    listed = tuple(calls)
    kinds = [kind for call in listed for kind in (call.takes, call.gives) if isinstance(kind, type)]
    _, schemas = msgspec.json.schema_components([*kinds, Problem], ref_template=_REFERENCE)
    paths: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for call in listed:
        paths[call.place][call.verb.lower()] = _operation(call)
    return {
        "openapi": OPENAPI,
        "info": {"title": "CoalGuard 煤管通", "version": __version__, "description": f"Sync, version {VERSION}."},
        "paths": dict(paths),
        "components": {
            "schemas": schemas,
            "securitySchemes": {_BEARER: {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(call: Call) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": call.about,
        "operationId": f"{call.verb.lower()}{re.sub('[^0-9A-Za-z]+', '_', call.place).rstrip('_')}",
        "parameters": [*_in_path(call), *_in_query(call), *_in_headers(call)],
        "responses": {**_answer(call), **_refusals(call)},
        "security": [] if call.open else [{_BEARER: []}],
    }
    if call.takes is not None:
        told["requestBody"] = {"required": True, "content": _content(call.takes)}
    return told


def _in_path(call: Call) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", call.place):
        yield {"name": name, "in": "path", "required": True, "schema": PATTERNS[name]}


def _in_query(call: Call) -> Iterator[dict[str, Any]]:
    if call.query is None:
        return
    schema = msgspec.json.schema(call.query)["$defs"][call.query.__name__]
    for name, told in schema["properties"].items():
        yield {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": told}


def _in_headers(call: Call) -> Iterator[dict[str, Any]]:
    for name, pattern in call.needs.items():
        required = not pattern.startswith("?")
        schema = {"type": "string", "pattern": pattern.removeprefix("?")}
        yield {"name": name, "in": "header", "required": required, "schema": schema}


def _content(kind: type[msgspec.Struct] | str) -> dict[str, Any]:
    if isinstance(kind, str):
        return {kind: {"schema": _SCHEMAS.get(kind, {})}}
    return {"application/json": {"schema": {"$ref": _REFERENCE.format(name=kind.__name__)}}}


def _answer(call: Call) -> dict[str, Any]:
    told: dict[str, Any] = {"description": call.about}
    if call.gives is not None:
        told["content"] = _content(call.gives)
    if call.tells:
        told["headers"] = {name: {"schema": {"type": "string", "pattern": p}} for name, p in call.tells.items()}
    return {str(call.status): told}


def _refusals(call: Call) -> dict[str, Any]:
    """Every refusal by its status, with its codes."""
    codes: defaultdict[int, list[str]] = defaultdict(list)
    for code in (*call.refuses, *_EVERY_CALL, *_MACHINE, *(() if call.open else _LET_IN)):
        status = STATUS.get(code) or _KINDS.get(code) or _CONFLICT
        if code not in codes[status]:
            codes[status].append(code)
    shown = {status for status in codes if status not in _CALLERS_OWN} if call.fault else set()
    return {
        str(status): {"description": call.about, "content": _content(HTML)} if status in shown else _problem(of_it)
        for status, of_it in sorted(codes.items())
    }


def _problem(codes: list[str]) -> dict[str, Any]:
    schema = {
        "allOf": [
            {"$ref": _REFERENCE.format(name=Problem.__name__)},
            {"properties": {"code": {"enum": sorted(codes)}}},
        ]
    }
    return {"description": ", ".join(sorted(codes)), "content": {MEDIA_TYPE: {"schema": schema}}}
