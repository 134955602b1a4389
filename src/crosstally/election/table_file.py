"""The tables of an election folder that people write by hand: ``areas.csv`` and its like."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from crosstally.problems import InputError, Problem, refuse_special
from crosstally.words import _

MAX_LINE = 8 << 20
"""Characters of the longest line: memory is bounded whatever the file."""
DELIMITERS = ",;\t"


@contextmanager
def open_table(path: Path, shown: str) -> Iterator[tuple[Iterator[str], str]]:
    """The lines of a table in UTF-8, and what divides its cells: comma, semicolon or tab, as its
    first line has it.

    Raises ``InputError``, also for what goes wrong while the lines are read: a pipe, another
    encoding, zero bytes, an endless line, no CSV.
    """
    refuse_special(path, shown)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline(MAX_LINE)
            stream.seek(0)
            yield _lines(stream, shown), max(DELIMITERS, key=first.count)
    except UnicodeDecodeError:
        raise InputError(
            Problem(
                _("is not written in UTF-8"),
                shown,
                _undecodable_line(path),
                hint=_("Save it as UTF-8."),
            )
        ) from None
    except csv.Error as error:
        raise InputError(Problem(_("is no CSV: {reason}").format(reason=error), shown)) from None
    except OSError as error:
        raise InputError(
            Problem(_("cannot be read: {reason}").format(reason=error.strerror), shown)
        ) from None


def _lines(stream: TextIO, shown: str) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE), ""), 1):
        if "\0" in line:
            raise InputError(
                Problem(
                    _("is no text: it holds zero bytes"),
                    shown,
                    number,
                    hint=_("Is it a spreadsheet under another name?") + " " + _("Save it as CSV."),
                )
            )
        if len(line) >= MAX_LINE:
            message = _("a line is longer than {size} MB").format(size=MAX_LINE >> 20)
            raise InputError(Problem(message, shown, number))
        yield line


def _undecodable_line(path: Path) -> int | None:
    with path.open("rb") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE), b""), 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return None
