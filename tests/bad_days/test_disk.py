"""The disk is full, read-only or gone: what was acknowledged stays, what was not is told, and work goes on after."""

from pathlib import Path

from tests.bad_days.disk import mounted
from tests.bad_days.market import COAL, REASON, SECOND, Market, weigh, weighed_truck
from tests.drive import ADMIN, PASSWORD, Drive, run_as_admin


def test_a_full_disk_refuses_what_it_can_not_keep_and_loses_nothing(market: Market, tmp_path: Path) -> None:
    """64 MB; papers need 50, a shift can be closed with less, then nothing is left at all, then there is room again."""
    (tmp_path / "disk").mkdir()
    with mounted(tmp_path / "disk", "64m") as disk:
        there = market.copied(disk.seen / "market")._replace(folder=disk.folder / "market")
        with Drive(there.folder, program=disk.program) as desk:
            desk.log_in()
            first = desk.ask("form.issue", visit=there.visit, **there.sale())["number"]
            visit = weighed_truck(desk, "甘N90002")
            disk.fill(leaving=30_000_000)
            assert desk.refused("form.issue", visit=visit, **there.sale())["code"] == "disk.stops_issuing"
            begun = desk.ask("sale.begin", plate="甘N90003", coal=COAL)["visit"]
            assert desk.ask("shift.close")["ties"]
            desk.ask("shift.open")
            disk.fill()
            typed = {"step": "tare", "kg": 5_000, "reason": REASON, "second": SECOND}
            assert desk.refused("weighing.enter", visit=begun, **typed)["code"] == "disk.full"
            assert desk.refused("sale.begin", plate="甘N90004", coal=COAL)["code"] == "disk.full"
            assert desk.ask("form.find", number=first)["state"] == "issued"
        with Drive(there.folder, program=disk.program) as desk:
            assert desk.refused("session.login", login=ADMIN, password=PASSWORD)["code"] == "disk.full"
            disk.clear()
            desk.log_in()
            second = desk.ask("form.issue", visit=visit, **there.sale())["number"]
            assert int(second[-4:]) == int(first[-4:]) + 1
            weigh(desk, begun, "tare", 5_000)
            assert desk.ask("shift.close")["ties"]
            assert desk.ask("store.verify")["whole"]


def test_a_read_only_disk_is_told_and_nothing_is_touched(market: Market, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with mounted(tmp_path / "disk", "64m") as disk:
        market.copied(disk.seen / "market")
        disk.remount("ro")
        folder = disk.folder / "market"
        ran = run_as_admin(folder, "verify", program=disk.program)
        assert (ran.exit_code, ran.out) == (4, "")
        assert "只读" in ran.err
        with Drive(folder, program=disk.program) as desk:
            assert desk.refused("session.login", login=ADMIN, password=PASSWORD)["code"] == "disk.read_only"
            disk.remount("rw")
            desk.log_in()
            assert desk.ask("form.issue", visit=market.visit, **market.sale())["number"]


def test_a_second_disk_that_fails_costs_no_record_and_is_completed(market: Market, tmp_path: Path) -> None:
    """The alibi lies on a disk of its own, which fills up while trucks are weighed."""
    (tmp_path / "second").mkdir()
    with mounted(tmp_path / "second", "2m") as disk:
        for file in (market.folder / "alibi").iterdir():
            (disk.seen / file.name).write_bytes(file.read_bytes())
        (market.folder / "settings.toml").write_text(f'alibi = "{disk.folder}"\n')
        with Drive(market.folder, program=disk.program) as desk:
            desk.log_in()
            assert "warnings" not in desk.answer("visit.list")
            disk.fill()
            visits = [market.visit, weighed_truck(desk, "甘N90002")]
            answers = [desk.answer("form.issue", visit=visit, **market.sale()) for visit in visits]
            assert [answer["ok"] for answer in answers] == [True, True]
            assert [one["code"] for one in answers[1]["warnings"]] == ["alibi.failed"]
            desk.kill()
        disk.clear()
        with Drive(market.folder, program=disk.program) as desk:
            assert desk.log_in()["findings"] == []
            for answer in answers:
                assert desk.ask("form.find", number=answer["result"]["number"])["state"] == "issued"
            assert "warnings" not in desk.answer("visit.list")
            assert desk.ask("store.verify")["whole"]


def test_a_second_copy_that_is_gone_costs_no_record_and_is_completed(market: Market) -> None:
    """Its folder goes while the program runs, is still away at the next start, and is back at the one after."""
    alibi, elsewhere = market.folder / "alibi", market.folder / "elsewhere"
    with Drive(market.folder) as desk:
        desk.log_in()
        alibi.rename(elsewhere)
        numbers = [desk.ask("form.issue", visit=market.visit, **market.sale())["number"]]
        desk.kill()
    with Drive(market.folder) as desk:
        assert [one["code"] for one in desk.log_in()["findings"]] == ["alibi.failed"]
        visit = weighed_truck(desk, "甘N90002")
        numbers.append(desk.ask("form.issue", visit=visit, **market.sale())["number"])
        desk.kill()
    elsewhere.rename(alibi)
    with Drive(market.folder) as desk:
        assert desk.log_in()["findings"] == []
        assert [desk.ask("form.find", number=number)["state"] for number in numbers] == ["issued"] * 2
        assert desk.ask("store.verify")["whole"]
