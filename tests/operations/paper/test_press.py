"""The printing behind the papers is not loaded by a start, and is by whoever says that a paper comes."""

import json
import subprocess
import sys

LOADED = """
import json, sys
def heavy():
    names = {name.partition(".")[0] for name in sys.modules}
    return sorted(names & {"PIL", "barcode", "pypdfium2", "reportlab", "segno"})
import coalguard.operations.paper
before = heavy()
from coalguard.operations.paper.press import warm_up
warm_up()
json.dump([before, heavy()], sys.stdout)
"""


def test_what_makes_papers_is_loaded_when_a_paper_comes() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True)
    before, after = json.loads(told.stdout)
    assert before == []
    assert {"barcode", "pypdfium2", "reportlab", "segno"} <= set(after)
