"""Pace: when to speak with the city next, so that a thousand stations do not knock together after an outage.

Full jitter: after each failure the wait may be twice as long, and chance says how much of it is waited (`journal.md`
§6, errors). Pure: chance comes from outside, and nobody sleeps here.
"""

from typing import Final

IDLE_S: Final = 60
"""Seconds from a good conversation to the next, where nothing is written meanwhile."""
SHORTEST_S: Final = 1
LONGEST_S: Final = 900
_LONGEST_ASKED_S: Final = 3600
"""What a city may ask for at most; beyond that it is asked again."""
_DOUBLINGS: Final = 10  # from 1 s beyond 15 min


def wait_s(failures: int, *, chance: float, asked_s: int = 0) -> float:
    """Seconds to wait after so many failures in a row (0: none), `chance` in [0, 1); `asked_s` is what the city asked.

    What the city asks for is kept, and the jitter comes on top, for others were told the same.
    """
    if not failures and not asked_s:
        return float(IDLE_S)
    ceiling = min(LONGEST_S, SHORTEST_S << min(max(failures, 1) - 1, _DOUBLINGS))
    return min(max(asked_s, 0), _LONGEST_ASKED_S) + ceiling * chance
