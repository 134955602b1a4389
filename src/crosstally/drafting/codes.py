"""Station codes, compared beyond the way they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def plain_code(code: str) -> str:
    """A code without case, spaces, dashes and leading zeros: ``" ab-007 "`` → ``ab.7``."""
    parts = re.findall(r"\d+|[^\W\d_]+", _in_common_signs(code).casefold())
    return ".".join(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)


def bare_codes(codes: Sequence[str]) -> list[str]:
    """Plain codes without the words that all of them share (``УИК-101`` → ``101``); nothing where
    there is no such word, or where less than the codes' own numbers would be left."""
    parts = [plain_code(code).split(".") for code in codes]
    shared = {word for word in set.intersection(*map(set, parts)) if not word.isdecimal()}
    if len(codes) < 2 or not shared:
        return []
    bare = [".".join(part for part in code if part not in shared) for code in parts]
    return bare if all(bare) else []


def code_number(code: str) -> str:
    """The last number of a code: ``УИК №554`` → ``554``; empty where it has none."""
    found = re.findall(r"\d+", _in_common_signs(code))
    return (found[-1].lstrip("0") or "0") if found else ""


def _in_common_signs(code: str) -> str:
    """With 0 to 9 for the digits of every script, and one way to write each letter."""
    text = unicodedata.normalize("NFKC", code)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
