"""Makes ``verify.pyz`` from modules that need Python alone."""

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
        "announcement",
        "archive",
        "bag",
        "bare_jpeg",
        "entries",
        "layout",
        "not_verified",
        "opening",
        "page",
        "program",
        "verification",
        "verify",
    ),
    *(
        "verify_announced",
        "verify_answer",
        "verify_arithmetic",
        "verify_bag",
        "verify_bounds",
        "verify_cited",
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
_ELECTION = ("relations",)
_GROUND = ("answers", "findings", "words")
_MAIN = b"import sys\nfrom crosstally.pack.program import main\nsys.exit(main())\n"


def program() -> bytes:
    """The program as one file that ``python3`` runs."""
    files = {
        "__main__.py": _MAIN,
        "crosstally/__init__.py": f'__version__ = "{__version__}"\n'.encode(),
        "crosstally/election/__init__.py": b"",
        "crosstally/ledger/__init__.py": b"",
        "crosstally/pack/__init__.py": b"",
    }
    rooms = (("", _GROUND), ("election/", _ELECTION), ("ledger/", _LEDGER), ("pack/", _PACK))
    for room, names in rooms:
        for name in names:
            path = f"{room}{name}.py"
            files[f"crosstally/{path}"] = resources.files("crosstally").joinpath(path).read_bytes()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(member(name), data)
    return b"#!/usr/bin/env python3\n" + held.getvalue()
