"""Writing a public election as an election folder, ready for ``crosstally check``."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crosstally.datasets.obtain import Progress, copy_template, obtain_package, write_file
from crosstally.datasets.registry import DataFile, Dataset, dataset
from crosstally.problems import InputError, Problem
from crosstally.whole_folder import whole_folder


@dataclass(frozen=True)
class Workbench:
    """What a builder is given: the folder it writes into, and what was obtained for it."""

    folder: Path
    support: Mapping[str, Path]
    """Files that only the builder reads, unpacked."""
    wheel: Path | None
    progress: Progress | None


def fetch(name: str, into: Path, progress: Progress | None = None) -> Path:
    """Write the election folder of a public dataset to ``into`` and return that path.

    ``into`` must be absent or an empty folder. The folder appears whole or not at all. Raises
    ``InputError`` where the name is unknown, the folder holds something, or a file cannot be had
    or is not the one that is pinned.
    """
    wanted = dataset(name)
    _refuse_to_overwrite(into)
    with whole_folder(into) as made:
        _write(wanted, made, progress)
    return into


def _refuse_to_overwrite(into: Path) -> None:
    if into.is_dir() and not any(into.iterdir()):
        return
    if into.exists() or into.is_symlink():
        raise InputError(
            Problem(
                "is there already and is not empty" if into.is_dir() else "is no folder",
                str(into),
                hint="Name another folder: nothing is overwritten.",
            )
        )


def _write(wanted: Dataset, folder: Path, progress: Progress | None) -> None:
    copy_template(wanted.template, folder)
    problems: list[Problem] = []
    for name, file in wanted.files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _collect(problems, file, target, progress)
    with TemporaryDirectory() as scratch:
        support: dict[str, Path] = {}
        for name, file in (wanted.support or {}).items():
            support[name] = Path(scratch) / name
            _collect(problems, file, support[name], progress)
        if problems:
            raise InputError(problems)
        if wanted.builder is not None:
            wheel = obtain_package(wanted.package, progress) if wanted.package else None
            _builder(wanted.builder)(Workbench(folder, support, wheel, progress))
    (folder / "README.md").write_text(_readme(wanted), encoding="utf-8")


def _collect(
    problems: list[Problem], file: DataFile, target: Path, progress: Progress | None
) -> None:
    try:
        write_file(file, target, progress)
    except InputError as error:
        problems += error.problems


def _builder(path: str) -> Callable[[Workbench], None]:
    module, function = path.split(":")
    found: Callable[[Workbench], None] = getattr(importlib.import_module(module), function)
    return found


def _readme(wanted: Dataset) -> str:
    """Where the folder's figures are from, for whoever finds the folder later."""
    lines = [f"# {wanted.title}", "", f"Published by: {wanted.origin}.", ""]
    lines += [f"Licence of the data: {wanted.licence}.", ""]
    for name, file in {**wanted.files, **(wanted.support or {})}.items():
        lines += [f"- `{name}`", f"  - SHA-256 {file.sha256}"]
        lines += [f"  - <{file.url}>"] if file.url else []
        lines += [f"  - {file.note}"] if file.note else []
    if wanted.package:
        package = wanted.package
        lines += [f"- Python package `{package.name}` {package.version}, `{package.wheel}`"]
        lines += [f"  - SHA-256 {package.sha256}"]
    return "\n".join(lines) + "\n"
