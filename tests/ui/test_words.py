"""Everything shown is asked for in one language."""

from coalguard.domain.errors import MachineError
from coalguard.domain.findings import fail
from coalguard.resources import words
from coalguard.ui.words import N_, _, said, speak, word


def test_the_windows_speak_the_language_that_was_chosen() -> None:
    finding = fail("mass.malformed", value="1,2")
    chinese = said(finding)
    assert _("煤管通") == "煤管通"
    assert word("item", "ash") == "灰分"
    speak(words("en"))
    assert said(finding) != chinese
    assert word("item", "ash") == "ash"
    assert N_("煤管通") == "煤管通"


def test_an_error_has_a_sentence_too() -> None:
    assert "1号磅" in said(MachineError("scale.no_signal", scale="1号磅", port="COM3"))
