"""Writing a new election folder: all of it or nothing, and never over somebody's files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from crosstally.problems import InputError, Problem
from crosstally.whole_folder import whole_folder
from crosstally.words import _

Content = str | Path
"""A text to write, or a file to copy as it is."""


def file_name(path: Path) -> str:
    """The file's own name, without the characters that stand for several files."""
    return re.sub(r"[*?\[\]]", "_", path.name)


def write_folder(target: Path, files: Mapping[str, Content]) -> list[str]:
    """Write the files (path inside the folder → content) and return their paths, sorted.

    The folder is made beside ``target`` first and moved into place when it is whole. Raises
    ``InputError`` where ``target`` is a file or a folder that holds anything, or cannot be made.
    """
    check_is_free(target)
    with whole_folder(target) as made:
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copyfile(content, path)
            else:
                path.write_text(content, encoding="utf-8", newline="")
    return sorted(files)


def check_is_free(target: Path) -> None:
    """Raise ``InputError`` unless the folder is empty or not there yet."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError(
            Problem(
                _("is there already, and is no folder"), str(target), hint=_("Choose another name.")
            )
        )
    if target.is_dir() and any(target.iterdir()):
        raise InputError(
            Problem(
                _("is a folder with files in it; nothing was written"),
                str(target),
                hint=_("Choose a new name, or empty the folder first."),
            )
        )
