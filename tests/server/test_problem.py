"""Every refusal says its sentence, its code, its facts, its status, and when to try again."""

import json

import pytest

from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError
from coalguard.domain.findings import refuse
from coalguard.server.call import Asked
from coalguard.server.problem import STATUS, answer_problem, status_of
from coalguard.sync.messages import AskToken


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (refuse("push.fork", seq=7), 409),
        (refuse("sync.device_waits", device="x"), 409),
        (refuse("push.too_large", most=1), 413),
        (DamagedError("push.malformed"), 422),
        (UsageError("enroll.malformed", field="used"), 422),
        (UsageError("server.encoding_unknown", encoding="br"), 415),
        (MachineError("database.busy"), 503),
        (MachineError("server.failed"), 500),
        (refuse("token.expired"), 401),
        (refuse("token.revoked", device="x"), 403),
        (refuse("server.rate", wait_s=3), 429),
        (CoalGuardError("something.else"), 500),
    ],
)
def test_the_status_follows_from_the_code_or_the_kind(error: CoalGuardError, status: int) -> None:
    assert status_of(error) == status


def test_a_problem_is_as_the_standard_has_it() -> None:
    answer = answer_problem(refuse("push.gap", expected=4_711))
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = json.loads(bytes(answer.body))
    assert told == {
        "type": "about:blank",
        "title": "市局缺第 4711 条起的记录，程序会从那里补送；本机的记录都在。",
        "status": 409,
        "code": "push.gap",
        "facts": {"expected": 4_711},
    }


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "请求不对（整个请求：不是 JSON），什么也没有做。请升级程序后再试。"),
        (b"[]", "请求不对（整个请求：类型不对），什么也没有做。请升级程序后再试。"),
        (b"{}", "请求不对（device：缺少这一项），什么也没有做。请升级程序后再试。"),
    ],
)
def test_what_of_a_request_does_not_fit_is_named(body: bytes, told: str) -> None:
    with pytest.raises(DamagedError) as caught:
        Asked("", body, {}, {}, {}).said(AskToken)
    assert json.loads(bytes(answer_problem(caught.value).body))["title"] == told


def test_whoever_may_try_again_is_told_when() -> None:
    assert answer_problem(refuse("server.rate", wait_s=7)).headers["Retry-After"] == "7"
    assert answer_problem(MachineError("database.busy")).headers["Retry-After"] == "5"
    assert "Retry-After" not in answer_problem(refuse("push.gap", expected=1)).headers
    assert answer_problem(refuse("token.missing")).headers["WWW-Authenticate"] == "Bearer"
    assert answer_problem(refuse("server.method_unknown"), {"Allow": "GET"}).headers["Allow"] == "GET"


def test_every_status_is_one_of_a_refusal() -> None:
    assert all(400 <= status < 600 for status in STATUS.values())
