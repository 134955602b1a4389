"""The voters' list of stations whose votes came by several ways: one list, or one for each way."""

from __future__ import annotations

from crosstally.engine.voters_lists import differing_lists
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, plural, register
from crosstally.returns.naming import figure_name, station_names
from crosstally.returns.store import ReturnsStore, Sheets, fields_of_lists
from crosstally.words import N_

STATED_ONCE = register(
    Code(
        name="VOTERS-LIST-STATED-ONCE",
        tier=Tier.INDICATIVE,
        title=N_("One way of voting alone states the voters of its station, and stands for all"),
        means=N_(
            "Votes came by several ways (channels). At each of these stations the row of one way "
            "states the list of voters, and the cells of the others are empty. It is taken for the "
            "whole list of the station, and “no more votes than voters” is held against it."
        ),
        does_not_mean=N_(
            "It does not mean that the list is whole. If each way of voting has a list of its own, "
            "`voters_list: channel` at the sheet in election.yaml says so, and what is not there "
            "is missing; `voters_list: station` says that a station has one list."
        ),
        source=N_("The empty cells of the source's own rows."),
    )
)
DIFFER = register(
    Code(
        name="VOTERS-LISTS-DIFFER",
        tier=Tier.INDICATIVE,
        title=N_("Ways of voting state different lists of a station that has one"),
        means=N_(
            "election.yaml says that a station has one list of voters (`voters_list: station`), "
            "and the rows of its ways of voting state different ones. None of them is counted: the "
            "station's list is missing."
        ),
        does_not_mean=N_(
            "It does not say which of them is right, nor that a station cannot have several lists."
        ),
        source=N_("`voters_list` of the sheet template in election.yaml."),
    )
)

WHOLE_LIST = Sentence(
    N_("The list of voters that one way of voting states is the station's whole list.")
)
"""What is taken for granted wherever such a list is used."""


def check_voters_lists(store: ReturnsStore, sheets: Sheets, limit: int) -> Checked:
    """Lists that were taken for whole; and, where the definition says that a station has one,
    stations with several."""
    checked = Checked()
    for figure, stations in sheets.stated_once.items():
        checked += Checked((_stated_once(store, sheets, figure, stations),))
    template = store.election.definition.sheet_of(sheets.contest)
    if template.voters_list == "station" and not sheets.plain:
        for figure in fields_of_lists(template):
            if figure in sheets.figures:
                checked += _differ(store, sheets, figure, limit)
    return checked


def _stated_once(store: ReturnsStore, sheets: Sheets, figure: str, stations: int) -> Finding:
    definition = store.election.definition
    return Finding(
        code=STATED_ONCE,
        contest=sheets.contest,
        source=sheets.source,
        template=N_("{source}: {stated}"),
        values={
            "source": definition.sources[sheets.source].name,
            "stated": plural(
                "one row alone states {figure} at {n} station with several ways of voting",
                "one row alone states {figure} at {n} stations with several ways of voting",
                stations,
                {"figure": figure_name(definition, sheets.contest, figure)},
            ),
        },
        figures={"field": figure, "stations": stations},
    )


def _differ(store: ReturnsStore, sheets: Sheets, figure: str, limit: int) -> Checked:
    rows = differing_lists(store.engine, sheets.name, figure)
    names = station_names(store, [row["station"] for row in rows[:limit]])
    name = figure_name(store.election.definition, sheets.contest, figure)
    findings = tuple(
        Finding(
            code=DIFFER,
            contest=sheets.contest,
            source=sheets.source,
            area=str(row["station"]),
            template=N_(
                "Station {station}: its ways of voting state lists of {least} to {most} voters "
                "({figure}), though election.yaml says that a station has one list"
            ),
            values={
                "station": names.get(row["station"], row["station"]),
                "least": int(row["least"]),
                "most": int(row["most"]),
                "figure": name,
            },
            figures={"field": figure, "least": int(row["least"]), "most": int(row["most"])},
        )
        for row in rows[:limit]
    )
    run = CheckRun(
        DIFFER.name,
        sheets.contest,
        sheets.source,
        figure,
        checked=sum(load.rows for load in sheets.loads),
        failed=len(rows),
    )
    beyond = len(rows) - len(findings)
    return Checked(findings, (run,), {DIFFER.name: beyond} if beyond else {})
