"""Somebody guesses passwords, or opens the same station twice."""

from pathlib import Path

from tests.bad_days.market import Market
from tests.drive import ADMIN, PASSWORD, Drive, init_words, run, run_as_admin

MORNING = "2026-11-24T08:00:{:02d}+08:00"


def test_five_wrong_passwords_make_everybody_wait_in_every_process(market: Market, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text(MORNING.format(0))
    with Drive(market.folder, clock=clock) as desk:
        for login in (ADMIN, "lead", "nobody", ADMIN, ADMIN):
            error = desk.refused("session.login", login=login, password="wrong horse")
            assert error["code"] == "session.password_wrong"
        error = desk.refused("session.login", login=ADMIN, password=PASSWORD)
        assert error["code"] == "session.wait"
        assert "30" in error["text"]
    clock.write_text(MORNING.format(20))
    ran = run_as_admin(market.folder, "verify", clock=clock)
    assert ran.exit_code == 3
    assert "10" in ran.err
    clock.write_text(MORNING.format(31))
    with Drive(market.folder, clock=clock) as desk:
        desk.log_in()
        desk.refused("session.login", login=ADMIN, password="wrong horse")
        desk.log_in()


def test_a_station_opens_once(market: Market) -> None:
    with Drive(market.folder) as desk:
        desk.log_in()
        with Drive(market.folder) as second:
            assert second.refused("session.login", login=ADMIN, password=PASSWORD)["code"] == "store.in_use"
            assert second.refused("visit.list")["code"] == "session.locked"
        ran = run_as_admin(market.folder, "verify")
        assert (ran.exit_code, ran.out) == (4, "")
        assert "另一个程序" in ran.err
        assert desk.ask("form.issue", visit=market.visit, **market.sale())["number"]
        desk.kill()
    with Drive(market.folder) as desk:
        desk.log_in()


def test_a_station_is_founded_once(market: Market) -> None:
    before = (market.folder / "slots.json").read_bytes()
    ran = run(market.folder, *init_words("checkpoint"), password="another horse")
    assert ran.exit_code == 3
    assert "已经存在" in ran.err
    assert (market.folder / "slots.json").read_bytes() == before
    with Drive(market.folder) as desk:
        assert desk.log_in()["station"] == "LX01"
