"""`check-paper` and `keys`: scanned codes are told to be genuine or not, and trust is carried from station to station.

Without a login the trust bundle beside the store answers, and the store stays closed; the light needs an open one.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coalguard.domain.errors import UsageError
from coalguard.domain.findings import Finding
from coalguard.doors.answer import render, write
from coalguard.doors.errand import Errand, Outcome
from coalguard.doors.keeping import FOUND
from coalguard.operations.keys import ExportKeys, ImportedKeys, ImportKeys, export_keys, import_keys
from coalguard.operations.light import CheckForm, Claims, Genuine, Knowledge, check, prove
from coalguard.operations.station import load_books
from coalguard.sentences import say, word
from coalguard.sqlite import translated
from coalguard.store.keys import load_trust
from coalguard.trust.light import Light

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to say of the code on a line."""

    line: int
    genuine: Genuine
    reasons: tuple[Finding, ...]
    fields: Claims | None


@dataclass(frozen=True, slots=True)
class Lit(Told):
    """The same with the light, which an open store gives."""

    light: Light
    knowledge: Knowledge


@dataclass(frozen=True, slots=True)
class BundleKept:
    """Where a bundle was written, and the fingerprint of the key in it."""

    path: str
    station: str
    device: str
    fingerprint: str


def check_paper(errand: Errand) -> Outcome:
    """Say of each scanned code, one a line, whether it is genuine; 1 where one is not."""
    asked, all_genuine = errand.asked, True
    for told in _lit(errand) if asked.login is not None or asked.plate else _proved(errand):
        all_genuine = all_genuine and told.genuine is Genuine.YES
        if getattr(asked, "json", False):
            sys.stdout.write(write(render(told, errand.words)).decode() + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in _lines(errand, told))
    return Outcome(exit_code=0 if all_genuine else FOUND)


def _proved(errand: Errand) -> Iterator[Told]:
    """By the keys that lie in clear beside the store."""
    keyring, books, now = load_trust(errand.settings.folder), load_books(), errand.program.clock.now()
    for line, code in _codes(errand.asked.file):
        proved = prove(keyring, books, code, now)
        yield Told(line, proved.genuine, proved.reasons, proved.fields)


def _lit(errand: Errand) -> Iterator[Lit]:
    """By all that the open store knows."""
    with errand.opened() as opening:
        for line, code in _codes(errand.asked.file):
            request = CheckForm(code=code, plate=errand.asked.plate)
            checked = check(opening.station, opening.actor, request)
            genuine = checked.genuine or Genuine.NO  # a bare number proves nothing
            yield Lit(line, genuine, checked.reasons, checked.claims, checked.light, checked.knowledge)


def _codes(file: str) -> Iterator[tuple[int, str]]:
    """The codes with their lines; blank ones are passed over. Raises UsageError `paper.file_unreadable`."""
    with _opened(file) as lines:
        for number, line in enumerate(lines, 1):
            code = line.decode("utf-8-sig", "replace").strip()
            if code:
                yield number, code


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 -- it is closed below, where reading it may fail otherwise
    except (OSError, ValueError) as error:
        raise UsageError("paper.file_unreadable", file=file) from error
    with opened:
        yield opened


def _lines(errand: Errand, told: Told) -> Iterator[str]:
    """The answer in a sentence, and a line for each reason."""
    _, words = errand.words.gettext, errand.words
    said = [
        word("genuine", told.genuine, words),
        *([word("light", told.light, words)] if isinstance(told, Lit) else []),
    ]
    if told.fields is not None:
        net = _("净重 {net} t").format(net=told.fields.net.tonnes) if told.fields.net else ""
        said += [told.fields.number, told.fields.plate, net, told.fields.station_name]
    yield _("第 {line} 行：{told}").format(line=told.line, told=" ".join(filter(None, said)))
    yield from (f"  {say(reason, words)}" for reason in told.reasons)


def keys(errand: Errand) -> Outcome:
    """Export the own public key, or import another station's."""
    return _export(errand) if errand.asked.what == "export" else _import(errand)


def _export(errand: Errand) -> Outcome:
    """The bundle itself on standard output, or in a file; the fingerprint beside it."""
    file = errand.asked.file
    with errand.opened() as opening:
        exported = export_keys(opening.station, opening.actor, ExportKeys())
    told = errand.words.gettext("{station} {name} 的公钥指纹是 {fingerprint}，请对方导入时核对。").format(
        station=exported.station, name=exported.name, fingerprint=exported.fingerprint
    )
    if file in {None, STDIN}:
        sys.stdout.write(exported.text)
        sys.stderr.write(f"{told}\n")
        return Outcome()
    with translated():
        Path(file).write_text(exported.text, "utf-8", newline="\n")
    return Outcome(BundleKept(file, exported.station, exported.device, exported.fingerprint), [told])


def _import(errand: Errand) -> Outcome:
    """Every key of the bundle with its fingerprint."""
    file = errand.asked.file or ""
    with errand.opened() as opening:
        given = ImportKeys(text=_typed()) if file == STDIN else ImportKeys(path=file)
        imported = import_keys(opening.station, opening.actor, given)
    return Outcome(imported, _imported(errand, imported))


def _typed() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _imported(errand: Errand, imported: ImportedKeys) -> Iterator[str]:
    _, words = errand.words.gettext, errand.words
    for key in imported.keys:
        yield _("{station} {name}：{status}，指纹 {fingerprint}。").format(
            station=key.station,
            name=key.name,
            status=word("key_status", key.status, words),
            fingerprint=key.fingerprint,
        )
    yield _("请打电话与对方核对指纹，不一致时报管理员。")
    yield from (say(finding, words) for finding in imported.findings)
