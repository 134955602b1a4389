"""Areas and options that returns name and the definition does not know."""

from __future__ import annotations

from crosstally.findings import Checked, Code, Finding, Tier, register
from crosstally.returns.store import ReturnsStore
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


def check_unknown(store: ReturnsStore, contest: str) -> Checked:
    """Unknown options of a contest's files; unknown areas with the first contest."""
    findings = [
        Finding(
            code=OPTION_UNKNOWN,
            contest=contest,
            source=load.entry.source,
            template=N_("{file}: no option is called “{text}”; {votes} votes are in no sum"),
            values={"file": load.raw.shown, "text": text, "votes": votes},
            figures={"text": text, "votes": votes, "file": load.raw.shown},
            votes=votes,
        )
        for load in store.loads
        if load.contest == contest
        for text, votes in load.unknown_options.items()
    ]
    if contest == next(iter(store.election.definition.contests)):
        findings += [
            Finding(
                code=AREA_UNKNOWN,
                contest=contest,
                area=id_,
                template=N_("areas.csv lists no {level} “{name}”"),
                values={"level": level, "name": store.places.lookup.areas[id_].name},
                figures={"level": level},
            )
            for id_, level in store.places.unknown.items()
        ]
    return Checked(tuple(findings))
