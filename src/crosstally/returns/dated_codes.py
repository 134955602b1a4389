"""Codes of stations that a spreadsheet program has made days of."""

from __future__ import annotations

from crosstally.engine.places import codes_like
from crosstally.findings import Checked, Code, Finding, Tier, plural, register
from crosstally.problems import quoted
from crosstally.returns.spreadsheet_damage import DAY, WORD
from crosstally.returns.store import ReturnsStore
from crosstally.words import N_

SHOWN = 3

CODE_IS_DAY = register(
    Code(
        name="STATION-CODE-DAY",
        tier=Tier.INDICATIVE,
        title=N_("Codes of stations are written as days"),
        means=N_(
            "A spreadsheet program takes codes such as 1-2 or 01/02 for days when it opens a text "
            "file, and keeps 2024-02-01 or 1-Feb in their place. Such a code is met in no other "
            "list, and two codes may have become one."
        ),
        does_not_mean=N_(
            "It does not mean that figures are wrong: they are read as they stand. Codes may also "
            "be days by intention."
        ),
        source=N_("The column under `station:` in election.yaml."),
    )
)


def check_codes_that_are_days(store: ReturnsStore, contest: str) -> Checked:
    """A finding for each file in which codes of stations are written as days."""
    findings = []
    for load in store.loads:
        is_of_stations = load.level == store.election.definition.station_level
        if load.contest != contest or not is_of_stations:
            continue
        count, first = codes_like(store.engine, load.table, DAY, WORD, SHOWN)
        if not count:
            continue
        findings.append(
            Finding(
                code=CODE_IS_DAY,
                contest=contest,
                source=load.entry.source,
                template=N_(
                    "{file}: {codes} ({first}). A spreadsheet program makes days of codes such as "
                    "1-2: read the file as it was published, with that column as text."
                ),
                values={
                    "file": load.file,
                    "codes": plural(
                        "the code of {n} station is written as a day",
                        "the codes of {n} stations are written as days",
                        count,
                    ),
                    "first": ", ".join(map(quoted, first)) + (", …" if count > len(first) else ""),
                },
                figures={"file": load.file, "count": count},
            )
        )
    return Checked(tuple(findings))
