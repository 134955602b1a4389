"""What the verbs that draft from a file show of it, and what they ask."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally import words

if TYPE_CHECKING:
    from crosstally.drafting.guess import ColumnGuess, Guess, Kind
    from crosstally.drafting.source import Source
    from crosstally.election.definition import SourceKind, Stage


Worksheet = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The worksheet to read; left out, the one whose figures add up, with all that have "
        "its columns.",
    ),
]
Member = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The file to read inside a .zip; left out, the largest, with all that have its "
        "columns.",
    ),
]
Act = Annotated[
    str | None,
    typer.Option(
        "--stage",
        metavar="STAGE",
        help="Which act the figures come from: preliminary, count, canvass, recount, ruling, rerun "
        "or final; left out, the count.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Take the guesses without asking.")]
"""Options that the verbs share."""
SHOWN = 5
"""Areas with a wrong total that are named one by one."""


def say(text: str) -> None:
    """Print what may hold words of a file, none of which a terminal obeys."""
    from crosstally.problems import visible

    typer.echo(visible(text))


def show_file(read: Source) -> None:
    """What a file, or one contest of it, was taken for, and what was done to it."""
    if read.contest is not None:
        say(words._("Contest: {name}").format(name=read.contest))
    show(read.guess, read.header_row)
    if read.tidied is not None:
        for template, values in read.tidied.done:
            say(words._(template).format(**values))
    if read.worksheet:
        say(words._("Worksheet: {name}").format(name=read.worksheet))
    if read.not_read:
        said = words._(
            "Not read: {names}. They hold tables too; `--worksheet NAME`, or `--member NAME` in a "
            ".zip, reads another. Sums of areas are added beside their stations by `crosstally add "
            "DIR FILE --source NAME --level LEVEL` with the same option."
        )
        say(said.format(names=", ".join(read.not_read)))
    if read.uncomputed:
        said = words._(
            "Cells with a formula that was never computed, and cannot be read: {n}. Open the file "
            "in a spreadsheet program, save it, and draft again."
        )
        say(said.format(n=words.number(read.uncomputed)))
    if not read.is_whole:
        say(
            words._("Only the first {n} rows were looked at.").format(
                n=words.number(read.guess.rows)
            )
        )


def can_ask() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def say_written(folder: Path, paths: list[str]) -> None:
    """Name the files that were written."""
    say(words._("{folder} is written:").format(folder=folder))
    for path in paths:
        say(f"  {path}")


def say_next(folder: Path, verb: str = "check") -> None:
    """The next command, as it can be typed."""
    say(f"  crosstally {verb} {shlex.quote(str(folder))}")


def show(guess: Guess, header_row: int) -> None:
    """The guesses, one line a column, and the sums they rest on."""
    said = words._("The columns' names stand in row {row}; {n} rows of stations follow.")
    if guess.of_level is not None:
        said = words._("The columns' names stand in row {row}; {n} rows of areas follow.")
    say(said.format(row=header_row, n=words.number(guess.rows)))
    _show_columns(guess)
    _show_left_out(guess)
    if guess.grand_total:
        _show_grand_total(guess)
    show_totals_of_areas(guess)
    _show_dated_codes(guess)
    _show_codes_in_several_areas(guess)
    _show_areas_in_several_parts(guess)
    _show_unplaced(guess)
    _show_evidence(guess)
    _show_shared_codes(guess)


def _show_columns(guess: Guess) -> None:
    """What each column is taken for, and why."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crosstally.problems import visible

    def cell(text: str) -> Text:
        return Text(visible(text))

    table = Table(box=None, pad_edge=False)
    for heading in (words._("no."), words._("column"), words._("for example")):
        table.add_column(heading, overflow="fold")
    table.add_column(words._("is taken for"), overflow="fold")
    table.add_column(words._("because"), overflow="fold")
    for column in guess.columns:
        if not column.example:
            continue
        table.add_row(
            str(column.index + 1),
            cell(" ".join(column.name.split())[:40]),
            cell(column.example[:24]),
            cell(_meaning(guess, column)),
            cell(words._(column.why)),
        )
    # Piped, nothing is wrapped at eighty columns.
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _show_left_out(guess: Guess) -> None:
    """Rows that are no stations with figures."""
    if guess.without_figures:
        said = words._(
            "Stations that a column marks as having no figures, and left out: {n}. What was not "
            "received is not nought."
        )
        say(said.format(n=words.number(guess.without_figures)))
    for name, texts in guess.leave_out:
        shown = ", ".join(repr(text) for text in texts[:5]) + (", …" if len(texts) > 5 else "")
        say(
            words._("Left out: rows with {texts} in {column}").format(
                texts=shown, column=repr(name)
            )
        )


