"""Rows of returns that name no area where others of their file do."""

from __future__ import annotations

from crosstally.engine.places import rows_naming
from crosstally.findings import Checked, Code, Finding, Tier, plural, register
from crosstally.returns.store import ReturnsStore
from crosstally.words import N_

AREA_MISSING = register(
    Code(
        name="AREA-MISSING",
        tier=Tier.INDICATIVE,
        title=N_("Some rows of a file name no area"),
        means=N_(
            "The file has a column for the areas of this level, and it is empty in these rows. "
            "Their votes count in the whole, and in no area of that level. They may belong to any "
            "of them: where areas.csv does not say to which, it is not known how many stations "
            "an area has, and no area is said to be stated too high. No seats by constituency are "
            "worked out then; bounds let each constituency have these votes or not."
        ),
        does_not_mean=N_(
            "It does not mean that votes are lost: stations abroad or at sea may stand in no "
            "region. Where the area was left out by oversight, sums of areas are too low."
        ),
        source=N_("The columns under `areas:` in election.yaml."),
    )
)


def check_unplaced(store: ReturnsStore, contest: str) -> Checked:
    """A finding for each file and level of which some rows name no area."""
    findings = []
    for load in store.loads:
        for level in load.area_levels if load.contest == contest else ():
            named, unnamed = rows_naming(store.engine, load.table, level)
            if not (named and unnamed):
                continue
            findings.append(
                Finding(
                    code=AREA_MISSING,
                    contest=contest,
                    source=load.entry.source,
                    template=N_(
                        "{file}: {unplaced}. Such rows count in the whole, and in no area of that "
                        "level; they may belong to any."
                    ),
                    values={
                        "file": load.file,
                        "unplaced": plural(
                            "{n} of {rows} rows names no {level}",
                            "{n} of {rows} rows name no {level}",
                            unnamed,
                            {
                                "rows": named + unnamed,
                                "level": store.election.definition.level_name(level),
                            },
                        ),
                    },
                    figures={"file": load.file, "level": level, "count": unnamed},
                )
            )
    return Checked(tuple(findings))
