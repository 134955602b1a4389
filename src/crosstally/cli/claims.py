"""``crosstally claims``: public statements about an election."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally import words
from crosstally.cli.app import app

if TYPE_CHECKING:
    from crosstally.election.areas import AreaLookup
    from crosstally.election.folder import Election

claims = typer.Typer(
    name="claims",
    help="Public statements about an election.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(claims)


@claims.callback()
def every_claims_verb() -> None:
    """Public statements about an election."""


@claims.command()
def draft(
    article: Annotated[
        str,
        typer.Argument(
            metavar="ARTICLE", help="A news article, plain text or HTML; - reads standard input."
        ),
    ],
    election: Annotated[
        str,
        typer.Option(metavar="DIR", help="An election folder, or a bundled election's name."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write here; left out, it is printed."),
    ] = None,
    printed_in: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Where the article was printed, for every statement."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DAY", help="When it was printed, such as 2012-01-17.")
    ] = None,
    contest: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The contest the article is about; left out, the first."),
    ] = None,
) -> None:
    """Draft claims.yaml from a news article, for a person to confirm.

    Every statement is marked as unconfirmed; no report shows one before that mark is taken away.

    \b
    crosstally claims draft article.txt --election kazakhstan-2012
    crosstally claims draft page.html --election my-election -o my-election/claims.yaml
    """
    from crosstally.claims.drafting.draft import draft_claims
    from crosstally.claims.drafting.phrases.stations import station_named_in
    from crosstally.claims.drafting.writing import claims_yaml
    from crosstally.election.folder import open_folder
    from crosstally.examples import bundled_folder

    folder = Path(election)
    if not folder.exists():
        folder = bundled_folder(election) or folder
    opened = open_folder(folder)
    _check_options(opened, contest, output, at)
    text = _text_of(article)
    areas = _all_areas(opened, stations=station_named_in(text) is not None)
    drafted = draft_claims(text, opened, contest=contest, printed_in=printed_in, at=at, areas=areas)
    written = claims_yaml(drafted)
    if output is None:
        typer.echo(written, nl=False)
    else:
        _write(output, written, len(drafted.claims))
    _say_what_was_not_read(text)


def _say_what_was_not_read(text: str) -> None:
    """Say how much of an article is in a language that nothing is drafted from."""
    from crosstally.claims.drafting.languages import sentences_not_read

    count, total = sentences_not_read(text)
    if count * 5 < total or not count:
        return  # short sentences and headlines of English are taken for another language at times
    typer.echo(
        words.ngettext(
            "{count} of {total} sentences is in neither English nor Russian, it seems: what it "
            "states was not drafted, or without a test. Put it into claims.yaml by hand.",
            "{count} of {total} sentences are in neither English nor Russian, it seems: what they "
            "state was not drafted, or without tests. Put them into claims.yaml by hand.",
            count,
        ).format(count=words.number(count), total=words.number(total)),
        err=True,
    )


def _text_of(article: str) -> str:
    """The text of an article's file; of ``-`` what standard input holds."""
    from crosstally.claims.drafting.article import decode_article, read_article

    if article == "-":
        return decode_article(sys.stdin.buffer.read(), "-")
    return read_article(Path(article))


def _check_options(
    election: Election, contest: str | None, output: Path | None, at: str | None
) -> None:
    """Raises ``InputError`` with all that is wrong with what was asked."""
    from pydantic import TypeAdapter, ValidationError

    from crosstally.election.document import Moment
    from crosstally.problems import InputError, Problem, suggestion

    problems = []
    contests = election.definition.contests
    if contest is not None and contest not in contests:
        said, hint = words._("there is no contest of that name"), suggestion(contest, contests)
        problems.append(Problem(said, "--contest", read=contest, hint=hint))
    if output is not None and output.is_file() and output.stat().st_size:
        said, hint = words._("is there already; nothing was written"), words._("Name another file.")
        problems.append(Problem(said, str(output), hint=hint))
    try:
        if at is not None:
            TypeAdapter(Moment).validate_python(at)
    except ValidationError:
        problems.append(Problem(words._("is no day"), "--at", read=at, expected="2012-01-17"))
    if problems:
        raise InputError(problems)


def _write(output: Path, written: str, count: int) -> None:
    """Write the draft, and say what is to be done with it."""
    from crosstally.problems import InputError, Problem, visible

    try:
        output.write_text(written, encoding="utf-8")
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror}", str(output))) from None
    typer.echo(
        words.ngettext(
            "{count} statement was drafted into {file}. Confirm it by taking `unconfirmed: true` "
            "away.",
            "{count} statements were drafted into {file}. Confirm each by taking `unconfirmed: "
            "true` away.",
            count,
        ).format(count=words.number(count), file=visible(str(output))),
        err=True,
    )


def _all_areas(election: Election, *, stations: bool) -> AreaLookup:
    """Every area, those included that only returns name, and the stations where they are wanted;
    of returns that cannot be read, those of the folder: their faults are for `check` to report."""
    from crosstally.election.areas import Area
    from crosstally.engine.connection import Engine
    from crosstally.engine.station_lists import smallest_areas
    from crosstally.problems import InputError
    from crosstally.returns.store import read_returns

    try:
        with Engine() as engine:
            lookup = read_returns(election, engine).places.lookup
            level = election.definition.station_level
            for code, area in smallest_areas(engine).items() if stations else ():
                lookup.add(Area(code, code, level, {"": area}))
            return lookup
    except InputError:
        return election.areas
