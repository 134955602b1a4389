"""``crosstally check``: run every check over an election."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from crosstally import words
from crosstally.cli.app import app, known_language


@app.command()
def check(
    election: Annotated[
        str, typer.Argument(metavar="DIR", help="An election folder, or a bundled election's name.")
    ],
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the result as JSON; - prints it."),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a report that a browser opens, in one file."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this source; may be given again."),
    ] = None,
    contest: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this contest; may be given again."),
    ] = None,
    forensics: Annotated[
        bool,
        typer.Option(
            "--forensics",
            help="Run statistics too, as protocol.yaml fixes them; they give no verdict.",
        ),
    ] = False,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Language of the terminal and the report, such as en or ru."
        ),
    ] = None,
) -> None:
    """Check an election: what adds up, what does not, what missing sheets could still change.

    Ends with 0 where nothing decisive was found, with 1 where something was, with 2 where the
    input cannot be read or the output not written. It is the same where the reader of a pipe
    stops reading, as head does.

    \b
    crosstally check kazakhstan-2012
    crosstally check my-election --report report.html --json result.json
    """
    from crosstally.check.run import check as run_checks
    from crosstally.check.run import open_election
    from crosstally.problems import InputError
    from crosstally.report.map_file import check_map
    from crosstally.report.writing import check_targets, write_together

    with words.use_language(known_language(language) if language else words.language()):
        targets = [target for target in (json_file, report) if target is not None]
        own = Path(election)
        check_targets(targets, own if own.is_dir() else own.parent if own.is_file() else None)
        try:
            opened = open_election(election)
            check_map(opened.folder)
            steps = len(opened.definition.returns) + len(opened.definition.contests)
            with _progress(steps) as progress:
                result = run_checks(
                    opened,
                    sources=source or (),
                    contests=contest or (),
                    progress=progress,
                    forensics=forensics,
                )
        except InputError as error:
            if json_file is not None:
                from crosstally.report.json_output import write_problems

                write_problems(error.problems, json_file)
            raise
        written: list[tuple[Path | str, bytes]] = []
        if json_file is not None:
            from crosstally.report.json_output import to_json
            from crosstally.report.json_text import json_bytes

            written.append((json_file, json_bytes(to_json(result))))
        if report is not None:
            from crosstally.report.html import report_bytes

            written.append((report, report_bytes(result, words.language())))
        with _reader_may_leave():
            write_together(written)
            if "-" not in targets:
                from crosstally.report.terminal import print_result

                print_result(result, report=Path(report) if report else None, json_file=json_file)
    raise typer.Exit(result.exit_code)


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """A reader that has seen enough (``| head``) is no failure: what was found stays the same."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer must go somewhere, else Python says so when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None] | None]:
    """A bar over the files and contests, where a person watches; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words._("Reading …"), total=steps)

        def say(what: str) -> None:
            bar.update(task, description=what, advance=1)

        yield say
