"""Every state of the panel has a word, a shape and a sentence; the foot of the window says the same."""

from dataclasses import replace

import pytest

from coalguard.domain.weighing import PanelState
from coalguard.resources import path
from coalguard.ui.messages import MachineState
from coalguard.ui.scale_words import STATES, digits, machine_state, sentence
from coalguard.ui.tokens import Tone
from tests.ui.gallery import shown_mass


@pytest.mark.parametrize("state", PanelState)
def test_every_state_has_its_words_and_a_shape_of_its_own(state: PanelState) -> None:
    words = STATES[state]
    assert (path("icons") / f"{words.icon}.svg").is_file()
    assert sentence(shown_mass(state, 40))
    others = [other.icon for kind, other in STATES.items() if kind is not state]
    assert words.icon not in others


def test_no_number_is_shown_of_a_scale_that_is_not_heard() -> None:
    assert digits(shown_mass(PanelState.DISCONNECTED, 47_860)) == "-----"
    assert digits(shown_mass(PanelState.MOVING, None)) == "-----"
    assert digits(shown_mass(PanelState.OVERLOAD, 90_000)) == "OL"
    assert digits(shown_mass(PanelState.ZERO_SHIFTED, -60)) == "\u22120.060"


def test_the_foot_is_quiet_while_all_is_well() -> None:
    assert machine_state(shown_mass(PanelState.ZERO, 0)) == MachineState("1号磅", "正常", "scale", Tone.OK)
    assert machine_state(shown_mass(PanelState.DISCONNECTED, None)).tone is Tone.FAIL


def test_a_line_is_called_by_its_plug_and_a_network_by_a_word() -> None:
    silent = shown_mass(PanelState.DISCONNECTED, None, silent_s=4)
    assert sentence(silent) == "COM3 无数据 4 秒，正在重连"
    assert sentence(replace(silent, port="socket://127.0.0.1:4196")) == "网口 无数据 4 秒，正在重连"