def _show_grand_total(guess: Guess) -> None:
    """Whether the row of totals is the sum of the others."""
    wrong = guess.wrong_totals()
    said = words._("The row of totals is the sum of these rows.")
    if wrong:
        said = words._("The row of totals is not the sum of these rows: {columns}").format(
            columns="; ".join(
                words._("{column} {stated}, and they add up to {sum}").format(
                    column=name, stated=words.number(stated), sum=words.number(added)
                )
                for name, (stated, added) in wrong.items()
            )
        )
    say(said)


def _show_dated_codes(guess: Guess) -> None:
    """Codes of stations that a spreadsheet program made days of."""
    if days := guess.dated_codes:
        said = words._(
            "Codes of stations are written as days ({first}): a spreadsheet program makes such of "
            "codes like 1-2. Draft from the file as it was published."
        )
        say(said.format(first=", ".join(days[:3])))


def _show_codes_in_several_areas(guess: Guess) -> None:
    """Codes that nearly tell the stations apart by themselves."""
    if codes := guess.codes_in_several_areas:
        said = words._(
            "Codes that stand in several areas: {first}. They are taken for a station in each; "
            "where one is a slip, or a station stands twice, no check will find it."
        )
        say(said.format(first=", ".join(codes[:3]) + (", …" if len(codes) > 3 else "")))


def _show_areas_in_several_parts(guess: Guess) -> None:
    """Names of areas that may be one area each, or several."""
    if found := guess.areas_in_several_parts:
        part, names = found
        said = words._(
            "Areas of one name stand in several parts ({part}): {first}. Each name is taken for "
            "one area. Where they are several, take the column {part} for areas too."
        )
        first = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        say(said.format(part=part, first=first))


def _show_unplaced(guess: Guess) -> None:
    """Rows of no area, and what stands between thousands."""
    for name, rows in guess.unplaced().items():
        said = words._(
            "Rows that name no area in {column}: {n}. They count in the whole, and in no area of "
            "that level."
        )
        say(said.format(column=repr(name), n=words.number(rows)))
    if guess.thousands:
        mark = words._("a blank") if guess.thousands.isspace() else repr(guess.thousands)
        say(words._("Mark between thousands: {mark}").format(mark=mark))


def _show_evidence(guess: Guess) -> None:
    """The relations that the guesses rest on, and columns that none of them needs."""
    for item in guess.evidence:
        said = words._("{relation}: holds in {held} of {checked} rows")
        if item.checked < guess.rows:
            said = words._(
                "{relation}: holds in {held} of {checked} rows; rows in which its figures are "
                "empty or nought: {others}"
            )
        say(
            said.format(
                relation=item.relation,
                held=words.number(item.held),
                checked=words.number(item.checked),
                others=words.number(guess.rows - item.checked),
            )
        )
    if guess.no_name_is_known:
        say(
            words._(
                "No name of a figure is known: what adds up tells which columns are votes, and not "
                "whether one of them counts invalid ballots. Look at each party or candidate."
            )
        )
    if unused := guess.unused_figures:
        said = words._(
            "Columns of numbers that are left out: {columns}. If any of them holds votes or a "
            "figure of the sheet, the guess is wrong: say so here or in election.yaml."
        )
        say(said.format(columns=", ".join(" ".join(c.name.split()) for c in unused)))
    if not guess.evidence:
        say(words._("Nothing in this file adds up as votes do: look at every line."))


def _show_shared_codes(guess: Guess) -> None:
    """Stations that share a code, whose votes are in no sum."""
    from crosstally.drafting.guess import at_stake

    shared, votes = at_stake(guess)
    if shared:
        said = words._(
            "Rows that share a station code with another: {n}. Of each code the first row is "
            "counted, so that {votes} votes are in no sum until a further column is taken into the "
            "code; the check lists them (SHEET-DUPLICATE)."
        )
        say(said.format(n=words.number(shared), votes=words.number(votes)))


def show_totals_of_areas(guess: Guess) -> None:
    """Rows of totals within the table: how many are the sums of their areas, and which are not."""
    stated, unclear = guess.area_totals.stated, guess.area_totals.unclear
    wrong = guess.wrong_totals_of_areas()
    if stated:
        said = words.ngettext(
            "One row states the total of an area, and goes into announcements.yaml.",
            "{n} rows state totals of areas, and go into announcements.yaml.",
            len(stated),
        ).format(n=words.number(len(stated)))
        said += " " + words._("Not the sum of their stations: {n}").format(
            n=words.number(len(wrong))
        )
        say(said)
    for path, columns in list(wrong.items())[:SHOWN]:
        differing = "; ".join(
            words._("{column} {stated}, and they add up to {sum}").format(
                column=name, stated=words.number(stated), sum=words.number(added)
            )
            for name, (stated, added) in columns.items()
        )
        say(f"  {'/'.join(path)}: {differing}")
    if len(wrong) > SHOWN:
        say("  …")
    if unclear:
        said = words.ngettext(
            "One row of totals is of no area that is clear, and is held against nothing.",
            "{n} rows of totals are of no area that is clear, and are held against nothing.",
            unclear,
        )
        say(said.format(n=words.number(unclear)))


