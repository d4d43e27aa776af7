"""The line: what is said and heard over a real socket, and every way in which it can fail."""

import gzip
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from coalguard.domain.errors import CoalGuardError, DamagedError, MachineError, UsageError
from coalguard.sync.client import Declined, Line, check_url, failure_of, packed
from coalguard.sync.messages import (
    Certificate,
    Enroll,
    Enrolled,
    Hello,
    Lease,
    Page,
    Receipt,
    Returned,
    Standing,
    Statement,
    Token,
    Trust,
    Welcome,
    render,
    say,
)
from coalguard.sync.turn import Trouble
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.statement import Purpose, proves, token_message
from tests.sync.town import HANG_UP, JSON, PROBLEM, Answer, Town, make_certificate, nobodys_port, open_town, problem

DEVICE = DeviceSigner(b"1" * 32)
CITY = DeviceSigner(b"2" * 32)
PATIENCE_S = (5.0, 0.2)
NDJSON = {"Content-Type": "application/x-ndjson"}
HELLO = Hello(
    DEVICE.device, 1, 7, "", (1, 5), "f", 0, "", (0, 0), "", restored=False, left={}, expires={}, heard_since=""
)
WELCOME = Welcome(
    at="2026-01-14T04:00:00.000Z",
    standing=Standing.NORMAL,
    epoch=1,
    seq=5,
    head="",
    acked={1: (5, "")},
    feed="f",
    end=0,
    restart=False,
    snapshot=False,
    ratchet="r",
    grants=(),
    heard={},
    trust_at="",
)


def line(town: Town, **others: object) -> Line:
    """A line to the town, as an enrolled device has it."""
    return Line(town.url, DEVICE, city=CITY.public, token="T", patience_s=PATIENCE_S, **others)  # type: ignore[arg-type]  # a test's options


def page(after: int, reached: int) -> Statement:
    """A page of the feed without entries."""
    return say(Purpose.PAGE, Page("f", after, reached, "", 9, {}, ()), CITY)


def signed(purpose: Purpose, message: Welcome | Receipt | Returned) -> Answer:
    """A statement of the city as an answer."""
    return Answer(render(say(purpose, message, CITY)))


# --- what is said and heard -------------------------------------------------------------------------------------------


def test_a_greeting_carries_the_token_and_is_believed_by_the_citys_signature() -> None:
    with open_town(signed(Purpose.HELLO, WELCOME)) as town:
        assert line(town).greet(HELLO) == WELCOME
    asked = town.asked[0]
    assert (asked.verb, asked.path, asked.headers["Authorization"]) == ("POST", "/v1/hello", "Bearer T")
    assert town.body()["seq"] == 7


def test_a_token_is_taken_by_signing_the_nonce() -> None:
    with open_town(
        Answer(b'{"nonce":"n","at":""}'), Answer(render(Token("U", "later"))), signed(Purpose.HELLO, WELCOME)
    ) as town:
        held = line(town)
        assert held.let_in().token == "U"
        held.greet(HELLO)
    asked = town.body(1)
    assert proves(token_message("n"), b64decode(asked["signature"]), DEVICE.public)
    assert "Authorization" not in town.asked[1].headers
    assert town.asked[2].headers["Authorization"] == "Bearer U"


def test_an_enrolment_is_proved_by_the_key_that_it_brings() -> None:
    certificate = Certificate(DEVICE.device, "", "LX01", "", "market", "A", 1, CITY.public.hex(), "")
    lease = Lease(DEVICE.device, 1, "form", "LX01", 1, 5000, "")
    told = Enrolled(
        CITY.public.hex(),
        "f",
        say(Purpose.CERTIFICATE, certificate, CITY),
        say(Purpose.TRUST, Trust("", ()), CITY),
        (say(Purpose.GRANT, lease, CITY),),
        "",
        "12345678",
    )
    asked = Enroll("C", "LX01", "", "market", "A", "", 1, 2, {})
    with open_town(Answer(render(told))) as town:
        enrolment = Line(town.url, DEVICE, patience_s=PATIENCE_S).enroll(asked)
    assert (enrolment.certificate, enrolment.leases[0][0]) == (certificate, lease)
    assert "Authorization" not in town.asked[0].headers


@pytest.mark.parametrize("city", ["zz", DEVICE.public.hex()])
def test_an_enrolment_by_another_key_than_it_names_is_not_believed(city: str) -> None:
    statement = say(Purpose.TRUST, Trust("", ()), CITY)
    told = Enrolled(city, "f", statement, statement, (), "", "")
    with open_town(Answer(render(told))) as town, pytest.raises(DamagedError):
        Line(town.url, DEVICE, patience_s=PATIENCE_S).enroll(Enroll("C", "", "", "", "", "", 1, 2, {}))


