"""Texts in YAML: plain where every reader takes them for text, else in quotes."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[^\W\d_][\w ./()-]*[\w)]")
_NO_TEXTS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""Words that some readers of YAML take for something else than text."""


def quoted(text: str) -> str:
    """A text as YAML: plain where that is safe, else in quotes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NO_TEXTS and len(text) < 80:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(
        f"\\u{ord(char):04x}" if "\x7f" <= char <= "\x9f" or char in "\u2028\u2029\ufeff" else char
        for char in escaped
    )
