"""How much of the program its tests must have run through, by lines and branches (the measure of the house).

What judges (`domain`), proves (`trust`), reads scales (`devices.dialects`), converses (`sync.session`) and decides what
the city keeps (`server.inbox`) is run through wholly; every other part to nine tenths, a part being a package or a
module directly below `coalguard`.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

WHOLE = (
    "coalguard/domain/",
    "coalguard/trust/",
    "coalguard/devices/dialects",
    "coalguard/sync/session",
    "coalguard/server/inbox",
)
ELSEWHERE = 90


def coverage_faults(report: Mapping[str, Any]) -> list[str]:
    """What falls short in a report of coverage (its JSON), a line each."""
    faults = []
    parts: dict[str, list[tuple[str, Mapping[str, int]]]] = defaultdict(list)
    for name, file in sorted(report["files"].items()):
        path = PurePath(name).as_posix()
        if path.startswith(WHOLE):
            faults += _gaps(path, file)
        else:
            parts["/".join(path.split("/")[:2])].append((path, file["summary"]))
    for part, files in parts.items():
        share = _share([summary for _, summary in files])
        if share < ELSEWHERE:
            weakest = sorted((_share([summary]), path) for path, summary in files)[:3]
            worst = ", ".join(f"{path} {percent:.1f} %" for percent, path in weakest)
            faults.append(f"{part}: {share:.1f} % of {ELSEWHERE} %; weakest: {worst}")
    return faults


def _gaps(path: str, file: Mapping[str, Any]) -> list[str]:
    lines = file["missing_lines"]
    branches = [f"{a}->{b}" for a, b in file.get("missing_branches", ()) if a not in lines]
    return [f"{path}: never run: {', '.join(map(str, [*lines, *branches]))}"] if lines or branches else []


def _share(summaries: list[Mapping[str, int]]) -> float:
    ran = sum(s["covered_lines"] + s.get("covered_branches", 0) for s in summaries)
    all_of_it = sum(s["num_statements"] + s.get("num_branches", 0) for s in summaries)
    return 100 * ran / all_of_it if all_of_it else 100.0
