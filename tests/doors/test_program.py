"""What the composition root hands to the doors."""

from dataclasses import fields

from coalguard.app import compose
from coalguard.clock import SystemClock
from coalguard.doors.program import Program


def test_the_composition_root_hands_over_every_deed() -> None:
    clock = SystemClock()
    program = compose(clock)
    assert program.clock is clock
    assert all(callable(getattr(program, field.name)) for field in fields(Program) if field.name != "clock")
