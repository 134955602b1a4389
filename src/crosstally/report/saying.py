"""Sentences and names as markup: everything escaped, every name isolated where it needs to be."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup, escape

from crosstally import words
from crosstally.findings import Finding, Sentence, say

RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""A sign of the blocks that Unicode keeps for scripts written from the right."""
# Marks that reorder everything after them; a name has no business with them.
_REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

# Signs that steer a terminal or ring its bell; a page has no use for them.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def said(sentence: Sentence | Finding) -> Markup:
    """A sentence in the language in force as markup; values are escaped.

    Values in another direction than the page's are isolated, so that an Arabic name in an
    English sentence moves neither its neighbours nor the full stop.
    """
    values = {key: _value(key, value) for key, value in sentence.values.items()}
    text = str(escape(clean(sentence.form))).format_map(values)
    return Markup(words.nested_quotes(text))  # noqa: S704


def isolated(name: Any) -> Markup:
    """A name from a file, escaped and isolated from the direction of the text around it."""
    return Markup(f"<bdi>{escape(clean(str(name)))}</bdi>")  # noqa: S704 -- escaped


def clean(text: str) -> str:
    """Text that a page can hold: no reordering marks, no signs that steer a terminal, no lone
    halves of a character."""
    text = _STEERING.sub("", text)
    if text.isascii():
        return text
    return text.translate(_REORDERING).encode("utf-8", "replace").decode("utf-8")


def _value(key: str, value: Any) -> Markup:
    match value:
        case Sentence():
            return said(value)
        case list() | tuple():
            return Markup(", ").join(_value(key, item) for item in value)
        case bool() | int():
            return escape(say(key, value))
        case _:
            text = say(key, value)
            return isolated(text) if _needs_isolation(text) else escape(clean(text))


def _needs_isolation(text: str) -> bool:
    return words.direction() == "rtl" or RIGHT_TO_LEFT.search(text) is not None
