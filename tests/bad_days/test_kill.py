"""The power goes, or somebody ends the program by force: nothing that was acknowledged is lost.

Each kill is a SIGKILL at a random instant: while the program starts, while it proves a PIN, within a commit, between
commit and alibi, or right after an answer.
"""

import json
import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest

from tests.bad_days.kills import Harness
from tests.bad_days.market import Market
from tests.drive import (
    PASSWORD,
    PATIENCE_S,
    PROGRAM,
    ROOT,
    Drive,
    dumped,
    found,
    init_words,
    run,
    run_as_admin,
    surroundings,
)

SEED = 260_114
HASTY = (sys.executable, "-m", "tests.bad_days.hasty")
PRINTING_NEXT = (sys.executable, "-m", "tests.bad_days.printing_next")


def survives(market: Market, kills: int) -> Harness:
    """Kill it so often, and look at every fact through the doors at the end."""
    harness = Harness(market, Random(SEED))
    for number in range(kills):
        assert harness.kill_once() == [], f"kill {number}"
    kept = {fact["seq"]: fact["hash"] for fact in dumped(market.folder)}
    assert harness.acknowledged.items() <= kept.items()
    assert len(harness.acknowledged) > kills
    assert run_as_admin(market.folder, "verify").exit_code == 0
    return harness


def test_ten_kills_lose_nothing_that_was_acknowledged(market: Market) -> None:
    survives(market, 10)


@pytest.mark.long
def test_a_thousand_kills_lose_nothing_that_was_acknowledged(market: Market) -> None:
    harness = survives(market, 1000)
    assert harness.kept_unsaid > 10  # else the kills did not fall where it is hard


def test_the_harness_sees_the_loss_of_a_program_that_answers_before_it_commits(market: Market) -> None:
    harness = Harness(market, Random(SEED), program=HASTY)
    losses: list[str] = []
    while not losses and harness.kills < 10:
        losses = harness.kill_once()
    assert any("was acknowledged" in loss or "acknowledged entry" in loss for loss in losses)


def test_a_sale_that_is_killed_before_its_papers_are_printed_is_told_at_the_next_start(market: Market) -> None:
    sale = {"do": "form.issue", "visit": market.visit, **market.sale()}
    with Drive(market.folder, program=PRINTING_NEXT) as desk:
        assert desk.log_in()["findings"] == []
        desk.write(json.dumps(sale, ensure_ascii=False).encode())
        assert list(desk.last_words()) == [], "nobody heard of it"
        desk.kill()  # it is gone already; its end is waited for
    with Drive(market.folder) as desk:
        (told,) = (one for one in desk.log_in()["findings"] if one["code"] == "paper.unprinted")
        waiting = desk.ask("paper.pending")["papers"]
        assert [one["kind"] for one in waiting] == ["ticket", "form", "settlement"]
        assert {one["fault"] for one in waiting} == {"unsent"}
        assert told["facts"]["numbers"] == ",".join(one["number"] for one in waiting)
        assert desk.ask("store.verify")["whole"]


def test_a_founding_that_is_killed_can_be_done_again(tmp_path: Path) -> None:
    """It is killed as soon as it has begun to write; nothing was promised yet."""
    folder = tmp_path / "market"
    words = [*PROGRAM, "--data-dir", str(folder), *init_words()]
    with subprocess.Popen(words, cwd=ROOT, env=surroundings(None), stdin=subprocess.PIPE) as founding:
        assert founding.stdin is not None
        founding.stdin.write(f"{PASSWORD}\n".encode())
        founding.stdin.close()
        turns = threading.Event()
        assert any(any(folder.glob("*/slots.json")) or turns.wait(0.002) for _ in range(int(PATIENCE_S / 0.002)))
        founding.kill()
    found(folder)
    with Drive(folder) as desk:
        assert desk.log_in()["station"] == "LX01"
        assert desk.ask("store.verify")["whole"]


def test_a_new_station_spares_the_second_copy_of_an_old_one(market: Market, tmp_path: Path) -> None:
    """The old disk is gone; somebody founds a station anew beside the alibi that could have brought everything back."""
    alibi = market.folder / "alibi"
    kept = {file.name: file.read_bytes() for file in alibi.iterdir()}
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "settings.toml").write_text(f'alibi = "{alibi}"\n')
    assert run(tmp_path / "new", *init_words("checkpoint"), password=PASSWORD).exit_code == 0
    assert {file.name: file.read_bytes() for file in (alibi / "before-founding").iterdir()} == kept
