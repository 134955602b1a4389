"""A small table of options and their votes: one row an option, as a person types it or pastes it
from an official page."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crosstally import words
from crosstally.problems import InputError, Problem, refuse_special
from crosstally.returns.encoding import SAMPLE
from crosstally.returns.raw_file import open_raw, sniff
from crosstally.returns.standard_input import read_from
from crosstally.returns.worksheets import cell_text, spreadsheet_rows

_NAMES = frozenset(
    (
        *("option", "options", "party", "parties", "list", "lists", "candidate", "candidates"),
        *("name", "id", "partido", "partei", "parti", "партия", "список", "кандидат", "название"),
    )
)
_VOTES = frozenset(
    ("votes", "vote", "count", "stimmen", "votos", "voix", "oy", "голоса", "голосов")
)
_TOTALS = frozenset(
    (
        *("total", "totals", "sum", "all", "valid votes", "total votes", "total valid votes"),
        *("total valid", "grand total", "итого", "всего", "suma", "summe", "gesamt", "toplam"),
    )
)
_NO_OPTIONS = frozenset(
    (
        *("invalid", "invalid votes", "invalid ballots", "spoiled", "spoilt", "spoiled ballots"),
        *("rejected", "rejected ballots", "blank", "blanks", "blank votes", "blank ballots"),
        *("nulos", "votos nulos", "nulls", "en blanco", "votos en blanco", "blancos", "blancs"),
        *(
            "bulletins nuls",
            "ungültig",
            "ungültige",
            "ungültige stimmen",
            "geçersiz",
            "geçersiz oy",
        ),
        *("недействительные", "недействительные бюллетени", "недействительных", "жарамсыз"),
        *("registered", "registered voters", "turnout", "ballots cast"),
    )
)
"""What stands beside the options of many a table, and takes no seat."""
MOST_DIGITS = 18
"""Digits of a count of votes; more is no count of anybody's."""
# Digits, perhaps in threes that a space or an apostrophe divides; a comma or a point might be one.
_WHOLE = re.compile(r"\d+|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+")
_SIGNED = re.compile(r"[-−+]?\d[\d .,'’\u00a0\u2009\u202f]*%?")


@dataclass(frozen=True)
class _Row:
    line: int
    cells: list[str]


def read_option_votes(path: Path | str) -> dict[str, int]:
    """Option → votes, in the order of the rows of a CSV, or of the first worksheet of an XLSX.
    ``-`` reads standard input.

    The columns are found by their names (``option``, ``votes`` and the like), else by what they
    hold: the one column of numbers, and the first column of text. Raises ``InputError`` with every
    problem of the file: cells that are no whole number, options that stand twice, columns that
    cannot be told apart.
    """
    shown = str(path)
    with read_from(Path(path), "votes") as file:
        return _read(file, shown)


