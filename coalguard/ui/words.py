"""The one catalogue of the windows: what is shown is asked for here, in the language chosen at the start.

    from coalguard.ui.words import _, said
    label.setText(_("车牌"));  bar.show(said(finding))

A process has one window and speaks one language, so the catalogue is set once, as gettext's own `install` does it.
"""

from gettext import NullTranslations

from coalguard import sentences
from coalguard.domain.errors import CoalGuardError
from coalguard.domain.findings import Finding
from coalguard.sentences.mark import N_

__all__ = ["N_", "_", "said", "speak", "word"]

_spoken: list[NullTranslations] = [NullTranslations()]


def speak(words: NullTranslations) -> None:
    """Let everything shown from now on be in this language."""
    _spoken[0] = words


def _(sentence: str) -> str:
    """A Chinese sentence of the program in the language of the windows."""
    return _spoken[0].gettext(sentence)


def said(reason: Finding | CoalGuardError) -> str:
    """The sentence of a finding or an error."""
    return sentences.say(reason, _spoken[0])


def word(vocabulary: str, code: str) -> str:
    """The word for a code, e.g. "item", "ash"."""
    return sentences.word(vocabulary, code, _spoken[0])
