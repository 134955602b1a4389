"""What a file that cannot be read as a spreadsheet really is, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from crosstally.problems import Problem
from crosstally.words import N_, _

_LOOKED_AT = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an old .xls begins, and an .xlsx that is protected by a password."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_AND_SAVE = N_("Open it in a spreadsheet program, and save it as .xlsx.")


def no_spreadsheet(path: Path, shown: str, error: Exception) -> Problem:
    """The problem of a spreadsheet that its reader refused with ``error``."""
    with path.open("rb") as stream:
        begin = stream.read(_LOOKED_AT)
    text = begin.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not begin:
        return Problem(_("is empty"), shown)
    if begin.startswith(_OLE) and _ENCRYPTED in begin:
        return Problem(
            _("is protected by a password"),
            shown,
            hint=_("Open it in a spreadsheet program, and save it as .xlsx without one."),
        )
    if begin.startswith(_OLE) and path.suffix.lower() != ".xls":
        message = _("is an old .xls file under another name, or protected by a password")
        return Problem(message, shown, hint=_(_OPEN_AND_SAVE))
    if text.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        return Problem(
            _("is a web page under another name, and no spreadsheet"), shown, hint=_(_OPEN_AND_SAVE)
        )
    if b"\0" not in begin and not begin.startswith(b"PK"):
        return Problem(
            _("is a text under another name, and no spreadsheet"),
            shown,
            hint=_("If it is a table, give it a name that ends with .csv."),
        )
    return Problem(
        _("cannot be read as a spreadsheet: {reason}").format(reason=error),
        shown,
        hint=_("Was it copied whole?") + " " + _(_OPEN_AND_SAVE),
    )
