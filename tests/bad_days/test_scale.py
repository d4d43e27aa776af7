"""The scale is unplugged in the middle of a weighing, or was never there."""

from pathlib import Path

from coalguard.devices.simulator import Simulator, TcpLine
from tests.bad_days.market import COAL, Market, weigh
from tests.drive import Drive

UNPLUGGED = "ramp 14980 1s\nunplug 600s"


def test_a_scale_unplugged_while_it_is_read_leaves_the_truck_where_it_was(market: Market) -> None:
    """The truck drives on, the plug comes out, comes back, and the same visit is weighed."""
    with Simulator(TcpLine()) as scale, Drive(market.folder) as desk:
        desk.log_in()
        desk.ask("setup.scale", name="1号磅", port=scale.url, protocol="xk3190-tf0")
        visit = desk.ask("sale.begin", plate="甘N90002", coal=COAL)["visit"]
        scale.play(UNPLUGGED)
        error = desk.refused("weighing.capture", visit=visit, step="tare")
        assert error["code"] == "scale.no_signal"
        stays = {one["visit"]: one for one in desk.ask("visit.list")["visits"]}
        assert (stays[visit]["state"], stays[visit]["tare_kg"]) == ("arrived", None)
        scale.set(14_980)
        taken = desk.ask("weighing.capture", visit=visit, step="tare")
        assert (taken["kg"], taken["manual"]) == (14_980, False)
        shown = desk.ask("weighing.evidence", weighing=taken["weighing"])
        assert shown["max_kg"] == 14_980


def test_a_scale_that_is_not_there_is_told_and_a_weight_can_be_typed(market: Market, tmp_path: Path) -> None:
    with Drive(market.folder) as desk:
        desk.log_in()
        desk.ask("setup.scale", name="1号磅", port=str(tmp_path / "ttyNONE"), protocol="xk3190-tf0")
        visit = desk.ask("sale.begin", plate="甘N90002", coal=COAL)["visit"]
        assert desk.refused("weighing.capture", visit=visit, step="tare")["code"] == "scale.no_signal"
        assert desk.refused("weighing.capture", visit=visit, step="tare", scale="2号磅")["code"] == "scale.unknown"
        assert weigh(desk, visit, "tare", 5_000)["manual"]
        assert (
            desk.ask(
                "weighing.enter",
                visit=visit,
                step="gross",
                kg=15_000,
                reason="仪表故障",
                second={"login": "lead", "pin": "2468"},
            )["net_kg"]
            == 10_000
        )
    with Drive(market.folder) as desk:
        desk.log_in()
        assert desk.ask("form.issue", visit=visit, **market.sale())["net_kg"] == 10_000
