"""A weakened program, for the control of the kill harness: it answers first and commits later.

    python -m tests.bad_days.hasty --data-dir D drive

An act is committed and copied to the alibi only when the next one begins or somebody asks; so whoever kills the
program right after an answer loses what was acknowledged. A harness that does not see this sees nothing.
"""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from coalguard.app import main
from coalguard.domain.identity import EntryKey
from coalguard.store import upgrade
from coalguard.store.reader import Reader
from coalguard.store.store import Store
from coalguard.store.transaction import Transaction


class HastyStore(Store):
    """A store that keeps the last act waiting."""

    waiting: ExitStack | None = None

    def begin(self, by: EntryKey | None = None) -> AbstractContextManager[Transaction]:
        """An act that is over for the caller before it is committed."""
        return self._begin_hastily(by)

    @contextmanager
    def _begin_hastily(self, by: EntryKey | None) -> Iterator[Transaction]:
        self.commit_late()
        stack = ExitStack()
        act = stack.enter_context(super().begin(by))
        try:
            yield act
        except BaseException:
            stack.__exit__(*sys.exc_info())
            raise
        self.waiting = stack
        for bell in self._bells:
            bell(tuple(act.appended))

    def read(self) -> Reader:
        """A reader that sees every act."""
        self.commit_late()
        return super().read()

    def commit_late(self) -> None:
        """Commit what waits, without ringing again."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            bells, self._bells = self._bells, []
            waiting.close()
            self._bells = bells

    def close(self) -> None:
        """Commit and close."""
        self.commit_late()
        super().close()


if __name__ == "__main__":
    upgrade.Store = HastyStore  # type: ignore[attr-defined]  # the point of this program: another store in place of the own
    sys.exit(main())
