"""The rows of totals of a file, as an announcement to hold its stations against."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.drafting.folder import file_name
from crosstally.drafting.guess import Guess, Kind
from crosstally.drafting.quoting import quoted
from crosstally.drafting.source import Source
from crosstally.drafting.whose_figures import Whose
from crosstally.election.definition import SourceKind, Stage

HOLDING_COPIES = (SourceKind.OBSERVER, SourceKind.PARTY)
ANNOUNCED = (
    "# The rows of totals of the file, as stated there; the stations are held against them. Take",
    "# them away if the file does not have every station: they are no totals of the whole then.",
    "announcements:",
)


def announcement_lines(
    source: Source,
    whose: Whose,
    id_: str = "row_of_totals",
    contest: str | None = None,
    stage: Stage | None = None,
) -> list[str]:
    """The rows that state sums, as an announcement to hold the stations against.

    Nothing where the file has no such rows, and where it is of those who hold copies, observers and
    parties: they add up what they hold, which is no statement about the whole place.
    """
    guess = source.guess
    parts = guess.area_totals.stated
    if not (guess.grand_total or parts) or whose.kind in HOLDING_COPIES:
        return []
    lines = [
        f"  - id: {quoted(id_)}",
        f"    source: {quoted(whose.id)}",
        *([f"    contest: {quoted(contest)}"] if contest else []),
        f"    stage: {stage or Stage.COUNT}",
        f"    printed_in: {quoted('the row of totals in ' + file_name(source.path))}",
        *_stated(guess, dict(guess.grand_total or ()), "    "),
    ]
    if parts:
        lines.append("    areas:")
    for path, figures in parts:
        stated = _stated(guess, dict(figures), "        ")
        if stated:
            lines += [f"      {quoted('/'.join(path))}:", *stated]
    return lines


def _stated(guess: Guess, stated: Mapping[int, int], indent: str) -> list[str]:
    lines = []
    for key, kind in (("counts", Kind.OPTION), ("fields", Kind.FIELD)):
        columns = [c for c in guess.of(kind) if c.index in stated]
        if columns:
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  {quoted(c.id or '')}: {stated[c.index]}" for c in columns]
    return lines
