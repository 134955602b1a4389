"""What the lines of ``crosswalk.csv`` mean for what the sources are compared on."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.engine.places import codes_among
from crosstally.findings import Checked, CheckRun, Code, Finding, Tier, register
from crosstally.returns.crosswalk import Line
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import N_

NAMED = 10
"""How many lines a sentence names; the figures of the finding name all."""
FOUND_BY_FIGURES = "figures"

DOUBTFUL = register(
    Code(
        name="CROSSWALK-DOUBTFUL",
        tier=Tier.INDICATIVE,
        title=N_("Doubtful lines of crosswalk.csv: stations that are counted twice, not compared"),
        means=N_(
            "A source has sheets under codes that crosswalk.csv pairs with stations, and the "
            "lines are marked doubtful. A doubtful line is not used: the sheet stands beside that "
            "of the station instead of being compared with it, and there seem to be more stations "
            "than there are. Altered figures are often among just these, because a pair whose "
            "figures differ is doubtful."
        ),
        does_not_mean=N_(
            "It says nothing about the figures. Look at each line, then empty its cell “doubtful” "
            "or delete the line."
        ),
        source=N_("The column “doubtful” of crosswalk.csv against the codes of the returns."),
    )
)
BY_FIGURES = register(
    Code(
        name="CROSSWALK-BY-FIGURES",
        tier=Tier.INDICATIVE,
        title=N_("Stations that were paired because their figures are the same"),
        means=N_(
            "Lines of crosswalk.csv that are used were found by equal figures. Where such a pair "
            "agrees, it agrees because it was chosen so."
        ),
        does_not_mean=N_(
            "The pairs may all be right. Names or areas in both files would make them stand by "
            "themselves."
        ),
        source=N_("The column “how” of crosswalk.csv."),
    )
)
UNUSED = register(
    Code(
        name="CROSSWALK-UNUSED",
        tier=Tier.INDICATIVE,
        title=N_("Lines of crosswalk.csv with a code that the source does not have"),
        means=N_(
            "crosswalk.csv says which station a code is, and no file of the source has that code. "
            "Mistyped, it leaves the station that was meant under its own code, counted twice."
        ),
        does_not_mean=N_(
            "A list made for all stations may stand beside sheets of some: then it is no mistake."
        ),
        source=N_("The codes of crosswalk.csv against those of the returns."),
    )
)

_NOT_USED = N_(
    "{source}: lines of crosswalk.csv that are doubtful and not used: {count}. Until each is "
    "settled (empty its cell “doubtful”, or delete the line), these stations are counted twice and "
    "not compared: {lines}"
)
_SAME_CODE = N_(
    "{source}: stations that crosswalk.csv calls doubtful though another source has the same code: "
    "{count}. They are compared all the same; where they are two stations, write another code "
    "under “station” and empty the cell “doubtful”: {lines}"
)
_BY_FIGURES = N_(
    "{source}: stations that crosswalk.csv pairs by their figures: {count}. Where they agree with "
    "another source, that proves nothing: they were paired because they agree"
)
_UNUSED = N_(
    "{source}: lines of crosswalk.csv with a code that no return of this source has: {count}. "
    "Mistyped, they leave a station counted twice: {lines}"
)


def check_crosswalk(store: ReturnsStore, contest: str) -> Checked:
    """The crosswalk's lines beside the sheets of each source of a contest."""
    checked = Checked()
    for sheets in store.sheets_of(contest):
        lines = [line for line in store.crosswalk.lines if line.source == sheets.source]
        if lines:
            checked += _check(store, sheets, lines)
    return checked


def _check(store: ReturnsStore, sheets: Sheets, lines: Sequence[Line]) -> Checked:
    tables = [load.table for load in sheets.loads]
    # After the crosswalk, a line that was used shows its station; one that was not, its code.
    stations = codes_among(store.engine, [line.station for line in lines], tables)
    codes = codes_among(store.engine, [line.code for line in lines], tables)
    used = [line for line in lines if not line.doubtful and line.station in stations]
    doubtful = [line for line in lines if line.doubtful and line.code in codes]
    said = [
        (DOUBTFUL, [line for line in doubtful if line.code != line.station], _NOT_USED),
        (DOUBTFUL, [line for line in doubtful if line.code == line.station], _SAME_CODE),
        (BY_FIGURES, [line for line in used if line.how == FOUND_BY_FIGURES], _BY_FIGURES),
    ]
    first = next(of for of, source in store.sheets if source == sheets.source)
    if sheets.contest == first:
        own = [line for line in store.crosswalk.unused if line.source == sheets.source]
        said.append((UNUSED, own, _UNUSED))
    findings = tuple(
        _finding(store, sheets, code, found, template) for code, found, template in said if found
    )
    run = CheckRun(
        DOUBTFUL.name, sheets.contest, sheets.source, "crosswalk.csv", len(lines), len(doubtful)
    )
    return Checked(findings, (run,))


def _finding(
    store: ReturnsStore, sheets: Sheets, code: Code, lines: Sequence[Line], template: str
) -> Finding:
    named = [f"{line.code} = {line.station}" for line in lines]
    return Finding(
        code=code,
        contest=sheets.contest,
        source=sheets.source,
        template=template,
        values={
            "source": store.election.definition.sources[sheets.source].name,
            "count": len(lines),
            "lines": [*named[:NAMED], *(["…"] if len(named) > NAMED else [])],
        },
        figures={
            "count": len(lines),
            "lines": [
                {"code": one.code, "station": one.station, "line": one.line} for one in lines
            ],
        },
    )