def test_a_run_travels_packed_and_its_receipt_keeps_its_proof() -> None:
    receipt = Receipt(DEVICE.device, 1, 7, "", "", 3)
    body = b'{"v":1,"filler":"' + b"a" * 600 + b'"}'
    with open_town(signed(Purpose.RECEIPT, receipt)) as town:
        spoken = line(town)
        told = spoken.push(body)
    assert told.receipt == receipt
    assert told.statement.signature
    assert gzip.decompress(town.asked[0].body) == body
    assert (spoken.sent_bytes, spoken.received_bytes) == (len(town.asked[0].body), len(render(told.statement)))


def test_what_is_small_or_packed_already_travels_as_it_is() -> None:
    large = b"a" * 100_000
    assert packed(b"{}") == b"{}"
    assert packed(packed(large)) == packed(large)
    assert gzip.decompress(packed(large)) == large


def test_a_packed_answer_is_unpacked_and_counted_as_it_travelled() -> None:
    travelled = gzip.compress(signed(Purpose.HELLO, WELCOME).body)
    with open_town(Answer(travelled, headers={**JSON, "Content-Encoding": "gzip"})) as town:
        spoken = line(town)
        assert spoken.greet(HELLO) == WELCOME
    assert spoken.received_bytes == len(travelled)


def test_own_entries_and_leases_are_believed_like_the_rest() -> None:
    lease = Lease(DEVICE.device, 1, "form", "LX01", 1, 5000, "")
    with open_town(signed(Purpose.JOURNAL, Returned(None, "", more=False))) as town:
        spoken = line(town)
        assert spoken.recall(2, 40).run is None
        assert spoken.lease_of(say(Purpose.GRANT, lease, CITY)) == lease
    assert town.asked[0].path == "/v1/journal?epoch=2&after=40"


def test_a_page_must_begin_where_it_was_asked_for() -> None:
    with open_town(Answer(render(page(4, 6))), Answer(render(page(3, 6)))) as town:
        spoken = line(town)
        assert spoken.read(4).next == 6
        with pytest.raises(DamagedError) as stale:
            spoken.read(4)
    assert stale.value.code == "sync.stale"
    assert town.asked[0].path == "/v1/feed?after=4&limit=1000"


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_snapshot_is_heard_page_by_page(end: bytes) -> None:
    pages = b"\n".join(render(page(*ends)) for ends in [(4, 6), (6, 9)])
    with open_town(Answer(pages + end, headers=NDJSON)) as town:
        assert [one.next for one in line(town).snapshot(4)] == [6, 9]
    assert town.asked[0].path == "/v1/snapshot?after=4"


def test_one_connection_serves_all_calls() -> None:
    greeting = signed(Purpose.HELLO, WELCOME)
    with open_town(greeting, problem(409, "push.gap", expected=3), greeting) as town:
        spoken = line(town)
        spoken.greet(HELLO)
        with pytest.raises(Declined):
            spoken.greet(HELLO)
        spoken.greet(HELLO)
        spoken.close()
    assert town.connections == 1
    assert spoken.host == "127.0.0.1"


def test_a_kept_connection_that_was_closed_meanwhile_is_opened_anew() -> None:
    greeting = signed(Purpose.HELLO, WELCOME)
    with open_town(greeting, HANG_UP, greeting) as town:
        spoken = line(town)
        spoken.greet(HELLO)
        assert spoken.greet(HELLO) == WELCOME
    assert town.connections == 2


def test_a_server_that_only_hangs_up_is_offline() -> None:
    greeting = signed(Purpose.HELLO, WELCOME)
    with open_town(greeting, HANG_UP, HANG_UP, HANG_UP) as town:
        spoken = line(town)
        spoken.greet(HELLO)
        for _ in range(2):
            with pytest.raises(MachineError) as gone:
                spoken.greet(HELLO)
            assert gone.value.code == "sync.offline"


# --- TLS --------------------------------------------------------------------------------------------------------------


def test_a_private_authority_is_believed_where_it_was_named_and_nowhere_else(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path / "ca.pem")
    greeting = signed(Purpose.HELLO, WELCOME)
    with open_town(greeting, certificate=certificate) as town:
        with pytest.raises(MachineError) as distrusted:
            line(town).greet(HELLO)
        assert line(town, ca=certificate).greet(HELLO) == WELCOME
    assert distrusted.value.code == "sync.tls"
    assert len(town.asked) == 1


def test_an_authority_whose_file_is_gone_is_a_fault_of_trust(tmp_path: Path) -> None:
    with open_town(certificate=make_certificate(tmp_path / "ca.pem")) as town, pytest.raises(MachineError) as gone:
        line(town, ca=tmp_path / "gone.pem").greet(HELLO)
    assert gone.value.code == "sync.tls"


# --- what fails -------------------------------------------------------------------------------------------------------


