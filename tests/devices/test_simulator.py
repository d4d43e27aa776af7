"""The simulated indicator: its script, its deck counted in ticks, and its two lines."""

import os
import random
import socket
from collections.abc import Iterator
from itertools import islice

import pytest

from coalguard.devices.dialects import XK3190
from coalguard.devices.simulator import (
    Deck,
    Indicator,
    PtyLine,
    Simulator,
    Step,
    TcpLine,
    Tick,
    Wire,
    parse_script,
)
from coalguard.domain.errors import MachineError, UsageError

SPEAKING, SILENT, UNPLUGGED = Wire.SPEAKING, Wire.SILENT, Wire.UNPLUGGED


def ticks(script: str, count: int) -> list[Tick]:
    """The first ticks of a script at ten a second."""
    return list(islice(Deck(Indicator(), random.Random(1)).play(parse_script(script)), count))


def masses(script: str, count: int) -> list[int]:
    """The masses of the first ticks."""
    return [tick.kg for tick in ticks(script, count)]


def test_a_script_is_read_line_by_line() -> None:
    text = """
    # a truck
    0
    -20
    ramp 15400
    ramp 48260 2.5s   # slowly
    hold 3s
    hold 48260 3s
    noise 20
    unplug 2s
    silent 0.5s
    repeat
    """
    assert parse_script(text) == (
        Step("show", 0),
        Step("show", -20),
        Step("ramp", 15_400),
        Step("ramp", 48_260, 2500),
        Step("hold", None, 3000),
        Step("hold", 48_260, 3000),
        Step("noise", 20),
        Step("unplug", None, 2000),
        Step("silent", None, 500),
        Step("repeat"),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("fly 100", 1),
        ("0\nramp", 2),
        ("hold", 1),
        ("hold 48260", 1),
        ("1000000", 1),
        ("unplug", 1),
        ("noise -20", 1),
        ("ramp 15400 2", 1),
        ("0\nrepeat\n0", 3),
        ("repeat", 1),
        ("noise 20\nrepeat", 2),
    ],
)
def test_a_line_that_says_nothing_is_named(text: str, line: int) -> None:
    with pytest.raises(UsageError) as caught:
        parse_script(text)
    assert caught.value.code == "script.malformed"
    assert caught.value.facts == {"line": line, "text": text.splitlines()[line - 1]}


def test_the_last_weight_stays() -> None:
    assert masses("", 3) == [0, 0, 0]
    assert masses("15400\nhold 0.2s\n20", 6) == [15_400, 15_400, 15_400, 20, 20, 20]


def test_a_truck_climbs_within_its_time() -> None:
    climb = masses("ramp 48260", 12)
    assert climb[9:] == [48_260] * 3
    assert all(0 <= kg <= 48_260 and kg % 20 == 0 for kg in climb)
    assert len(set(climb[:9])) == 9
    assert masses("48260\nramp 0 0.1s", 3) == [48_260, 0, 0]


def test_two_trucks_never_climb_alike() -> None:
    deck = Deck(Indicator(), random.Random(1))
    climbs = [tuple(islice(deck.play(parse_script("0\nramp 48260 2s")), 21)) for _ in range(2)]
    assert climbs[0] != climbs[1]


def test_a_loaded_deck_flickers_and_an_empty_one_does_not() -> None:
    assert set(masses("noise 40\n48260\nhold 5s", 50)) == {48_260, 48_280, 48_300}
    assert set(masses("noise 40\nhold 5s", 50)) == {0}
    assert set(masses("noise 40\nnoise 0\n48260", 50)) == {48_260}


def test_a_plug_can_be_pulled_and_a_cable_go_silent() -> None:
    assert [tick.wire for tick in ticks("0\nunplug 0.2s\nsilent 0.1s", 5)] == [
        SPEAKING,
        UNPLUGGED,
        UNPLUGGED,
        SILENT,
        SPEAKING,
    ]


def test_a_script_can_begin_again() -> None:
    assert masses("20\n40\nrepeat", 5) == [20, 40, 20, 40, 20]


