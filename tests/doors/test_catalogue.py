"""Every command leads to an operation that declares what it takes and gives."""

from dataclasses import is_dataclass

import pytest

from coalguard.doors.catalogue import COMMANDS, Command


@pytest.mark.parametrize("command", COMMANDS.values(), ids=str)
def test_a_command_leads_to_an_operation(command: Command) -> None:
    assert command.run.__doc__
    assert is_dataclass(command.takes)
    assert is_dataclass(command.gives)


def test_names_say_subject_and_deed() -> None:
    assert all(do == "search" or do.count(".") == 1 for do in COMMANDS)
    assert len({command.operation for command in COMMANDS.values()}) == len(COMMANDS)


def test_only_a_hand_over_passes_the_desk() -> None:
    assert [command.name for command in COMMANDS.values() if command.hands_over] == ["shift.hand_over"]
    assert {command.name for command in COMMANDS.values() if command.changes_staff} == {
        "staff.register",
        "staff.change",
    }
