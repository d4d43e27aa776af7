"""The day's checkpoint: once, signed, kept by everybody."""

import json
from concurrent.futures import ThreadPoolExecutor

from coalguard.domain.journal import canonical
from coalguard.server.checkpoint import Checkpoint, Checkpoints
from coalguard.server.tables import checkpoints, entries
from coalguard.sync.messages import parse
from coalguard.trust.statement import Purpose, open_statement
from tests.server.stations import ON_SQLITE, Hands
from tests.server.towns import Town
from tests.server.writers import Writer


def test_a_day_has_one_checkpoint_that_says_how_far_the_feed_goes(town: Town) -> None:
    market, clock = Writer("LX01"), Hands()
    town.enrol(market)
    market.form(1)
    market.form(2, net_kg=1_000)
    market.write("form.redeemed", {"form": market.number(1), "plate": "甘N8F326"})
    town.push(market)
    keeper = Checkpoints(town.database, town.city, clock)
    assert keeper.see_to_today()
    assert not keeper.see_to_today()
    ((position, mark),) = [row[1:] for row in town.rows(entries, "pos", "pos", "mark") if row[0] == 3]
    ((day, kept_position, kept_mark, said, signature),) = town.rows(
        checkpoints, "day", "position", "mark", "said", "signature"
    )
    assert (day, kept_position, kept_mark) == ("2026-01-14", position, mark)
    told = parse(Checkpoint, open_statement(Purpose.CHECKPOINT, said, signature, town.city.public))
    totals = {"devices": 1, "entries": 3, "forms_issued": 2, "forms_redeemed": 1, "net_kg_issued": 33_420}
    assert (told.day, told.position, told.mark, told.totals) == (day, position, mark.hex(), totals)
    (entry,) = [one for one in town.page(market).entries if one.kind == "checkpoint.signed"]
    assert canonical(json.loads(bytes(entry.body))["says"]) == said


@ON_SQLITE
def test_the_next_day_has_its_own(town: Town) -> None:
    clock = Hands()
    keeper = Checkpoints(town.database, town.city, clock)
    keeper.see_to_today()
    clock.wait(hours=11, minutes=59)
    assert not keeper.see_to_today()
    clock.wait(minutes=1)  # midnight in China
    assert keeper.see_to_today()
    clock.wait(hours=-2)
    assert not keeper.see_to_today(), "a clock that goes back signs no day again"
    assert town.rows(checkpoints, "day") == [("2026-01-14",), ("2026-01-15",)]


def test_of_several_processes_one_signs(town: Town) -> None:
    keepers = [Checkpoints(town.database, town.city, Hands()) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda one: one.see_to_today(), keepers)) == [False, False, False, True]
    assert len(town.rows(checkpoints, "day")) == 1
