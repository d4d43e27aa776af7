"""The measure of coverage, on reports made by hand."""

from typing import Any

import pytest

from tests.checks import coverage_faults


def file(ran: int, of: int, *lines: int, branches: tuple[tuple[int, int], ...] = ()) -> dict[str, Any]:
    """A file's part of a report: statements run, all statements, the lines and branches never run."""
    return {
        "summary": {"covered_lines": ran, "num_statements": of, "covered_branches": 0, "num_branches": 0},
        "missing_lines": list(lines),
        "missing_branches": [list(branch) for branch in branches],
    }


@pytest.mark.parametrize(
    ("files", "faults"),
    [
        ({"coalguard/domain/mass.py": file(9, 9)}, []),
        ({"coalguard/domain/mass.py": file(8, 9, 17)}, ["coalguard/domain/mass.py: never run: 17"]),
        (
            {"coalguard/trust/chain.py": file(9, 9, branches=((4, 9),))},
            ["coalguard/trust/chain.py: never run: 4->9"],
        ),
        (
            {"coalguard/domain/mass.py": file(8, 9, 4, branches=((4, 9), (5, -1)))},
            ["coalguard/domain/mass.py: never run: 4, 5->-1"],
        ),
        ({"coalguard/devices/dialects.py": file(9, 10, 3)}, ["coalguard/devices/dialects.py: never run: 3"]),
        ({"coalguard/store/a.py": file(8, 10, 3, 4), "coalguard/store/b.py": file(10, 10)}, []),
        (
            {"coalguard/store/a.py": file(6, 10, 1), "coalguard/store/b.py": file(10, 10)},
            ["coalguard/store: 80.0 % of 90 %; weakest: coalguard/store/a.py 60.0 %, coalguard/store/b.py 100.0 %"],
        ),
        (
            {"coalguard/clock.py": file(8, 9, 7)},
            ["coalguard/clock.py: 88.9 % of 90 %; weakest: coalguard/clock.py 88.9 %"],
        ),
        ({"coalguard/store/__init__.py": file(0, 0)}, []),
    ],
)
def test_what_falls_short_is_named(files: dict[str, Any], faults: list[str]) -> None:
    assert coverage_faults({"files": files}) == faults
