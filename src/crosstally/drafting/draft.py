"""An election folder drafted from one file of results."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crosstally.drafting.announced import ANNOUNCED, announcement_lines
from crosstally.drafting.days import day_in
from crosstally.drafting.folder import Content, file_name, write_folder
from crosstally.drafting.guess import ColumnGuess, Guess, Kind
from crosstally.drafting.naming import Names, slug
from crosstally.drafting.quoting import quoted
from crosstally.drafting.returns_entry import returns_lines
from crosstally.drafting.source import Source
from crosstally.drafting.whose_figures import Whose
from crosstally.election.definition import Stage
from crosstally.words import number

_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")


@dataclass(frozen=True)
class About:
    """What no column says: the election's id, title and day, and whose figures these are."""

    id: str
    title: str
    title_is_known: bool
    date: str
    date_is_known: bool
    source: Whose
    stage: Stage | None = None
    """Which act the figures come from; None where nobody has said it."""


def about(
    target: Path, source: Source, whose: Whose | None = None, stage: Stage | None = None
) -> About:
    """What the names of folder and file and the title above the header say."""
    title = source.guess.title or target.resolve().name
    written = f"{title} {source.guess.above} {source.path.name}"
    day = day_in(written)
    year = _YEAR.search(written)
    if day is not None:
        date, is_known = day, True
    else:
        date = f"{year[0]}-01-01" if year else dt.datetime.now(dt.UTC).date().isoformat()
        is_known = False
    return About(
        id=slug(target.resolve().name) or "election",
        title=title[:300],
        title_is_known=bool(source.guess.title),
        date=date,
        date_is_known=is_known,
        source=whose or Whose(),
        stage=stage,
    )


def write_draft(target: Path, source: Source, said: About) -> list[str]:
    """Write the whole folder: definition, announcements, the file itself as it came.

    Returns the paths written. Raises ``InputError`` where the folder is not free.
    """
    return write_folder(target, draft(source, said))


@dataclass(frozen=True)
class _Part:
    """One contest of the file."""

    source: Source
    file: str
    """Where its table lies in the folder."""
    contest: str
    """The contest's id."""
    sheet: str
    """The id of its sheet template."""


def draft(source: Source, said: About) -> dict[str, Content]:
    """The files of the drafted folder: path → text, or the file to copy."""
    several = [source, *source.others]
    names = Names()
    parts: list[_Part] = []
    files: dict[str, Content] = {}
    levels = source.guess.levels
    for one in several:
        kept = tuple(level for level in one.guess.levels if level in levels)
        trees = tuple(tree for tree in one.guess.trees if tree in source.guess.trees)
        own_guess = replace(one.guess, levels=kept, trees=trees)
        placed, file, own = returns_files(replace(one, guess=own_guess))
        files |= own
        id_ = names.take(slug(one.contest or "") or "contest") if source.others else "contest"
        parts.append(_Part(placed, file, id_, id_ if source.others else "sheet"))
    files["election.yaml"] = election_yaml(parts, said)
    announced: list[str] = []
    for part in parts:
        row = f"row_of_totals_{part.contest}" if source.others else "row_of_totals"
        contest = part.contest if source.others else None
        announced += announcement_lines(part.source, said.source, row, contest, said.stage)
    if announced:
        files["announcements.yaml"] = "\n".join([*ANNOUNCED, *announced]) + "\n"
    return files


def returns_files(
    source: Source, part: str | None = None
) -> tuple[Source, str, dict[str, Content]]:
    """The source as it lies in an election folder, the path of its table there, and the files to
    write: the file itself, or the table made plain and the file as it came. ``part``: what tells
    that table from another one of the same file."""
    original = file_name(source.path)
    if source.tidied is None:
        file = f"returns/{original}"
        return source, file, {file: source.path}
    named = slug(source.path.name.partition(".")[0]) or "returns"
    if source.contest is not None:
        named = f"{named}_{slug(source.contest) or 'contest'}"
    if part is not None:
        named = f"{named}_{slug(part) or 'part'}"
    file = f"returns/{named}.csv"
    plain = replace(source, format=None, encoding=None, delimiter=None, worksheet=None, member=None)
    return plain, file, {file: source.tidied.text, f"original/{original}": source.path}


def election_yaml(parts: Sequence[_Part], said: About) -> str:
    """The definition, with a remark wherever somebody should look."""
    guess = parts[0].source.guess
    several = len(parts) > 1
    sheets = {part.contest: _sheet(part.source.guess, part.sheet) for part in parts}
    lines = [
        "# Drafted from a file of results. Lines marked CHECK are guesses that matter most;",
        "# `crosstally new DIR` without a file writes an example that explains the usual keys.",
        "",
        "crosstally: 1",
        f"id: {quoted(said.id)}",
        f"title: {quoted(said.title)}"
        + ("" if said.title_is_known else "    # CHECK: what it is called."),
        f"date: {said.date}" + ("" if said.date_is_known else "    # CHECK: the day of the vote."),
        "# place: {name: …}    # What reports call the whole place.",
        "",
        "# From the whole place down to the polling station.",
        *_levels(guess),
        *_trees(guess),
        _stations(guess),
        "",
        "sources:",
        *source_lines(said.source),
        "",
    ]
    if any(sheets.values()):
        lines += ["sheets:", *(line for own in sheets.values() for line in own), ""]
    lines.append("contests:")
    for part in parts:
        later = [other.contest for other in parts[parts.index(part) + 1 :]]  # each pair once
        sheet = part.sheet if several and sheets[part.contest] else None
        lines += _contest(part, sheet, later)
    lines += ["", "returns:"]
    for part in parts:
        contest = part.contest if several else None
        lines += returns_lines(part.source, part.file, said.source.id, contest, said.stage)
    return "\n".join(lines) + "\n"


