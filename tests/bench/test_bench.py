"""The benchmarks run and print what `doors.md` says; how fast is for a quiet machine to tell."""

import json
from itertools import islice
from pathlib import Path

import pytest

from tests.bench.__main__ import CASES, main
from tests.bench.figures import share_of
from tests.bench.limit import FIELDS, SAVE_INDEXES, Bare, tickets
from tests.bench.trucks import RULE, trucks

STALLED = ("idle", "first-sale", "later-sales", "inspections", "pages", "hand-over")
LATENCIES = {f"p{percent}_{metric}" for percent in (50, 99) for metric in ("us", "limit_us", "of_limit")}
SECONDS = {"seconds", "limit_seconds", "of_limit"}
MEMORY = {"mib", "limit_mib", "of_limit"}
WEIGHED = Path("/proc/self/smaps_rollup").exists()
WIRE = {"wire_bytes"} if Path("/proc/net/dev").exists() else set()
RECORDS = SECONDS | WIRE | {"records_per_s"} | ({"bytes_per_record"} if WIRE else set())
PRINTED = {
    "save": {"save": LATENCIES},
    "scale": {
        "load": {
            "records_per_s",
            "limit_records_per_s",
            "bytes_per_ticket",
            "limit_bytes_per_ticket",
            "bytes_of_limit",
            "alibi_bytes_per_ticket",
        },
        "rebuild": SECONDS,
        "verify-chain": SECONDS,
        "verify": {"seconds"},
        "backup": SECONDS,
        "report-month": SECONDS,
        "save-at-scale": LATENCIES,
    },
    "start": {"painted": SECONDS, "rows": SECONDS, **({"memory": MEMORY} if WEIGHED else {})},
    "sync": {
        **{f"{way}-{case}": RECORDS for way in ("push", "pull") for case in ("first", "delta")},
        "push-none": SECONDS | WIRE,
        "save-beside": {f"p{percent}_{metric}" for percent in (50, 99) for metric in ("us", "alone_us", "of_alone")}
        | {"saves"},
    },
    "stall": {case: {"worst_ms", "p99_ms", "computed_ms"} for case in STALLED},
}


@pytest.mark.parametrize("name", PRINTED)
def test_a_benchmark_prints_a_positive_figure_a_line(
    name: str,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BENCH_ROOT", str(tmp_path))
    monkeypatch.setenv("BENCH_SAVES", "5")
    monkeypatch.setenv("BENCH_SCALE", "20")
    monkeypatch.setenv("BENCH_STARTS", "1")
    monkeypatch.setenv("BENCH_SETTLE_MS", "0")
    monkeypatch.setenv("BENCH_SALES", "2")
    monkeypatch.setenv("BENCH_N", "30")
    monkeypatch.setenv("BENCH_DELTA", "10")
    monkeypatch.setenv("BENCH_DATABASE", f"sqlite:///{tmp_path_factory.mktemp('city') / 'server.db'}")
    assert main([name]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    printed: dict[str, set[str]] = {}
    for line in lines:
        printed.setdefault(line["case"], set()).add(line["metric"])
    assert printed == PRINTED[name]
    assert len(lines) == sum(map(len, printed.values()))
    told = [line["case"] for line in lines if line.get("step")]
    assert told == [case for case in STALLED[1:] for _ in ("worst_ms", "computed_ms") if name == "stall"]
    assert all(line["value"] > 0 for line in lines)
    assert not list(tmp_path.iterdir())


def test_every_benchmark_is_tested() -> None:
    assert PRINTED.keys() <= CASES.keys()


def test_a_share_is_one_of_the_values() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert (share_of(values, 50), share_of(values, 99), share_of([7.0], 99)) == (51.0, 100.0, 7.0)


def test_trucks_and_tickets_are_the_same_on_every_run() -> None:
    assert list(islice(trucks(), 3)) == list(islice(trucks(), 3))
    assert list(islice(tickets(), 3)) == list(islice(tickets(), 3))
    assert tuple(next(tickets())) == FIELDS


def test_the_frames_behind_a_weight_end_in_it() -> None:
    for truck in islice(trucks(), 20):
        frames = truck.loaded.evidence.frames
        assert sum(run.count for run in frames) == 30
        assert bytes.fromhex(frames[-1].frame)[2:8] == f"{truck.gross.kg:06d}".encode()
        assert truck.gross.on_division(RULE.division)


def test_a_bare_chain_that_was_changed_does_not_verify(tmp_path: Path) -> None:
    with Bare(tmp_path, SAVE_INDEXES) as bare:
        bare.load(islice(tickets(), 3))
        bare.save(next(tickets(first=3)))
        bare.verify()
        bare._database.execute("UPDATE audit SET body = '{}' WHERE id = 4")
        with pytest.raises(ValueError, match="0"):
            bare.verify()