@pytest.mark.parametrize(
    ("indicator", "shown"),
    [(Indicator(), "48260"), (Indicator(unit="t", decimals=2), "48.26"), (Indicator(unit="t", decimals=1), "48.3")],
)
def test_the_indicator_shows_its_unit_and_decimals(indicator: Indicator, shown: str) -> None:
    assert [str(frame.value) for frame in XK3190().feed(indicator.render(48_260))] == [shown]


def test_what_cannot_be_spoken_is_refused_before_it_is_tried() -> None:
    line = TcpLine()
    with pytest.raises(UsageError, match="protocol_unknown"):
        Simulator(line, Indicator(protocol="xk0000"), script="0")
    simulator = Simulator(line, Indicator(unit="t", decimals=4), script="0")
    with pytest.raises(UsageError, match="unsendable"):
        simulator.set(100_000)
    with pytest.raises(UsageError, match="unsendable"):
        simulator.play("noise 9000\n99000")
    simulator.close()


@pytest.fixture
def line() -> Iterator[TcpLine]:
    """A listener on a free port."""
    listening = TcpLine()
    yield listening
    listening.close()


def client_of(line: TcpLine) -> socket.socket:
    """Somebody who listens."""
    host, port = line.url.removeprefix("socket://").rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=2)


def test_all_clients_hear_the_same(line: TcpLine) -> None:
    with client_of(line) as one, client_of(line) as other:
        line.send(b"frame")
        assert (one.recv(9), other.recv(9)) == (b"frame", b"frame")


def test_a_client_that_left_is_forgotten(line: TcpLine) -> None:
    client_of(line).close()
    for _ in range(1000):
        line.send(b"frame" * 100)
        if not line._clients:
            break
    assert line._clients == []


def test_a_client_that_does_not_read_holds_up_nobody(line: TcpLine) -> None:
    with client_of(line):
        for _ in range(300):
            line.send(b"x" * 65_536)
        assert len(line._clients) == 1


def test_an_unplugged_box_turns_everyone_away(line: TcpLine) -> None:
    with client_of(line) as before, client_of(line) as after:
        line.send(b"")
        line.cut()
        assert (before.recv(9), after.recv(9)) == (b"", b"")
    with client_of(line) as again:
        line.send(b"frame")
        assert again.recv(9) == b"frame"


def test_a_taken_address_is_told(line: TcpLine) -> None:
    port = int(line.url.rsplit(":", 1)[1])
    with pytest.raises(MachineError) as caught:
        TcpLine("127.0.0.1", port)
    assert (caught.value.code, caught.value.facts) == ("simulator.cannot_listen", {"host": "127.0.0.1", "port": port})


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo terminals on Windows")
def test_a_pty_hands_on_what_is_said_and_stores_no_past() -> None:
    line = PtyLine()
    device = os.open(line.url, os.O_RDONLY | os.O_NOCTTY)
    line.send(b"frame")
    assert os.read(device, 9) == b"frame"
    line.cut()
    for _ in range(1000):
        line.send(b"x" * 100)
    assert len(os.read(device, 100_000)) < 50_000
    os.close(device)
    line.close()


def test_a_machine_without_pseudo_terminals_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "openpty", raising=False)
    with pytest.raises(MachineError, match="pty_unsupported"):
        PtyLine()


def shown_last(client: socket.socket, listener: XK3190) -> int:
    """The next number a client hears; it fails when the line is cut."""
    frames = listener.feed(client.recv(1200) or pytest.fail("cut off"))
    return int(frames[-1].value) if frames else shown_last(client, listener)


def test_the_simulator_speaks_its_dialect_until_it_is_closed() -> None:
    line = TcpLine()
    with Simulator(line, Indicator(rate_hz=100), script="15400") as simulator:
        assert simulator.url == line.url
        with client_of(line) as client:
            listener = XK3190()
            assert shown_last(client, listener) == 15_400
            simulator.set(30_000)
            while shown_last(client, listener) != 30_000:
                pass
            simulator.play("silent 0.1s\nunplug 9s")
            while client.recv(1200):
                pass
            simulator.play("20")
        with client_of(line) as client:
            assert shown_last(client, XK3190()) == 20
    assert not simulator._thread.is_alive()
