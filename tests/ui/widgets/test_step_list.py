"""Steps: told in order."""

from pytestqt.qtbot import QtBot

from coalguard.ui.widgets.step_list import Step, StepList, StepState


def test_steps_are_told_in_order(qtbot: QtBot) -> None:
    steps = StepList()
    qtbot.addWidget(steps)
    steps.show_steps(
        [
            Step("皮重", "20:31:07 已取", "15.400", state=StepState.DONE, mark="手录"),
            Step("毛重", state=StepState.CURRENT),
            Step("净重", figure="0.000"),
        ]
    )
    assert steps.accessibleName() == "皮重 手录 15.400 t 20:31:07 已取；毛重；净重 0.000 t"
    assert len(steps.steps) == 3
    steps.resize(steps.sizeHint())
    steps.grab()
