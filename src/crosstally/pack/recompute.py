"""Runs all checks again from the files in a pack, and holds what they find against the pack."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crosstally import __version__
from crosstally.check.run import check
from crosstally.pack.layout import ELECTION, FINDINGS
from crosstally.pack.opening import PackFiles, UnreadableError, reading
from crosstally.pack.verification import Remark, Verification
from crosstally.pack.verify import describe
from crosstally.pack.verify_findings import read_findings
from crosstally.problems import InputError
from crosstally.report.json_output import json_bytes, to_json
from crosstally.words import use_language


def recompute(files: PackFiles, said: Verification) -> None:
    """Enter into ``said`` whether checking the election again finds the same. Raises
    ``UnreadableError``."""
    about, stated = describe(files), read_findings(files)
    if not any(path.startswith(ELECTION) for path in files.sizes):
        said.not_verified.append(
            Remark("The checks cannot be run again: the pack does not hold the files themselves.")
        )
        return
    with tempfile.TemporaryDirectory(prefix="crosstally-pack-") as place:
        folder = Path(place, "election")
        _unpack(files, folder)
        found = _checked(folder, about, str(stated.get("language", "en")))
    differ = sorted(name for name in found.keys() | stated.keys() if not _same(name, found, stated))
    remarks = [
        Remark("{path}: checking again gives another `{name}`", path=FINDINGS, name=name)
        for name in differ
    ]
    said.hold(remarks, Remark("All checks were run again and found the same."))
    if about.get("crosstally") != __version__:
        said.not_verified.append(
            Remark(
                "The pack was made by Crosstally {theirs}, this is {ours}: versions may differ in "
                "what they find.",
                theirs=about.get("crosstally"),
                ours=__version__,
            )
        )


def _unpack(files: PackFiles, folder: Path) -> None:
    for path in files.sizes:
        if path.startswith(ELECTION):
            target = folder / path.removeprefix(ELECTION)
            target.parent.mkdir(parents=True, exist_ok=True)
            with reading(files, path) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)


def _checked(folder: Path, about: Mapping[str, Any], language: str) -> dict[str, Any]:
    try:
        result = check(folder, today=dt.date.fromisoformat(str(about.get("as_of"))))
    except (InputError, ValueError) as error:
        raise UnreadableError(f"{ELECTION}: cannot be checked again: {error}") from error
    with use_language(language):
        found: dict[str, Any] = json.loads(json_bytes(to_json(result)))
    return found


def _same(name: str, found: Mapping[str, Any], stated: Mapping[str, Any]) -> bool:
    return name == "crosstally" or found.get(name) == stated.get(name)
