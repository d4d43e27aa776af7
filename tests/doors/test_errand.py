"""How a command comes to a login and a password."""

import io
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from coalguard.domain.errors import UsageError
from coalguard.doors.errand import Errand, read_password
from coalguard.resources import words
from coalguard.settings import Settings
from tests.doors.speaking import LOGIN, PASSWORD, PROGRAM


class Typed(io.TextIOWrapper):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def errand(folder: Path, *, login: str | None = None, password_stdin: bool = False) -> Errand:
    """A command that opens the store of a folder."""
    asked = Namespace(login=login, password_stdin=password_stdin)
    return Errand(PROGRAM, Settings(folder), asked, words("zh"))


def type_in(monkeypatch: pytest.MonkeyPatch, typed: bytes, *, at_terminal: bool = False) -> None:
    """What stands on standard input."""
    kind = Typed if at_terminal else io.TextIOWrapper
    monkeypatch.setattr(sys, "stdin", kind(io.BytesIO(typed), "utf-8"))


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        (b"ten letters\nmore", "ten letters"),
        (b" spaces stay \r\n", " spaces stay "),
        ("密码也可以是汉字的".encode(), "密码也可以是汉字的"),
        (b"\n", ""),
    ],
)
def test_the_first_line_is_the_password(typed: bytes, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, typed)
    assert read_password() == password


def test_a_store_opens_with_the_login_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, f"{PASSWORD}\n".encode())
    with errand(folder, login=LOGIN, password_stdin=True).opened() as opening:
        assert opening.actor.login == LOGIN


def test_the_store_is_closed_whatever_happens_in_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        type_in(monkeypatch, f"{PASSWORD}\n".encode())
        with pytest.raises(KeyError), errand(folder, login=LOGIN, password_stdin=True).opened():
            raise KeyError


@pytest.mark.parametrize(("login", "code"), [(None, "login.missing"), (LOGIN, "password.missing")])
def test_without_a_terminal_nobody_is_asked(
    login: str | None, code: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, b"")
    with pytest.raises(UsageError) as caught, errand(folder, login=login).opened():
        pass
    assert caught.value.code == code


def test_at_a_terminal_login_and_password_are_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, f"{LOGIN}\n".encode(), at_terminal=True)
    monkeypatch.setattr("getpass.getpass", lambda _: PASSWORD)
    with errand(folder).opened() as opening:
        assert opening.actor.login == LOGIN
    assert capsys.readouterr().err == "登录名："


def test_a_new_password_is_typed_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, b"", at_terminal=True)
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "another"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert errand(folder).password(new=True) == PASSWORD
    with pytest.raises(UsageError) as caught:
        errand(folder).password(new=True)
    assert caught.value.code == "password.differs"
