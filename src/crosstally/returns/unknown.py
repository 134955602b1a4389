"""Areas, options and columns that returns name and the definition does not know."""

from __future__ import annotations

from crosstally.engine.rollup import stations_apart
from crosstally.findings import Checked, Code, Finding, Tier, register
from crosstally.returns.store import ReturnsStore, Sheets
from crosstally.words import N_

AREA_UNKNOWN = register(
    Code(
        name="AREA-UNKNOWN",
        tier=Tier.INDICATIVE,
        title=N_("A file names an area that areas.csv does not list"),
        means=N_(
            "areas.csv lists the areas of this level, and a file of returns names another. Its "
            "votes are counted, under the name that the file gives."
        ),
        does_not_mean=N_("It is mostly a different spelling: add it to `aliases`."),
        source=N_("areas.csv against the columns of the returns."),
    )
)
OPTION_UNKNOWN = register(
    Code(
        name="OPTION-UNKNOWN",
        tier=Tier.INDICATIVE,
        title=N_("A file names an option that the contest does not have"),
        means=N_(
            "A row of a long file is about an option or a field that election.yaml does not know. "
            "Its figures are in no sum."
        ),
        does_not_mean=N_("It is mostly a different spelling: add it to `aliases`."),
        source=N_("The contest's options against the file."),
    )
)
COLUMN_LEFT_OVER = register(
    Code(
        name="COLUMN-LEFT-OVER",
        tier=Tier.INDICATIVE,
        title=N_("A column that looks like votes is not named in election.yaml"),
        means=N_(
            "A wide file has a column of whole numbers beside its options that nothing in "
            "election.yaml names. By its name, its place and its size it can hold the votes of an "
            "option that was forgotten: then they are in no sum."
        ),
        does_not_mean=N_(
            "It can be any other figure. Name it in `columns:` of its file, as an option or as a "
            "field of the sheet, and it is said no more."
        ),
        source=N_("The columns of the file against election.yaml."),
    )
)
STATION_UNKNOWN = register(
    Code(
        name="STATION-UNKNOWN",
        tier=Tier.INDICATIVE,
        title=N_("A source has sheets of stations that areas.csv does not list"),
        means=N_(
            "areas.csv lists the stations, and a source has sheets of others. They are counted, "
            "and stand for none of the stations that are listed."
        ),
        does_not_mean=N_(
            "It is mostly a code written differently: `crosstally match` pairs such codes."
        ),
        source=N_("areas.csv against the station codes of the returns."),
    )
)
STATION_NOT_COUNTED = register(
    Code(
        name="STATION-NOT-COUNTED",
        tier=Tier.INDICATIVE,
        title=N_("A source has sheets of stations whose votes do not count"),
        means=N_(
            "areas.csv says that these stations were annulled, postponed or never opened, and a "
            "source has sheets of them. Their votes are in no sum."
        ),
        does_not_mean=N_("It does not say whether the sheets or the standing are wrong."),
        source=N_("The standings in areas.csv."),
    )
)
STATIONS_NAMED = 20


def check_unknown(store: ReturnsStore, contest: str) -> Checked:
    """Unknown options of a contest's files; unknown areas with the first contest."""
    findings = [
        Finding(
            code=OPTION_UNKNOWN,
            contest=contest,
            source=load.entry.source,
            template=N_("{file}: no option is called “{text}”; {votes} votes are in no sum"),
            values={"file": load.file, "text": text, "votes": votes},
            figures={"text": text, "votes": votes, "file": load.file},
            votes=votes,
        )
        for load in store.loads
        if load.contest == contest
        for text, votes in load.unknown_options.items()
    ]
    findings += [
        Finding(
            code=COLUMN_LEFT_OVER,
            contest=contest,
            source=load.entry.source,
            template=N_(
                "{file}: the column “{column}” is not named in election.yaml and looks like "
                "votes; if it is an option, {votes} votes are in no sum"
            ),
            values={"file": load.file, "column": column, "votes": votes},
            figures={"column": column, "votes": votes, "file": load.file},
            votes=votes,
        )
        for load in store.loads
        if load.contest == contest
        for column, votes in load.left_over.items()
    ]
    if contest == next(iter(store.election.definition.contests)):
        findings += [
            Finding(
                code=AREA_UNKNOWN,
                contest=contest,
                area=id_,
                template=N_("areas.csv lists no {level} “{name}”"),
                values={
                    "level": store.election.definition.level_name(level),
                    "name": store.places.lookup.areas[id_].name,
                },
                figures={"level": level},
            )
            for id_, level in store.places.unknown.items()
        ]
    for sheets in store.sheets_of(contest):
        findings += _stations_apart(store, sheets)
    return Checked(tuple(findings))


def _stations_apart(store: ReturnsStore, sheets: Sheets) -> list[Finding]:
    apart = stations_apart(store.engine, sheets.name, store.places.stations_listed, STATIONS_NAMED)
    return [
        Finding(
            code=STATION_NOT_COUNTED if standing else STATION_UNKNOWN,
            contest=sheets.contest,
            source=sheets.source,
            template=(
                N_(
                    "{source}: stations of which there are sheets that count for nothing "
                    "({standing}), {count} in all: {stations}"
                )
                if standing
                else N_(
                    "{source}: stations of which there are sheets and that areas.csv does not "
                    "list, {count} in all: {stations}"
                )
            ),
            values={
                "source": store.election.definition.sources[sheets.source].name,
                "count": count,
                "standing": standing.replace("_", " "),
                "stations": codes,
            },
            figures={"stations": codes, "count": count, "standing": standing or None},
        )
        for standing, count, codes in apart
    ]
