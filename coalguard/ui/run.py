"""The window runs: a shell is painted first, then everything else is loaded behind it, beside its event loop.

What nobody expected leaves a report and is told as a bar. The libraries that Qt itself needs are looked for before this
module is loaded (`libraries`); what this module loads at its top is what stands between the start and the first
painting, so it is little (`numbers.md` §1).
"""

import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from gettext import NullTranslations
from importlib import import_module
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from coalguard.domain.errors import CoalGuardError
from coalguard.settings import Settings, Theme
from coalguard.ui.fonts import TITLE_FILE, TITLE_WEIGHT, font, load_font
from coalguard.ui.premises import Premises
from coalguard.ui.shell import Shell
from coalguard.ui.tokens import DARK, LIGHT, PAGE_TITLE

if TYPE_CHECKING:  # loaded behind the shell
    from coalguard.ui.program import Program

log = logging.getLogger(__name__)

NORMAL_SIZE: Final = (1366, 768)
_PROGRAM: Final = "coalguard.ui.program"
_STYLE: Final = "fusion"
"""Said to Qt at its start: `setStyle` gives the style back, and Python would make a class with 564 names of it."""
_FAILED: Final = 4  # as the command line has it (`doors.md`)
_UNPAINTED_MS: Final = 1000
"""A window that is not painted, because it is covered or minimised, does not hold up the start for longer."""


def run(
    premises: Premises, settings: Settings, words: NullTranslations, *, demo: str = "", full_screen: bool = True
) -> int:
    """Show the window until it is closed; gives back the exit code."""
    app = application()
    load_font(TITLE_FILE)
    theme = DARK if settings.theme is Theme.DARK else LIGHT
    shell = Shell(words.gettext("煤管通"), theme, font(PAGE_TITLE.size, TITLE_WEIGHT))
    shell.resize(*NORMAL_SIZE)
    start = _Start(shell, lambda: _program(premises, settings, words, demo), premises.explain)
    if full_screen:
        shell.showFullScreen()
    else:
        shell.show()
    previous, sys.excepthook = sys.excepthook, hook_for(start.show_fault)
    listen_to_signals(shell.close)
    try:
        return app.exec()
    finally:
        sys.excepthook = previous


def _program(premises: Premises, settings: Settings, words: NullTranslations, demo: str) -> "Program":
    from coalguard.ui.program import Program  # noqa: PLC0415 -- the shell is painted before it is loaded
    from coalguard.ui.words import speak  # noqa: PLC0415 -- as above

    speak(words)
    prepare(settings)
    return Program(premises, settings, demo=demo)


class _Loading(QObject):
    """Loads the program beside the event loop, so that the shell can be painted anew and closed meanwhile."""

    ended = Signal()
    _came_home = Signal()

    def __init__(self) -> None:
        """Stay on the main thread."""
        super().__init__()
        self._came_home.connect(self._on_came_home)  # a QObject's own slot is called in the QObject's thread

    def begin(self) -> None:
        """Load it in a thread of its own."""
        Thread(target=self._load, name="loading").start()

    def _load(self) -> None:
        with suppress(Exception):  # whoever makes the program meets it again, and tells it
            import_module(_PROGRAM)
        self._came_home.emit()

    def _on_came_home(self) -> None:
        self.ended.emit()


class _Start:
    """Makes the program when the shell has been painted and the rest is loaded, and puts it there."""

    def __init__(
        self, shell: Shell, make: "Callable[[], Program]", explain: Callable[[Exception], CoalGuardError]
    ) -> None:
        """Wait for the first painting; `explain` leaves a report of what nobody expected."""
        self._shell, self._make, self._explain = shell, make, explain
        self._program: Program | None = None
        self._begun = self._closed = False
        self._loading = _Loading()
        self._loading.ended.connect(self._on_loaded)
        shell.painted.connect(lambda: QTimer.singleShot(0, self.begin))
        shell.closing.connect(self._on_closing)
        QTimer.singleShot(_UNPAINTED_MS, self.begin)

    def begin(self) -> None:
        """Load the program, once."""
        if not self._begun:
            self._begun = True
            self._loading.begin()

    def _on_loaded(self) -> None:
        if self._closed:
            return
        self._program = program = self._make()
        program.door.gone.connect(self._on_gone)
        self._shell.hold(program.window)
        program.begin()

    def show_fault(self, error: Exception) -> None:
        """Tell what nobody expected; before there is a window to tell it in, the start fails with it."""
        if self._program is not None:
            self._program.show_fault(error)
            return
        self._explain(error)
        QApplication.exit(_FAILED)

    def _on_gone(self) -> None:
        self._shell.close_now()
        QApplication.exit(0)  # `quit` would ask every window once more

    def _on_closing(self) -> None:
        if self._program is not None:
            self._program.window.close()
        else:
            self._begun = self._closed = True
            QApplication.exit(0)


def application() -> QApplication:
    """The one application of the process."""
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(["coalguard", "-style", _STYLE])
    app.setApplicationName("coalguard")
    app.setQuitOnLastWindowClosed(False)
    return app


def prepare(settings: Settings) -> QApplication:
    """The application dressed: style, face, words of Qt's own, look."""
    from coalguard.ui.fonts import load_fonts  # noqa: PLC0415 -- behind the shell
    from coalguard.ui.look import look  # noqa: PLC0415 -- as above

    app = application()
    load_fonts()
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    else:
        log.warning("Qt's own words stay English: qtbase_zh_CN is not there")
    look().change(dark=settings.theme is Theme.DARK, percent=int(settings.type_percent))
    look().apply()
    return app


def hook_for(show: Callable[[Exception], None]) -> Callable[..., None]:
    """An excepthook that shows what nobody expected; whoever asks for the end is not held up."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            show(error)
        else:
            sys.__excepthook__(kind, error, trace)

    return hook


def listen_to_signals(leave: Callable[[], object]) -> None:
    """Let the end of the session close the window as a hand would; the tick of the clock lets Python hear of it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: leave())
