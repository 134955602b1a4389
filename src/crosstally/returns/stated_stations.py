"""How many stations there are: what ``election.yaml`` states, and what the files name."""

from __future__ import annotations

from crosstally.election.definition import SourceKind
from crosstally.engine.rollup import count_stations, stations_by_source
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.returns.store import ReturnsStore
from crosstally.words import N_

MORE_STATIONS = register(
    Code(
        name="STATIONS-MORE-THAN-STATED",
        tier=Tier.INDICATIVE,
        title=N_("The files name more stations than election.yaml states"),
        means=N_(
            "`stations:` states how many stations there are, and the files name more. The larger "
            "number is taken, so that no bound is too narrow; coverage is then counted of more "
            "stations than are stated."
        ),
        does_not_mean=N_(
            "It is mostly a number that was mistyped, or one station under two codes, of which "
            "`crosstally match` drafts which is which."
        ),
        source=N_("`stations:` of election.yaml against the codes of all files."),
    )
)


def check_stated_stations(store: ReturnsStore, contest: str) -> Checked:
    """The stated number of stations beside those that are named; said with the first contest."""
    definition = store.election.definition
    stated = definition.stations
    if stated is None or contest != next(iter(definition.contests)):
        return Checked()
    named = count_stations(store.engine, only_listed=False)
    more = named > stated
    run = CheckRun(MORE_STATIONS.name, contest, None, "stations", 1, int(more))
    return Checked((_finding(store, contest, stated, named),) if more else (), (run,))


def _finding(store: ReturnsStore, contest: str, stated: int, named: int) -> Finding:
    definition = store.election.definition
    tables: dict[str, list[str]] = {}
    for load in store.loads:
        if load.level == definition.station_level:
            tables.setdefault(load.entry.source, []).append(load.table)
    counts = stations_by_source(store.engine, tables)
    values: dict[str, object] = {"stated": stated, "named": named}
    template = N_(
        "election.yaml states {stated} stations, and the files name {named}: one of the two is "
        "wrong. {named} are taken. Stations named by {sources}"
    )
    values["sources"] = [
        Sentence("{source}: {count}", {"source": definition.sources[source].name, "count": count})
        for source, (count, _) in counts.items()
    ]
    # Whose codes are left away first: an authority's list is the likest to be the whole.
    beyond = [source for source, (_, alone) in counts.items() if stated - named + alone >= 0]
    beyond.sort(key=lambda source: definition.sources[source].kind is SourceKind.AUTHORITY)
    if beyond and len(counts) > 1:
        last = beyond[0]
        template = N_(
            "election.yaml states {stated} stations, and the files name {named}, because {source} "
            "alone names {alone}. If these are stations of another source under other codes, they "
            "are counted twice: `crosstally match` drafts which is which, and a doubtful line of "
            "crosswalk.csv counts once it is settled. {named} are taken"
        )
        values |= {"source": definition.sources[last].name, "alone": counts[last][1]}
    return Finding(
        code=MORE_STATIONS,
        contest=contest,
        template=template,
        values=values,
        figures={
            "stated": stated,
            "named": named,
            "sources": {
                source: {"named": count, "named_alone": alone}
                for source, (count, alone) in counts.items()
            },
        },
    )
