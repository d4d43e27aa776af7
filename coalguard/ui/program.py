"""The program behind the shell: the window, its door, its keys, its clock; everything that lives as long as they do."""

import logging
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon

from coalguard import settings as kept_settings
from coalguard.domain.errors import CoalGuardError
from coalguard.domain.identity import CHINA
from coalguard.settings import Settings, Theme, TypeSize
from coalguard.ui.doorkeeper import Doorkeeper
from coalguard.ui.help import HelpCard
from coalguard.ui.icons import icon
from coalguard.ui.key_filter import KeyFilter
from coalguard.ui.look import dark_at, look
from coalguard.ui.messages import message_of
from coalguard.ui.premises import Premises
from coalguard.ui.tokens import LIGHT
from coalguard.ui.window import Window

log = logging.getLogger(__name__)

_TICK_MS: Final = 1000
_NS_PER_MS: Final = 1_000_000


class Program:
    """The window and what is around it."""

    def __init__(self, premises: Premises, settings: Settings, *, demo: str = "") -> None:
        """Make them; the application is there already."""
        self._premises, self._settings = premises, settings
        self.window = Window()
        self.window.setWindowIcon(QIcon(icon("logo", LIGHT.accent.ink, 64)))
        self.door = Doorkeeper(self.window, premises, settings, demo=demo)
        self.filter = KeyFilter(self.window, lambda: premises.clock.monotonic_ns() // _NS_PER_MS)
        self.help = HelpCard(self.window)
        self._tick = QTimer()
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self.window.help_asked.connect(self.help.open)
        self.window.look_changed.connect(self._keep_look)
        self.door.gone.connect(self._on_gone)
        self._on_tick()
        self._tick.start()

    def begin(self) -> None:
        """Take the keys of the window that holds ours, and open the door."""
        self.filter.watch(self.window.window())
        self.door.begin()

    def show_fault(self, error: Exception) -> None:
        """Tell what nobody expected."""
        self.window.frame.tell(message_of(self._premises.explain(error)))

    def _on_tick(self) -> None:
        self.window.frame.show_time(self._premises.clock.now())
        if self._settings.theme is Theme.SHIFT:
            look().change(dark=dark_at(self._premises.clock.now().astimezone(CHINA).time()))

    def _keep_look(self) -> None:
        theme = Theme.DARK if look().theme.dark else Theme.LIGHT
        try:
            self._settings = kept_settings.keep_look(self._settings, theme, TypeSize(look().percent))
        except CoalGuardError as error:
            log.info("look not kept: %s", error.code)

    def _on_gone(self) -> None:
        self._tick.stop()
        self.window.close_now()
