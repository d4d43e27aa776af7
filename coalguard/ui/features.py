"""Features: PySide's other spellings (`snake_case`, `true_property`) are used nowhere here; nothing is read for them.

PySide reads the source of each module that is imported after it, whole and through `inspect`, to see whether the module
names PySide and could switch them on; the text stays in memory. Which modules name PySide matters only to a switch that
nobody throws, so none is told to.
"""

import sys

import PySide6  # noqa: F401 -- puts its hook into every import

_HOOK = "shibokensupport.feature"
_READER = "_mod_uses_pyside"


def leave_off() -> bool:
    """Let PySide read no sources from now on; gives back whether it did. A hook of another shape is let alone."""
    hook = sys.modules.get(_HOOK)
    if not hasattr(hook, _READER):
        return False
    setattr(hook, _READER, lambda _module: False)
    return True
