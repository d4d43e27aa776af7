"""Sync with the city: one pass, for as long as the program runs, and how it stands (`journal.md` §6).

    greeting   what a hello says of this station, and the numbers that its answer brings
    carrier    does each step of a conversation: speaks through the line, keeps what came of it
    naming     the name that the city gives this station
    passes     one pass, and passes without end
    sheet      how sync stands: what waits, what failed, what came

Never is a transaction open while the network is silent, and no desk waits for any of it.
"""

from coalguard.operations.synchronise.passes import Sending, Synced, SyncNow, keep_running, run, sync_now
from coalguard.operations.synchronise.sheet import ShowSync, SyncSheet, show

__all__ = ["Sending", "ShowSync", "SyncNow", "SyncSheet", "Synced", "keep_running", "run", "show", "sync_now"]
