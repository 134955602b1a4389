"""``crosstally forensics``: statistics, each beside what its method says of clean elections."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosstally import words
from crosstally.cli.app import app, known_language


@app.command()
def forensics(
    election: Annotated[
        str, typer.Argument(metavar="DIR", help="An election folder, or a bundled election's name.")
    ],
    method: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this method; may be given again."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="Run each method in every area of this level too."),
    ] = None,
    step: Annotated[
        str | None,
        typer.Option(
            metavar="POINTS",
            help="Integer percentages in this step instead of 1, such as 0.5 for halves too.",
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this source; may be given again."),
    ] = None,
    contest: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this contest; may be given again."),
    ] = None,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the figures as JSON; - prints them."),
    ] = None,
    pictures: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Save each picture as SVG, with its data as CSV."),
    ] = None,
    with_png: Annotated[
        bool, typer.Option("--png", help="Save each picture as PNG too: needs crosstally[report].")
    ] = False,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language, such as en or ru.")
    ] = None,
) -> None:
    """Look for statistical anomalies. None of them is a verdict on a result.

    Each method is printed beside what it says of elections known to be clean. Which methods are run
    is fixed in protocol.yaml; what is asked for here besides is marked as added afterwards. Ends
    with 0 whatever is found, with 2 where the input cannot be read.

    \b
    crosstally forensics my-election
    crosstally forensics my-election --method integer_percentages --by region --json -
    crosstally forensics my-election --method integer_percentages --step 0.5
    crosstally forensics my-election --pictures pictures --png
    """
    from crosstally.check.run import check, open_election
    from crosstally.report.png import check_png
    from crosstally.report.statistics import print_statistics
    from crosstally.report.statistics_json import statistics_json
    from crosstally.report.writing import check_folder, check_targets, write_together

    with words.use_language(known_language(language) if language else words.language()):
        if with_png and pictures is None:
            raise typer.BadParameter(words._("--png needs a folder: --pictures FOLDER"))
        opened = open_election(election)
        if json_file is not None:
            check_targets([json_file], opened.folder)
        if pictures is not None:
            check_folder(pictures)
        if with_png:
            check_png()
        result = check(
            opened,
            sources=source or (),
            contests=contest or (),
            forensics=True,
            methods=method or (),
            by=by,
            step=step,
        )
        assert result.statistics is not None
        written: list[tuple[Path | str, bytes]] = []
        if json_file is not None:
            written.append((json_file, statistics_json(result)))
        if pictures is not None:
            from crosstally.report.picture_files import files
            from crosstally.report.pictures import pictures as drawn

            named = files(drawn(result), with_png=with_png)
            Path(pictures).mkdir(parents=True, exist_ok=True)
            written += [(Path(pictures) / name, content) for name, content in named]
        write_together(written)
        if json_file != "-":
            print_statistics(result)
