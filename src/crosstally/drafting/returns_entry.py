"""An entry of ``returns:`` in a drafted ``election.yaml``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from crosstally.drafting.evidence import leaves_noughts_out
from crosstally.drafting.guess import ColumnGuess, Guess, Kind, at_stake
from crosstally.drafting.quoting import quoted
from crosstally.drafting.source import Source
from crosstally.election.definition import Stage
from crosstally.words import number


def returns_lines(
    source: Source,
    file: str,
    whose: str,
    contest: str | None = None,
    stage: Stage | None = None,
) -> list[str]:
    """An entry of ``returns:``. ``whose`` is the source's id; ``contest`` is named where there are
    several, ``stage`` where somebody said it."""
    guess = source.guess
    lines = []
    if source.tidied is not None:
        said = (template.format(**values) for template, values in source.tidied.done)
        lines += [f"  # {' '.join(text.split())}" for text in said]
    lines += [f"  - file: {quoted(file)}", f"    source: {quoted(whose)}"]
    if contest is not None:
        lines.append(f"    contest: {quoted(contest)}")
    if stage is not None:
        lines.append(f"    stage: {stage}")
    if guess.of_level is not None:
        lines.append(f"    level: {quoted(guess.of_level)}    # Sums that it states.")
    return [*lines, *_reading_lines(source), *_column_lines(guess)]


def _reading_lines(source: Source) -> list[str]:
    """How the file is to be read."""
    guess = source.guess
    settings = {
        "format": source.format,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "worksheet": source.worksheet,
        "member": source.member,
        "thousands": guess.thousands,
    }
    lines = [f"    {key}: {_setting(value)}" for key, value in settings.items() if value]
    if source.path.suffix.lower() != ".parquet" or source.tidied is not None:
        if guess.header_row != 1:
            lines.append(f"    header_row: {guess.header_row}")
        if guess.header_rows != 1:
            lines.append(f"    header_rows: {guess.header_rows}")
    if leaves_noughts_out(guess.option_columns):
        lines.append("    empty: zero_beside_votes    # Most rows leave some option empty.")
    if guess.empty_marks:
        lines.append(f"    empty_marks: {_items(guess.empty_marks)}")
    if guess.leave_out:
        remark = "Rows that are no stations."
        if guess.without_figures:
            remark = (
                f"CHECK: {number(guess.without_figures)} stations are marked as having no figures: "
                "their noughts are none."
            )
        lines.append(f"    leave_out:    # {remark}")
        lines += [f"      {quoted(column)}: {_items(texts)}" for column, texts in guess.leave_out]
    return lines


def _column_lines(guess: Guess) -> list[str]:
    """Which column means what."""
    name = {c.index: c.name for c in guess.columns}
    adds_up = "" if guess.evidence else "    # CHECK: nothing in this file adds up as votes do."
    lines = [f"    columns:{adds_up}"]
    lines += _station_lines(guess, name)
    lines += [f"      station_name: {quoted(c.name)}" for c in guess.of(Kind.STATION_NAME)[:1]]
    lines += [f"      copy: {quoted(c.name)}" for c in guess.of(Kind.COPY)[:1]]
    lines += [f"      channel: {quoted(c.name)}" for c in guess.of(Kind.CHANNEL)[:1]]
    if guess.levels or guess.trees:
        lines.append("      areas:")
        by_level = {c.id: c.name for c in guess.of(Kind.AREA)}
        levels = (*guess.levels, *guess.trees)
        lines += [f"        {quoted(level)}: {quoted(by_level[level])}" for level in levels]
        lines += _areas_taken_for_one(guess)
    if guess.attributes:
        lines.append(f"      attributes: {_items(tuple(name[i] for i in guess.attributes))}")
    for key, kind in (("fields", Kind.FIELD), ("options", Kind.OPTION)):
        columns = guess.of(kind)
        if columns:
            lines.append(f"      {key}:")
            lines += [f"        {quoted(c.id or '')}: {quoted(c.name)}" for c in columns]
    unused = guess.unused_figures
    left_out = [c for c in guess.of(Kind.LEFT_OUT) if c.example and c not in unused]
    if unused:
        lines.append("      # CHECK: left out, and could be votes or figures: " + _listed(unused))
    if left_out:
        lines.append("      # Left out: " + _listed(left_out))
    return lines


def _areas_taken_for_one(guess: Guess) -> list[str]:
    """What to write where areas of one name in several files or worksheets are several areas."""
    found = guess.areas_in_several_parts
    if found is None:
        return []
    part, names = found
    first = " ".join(", ".join(names[:3]).split())[:100] + (", …" if len(names) > 3 else "")
    return [
        f"        # {part}: {part}    # CHECK: is {first} one area in all of them? Else take this "
        f"line, and put {part} before {quoted(guess.levels[0])} in `levels`."
    ]


def _station_lines(guess: Guess, name: Mapping[int, str]) -> list[str]:
    """Which columns tell the stations apart; nothing where the rows are areas."""
    station = [name[index] for index in guess.station]
    if not station:
        return []
    shown = _items(tuple(station)) if len(station) > 1 else quoted(station[0])
    rows_shared, votes = at_stake(guess)
    remark = ""
    if rows_shared:
        remark = (
            f"    # CHECK: {number(rows_shared)} rows share another's code; {number(votes)} votes "
            "lost."
        )
    elif guess.dated_codes:
        remark = (
            "    # CHECK: codes are written as days; a spreadsheet makes such of codes like 1-2."
        )
    return [f"      station: {shown}{remark}"]


def _listed(columns: Sequence[ColumnGuess]) -> str:
    return ", ".join(" ".join(column.name.split()) for column in columns)


def _setting(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _items(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(json.dumps(text, ensure_ascii=False) for text in texts) + "]"
