"""Makes ``verify.pyz`` from this room's and the ledger's own modules."""

from __future__ import annotations

import io
import zipfile
from importlib import resources

from crosstally import __version__
from crosstally.pack.archive import member

_LEDGER = (
    *("canonical", "checkpoint", "damm", "encoding", "errors", "keys", "notes", "succession"),
    *("tiles", "tree"),
)
_PACK = (
    *(
        "archive",
        "bag",
        "bare_jpeg",
        "entries",
        "layout",
        "opening",
        "page",
        "program",
        "verification",
        "verify",
    ),
    *(
        "verify_announced",
        "verify_bag",
        "verify_files",
        "verify_findings",
        "verify_log",
        "verify_pictures",
        "verify_returns",
        "verify_sheets",
        "verify_tables",
        "verify_totals",
    ),
)
_MAIN = b"import sys\nfrom crosstally.pack.program import main\nsys.exit(main())\n"


def program() -> bytes:
    """The program as one file that ``python3`` runs."""
    files = {
        "__main__.py": _MAIN,
        "crosstally/__init__.py": f'__version__ = "{__version__}"\n'.encode(),
        "crosstally/ledger/__init__.py": b"",
        "crosstally/pack/__init__.py": b"",
    }
    for room, names in (("ledger", _LEDGER), ("pack", _PACK)):
        for name in names:
            source = resources.files(f"crosstally.{room}").joinpath(f"{name}.py")
            files[f"crosstally/{room}/{name}.py"] = source.read_bytes()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(member(name), data)
    return b"#!/usr/bin/env python3\n" + held.getvalue()