def _meaning(guess: Guess, column: ColumnGuess) -> str:
    parts = {
        "station": words._("station code"),
        "station_name": words._("name of the station"),
        "area": words._("area: {name}"),
        "attribute": words._("kind of station"),
        "copy": words._("copy of the sheet"),
        "channel": words._("how the votes came"),
        "field": words._("figure: {name}"),
        "option": words._("party or candidate: {name}"),
        "left_out": words._("left out"),
    }
    said = [parts[column.kind].format(name=column.id)]
    if column.index in guess.station and column.kind != "station":
        said.append(words._("part of the station code"))
    if column.index in guess.attributes and column.kind != "attribute":
        said.append(words._("kind of station"))
    return "; ".join(said)


def ask_columns(guess: Guess, header_row: int) -> Guess:
    """Ask for changes until there are none."""
    from crosstally.drafting.guess import Kind
    from crosstally.drafting.revise import FIELDS, change, problems_of

    kinds = list(Kind)
    while True:
        answer = typer.prompt(
            words._("Enter if this is right, or the number of a column to change"),
            default="",
            show_default=False,
        ).strip()
        if not answer:
            missing = problems_of(guess)
            if not missing:
                return guess
            for problem in missing:
                say(str(problem))
            continue
        if not answer.isdecimal() or not 1 <= int(answer) <= len(guess.columns):
            say(words._("There is no column of that number."))
            continue
        for number, kind in enumerate(kinds, 1):
            say(f"  {number} {_kind_name(kind)}")
        kind = _ask_kind(kinds)
        name = None
        if kind is Kind.FIELD:
            say(words._("Known figures: {names}").format(names=", ".join(FIELDS)))
        if kind in (Kind.FIELD, Kind.AREA):
            name = typer.prompt(words._("Its short name"), default="", show_default=False) or None
        guess = change(guess, int(answer) - 1, kind, name)
        show(guess, header_row)


def _ask_kind(kinds: list[Kind]) -> Kind:
    """A kind by its number or its word, asked until there is one."""
    while True:
        chosen = str(typer.prompt(words._("It is"))).strip().casefold()
        if chosen.isdecimal() and 1 <= int(chosen) <= len(kinds):
            return kinds[int(chosen) - 1]
        for kind in kinds:
            if chosen.replace(" ", "_") == kind.value:
                return kind
        say(words._("There is no such answer; type a number from 1 to {n}.").format(n=len(kinds)))


def _kind_name(kind: str) -> str:
    return {
        "station": words._("station code (several columns are joined)"),
        "station_name": words._("name of the station"),
        "area": words._("area above the station"),
        "attribute": words._("kind of station (prison, abroad, postal)"),
        "copy": words._("what tells copies of one sheet apart"),
        "channel": words._("how the votes came (early, by post, abroad)"),
        "field": words._("figure of the sheet (voters, ballots, valid, invalid)"),
        "option": words._("votes of a party or candidate"),
        "left_out": words._("nothing: leave it out"),
    }[kind]


def kind_of(text: str | None) -> SourceKind | None:
    """The kind of source that an option names. Raises ``InputError``."""
    from crosstally.election.definition import SourceKind
    from crosstally.problems import InputError, Problem, suggestion

    if text is None:
        return None
    known = [kind.value for kind in SourceKind]
    if text.strip().casefold() not in known:
        raise InputError(
            Problem(
                words._("there is no such kind of source"), read=text, hint=suggestion(text, known)
            )
        )
    return SourceKind(text.strip().casefold())


def stage_of(text: str | None) -> Stage | None:
    """The stage that an option names. Raises ``InputError``."""
    from crosstally.election.definition import Stage
    from crosstally.problems import InputError, Problem, suggestion

    if text is None:
        return None
    known = [stage.value for stage in Stage]
    if text.strip().casefold() not in known:
        raise InputError(
            Problem(words._("there is no such stage"), read=text, hint=suggestion(text, known))
        )
    return Stage(text.strip().casefold())


def ask_kind_of_source(default: SourceKind) -> SourceKind:
    """Ask what the source is, until there is an answer."""
    from crosstally.election.definition import SourceKind

    known = [kind.value for kind in SourceKind]
    while True:
        answer = typer.prompt(
            words._("What is it: authority, party, observer or media"), default=default.value
        )
        if str(answer).strip().casefold() in known:
            return SourceKind(str(answer).strip().casefold())
        say(words._("There is no such answer."))
