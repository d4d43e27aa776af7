"""What is said of a scale: the word and shape of each state, the sentence below the digits, the line at the foot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from coalguard.domain.weighing import PanelState
from coalguard.ui.live_scale import ShownMass
from coalguard.ui.messages import MachineState
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _


@dataclass(frozen=True, slots=True)
class StateWords:
    """How a state of the panel is shown: its word, its shape, its tone, and what the foot of the window says."""

    word: str
    icon: str
    tone: Tone
    machine: str
    machine_tone: Tone


STATES: Final[Mapping[PanelState, StateWords]] = {
    PanelState.STEADY: StateWords(N_("稳定"), "ok", Tone.OK, N_("正常"), Tone.OK),
    PanelState.MOVING: StateWords(N_("未稳定"), "wave", Tone.WARN, N_("未稳定"), Tone.WARN),
    PanelState.ZERO: StateWords(N_("零点"), "minus", Tone.ACCENT, N_("正常"), Tone.OK),
    PanelState.ZERO_SHIFTED: StateWords(N_("零点偏移"), "warn", Tone.WARN, N_("零点偏移"), Tone.WARN),
    PanelState.OVERLOAD: StateWords(N_("超量程"), "up-twice", Tone.FAIL, N_("超量程"), Tone.FAIL),
    PanelState.DISCONNECTED: StateWords(N_("已断开"), "broken", Tone.OFF, N_("已断开"), Tone.FAIL),
}


def digits(shown: ShownMass) -> str:
    """What stands where the weight stands, with a minus sign as wide as a digit."""
    if shown.state is PanelState.OVERLOAD:
        return "OL"
    if shown.state is PanelState.DISCONNECTED or shown.mass is None:
        return "-----"
    return shown.mass.tonnes.replace("-", "\u2212")


def sentence(shown: ShownMass) -> str:
    """What the state means for whoever wants to take the weight."""
    if shown.state is PanelState.STEADY:
        return _("稳定 {seconds} 秒，可取重").format(seconds=f"{shown.steady_for_ms / 1000:.1f}")
    if shown.state is PanelState.OVERLOAD:
        return _("超过 {maximum} t，请车辆下磅").format(maximum=f"{shown.maximum_kg / 1000:g}")
    if shown.state is PanelState.DISCONNECTED:
        if shown.silent_for_s is None:
            return _("{port} 没有数据，正在连接").format(port=_line_of(shown.port))
        return _("{port} 无数据 {seconds} 秒，正在重连").format(port=_line_of(shown.port), seconds=shown.silent_for_s)
    return _(_SENTENCES[shown.state])


_SENTENCES: Final[Mapping[PanelState, str]] = {
    PanelState.MOVING: N_("等待稳定；按 F4 则稳定后自动取重"),
    PanelState.ZERO: N_("空磅"),
    PanelState.ZERO_SHIFTED: N_("零点偏移，请先置零"),
}


def _line_of(port: str) -> str:
    """The line as somebody would call it: a plug by its name, a network address in a word, since it would not fit."""
    return _("网口") if "://" in port else port


def machine_state(shown: ShownMass) -> MachineState:
    """The scale's line at the foot of the window."""
    words = STATES[shown.state]
    return MachineState(shown.scale, _(words.machine), "scale", words.machine_tone)
