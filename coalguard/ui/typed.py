"""Typed: what stands in fields by their names, to be laid aside and put back; what is secret never leaves its field."""

from collections.abc import Mapping
from typing import Final

from coalguard.domain.journal import Json
from coalguard.ui.widgets.input import Input

REMEMBERED: Final = "remembered"
"""Where a draft keeps what a page knows for the whole shift, such as who signs: nobody was broken off in it."""


def typed_in(fields: Mapping[str, Input]) -> dict[str, Json]:
    """What was typed or chosen; a field that has several names stands under its first."""
    firsts: dict[Input, str] = {}
    for name, field in fields.items():
        firsts.setdefault(field, name)
    return {name: field.text() for field, name in firsts.items() if field.drafted and field.text()}


def type_into(fields: Mapping[str, Input], draft: Mapping[str, Json]) -> None:
    """Put back what was laid aside. What is not known any more is left out."""
    for name, text in draft.items():
        if name in fields and isinstance(text, str):
            fields[name].set_text(text)
