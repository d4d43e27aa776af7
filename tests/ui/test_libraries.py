"""What the window needs of the machine is looked for before Qt is, and told as packages to install."""

import ctypes
from collections.abc import Callable, Mapping

import pytest

from coalguard.domain.errors import MachineError
from coalguard.ui.libraries import BENEATH, FOR_X, check_display, missing
from coalguard.ui.words import said

XCB = {"DISPLAY": ":0"}


class Library:
    """A loaded library whose connection has this fault."""

    def __init__(self, *, fault: bool = False) -> None:
        self.xcb_connect = _Function(1)
        self.xcb_connection_has_error = _Function(int(fault))
        self.xcb_disconnect = _Function(0)


class _Function:
    def __init__(self, result: int) -> None:
        self.result = result
        self.restype: object = None
        self.argtypes: object = None

    def __call__(self, *_: object) -> int:
        return self.result


def loader(*lacking: str, fault: bool = False) -> Callable[[str], ctypes.CDLL]:
    """A machine that lacks these libraries."""

    def load(name: str) -> ctypes.CDLL:
        if name in lacking:
            raise OSError(name)
        return Library(fault=fault)  # type: ignore[return-value]  # the three functions that are asked

    return load


def refusal(
    environment: Mapping[str, str], load: Callable[[str], ctypes.CDLL], platform: str = "linux"
) -> MachineError:
    """Why there is no window."""
    with pytest.raises(MachineError) as raised:
        check_display(environment, platform, load)
    return raised.value


def test_a_whole_machine_is_let_through() -> None:
    check_display(XCB, "linux", loader())


def test_missing_libraries_are_named_as_packages() -> None:
    error = refusal(XCB, loader("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libEGL.so.1"))
    assert error.code == "window.libraries_missing"
    assert error.facts == {"packages": "libegl1 libxcb-cursor0 libxcb-icccm4"}


def test_what_qt_itself_stands_on_is_needed_without_x_too() -> None:
    offscreen = {"QT_QPA_PLATFORM": "offscreen"}
    check_display(offscreen, "linux", loader("libxcb-cursor.so.0"))
    assert refusal(offscreen, loader("libEGL.so.1")).facts == {"packages": "libegl1"}


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}])
def test_a_machine_without_a_display_is_told(environment: Mapping[str, str]) -> None:
    error = refusal(environment, loader())
    assert (error.code, error.facts) == ("window.display_unset", {})
    assert "—" not in said(error)


def test_a_display_that_does_not_answer_is_told() -> None:
    error = refusal({"DISPLAY": ":99"}, loader(fault=True))
    assert (error.code, error.facts) == ("window.no_display", {"display": ":99"})


@pytest.mark.parametrize("environment", [{"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "wayland", **XCB}])
def test_wayland_needs_nothing_of_x(environment: Mapping[str, str]) -> None:
    check_display(environment, "linux", loader(*FOR_X, fault=True))


def test_other_systems_bring_everything_along() -> None:
    check_display({}, "win32", loader(*BENEATH, *FOR_X))


def test_without_the_library_that_asks_qt_is_left_to_say() -> None:
    check_display(XCB, "linux", loader("libxcb.so.1"))


def test_a_package_is_named_once() -> None:
    assert missing({"a": "p", "b": "p", "c": "q"}, loader("a", "b", "c")) == ["p", "q"]
