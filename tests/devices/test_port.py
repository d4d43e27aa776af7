"""The port against the simulated indicator over TCP and pty: real time, so few and short."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from coalguard.clock import SystemClock
from coalguard.devices.port import Port, _close
from coalguard.devices.scale import replay
from coalguard.devices.simulator import Indicator, PtyLine, Simulator, TcpLine
from coalguard.domain.errors import CoalGuardError, MachineError
from coalguard.domain.findings import Refused
from coalguard.domain.mass import Mass
from coalguard.domain.weighing import PanelState, ScaleRule

TRUCK = 48_260
CLOCK = SystemClock()


def monotonic_ms() -> int:
    """The machine's monotonic time."""
    return CLOCK.monotonic_ns() // 1_000_000


def rule_of(url: str, parity: str = "N", decimals: int | None = 0) -> ScaleRule:
    """The setting that listens there."""
    return ScaleRule("一号磅", "xk3190-tf0", url, 9600, parity, "kg", decimals, Mass(20), Mass(100_000))


class Listener:
    """Somebody whom the port tells that it heard something."""

    def __init__(self) -> None:
        self.told = threading.Condition()
        self.times = 0

    def __call__(self) -> None:
        """Count."""
        with self.told:
            self.times += 1
            self.told.notify_all()

    def wait_for(self, seen: Callable[[], bool]) -> bool:
        """Wait for something to be seen after a call."""
        with self.told:
            return self.told.wait_for(seen, 3)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """An empty deck on a free TCP port."""
    with Simulator(TcpLine()) as simulated:
        yield simulated


@pytest.fixture
def listener() -> Listener:
    """Somebody who is told."""
    return Listener()


@pytest.fixture
def port(simulator: Simulator, listener: Listener) -> Iterator[Port]:
    """A port that hears the simulator."""
    with Port(rule_of(simulator.url), monotonic_ms, listener) as heard:
        assert listener.wait_for(lambda: heard.panel().state is PanelState.ZERO)
        yield heard
    assert not heard._thread.is_alive()


def complaint(port: Port, timeout_s: float) -> CoalGuardError:
    """What a capture that comes to nothing says."""
    with pytest.raises(CoalGuardError) as caught:
        port.capture(timeout_s)
    return caught.value


def test_a_truck_is_weighed_with_its_evidence(simulator: Simulator, port: Port) -> None:
    simulator.play(f"ramp {TRUCK} 0.5s")
    asked_ms = monotonic_ms()
    captured = port.capture()
    assert (captured.weight.mass, captured.evidence.zero_before) == (Mass(TRUCK), True)
    assert captured.evidence.flags == ()
    assert 1500 <= captured.steady_for_ms <= monotonic_ms() - asked_ms
    assert replay(captured.evidence, port.rule)[-1].mass == Mass(TRUCK)
    assert port.panel().mass == Mass(TRUCK)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo terminals on Windows")
@pytest.mark.parametrize("parity", ["N", "E"])
def test_a_serial_device_is_weighed_on_like_a_box(parity: str) -> None:
    with (
        Simulator(PtyLine(), script=f"{TRUCK}") as simulator,
        Port(rule_of(simulator.url, parity), monotonic_ms) as port,
    ):
        assert port.capture().weight.mass == Mass(TRUCK)


def test_an_unplugged_scale_has_no_signal_and_works_again_when_plugged_in(
    simulator: Simulator, port: Port, listener: Listener
) -> None:
    simulator.play(f"ramp {TRUCK} 0.3s\nunplug 30s")
    assert listener.wait_for(lambda: port.panel().state is PanelState.DISCONNECTED)
    silent = complaint(port, 0.2)
    assert isinstance(silent, MachineError)
    assert (silent.code, silent.facts) == ("scale.no_signal", {"scale": "一号磅", "port": simulator.url})
    simulator.play(f"{TRUCK}")
    captured = port.capture()
    assert (captured.weight.mass, captured.evidence.flags) == (Mass(TRUCK), ("after_reconnect",))


@pytest.mark.parametrize(
    ("script", "code", "facts"),
    [
        ("0", "scale.empty", {"scale": "一号磅"}),
        ("100200", "scale.overload", {"scale": "一号磅", "maximum_kg": 100_000}),
        ("ramp 90000 9s", "scale.unsteady", None),
    ],
)
def test_what_is_no_weight_is_told_by_what_the_scale_shows(
    simulator: Simulator, port: Port, script: str, code: str, facts: dict[str, object] | None
) -> None:
    simulator.play(script)
    refused = complaint(port, 0.5)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert facts in (refused.facts, None)


