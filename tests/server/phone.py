"""A phone for tests: headless Chromium, 360 pixels wide, its scripts switched off, spoken to over its devtools' pipe.

with open_phone(folder) as phone:
    words = phone.read(url)
    picture = phone.show(url, dark=True)
"""

import json
import os
import re
import select
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from coalguard.resources import path

PATIENCE_S = 60
MISSING = "Chromium is not here: install the Debian package chromium (apt-get install chromium)"
WIDTH, HEIGHT = 360, 800
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=zh-CN",
    "--accept-lang=zh-CN",
    "--remote-debugging-pipe",
)
_FONTS = '<?xml version="1.0"?><fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>'


class Phone:
    """A browser's one page; what is said to it are devtools commands, each an object ended by a zero byte."""

    def __init__(self, said: int, heard: int) -> None:
        """Speak over two pipes."""
        self._said, self._heard = said, heard
        self._rest, self._number, self._session = b"", 0, ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        screen = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": True}
        self._ask("Emulation.setDeviceMetricsOverride", **screen)
        self._ask("Emulation.setScriptExecutionDisabled", value=True)
        self._ask("Page.enable")

    def read(self, url: str) -> str:
        """What stands on a page, as words."""
        self._open(url)
        root = self._ask("DOM.getDocument")["root"]["nodeId"]
        html = self._ask("DOM.getOuterHTML", nodeId=root)["outerHTML"]
        body = re.sub(r"<(head)\b.*?</\1>", " ", html, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def width(self, url: str) -> int:
        """How wide a page wants to be."""
        self._open(url)
        return int(self._ask("Page.getLayoutMetrics")["cssContentSize"]["width"])

    def show(self, url: str, file: Path, *, dark: bool = False) -> Path:
        """A picture of a whole page."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        self._open(url)
        taken = self._ask("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(b64decode(taken["data"]))
        return file

    def _open(self, url: str) -> None:
        opened = self._ask("Page.navigate", url=url)
        assert "errorText" not in opened, opened
        self._wait(lambda told: told.get("method") == "Page.loadEventFired")

    def _ask(self, method: str, **given: Any) -> dict[str, Any]:
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": given}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._said, json.dumps(asked).encode() + b"\0")
        answer = self._wait(lambda told: told.get("id") == self._number)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _wait(self, awaited: Any) -> dict[str, Any]:
        while True:
            while b"\0" not in self._rest:
                assert select.select([self._heard], [], [], PATIENCE_S)[0], "the browser is silent"
                piece = os.read(self._heard, 1 << 16)
                assert piece, "the browser has ended"
                self._rest += piece
            line, _, self._rest = self._rest.partition(b"\0")
            told: dict[str, Any] = json.loads(line)
            if awaited(told):
                return told


@contextmanager
def open_phone(folder: Path) -> Iterator[Phone]:
    """A phone, its profile in a folder, with the fonts of this repository and no others."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(MISSING, pytrace=False)
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(fonts=path("fonts"), cache=folder / "fontcache"), "utf-8")
    theirs_in, said = os.pipe()
    heard, theirs_out = os.pipe()
    # The browser reads from its descriptor 3 and writes to 4; a shell puts ours there, whatever their numbers are.
    moved = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    browser = subprocess.Popen(
        ["bash", "-c", moved, program, *_QUIET, f"--user-data-dir={folder / 'profile'}"],  # noqa: S607 -- wherever it is
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        pass_fds=(theirs_in, theirs_out),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Phone(said, heard)
    finally:
        os.close(said)  # whose commands have ended ends
        try:
            browser.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            browser.kill()
            browser.wait()
        os.close(heard)