def fails(*answers: Answer, call: Callable[[Line], object] = lambda spoken: spoken.greet(HELLO)) -> CoalGuardError:
    """The error that these answers lead to."""
    with open_town(*answers) as town, pytest.raises(CoalGuardError) as failed:
        call(line(town))
    return failed.value


def test_a_server_that_is_not_there_is_offline() -> None:
    with pytest.raises(MachineError) as gone:
        Line(f"http://127.0.0.1:{nobodys_port()}", DEVICE, patience_s=PATIENCE_S).greet(HELLO)
    assert (gone.value.code, gone.value.facts) == ("sync.offline", {"host": "127.0.0.1"})


def test_a_proxy_that_leads_nowhere_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{nobodys_port()}")
    with pytest.raises(MachineError) as gone:
        Line("http://127.0.0.2:1", DEVICE, patience_s=PATIENCE_S).greet(HELLO)
    assert gone.value.code == "sync.proxy"


def test_silence_is_a_time_out() -> None:
    assert fails(Answer(slow_s=5)).code == "sync.timeout"


def test_an_answer_that_breaks_off_is_offline() -> None:
    assert fails(Answer(b"{" * 3000, short=2000)).code == "sync.offline"


def test_a_packing_that_is_broken_is_no_answer_of_the_city() -> None:
    error = fails(Answer(b"not packed at all", headers={**JSON, "Content-Encoding": "gzip"}))
    assert (type(error), error.code) == (DamagedError, "sync.malformed")


def test_an_answer_without_end_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coalguard.sync.client._LARGEST_ANSWER", 1000)
    assert fails(Answer(b" " * 1001)).code == "sync.malformed"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>", headers={"Content-Type": "text/html"}),
        Answer(b"", status=302, headers={"Location": "http://portal.example/"}),
        Answer(b"<html>", status=404, headers={"Content-Type": "text/html"}),
        Answer(b'{"detail":"Not Found"}', status=404),
    ],
)
def test_somebody_else_than_the_city_is_told_apart(answer: Answer) -> None:
    assert fails(answer).code == "sync.not_the_city"


def test_a_refusal_carries_code_facts_and_status() -> None:
    error = fails(problem(409, "push.fork", seq=7))
    assert isinstance(error, Declined)
    assert (error.code, error.facts, error.status) == ("push.fork", {"seq": 7}, 409)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_says_when_to_come_again(status: int) -> None:
    error = fails(Answer(b"{}", status, {**PROBLEM, "Retry-After": "30"}))
    assert (error.code, failure_of(error).wait_s) == ("sync.busy", 30)


@pytest.mark.parametrize("headers", [PROBLEM, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}])
def test_a_server_that_fails_is_not_the_line(headers: dict[str, str]) -> None:
    assert fails(Answer(b"oops", 502, headers)).facts == {"status": 502}


def test_what_another_key_signed_is_not_believed() -> None:
    error = fails(Answer(render(say(Purpose.HELLO, WELCOME, DEVICE))))
    assert error.code == "statement.invalid"


def test_what_was_signed_for_another_purpose_is_not_believed() -> None:
    assert fails(signed(Purpose.RECEIPT, WELCOME)).code == "statement.invalid"


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (MachineError("sync.offline", host="h"), Trouble.OFFLINE),
        (MachineError("sync.tls", host="h"), Trouble.OFFLINE),
        (MachineError("sync.timeout", host="h"), Trouble.TIMED_OUT),
        (MachineError("sync.busy", wait_s=3), Trouble.BUSY),
        (MachineError("sync.server_failed", status=500), Trouble.BUSY),
        (DamagedError("statement.invalid"), Trouble.UNTRUE),
    ],
)
def test_errors_are_troubles(error: CoalGuardError, trouble: Trouble) -> None:
    assert failure_of(error).trouble is trouble


@pytest.mark.parametrize(
    ("status", "trouble"), [(401, Trouble.UNAUTHORISED), (413, Trouble.TOO_LARGE), (409, Trouble.DECLINED)]
)
def test_refusals_are_troubles_by_their_status(status: int, trouble: Trouble) -> None:
    assert failure_of(fails(problem(status, "x.y"))).trouble is trouble


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://city.example/", "https://city.example"),
        (" https://city.example:8443/sync ", "https://city.example:8443/sync"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_address_is_kept_without_its_last_slash(url: str, kept: str) -> None:
    assert check_url(url) == kept


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("city.example", "enroll.url_malformed"),
        ("ftp://city.example", "enroll.url_malformed"),
        ("https://", "enroll.url_malformed"),
        ("https://city.example:99999", "enroll.url_malformed"),
        ("https://city.example/?a=1", "enroll.url_malformed"),
        ("https://me@city.example", "enroll.url_malformed"),
        ("http://city.example", "enroll.url_insecure"),
    ],
)
def test_an_address_that_is_none_or_that_anybody_can_listen_to_is_refused(url: str, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        check_url(url)
    assert refused.value.code == code
