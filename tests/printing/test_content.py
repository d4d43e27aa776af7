"""Content: what a print and a proof say of themselves."""

import subprocess
import sys

from coalguard.printing.content import HAND_OVER_PARTS, TICKET_PARTS, TURN_BACK_PARTS, PrintMark, Proof


def test_a_part_without_a_code_of_its_own_carries_that_of_the_set() -> None:
    proof = Proof(codes={0: ("CG1:", "1"), 2: ("CG1:", "2")}, check_code="7KQ4-M2XD")
    assert [proof.of(part) for part in (0, 1, 2)] == [("CG1:", "1"), ("CG1:", "1"), ("CG1:", "2")]
    assert Proof().of(0) is None


def test_a_print_is_the_first_unless_it_says_otherwise() -> None:
    assert PrintMark() == PrintMark(copy=1, reason="", demo=False, preview=False, voided=False)


def test_parts_are_numbered_from_one() -> None:
    for parts in (TICKET_PARTS, TURN_BACK_PARTS, HAND_OVER_PARTS):
        assert [part.no for part in parts] == list(range(1, len(parts) + 1))


def test_content_can_be_gathered_without_loading_a_printer() -> None:
    program = (
        "import sys, coalguard.printing.content; print(sorted({'reportlab', 'segno', 'barcode'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert told.stdout.strip() == "[]"
