"""JSON as it is written."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def json_bytes(document: Json) -> bytes:
    """A document as it is written, a line of UTF-8."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    # A byte that was no UTF-8 in a raw file is a lone surrogate here; escaped, JSON can hold it.
    return text.encode("utf-8", "backslashreplace") + b"\n"
