"""The weighing that a slip was printed for: of this device alone, in whatever epoch, told apart by its hash."""

from coalguard.domain.identity import EntryKey
from coalguard.domain.journal import Fact
from coalguard.store.slips import slip_of, weighing_of
from coalguard.store.store import Store
from coalguard.trust.slipcode import parse_slip, render_slip
from tests.store.booth import Booth


def weighed(store: Store) -> EntryKey:
    """A truck that was weighed once."""
    with store.begin() as act:
        opened = {"plate": "甘N8F326", "purpose": "sale", "driver": "", "coal": "无烟2号"}
        of = act.append(Fact("visit.opened", opened))
        says = {"visit": str(of), "step": "tare", "kg": 15_400, "state": "half_weighed", "scale": "1号磅"}
        return act.append(Fact("weighing.captured", says))


def test_a_slip_finds_its_weighing_in_whatever_epoch_it_was_taken(booth: Booth) -> None:
    with booth.open() as store:
        first = weighed(store)
        with store.begin_epoch() as act:
            act.append(Fact("backup.begun", {}))
        second = weighed(store)
        reader, device = store.read(), store.signer.device
        for key in (first, second):
            found = weighing_of(reader, device, parse_slip(slip_of(reader, key)))
            assert found is not None
            assert found.key == key
        assert second.epoch == first.epoch + 1


def test_another_hash_another_place_or_another_kind_of_entry_is_nothing(booth: Booth) -> None:
    with booth.open() as store:
        key = weighed(store)
        reader, device = store.read(), store.signer.device
        opened = EntryKey(key.device, key.epoch, key.seq - 1)
        for code in (
            render_slip(key.seq, bytes(32)),
            render_slip(key.seq + 99, bytes(32)),
            slip_of(reader, opened),
        ):
            assert weighing_of(reader, device, parse_slip(code)) is None
