"""Texts as a drafted folder writes them."""

from __future__ import annotations

import json
import re
from pathlib import Path

_PLAIN = re.compile(r"^[^\W\d_][\w ./()-]*[\w)]$")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def file_name(path: Path) -> str:
    """The file's own name, without the characters that stand for several files."""
    return re.sub(r"[*?\[\]]", "_", path.name)


def quoted(text: str) -> str:
    """A text as YAML: plain where that is safe, else in quotes."""
    if _PLAIN.match(text) and text.casefold() not in _WORDS and len(text) < 80:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(
        f"\\u{ord(char):04x}" if "\x7f" <= char <= "\x9f" or char in "\u2028\u2029\ufeff" else char
        for char in escaped
    )
