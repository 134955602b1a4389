"""Base64 and decimal numbers of which only one spelling is admitted: what has two spellings can be
changed unseen."""

from __future__ import annotations

import base64
import binascii

from crosstally.ledger.errors import LedgerError


def base64_text(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def base64_bytes(text: str, what: str, length: int | None = None) -> bytes:
    """The bytes of a base64 text, which must be spelt as ``base64_text`` would spell it.

    ``what`` names the text in an error; ``length`` is how many bytes it must hold.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise LedgerError("{what} is no base64", what=what) from error
    if base64_text(data) != text:
        raise LedgerError("{what} is base64, but not in its only spelling", what=what)
    if length is not None and len(data) != length:
        raise LedgerError(
            "{what} holds {found} bytes where {length} are expected",
            what=what,
            found=len(data),
            length=length,
        )
    return data


def decimal_number(text: str, what: str) -> int:
    """A whole number of at least zero in decimal digits, without leading zeros."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0"):
        raise LedgerError("{what} is no whole number: read '{text}'", what=what, text=text[:40])
    if len(text) > 19:
        raise LedgerError("{what} is too great: read '{text}'", what=what, text=text[:40])
    return int(text)