def test_a_shifted_zero_is_told(simulator: Simulator, port: Port) -> None:
    simulator.play("-40")
    refused = complaint(port, 1.9)
    assert isinstance(refused, Refused)
    assert refused.code == "scale.zero_shifted"
    assert refused.facts == {"scale": "一号磅", "mass_kg": -40, "minimum_kg": 400}


def test_a_wrong_setting_is_told_instead_of_a_weight(simulator: Simulator) -> None:
    with Port(rule_of(simulator.url, decimals=2), monotonic_ms) as port:
        refused = complaint(port, 0.6)
    assert isinstance(refused, Refused)
    assert refused.code == "scale.decimals_differ"


def test_a_port_that_nothing_answers_on_has_no_signal() -> None:
    with Port(rule_of("/dev/there-is-none"), monotonic_ms) as port:
        assert complaint(port, 0.5).code == "scale.no_signal"
        assert port.panel().silent_for_ms is None


def test_a_port_that_was_never_started_has_no_signal() -> None:
    port = Port(rule_of("COM3"), monotonic_ms)
    assert complaint(port, 0.05).code == "scale.no_signal"
    port.close()


def test_an_open_line_that_says_nothing_is_no_signal_and_is_opened_again() -> None:
    line, offset = TcpLine(), [0]
    with Simulator(line, script="silent 60s") as simulator:
        port = Port(rule_of(simulator.url), lambda: monotonic_ms() + offset[0])
        with port:
            silent = threading.Timer(0.3, lambda: offset.__setitem__(0, 3100))
            silent.start()
            assert complaint(port, 60).code == "scale.no_signal"
            silent.join()
            simulator.play("0")
            assert complaint(port, 1.2).code == "scale.empty"


def test_what_waited_in_the_buffer_while_the_machine_slept_is_not_heard(simulator: Simulator) -> None:
    times = iter(range(0, 10_000_000, 1100))
    with Port(rule_of(simulator.url), lambda: next(times)) as port:
        port._thread.join(0.3)
        assert port.panel().silent_for_ms is None


def test_closing_ends_a_capture(simulator: Simulator) -> None:
    port = Port(rule_of(simulator.url), monotonic_ms)
    port.start()
    closing = threading.Timer(0.3, port.close)
    closing.start()
    assert complaint(port, 60).code in {"scale.no_signal", "scale.empty"}
    closing.join()
    assert not port._thread.is_alive()


def test_a_listener_that_fails_does_not_silence_the_scale(
    simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    failed = threading.Event()

    def fall_over() -> None:
        failed.set()
        raise ValueError(0)

    with Port(rule_of(simulator.url), monotonic_ms, fall_over) as port:
        assert failed.wait(2)
        assert complaint(port, 0.5).code == "scale.empty"
    assert "the listener failed" in caplog.text


def test_a_fast_indicator_is_heard_too() -> None:
    script = f"noise 20\n{TRUCK}"
    with (
        Simulator(TcpLine(), Indicator(rate_hz=80), script=script) as simulator,
        Port(rule_of(simulator.url), monotonic_ms) as port,
    ):
        captured = port.capture()
    assert captured.weight.mass in {Mass(TRUCK), Mass(TRUCK + 20)}
    assert (captured.weight.low, captured.weight.high) == (Mass(TRUCK), Mass(TRUCK + 20))


@dataclass(frozen=True)
class Garbled(Indicator):
    """An indicator that speaks at another speed: bytes, but no frames."""

    def render(self, kg: int) -> bytes:
        return super().render(kg).translate(bytes(255 - byte for byte in range(256)))


def test_bytes_that_are_no_frames_are_no_signal(listener: Listener) -> None:
    with (
        Simulator(TcpLine(), Garbled(), script="0") as simulator,
        Port(rule_of(simulator.url), monotonic_ms, listener) as port,
    ):
        assert complaint(port, 0.5).code == "scale.no_signal"
        assert listener.times == 0


class TornOut:
    """A line whose adapter was torn out."""

    def close(self) -> None:
        """Refuse even this."""
        raise OSError(5)


def test_a_line_that_cannot_even_be_closed_is_let_go_and_noted(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "coalguard.devices.port"):
        _close(TornOut())
    assert [record.getMessage() for record in caplog.records] == ["closing the port: 5"]
