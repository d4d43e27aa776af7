"""The reference of the line door: whole, self-contained, and agreeing with what is answered."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from coalguard.doors.answer import write
from coalguard.doors.catalogue import COMMANDS
from coalguard.doors.describe import describe
from coalguard.doors.session import COMMANDS as SESSION_COMMANDS
from coalguard.resources import words
from tests.doors.speaking import LOGIN, PASSWORD, Door

DOCUMENT: Mapping[str, Any] = json.loads(write(describe(words("zh"))))
TYPES = {"string", "integer", "boolean", "null", "array", "object", "number"}
PLAIN: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}


def found(reference: str) -> Mapping[str, Any]:
    """What a reference within the document names."""
    place: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        place = place[step]
    named: Mapping[str, Any] = place
    return named


def inner(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schemas directly inside one."""
    yield from schema.get("properties", {}).values()
    yield from schema.get("anyOf", ())
    yield from schema.get("prefixItems", ())
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield schema[name]


def check_schema(schema: Mapping[str, Any]) -> None:
    """That a schema has the shape of one, and all that it names is there."""
    if "$ref" in schema:
        assert found(schema["$ref"])
        return
    assert not schema or schema.keys() & {"type", "anyOf", "enum"}, schema
    assert schema.get("type", "object") in TYPES
    assert set(schema.get("required", ())) <= set(schema.get("properties", schema.get("required", ())))
    for one in inner(schema):
        check_schema(one)


def faults(value: Any, schema: Mapping[str, Any], path: str = "$") -> Iterator[str]:
    """Where a value does not agree with its schema."""
    if "$ref" in schema:
        yield from faults(value, found(schema["$ref"]), path)
    elif "anyOf" in schema:
        if all(list(faults(value, one, path)) for one in schema["anyOf"]):
            yield f"{path}: none of several"
    elif "enum" in schema:
        if value not in schema["enum"]:
            yield f"{path}: {value}"
    elif "type" in schema:
        yield from typed_faults(value, schema, path)


def typed_faults(value: Any, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    """The same where the schema names a type."""
    if not isinstance(value, PLAIN[schema["type"]]):
        yield f"{path}: {value!r} is no {schema['type']}"
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{path}.{name}: missing" for name in schema.get("required", ()) if name not in value)
        yield from (f"{path}.{name}: not described" for name in value if known and name not in known)
        for name, one in value.items():
            yield from faults(one, known.get(name, {}), f"{path}.{name}")
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from faults(one, schema.get("items", {}), f"{path}[{at}]")


def test_every_command_is_described() -> None:
    assert set(DOCUMENT["commands"]) == {"about", *SESSION_COMMANDS, *COMMANDS}
    assert all(command["description"] for command in DOCUMENT["commands"].values())


@pytest.mark.parametrize("do", DOCUMENT["commands"])
def test_fields_and_results_are_json_schema(do: str) -> None:
    check_schema(DOCUMENT["commands"][do]["fields"])
    check_schema(DOCUMENT["commands"][do]["result"])


@pytest.mark.parametrize("place", ["fields", "results"])
def test_all_definitions_are_json_schema(place: str) -> None:
    for schema in DOCUMENT["$defs"][place].values():
        check_schema(schema)


def test_requests_allow_no_other_field() -> None:
    objects = [schema for schema in DOCUMENT["$defs"]["fields"].values() if schema.get("type") == "object"]
    assert objects
    assert all(schema["additionalProperties"] is False for schema in objects)


def test_fields_are_named_as_requests_name_them() -> None:
    assert "from" in found(DOCUMENT["commands"]["ledger.book"]["fields"]["$ref"])["properties"]
    names = {name for schema in DOCUMENT["$defs"]["fields"].values() for name in schema.get("properties", ())}
    assert all(re.fullmatch("[a-z][a-z0-9_]*[a-z0-9]", name) for name in names)


def test_results_are_named_with_their_units() -> None:
    issued = found(DOCUMENT["commands"]["form.issue"]["result"]["$ref"])["properties"]
    assert issued["net_kg"]["type"] == issued["amount_fen"]["type"] == "integer"
    assert issued["number"]["type"] == "string"


def test_the_vocabularies_of_the_contract_are_there() -> None:
    assert "xk3190-tf0" in DOCUMENT["protocols"]
    assert "无烟2号" in DOCUMENT["coals"]
    assert {"code": "622901", "name": "临夏市"} in DOCUMENT["towns"]
    assert "lead" in DOCUMENT["roles"]["approve"]
    assert DOCUMENT["vocabularies"]["role"]["lead"] == "带班"
    assert "roles" not in DOCUMENT["vocabularies"]
    assert "report_invalid" in DOCUMENT["reasons"]["turn_back"]
    assert describe(words("en"))["vocabularies"]["role"]["lead"] != "带班"


def test_what_is_answered_agrees_with_what_is_described(door: Door) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("about", {}),
        ("session.login", {"login": LOGIN, "password": PASSWORD}),
        ("supplier.register", {"name": "演示煤矿", "kind": "mine"}),
        ("setup.show", {}),
        ("visit.list", {}),
        ("ledger.book", {"from": "2026-01-01"}),
        ("search", {"text": "演示"}),
        ("shift.close", {}),
        ("session.logout", {}),
    ]
    for do, fields in asked:
        assert list(faults(fields, DOCUMENT["commands"][do]["fields"])) == []
        assert list(faults(door.result(do, **fields), DOCUMENT["commands"][do]["result"], do)) == []