def _read(path: Path, shown: str) -> dict[str, int]:
    rows = [row for row in _rows(path, shown) if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise InputError(Problem(words._("is empty"), shown, expected=_expected()))
    name, votes, with_header = _columns(rows, shown)
    wide = len(_filled(rows[0].cells))
    counted: dict[str, int] = {}
    first: dict[str, int] = {}
    problems = []
    for row in rows[with_header:]:
        option = row.cells[name].strip() if name < len(row.cells) else ""
        read = row.cells[votes].strip() if votes < len(row.cells) else ""
        problem = None
        if len(_filled(row.cells)) > wide:
            # "2,000" without quotes is two cells, and its votes would be 2.
            message = words._("a row with more cells than the first row has")
            problem = Problem(
                message,
                shown,
                row.line,
                wide + 1,
                read=", ".join(row.cells),
                expected=words._("digits alone, such as 1234"),
            )
        elif not option:
            message = words._("a row of votes without an option")
            problem = Problem(message, shown, row.line, name + 1, read=read)
        elif option in first:
            message = words._("the option {option} stands in line {line} already")
            message = message.format(option=option, line=first[option])
            problem = Problem(message, shown, row.line, name + 1, read=option)
        elif option.casefold() in _TOTALS:
            message = words._("a row of totals among the options")
            hint = words._("Take it out; sums are made here.")
            problem = Problem(message, shown, row.line, name + 1, read=option, hint=hint)
        elif option.casefold() in _NO_OPTIONS:
            message = words._("a row that is no option, and would take seats as one")
            hint = words._(
                "Take it out; where a law counts blank votes as valid, say --base valid=… with "
                "them."
            )
            problem = Problem(message, shown, row.line, name + 1, read=option, hint=hint)
        elif not _WHOLE.fullmatch(read):
            message = words._("the votes of {option} are no whole number")
            problem = Problem(
                message.format(option=option),
                shown,
                row.line,
                votes + 1,
                read=read,
                expected=words._("digits alone, such as 1234"),
            )
        elif len(re.findall(r"\d", read)) > MOST_DIGITS:
            message = words._("the votes of {option} have more digits than any count of votes")
            problem = Problem(
                message.format(option=option),
                shown,
                row.line,
                votes + 1,
                read=read,
                expected=words._("at most {count}").format(count=MOST_DIGITS),
            )
        else:
            counted[option] = int("".join(re.findall(r"\d", read)))
        if option:
            first.setdefault(option, row.line)
        if problem is not None:
            problems.append(problem)
    if not problems and not counted:
        problems.append(Problem(words._("has no row below its header"), shown))
    if problems:
        raise InputError(problems)
    return counted


def _filled(cells: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return cells[:width]


def _rows(path: Path, shown: str) -> list[_Row]:
    try:
        refuse_special(path, shown)
        if path.suffix.lower() == ".xlsx":
            return _worksheet(path, shown)
        dialect = sniff(path)
        with path.open(encoding=dialect.encoding, newline="") as stream:
            if path.stat().st_size > SAMPLE * 64:
                raise InputError(Problem(words._("is too large for a table of options"), shown))
            reader = csv.reader(stream, delimiter=dialect.delimiter, strict=True)
            return [_Row(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        message = words._("is no table of cells: {reason}").format(reason=error)
        raise InputError(Problem(message, shown)) from None
    except UnicodeError:
        message = words._("is no text in an encoding that is recognised")
        raise InputError(Problem(message, shown, expected="UTF-8")) from None
    except OSError as error:
        message = words._("cannot be read: {reason}").format(reason=error.strerror)
        raise InputError(Problem(message, shown)) from None


def _worksheet(path: Path, shown: str) -> list[_Row]:
    """The first worksheet that is not hidden."""
    with tempfile.TemporaryDirectory() as workdir:
        cells = spreadsheet_rows(open_raw(path, Path(workdir), shown), None)
    return [
        _Row(line, ["" if cell is None else cell_text(cell) for cell in row])
        for line, row in enumerate(cells, start=1)
    ]


def _columns(rows: Sequence[_Row], shown: str) -> tuple[int, int, bool]:
    """Which column names the option, which holds the votes, and whether the first row names them.

    The first row is a header where a cell in it is a known name, or none is a number: a column of
    votes may be called by its year.
    """
    top = [cell.strip() for cell in rows[0].cells]
    known = any(cell.casefold() in _NAMES | _VOTES for cell in top)
    with_header = known or not any(_SIGNED.fullmatch(cell) for cell in top)
    wide = max(len(row.cells) for row in rows)
    body = rows[with_header:]
    numbers = [
        place
        for place in range(wide)
        if _mostly_numbers([row.cells[place] for row in body if place < len(row.cells)])
    ]
    texts = [place for place in range(wide) if place not in numbers]
    votes, name = numbers, texts[:1]
    if with_header:
        lower = [cell.casefold() for cell in top]
        votes = [i for i, cell in enumerate(lower) if cell in _VOTES] or numbers
        name = [i for i, cell in enumerate(lower) if cell in _NAMES and i not in votes] or [
            place for place in texts if place not in votes
        ]
    if len(votes) == 1 and name:
        return name[0], votes[0], with_header
    if len(votes) > 1:
        message = words._("several columns hold numbers, and none alone is called votes")
    elif votes:
        message = words._("no column names the options")
    else:
        message = words._("no column holds votes")
    raise InputError(
        Problem(message, shown, rows[0].line, read=", ".join(top), expected=_expected())
    )


def _mostly_numbers(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return 2 * sum(bool(_SIGNED.fullmatch(cell)) for cell in filled) > len(filled)


def _expected() -> str:
    return words._("a column of names and a column of votes, such as {example}").format(
        example="option,votes"
    )
