"""Canonical JSON: one text for one value, so that equal entries have equal hashes.

RFC 8785 restricted to what a log needs: strings, whole numbers a double holds exactly, true,
false, null, arrays and objects. Fractions have no single text and are refused.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from crosstally.ledger.errors import LedgerError

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

GREATEST = 2**53 - 1
"""The greatest whole number that every JSON reader keeps (RFC 7493, section 2.2)."""
_LONG_NUMBER = re.compile(r"\d{16,}")


def encode(value: Json) -> bytes:
    """The canonical text of a value, in UTF-8.

    Raises ``LedgerError`` for a value that JSON would change on the way: a fraction, a number
    beyond ``GREATEST``, a key that is no text, a lone surrogate.
    """
    try:
        text = _dumps(value)
        again = json.loads(text, parse_float=_refuse_fraction)
        encoded = text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise LedgerError("the value has no canonical JSON: {why}", why=error) from error
    if again != value:
        raise LedgerError("the value has no canonical JSON: it reads back as another one")
    if _LONG_NUMBER.search(text):
        _refuse_great(again)
    return encoded if max(text) <= "\uffff" else _dumps(_sorted_as_utf16(again), False).encode()


def decode(data: bytes) -> Json:
    """The value of a canonical text. Raises ``LedgerError`` where the text is not canonical."""
    try:
        value: Json = json.loads(data.decode("utf-8"), parse_float=_refuse_fraction)
    except (ValueError, RecursionError) as error:
        raise LedgerError("is no JSON in UTF-8: {why}", why=error) from error
    if encode(value) != data:
        raise LedgerError("is JSON, but not in canonical form")
    return value


def _dumps(value: Json, sort: bool = True) -> str:
    return json.dumps(
        value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _refuse_fraction(text: str) -> NoReturn:
    raise ValueError(f"{text} is no whole number")


def _refuse_great(value: Json) -> None:
    match value:
        case bool():
            pass
        case int() if abs(value) > GREATEST:
            raise LedgerError("{number} is beyond what JSON readers keep exactly", number=value)
        case list():
            for item in value:
                _refuse_great(item)
        case dict():
            for item in value.values():
                _refuse_great(item)


def _sorted_as_utf16(value: Json) -> Json:
    """Objects in the order of RFC 8785, section 3.2.3, which differs from that of code points
    where a key holds characters beyond U+FFFF."""
    if isinstance(value, list):
        return [_sorted_as_utf16(item) for item in value]
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _sorted_as_utf16(value[key]) for key in keys}
    return value
