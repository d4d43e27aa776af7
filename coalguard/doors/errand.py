"""Errand: one command of the command line on its way, and its outcome; how it comes to a password and a store."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import NullTranslations
from typing import TYPE_CHECKING

from coalguard.domain.errors import UsageError
from coalguard.doors.program import Opening, Program
from coalguard.settings import Settings

if TYPE_CHECKING:
    from coalguard.store.transaction import Appended


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command came to: its result for --json, its lines for people, its exit code."""

    result: object = None
    lines: Iterable[str] = ()
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Errand:
    """A command: the program, the settings of its folder, its options, the language."""

    program: Program
    settings: Settings
    asked: Namespace
    words: NullTranslations

    @contextmanager
    def opened(self) -> Iterator[Opening]:
        """The open store: with the login that was given, or asked for on a terminal; a demonstration without."""
        opening = self._open()
        try:
            yield opening
        finally:
            opening.close()

    def _open(self) -> Opening:
        if self.asked.login is None:
            opening = self.program.open_demo(self.settings, _nobody_listens)
            if opening is not None:
                return opening
        return self.program.open(self.settings, *self.credentials(), _nobody_listens)

    def credentials(self) -> tuple[str, str]:
        """The login and its password. Raises UsageError `login.missing`, or as `password`."""
        login = self.asked.login
        if login is None:
            if not _on_terminal():
                raise UsageError("login.missing")
            sys.stderr.write(self.words.gettext("登录名："))
            sys.stderr.flush()
            login = sys.stdin.readline().strip()
        return login, self.password()

    def recovery_code(self) -> str:
        """The recovery code: a line of standard input before the password's, else asked for on a terminal."""
        if self.asked.password_stdin:
            return read_password()
        if not _on_terminal():
            raise UsageError("password.missing")
        sys.stderr.write(self.words.gettext("恢复码（纸上的 25 个字符）："))
        sys.stderr.flush()
        return sys.stdin.readline().strip()

    def password(self, *, new: bool = False) -> str:
        """The password: the first line of standard input where that was said, else asked for on a terminal.

        Raises UsageError `password.missing`, `password.not_utf8`, `password.differs`.
        """
        if self.asked.password_stdin:
            return read_password()
        if not _on_terminal():
            raise UsageError("password.missing")
        from getpass import getpass  # noqa: PLC0415 -- only where somebody types

        typed = getpass(self.words.gettext("密码："))
        if new and getpass(self.words.gettext("再输一次：")) != typed:
            raise UsageError("password.differs")
        return typed


def read_password() -> str:
    """The first line of standard input without its line end; what follows stays to be read."""
    line = sys.stdin.buffer.readline()
    if not line:
        raise UsageError("password.missing")
    try:
        return line.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise UsageError("password.not_utf8") from error


def _on_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _nobody_listens(appended: "tuple[Appended, ...]") -> None:
    """A command of the command line tells what it did by its result."""
    del appended
