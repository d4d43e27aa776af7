"""Folds: how each kind of entry shows in the derived tables, cut by subject.

`fold(placed)` is the only way a derived row comes to be: at the save itself, when the alibi gives back what the store
lost, and in a rebuild. An entry of an unknown kind changes nothing and is kept all the same.
"""

from collections.abc import Iterable, Mapping

from coalguard.store.fold import heard, registry, setup, trade, truck
from coalguard.store.fold.change import Change, Fold, Placed

FOLDS: Mapping[str, Fold] = {**setup.FOLDS, **registry.FOLDS, **truck.FOLDS, **trade.FOLDS, **heard.OWN_FOLDS}


def fold(placed: Placed) -> Iterable[Change]:
    """The changes that an own entry makes to the derived tables; for others' there is `heard.hear`."""
    known = FOLDS.get(placed.entry.fact.kind)
    return known(placed) if known else ()
