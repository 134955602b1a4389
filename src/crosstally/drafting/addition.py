"""A further file of results for an election folder that is there already."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from crosstally.drafting.announced import ANNOUNCED, announcement_lines
from crosstally.drafting.draft import returns_files, source_lines
from crosstally.drafting.fitting import Fit
from crosstally.drafting.folder import Content
from crosstally.drafting.insertion import with_entry
from crosstally.drafting.returns_entry import returns_lines
from crosstally.drafting.source import Source
from crosstally.drafting.whose_figures import Whose
from crosstally.election.crossreferences import DefinitionReferences
from crosstally.election.definition import Definition, SourceKind, Stage, normalised
from crosstally.election.folder import Election
from crosstally.election.validation import validated
from crosstally.election.yaml_source import parse_yaml
from crosstally.problems import InputError, Problem, shown_path, suggestion
from crosstally.words import _


def contest_to_add(election: Election, contest: str | None) -> str:
    """The contest a file is about: named, or the only one. Raises ``InputError``."""
    known = list(election.definition.contests)
    if contest is None and len(known) == 1:
        return known[0]
    if contest is None or contest not in known:
        raise InputError(
            Problem(
                _("which contest is the file about?")
                if contest is None
                else _("there is no contest of that name"),
                shown_path(election.folder / "election.yaml"),
                read=contest,
                hint=_("Name it with `--contest`.") + f" {suggestion(contest or '', known)}",
            )
        )
    return contest


def whose_file(election: Election, name: str, kind: SourceKind | None) -> Whose:
    """A source of the election by its id or name, or a new one.

    Raises ``InputError`` where the election calls a source of that name another kind.
    """
    sources = election.definition.sources
    new = Whose.called(name, kind)
    said = normalised(name)
    known = next(
        (id_ for id_, one in sources.items() if said in (normalised(id_), normalised(one.name))),
        new.id if new.id in sources else None,
    )
    if known is None:
        return new
    if kind is not None and kind is not sources[known].kind:
        raise InputError(
            Problem(
                _("the source {source} is of another kind").format(source=repr(known)),
                shown_path(election.folder / "election.yaml"),
                read=kind.value,
                expected=sources[known].kind.value,
                hint=_("Leave `--kind` out, or give the new source another name."),
            )
        )
    return Whose(known, sources[known].name, sources[known].kind, True)


def add_file(
    election: Election,
    source: Source,
    fit: Fit,
    whose: Whose,
    contest: str,
    stage: Stage | None = None,
) -> list[str]:
    """Copy the file into the folder and enter it into ``election.yaml``, where all else stays as it
    is written; its row of totals becomes an announcement.

    Returns the paths written. Raises ``InputError`` where a file of that name is there, or where
    the definition cannot be added to; then nothing is written.
    """
    folder, definition = election.folder, election.definition
    path = folder / "election.yaml"
    source, file, files = _new_files(election, replace(source, guess=fit.guess))
    text = path.read_text(encoding="utf-8-sig")
    if whose.id not in definition.sources:
        text = with_entry(text, "sources", source_lines(whose), shown_path(path))
    several = contest if len(definition.contests) > 1 else None
    entry = returns_lines(source, file, whose.id, several, stage)
    text = with_entry(text, "returns", entry, shown_path(path))
    _check(text, shown_path(path))
    texts = {"election.yaml": text} | _announced(election, source, whose, stage)
    _write(folder, files, texts)
    return sorted([*files, *texts])


def _new_files(election: Election, source: Source) -> tuple[Source, str, dict[str, Content]]:
    """As ``returns_files``, without what is there already: another worksheet of one workbook needs
    no second copy of it. Raises ``InputError`` where something else has the name of a file, and
    where the election has that table."""
    folder = election.folder
    placed, file, files = returns_files(source)
    part = source.worksheet or source.member
    if part is not None and placed.worksheet is None and (folder / file).exists():
        placed, file, files = returns_files(source, part)
    has_it = any(
        (entry.file, entry.worksheet, entry.member) == (file, placed.worksheet, placed.member)
        for entry in election.definition.returns
    )
    left = {name: own for name, own in files.items() if not _is_there(folder / name, own)}
    for name in files:
        if (folder / name).exists() and (has_it or name in left):
            raise InputError(
                Problem(
                    _("is there already; nothing was written"),
                    shown_path(folder / name),
                    hint=_("Give your file another name, or remove the one that is there."),
                )
            )
    return placed, file, left


def _is_there(path: Path, content: Content) -> bool:
    """Whether a file is there and holds the same."""
    if not path.is_file():
        return False
    if isinstance(content, Path):
        return filecmp.cmp(path, content, shallow=False)
    return path.read_bytes() == content.encode()


def _announced(
    election: Election, source: Source, whose: Whose, stage: Stage | None
) -> dict[str, str]:
    taken = {item.id for item in election.announcements}
    id_ = next(
        name
        for name in ("row_of_totals", *(f"row_of_totals_{whose.id}{n or ''}" for n in range(99)))
        if name not in taken
    )
    lines = announcement_lines(source, whose, id_, stage=stage)
    if not lines or len(election.definition.contests) > 1:
        return {}
    path = election.folder / "announcements.yaml"
    if not path.exists():
        return {path.name: "\n".join([*ANNOUNCED, *lines]) + "\n"}
    written = path.read_text(encoding="utf-8-sig")
    return {path.name: with_entry(written, "announcements", lines, shown_path(path))}


def _check(text: str, shown: str) -> None:
    """Raise ``InputError`` where the new definition could not be read."""
    parsed = parse_yaml(text, shown)
    definition = validated(Definition, parsed)
    problems = DefinitionReferences(parsed, definition).problems()
    if problems:
        raise InputError(problems)


def _write(folder: Path, files: Mapping[str, Content], texts: Mapping[str, str]) -> None:
    """Everything is written beside its place first, and moved there at the end."""
    everything: dict[str, Content] = {**files, **texts}
    try:
        made = Path(tempfile.mkdtemp(prefix=".adding-", dir=folder))
        try:
            for name, content in everything.items():
                target = made / name
                target.parent.mkdir(parents=True, exist_ok=True)
                if isinstance(content, Path):
                    shutil.copyfile(content, target)
                else:
                    target.write_text(content, encoding="utf-8", newline="")
            for name in everything:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                (made / name).replace(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise InputError(
            Problem(
                _("cannot be written: {reason}").format(reason=error.strerror or error), str(folder)
            )
        ) from None
