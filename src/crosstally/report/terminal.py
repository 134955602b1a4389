"""A check's result in a terminal: colour and tables there, plain lines where output is piped.

The plain path does not import rich, which alone takes longer than many a check.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from crosstally.check.result import CheckResult, ContestResult, deciding
from crosstally.report.lines import Line, Section, plain_text, safe
from crosstally.report.names import Names, coverage
from crosstally.report.outline import outline, where_written
from crosstally.words import _, ngettext, number, percent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_STYLES = {
    "decisive": "bold red",
    "refuted": "bold red",
    "strong": "bold yellow",
    "undecided": "bold yellow",
    "indicative": "bold cyan",
    "holds": "bold green",
    "muted": "dim",
}


def print_result(
    result: CheckResult,
    console: Console | None = None,
    *,
    report: Path | None = None,
    json_file: Path | str | None = None,
) -> None:
    """Print the result, the answer first; ``report`` and ``json_file`` are named at the end.

    Without a console, standard output decides: a terminal gets colour, a pipe gets plain lines
    of any length that say the same.
    """
    sections = outline(result)
    ends = where_written(report, json_file)
    if console is None and not _is_terminal(sys.stdout):
        _print_plain(sections, ends, sys.stdout)
        return
    if console is None:
        from rich.console import Console

        console = Console(highlight=False)
    if console.is_terminal:
        _print_rich(result, sections, ends, console)
    else:
        _print_plain(sections, ends, console.file)


def _is_terminal(stream: IO[str]) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _print_plain(sections: Sequence[Section], ends: Sequence[Line], stream: IO[str]) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    text = plain_text(sections, ends)
    stream.write(text.encode(encoding, "replace").decode(encoding))
    stream.flush()


def _print_rich(
    result: CheckResult, sections: Sequence[Section], ends: Sequence[Line], console: Console
) -> None:
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    head, *rest = sections
    tone = _STYLES[_tone(result)]
    answer = Text(safe(result.answer.text), style="bold")
    console.print(
        Panel(answer, title=Text(safe(head.title)), title_align="left", border_style=tone)
    )
    names = Names(result)
    tables = {
        names.heading(_("Totals"), contest.contest): contest for contest in result.contests.values()
    }
    for section in rest:
        console.print(Text("\n" + safe(section.title), style="bold underline"))
        if section.title in tables:
            console.print(_totals_table(tables[section.title], names))
            continue
        for line in section.lines:
            text = Text()
            if line.label:
                text.append(safe(line.label), _STYLES.get(line.tone, "bold"))
                text.append("  ")
            text.append(safe(line.text), "dim" if line.tone == "muted" else "")
            console.print(Padding(text, (0, 0, 0, 2 * line.depth)))
    if ends:
        console.print()
    for line in ends:
        console.print(Text(line.plain, style="bold"), soft_wrap=True)


def _tone(result: CheckResult) -> str:
    if result.exit_code:
        return "decisive"
    return "holds" if deciding(result.runs) else "muted"


def _totals_table(contest: ContestResult, names: Names) -> Table:
    """Options and fields down, sources across."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    for source, totals in contest.totals.items():
        held = coverage(totals.stations_held, totals.stations_known)
        head = Text(safe(names.source(source))).append(f"\n{held}", "dim")
        table.add_column(head, justify="right", no_wrap=False)
    rows = dict.fromkeys(id_ for totals in contest.totals.values() for id_ in totals.figures)
    for id_ in rows:
        cells = []
        for totals in contest.totals.values():
            votes, share = totals.readings.get(id_), names.shares(contest.contest, totals).get(id_)
            cell = Text("–" if votes is None else number(votes))
            cell.append(f"  {percent(share)}" if share is not None else "", "dim")
            unread = totals.incomplete.get(id_, 0)
            if unread:
                said = ngettext("at %(n)s station no number", "at %(n)s stations no number", unread)
                cell.append("\n" + said % {"n": number(unread)}, "dim")
            cells.append(cell)
        table.add_row(Text(safe(names.figure(contest.contest, id_))), *cells)
    return table
