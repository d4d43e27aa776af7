"""A run travels byte for byte, proves itself by one seal, and nothing else is taken for one."""

import json

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.domain.identity import EntryKey
from coalguard.sync.run import Run, parse_run, render_run, run_of
from coalguard.trust.chain import FIRST_PREV, DeviceSigner, entry_hash, header_hash, seal

SIGNER = DeviceSigner(bytes(range(32)))
HEADERS = (b'{"boot":"a"}', b'{"boot":"b"}')
BODIES = ('{"kind":"甲"}'.encode(), b'{"kind":"b"}', b'{"kind":"c"}')


def made() -> Run:
    head = FIRST_PREV
    for seq, (header, body) in enumerate(zip((HEADERS[0], HEADERS[0], HEADERS[1]), BODIES, strict=True), 1):
        head = entry_hash(head, header_hash(header), seq, body)
    signed = seal(EntryKey(SIGNER.device, 1, 3), head, SIGNER)
    return run_of(
        (SIGNER.device, 1, 1, FIRST_PREV),
        [(HEADERS[0], BODIES[:2]), (HEADERS[1], BODIES[2:])],
        persons={2: (bytes(16), '{"name":"演示"}'.encode())},
        papers={3: bytes(64)},
        seal=signed.signature,
    )


def test_a_run_comes_as_it_went() -> None:
    run = parse_run(render_run(made()))
    assert [bytes(body) for part in run.parts for body in part.bodies] == list(BODIES)
    assert (run.count, run.last) == (3, 3)
    assert bytes(run.persons[2][1]) == '{"name":"演示"}'.encode()
    assert run.papers == {3: bytes(64)}
    assert len(run.prove(SIGNER.public)) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"b"}', b'"d"}'),
        (b'{"boot":"a"}', b'{"boot":"c"}'),
        (b'"first":1', b'"first":2'),
        (b'"epoch":1', b'"epoch":2'),
    ],
)
def test_a_changed_byte_is_not_proved(old: bytes, new: bytes) -> None:
    sent = render_run(made())
    assert old in sent
    with pytest.raises(DamagedError):
        parse_run(sent.replace(old, new)).prove(SIGNER.public)


@pytest.mark.parametrize(
    "change",
    [
        {"parts": []},
        {"parts": [{"header": {}, "bodies": []}]},
        {"v": 2},
        {"epoch": 0},
        {"first": 0},
        {"prev": "00"},
        {"prev": "zz"},
        {"device": "00"},
        {"papers": {"4": "AAAA"}},
        {"persons": {"9": ["AAAA", {}]}},
        {"persons": {"x": ["AAAA", {}]}},
        {"more": 1},
    ],
)
def test_what_is_no_run_is_refused(change: dict[str, object]) -> None:
    content = json.dumps({**json.loads(render_run(made())), **change}).encode()
    with pytest.raises(DamagedError, match=r"push\.malformed"):
        parse_run(content)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError, match=r"push\.malformed"):
        parse_run(content)
