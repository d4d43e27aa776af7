"""Every call leaves one line and its counts, by the declared route; and nothing of whom it was about."""

import json
from pathlib import Path

from coalguard.server.log import kept_log
from tests.server.counter import open_counter
from tests.server.stations import Hands
from tests.server.writers import Writer

BUYER = {"name": "演示买主马某某", "document_kind": "id_card", "document_number": "62292619900101001X"}


def test_a_day_of_calls_tells_what_was_done_and_nothing_personal(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with kept_log(log), open_counter("", tmp_path, Hands()) as counter:
        caller = counter.caller(Writer("LX01"))
        caller.enroll()
        caller.writer.write("buyer.registered", {"kind": "person"}, person=BUYER)
        caller.push()
        caller.call("POST", "/v1/push", b"{}")
        counter.ask("GET", "/V/1234567890123")
        counter.ask("GET", "/nowhere?name=马某某")
        page = counter.ask("GET", "/metrics").text
    text = "\n".join(line for line in log.read_text("utf-8").splitlines() if '"event":"call"' in line)
    for secret in (BUYER["name"], BUYER["document_number"], caller.token, "1234567890123", "nowhere", "127.0.0.1"):
        assert secret not in text, secret
        assert secret not in page
    lines = [json.loads(line) for line in text.splitlines()]
    told = [(line["verb"], line["route"], line["status"], line.get("code", "")) for line in lines]
    assert ("POST", "/v1/push", 200, "") in told
    assert ("POST", "/v1/push", 422, "push.malformed") in told
    assert ("GET", "/V/{digits}", 404, "") in told
    assert ("GET", "(none)", 404, "server.not_found") in told
    (push,) = [line for line in lines if line["route"] == "/v1/push" and line["status"] == 200]
    assert push["device"] == caller.writer.device
    assert push["received"] > 0 < push["sent"]
    assert 'coalguard_refusals_total{code="push.malformed"} 1' in page
    assert "coalguard_entries_total 1" in page
