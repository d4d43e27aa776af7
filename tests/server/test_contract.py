"""The OpenAPI says what the server does: schemas of the phrase book, every refusal, and no more than that.

Schemathesis asks everything that the document allows and much that it does not: no answer may be a failure of ours,
none may be other than documented. Briefly in the suite, at length with `-m long`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.transport.serialization import Binary

from coalguard.server.call import HTML, NDJSON, OCTETS, Answer, Call, Deed
from coalguard.server.contract import describe
from coalguard.server.routes import CALLS, From
from tests.server.cluster import Cluster
from tests.server.counter import Caller, open_counter
from tests.server.stations import Hands
from tests.server.writers import Writer

DOCUMENT = describe(CALLS)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


def operation(call: Call) -> Any:
    """What the document says of a call."""
    return DOCUMENT["paths"][call.place][call.verb.lower()]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.verb} {call.place}")
def test_every_call_says_what_it_takes_gives_and_refuses(call: Call) -> None:
    told = operation(call)
    assert told["security"] == ([] if call.open else [{"device": []}])
    assert ("requestBody" in told) is (call.takes is not None)
    assert str(call.status) in told["responses"]
    for status, answer in told["responses"].items():
        if status != str(call.status) and call.gives != HTML:
            assert list(answer["content"]) == ["application/problem+json"]
    assert {"401", "403"} <= told["responses"].keys() or call.open
    assert {"429", "500", "503"} <= told["responses"].keys()
    assert all(parameter["required"] for parameter in told["parameters"] if parameter["in"] == "path")


def test_every_reference_leads_somewhere() -> None:
    def references(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (str(value) for key, value in node.items() if key == "$ref")
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    names = DOCUMENT["components"]["schemas"]
    assert {reference.rpartition("/")[2] for reference in references(DOCUMENT)} <= names.keys()


def test_what_can_be_asked_behind_the_question_mark_is_bounded() -> None:
    after, limit = operation(next(call for call in CALLS if call.place == "/v1/feed"))["parameters"]
    assert (after["name"], after["required"], after["schema"]["minimum"]) == ("after", True, 0)
    assert (limit["name"], limit["required"], limit["schema"]["maximum"]) == ("limit", False, 1000)


def test_a_snapshot_is_lines_and_not_json() -> None:
    answer = operation(next(call for call in CALLS if call.place == "/v1/snapshot"))["responses"]["200"]
    assert list(answer["content"]) == [NDJSON]


# --- everything that can be asked -------------------------------------------------------------------------------------


@schemathesis.serializer(OCTETS)
def octets(_: Any, value: Any) -> Any:
    """The bytes of a photo, or whatever was put in their place."""
    return {"data": value.data if isinstance(value, Binary) else str(value).encode(errors="replace")}


def ask_everything(caller: Caller, examples: int, document: Any = DOCUMENT) -> None:
    """Put random questions to every operation, right and wrong ones."""
    config = SchemathesisConfig.from_dict({"generation": {"mode": "all", "with-security-parameters": False}})
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.config.update(base_url=caller.counter.url)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        asked = found.ok()
        strategies = [asked.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode]

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(*strategies), known=st.booleans())
        def check(case: Any, known: bool) -> None:  # noqa: FBT001 -- given by its name
            if known and isinstance(case.body, dict) and isinstance(case.body.get("device"), str):
                case.body["device"] = caller.writer.device  # or no random question would come further than that
            headers = {"Authorization": f"Bearer {caller.token}"} if known else {}
            answer = case.call(headers=headers, session=caller.line)
            case.validate_response(answer, checks=list(CHECKS))

        check()


def test_random_questions_meet_no_failure_and_no_surprise(tmp_path: Path) -> None:
    with open_counter("", tmp_path, Hands()) as counter:
        caller = counter.caller(Writer("LX01"))
        caller.enroll()
        ask_everything(caller, 8)


def _fail(_: Any, __: Any) -> Answer:
    raise RuntimeError("on purpose")


def _surprise(_: Any, __: Any) -> Answer:
    return Answer(b"{}", status=418)


@pytest.mark.parametrize("deed", [_fail, _surprise])
def test_a_failure_and_a_surprise_would_be_seen(tmp_path: Path, caplog: pytest.LogCaptureFixture, deed: Deed) -> None:
    careless = Call(verb="GET", place="/v1/trial", about="A trial", deed=deed, open=True, query=From)
    with (
        open_counter("", tmp_path, Hands(), calls=(*CALLS, careless)) as counter,
        caplog.at_level("CRITICAL"),
        pytest.raises(FailureGroup),
    ):
        ask_everything(counter.caller(Writer("LX01")), 5, describe([careless]))


@pytest.mark.long
def test_very_many_random_questions_on_postgresql(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.lend() as url, open_counter(url, tmp_path, Hands()) as counter:
        caller = counter.caller(Writer("LX01"))
        caller.enroll()
        ask_everything(caller, 500)
