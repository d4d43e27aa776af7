"""Settings: what was said last of each machine, and how the station is reached."""

from coalguard.domain.journal import Fact
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import ScaleRule
from coalguard.store.settings import Contact, load_contact, load_scales, load_settings, scale_facts, scale_set_by
from tests.store.booth import CODE, Booth

RULE = ScaleRule("1号磅", "xk3190-tf0", "socket://127.0.0.1:9", 9600, "N", "kg", None, Mass(20), Mass(100_000))


def test_what_was_said_last_counts(booth: Booth) -> None:
    with booth.open() as store:
        assert (load_scales(store.read()), scale_set_by(store.read(), "1号磅")) == ((), "")
        with store.begin() as act:
            act.append(Fact("scale.set", {**scale_facts(RULE), "division_kg": 50}))
            set_by = act.append(Fact("scale.set", scale_facts(RULE)))
        assert load_scales(store.read()) == (RULE,)
        assert scale_set_by(store.read(), "1号磅") == str(set_by)
        assert [says["code"] for says in load_settings(store.read(), "station")] == [CODE]


def test_how_the_station_is_reached_stands_beside_the_chain(booth: Booth) -> None:
    with booth.open() as store:
        assert load_contact(store.read()) == Contact()
        for phone in ("13800000001", "13800000002"):
            with store.begin() as act:
                act.append(Fact("station.set", {"hotline": "12315"}), person={"phone": phone})
        assert load_contact(store.read()) == Contact("13800000002", "12315")
        with store.maintenance() as connection:
            connection.execute("DELETE FROM persons WHERE seq = ?", (store.head.seq,))
        assert load_contact(store.read()) == Contact("", "12315")
