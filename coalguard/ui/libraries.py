"""What the window needs of the machine, looked for before Qt is: Qt would end the program with a text of its own.

On Linux with X the platform plugin loads a number of small libraries that a lean system lacks; the error names the
Debian packages that bring them (Kylin and UOS name them the same).
"""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final

from coalguard.domain.errors import MachineError

BENEATH: Final[Mapping[str, str]] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt's own libraries stand on, whatever they show on."""
FOR_X: Final[Mapping[str, str]] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What the platform plugin for X loads."""
_ELSEWHERE: Final = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
_X_LIBRARY: Final = "libxcb.so.1"


def check_display(
    environment: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    load: Callable[[str], ctypes.CDLL] = ctypes.CDLL,
) -> None:
    """Refuse in words what Qt would abort over.

    Raises MachineError `window.libraries_missing` with the packages to install, `window.display_unset` where no display
    is named, `window.no_display` where the one that is does not answer.
    """
    if platform != "linux":
        return
    asked = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    elsewhere = asked in _ELSEWHERE
    display = environment.get("DISPLAY", "")
    if not elsewhere and not display and not environment.get("WAYLAND_DISPLAY"):
        raise MachineError("window.display_unset")
    on_x = bool(display) and not elsewhere and asked != "wayland"
    lacking = missing({**BENEATH, **(FOR_X if on_x else {})}, load)
    if lacking:
        raise MachineError("window.libraries_missing", packages=" ".join(lacking))
    if on_x and not _answers(load):
        raise MachineError("window.no_display", display=display)


def missing(libraries: Mapping[str, str], load: Callable[[str], ctypes.CDLL]) -> list[str]:
    """The packages of the libraries that do not load."""
    return sorted({package for library, package in libraries.items() if not _loads(library, load)})


def _loads(library: str, load: Callable[[str], ctypes.CDLL]) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True


def _answers(load: Callable[[str], ctypes.CDLL]) -> bool:
    """Whether the display that is named takes a connection."""
    try:
        xcb = load(_X_LIBRARY)
    except OSError:
        return True  # Qt carries its own way; it will say
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    fault = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not fault