def _stations(guess: Guess) -> str:
    if guess.without_figures:
        return (
            f"stations: {guess.rows}    # CHECK: how many there are. The file has "
            f"{number(guess.rows)}, {number(guess.without_figures)} of them without figures."
        )
    stations = guess.stations if guess.of(Kind.COPY) or guess.of(Kind.CHANNEL) else guess.rows
    return f"# stations: {stations}    # How many there are. The file has {number(stations)}."


def _levels(guess: Guess) -> list[str]:
    """The ids of the levels, with their names where these say more."""
    names = {c.id: c.name for c in guess.of(Kind.AREA) if c.id in guess.levels}
    named = {level: _name_of_level(level, names[level]) for level in guess.levels}
    if not any(named.values()):
        return [f"levels: [{', '.join(['country', *map(quoted, guess.levels), 'station'])}]"]
    lines = [
        f"  {quoted(level)}: {quoted(name) if name else ''}".rstrip()
        for level, name in named.items()
    ]
    return ["levels:    # id: its name in reports.", "  country:", *lines, "  station:"]


def _trees(guess: Guess) -> list[str]:
    """The levels that cross the others, each as a tree over the same stations."""
    if not guess.trees:
        return []
    lines = [f"  {quoted(tree)}: [country, {quoted(tree)}, station]" for tree in guess.trees]
    return ["trees:    # Areas that cross those levels.", *lines]


def _name_of_level(level: str, column: str) -> str | None:
    same = column.casefold() == level or column.startswith("column ")
    return None if same else " ".join(column.split())[:300]


def source_lines(whose: Whose) -> list[str]:
    """An entry of ``sources:``, with remarks at what nobody has said."""
    if whose.kind_is_known:
        return [
            f"  {quoted(whose.id)}:",
            f"    name: {quoted(whose.name)}",
            f"    kind: {whose.kind.value}",
        ]
    return [
        f"  {quoted(whose.id)}:",
        f"    name: {quoted(whose.name)}    # CHECK: whose figures are these?",
        f"    kind: {whose.kind.value}    # CHECK: authority, party, observer or media? Only an",
        "    # authority's list of stations is taken for all of them.",
    ]


def _sheet(guess: Guess, id_: str) -> list[str]:
    fields = guess.of(Kind.FIELD)
    if not fields and not any(item.strength for item in guess.evidence):
        return []
    lines = [f"  {quoted(id_)}:"]
    if fields:
        lines.append("    fields:")
        lines += [f"      {quoted(c.id or '')}: {quoted(_title(c))}" for c in fields]
    if guess.measures:
        lines.append("    measures:")
        lines += [f"      {name}: {sum_}" for name, sum_ in guess.measures]
    if guess.evidence:
        mark = "" if any(item.strength for item in guess.evidence) else "# "
        lines.append(f"    {mark}relations:    # CHECK: `must` is what the law demands.")
    for item in guess.evidence:
        held = f"holds in {number(item.held)} of {number(item.checked)} rows"
        if item.strength is None:
            lines.append(f"      # - relation: {item.relation}    # {held}")
            continue
        lines.append(f"      - relation: {item.relation}    # {held}")
        lines.append(f"        strength: {item.strength}")
    return lines


def _title(column: ColumnGuess) -> str:
    return " ".join((column.title or column.name).split())[:300]


def _contest(part: _Part, sheet: str | None, parallel: Sequence[str]) -> list[str]:
    lines = [f"  {quoted(part.contest)}:"]
    if part.source.contest is not None:
        lines.append(f"    name: {quoted(' '.join(part.source.contest.split())[:300])}")
    if sheet is not None:
        lines.append(f"    sheet: {quoted(sheet)}")
    if parallel:
        beside = ", ".join(map(quoted, parallel))
        lines.append(f"    parallel_to: [{beside}]    # CHECK: had every voter a ballot of each?")
    doubt = part.source.guess.no_name_is_known
    lines.append("    # rule: {method: plurality}    # If whoever has the most votes wins.")
    lines.append("    options:" + ("    # CHECK: is one of them invalid ballots?" if doubt else ""))
    options = part.source.guess.of(Kind.OPTION)
    return [*lines, *(f"      {quoted(c.id or '')}: {quoted(_title(c))}" for c in options)]
