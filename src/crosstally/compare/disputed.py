"""Stations whose copies disagree: copies of one sheet that cannot all be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.election.definition import Definition
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.words import N_

COPIES_DIFFER = register(
    Code(
        "HOLDING-COPIES-DIFFER",
        Tier.DECISIVE,
        N_("Copies of one station's sheet state different figures"),
        N_(
            "A source has several copies of a station's sheet, and they disagree. They cannot all "
            "be right. The station is disputed: the copy read first is counted, and every bound "
            "holds over all of them."
        ),
        N_("It does not say which copy is right; a slip in reading one of them is enough."),
        N_("The copies themselves."),
    )
)


@dataclass(frozen=True)
class DisputedStation:
    """A station whose copies disagree."""

    station: str
    name: str
    copies: int
    figures: Mapping[str, tuple[int, int]]
    """Field or option → least and most over its copies, only those that differ."""
    votes: int = 0
    """Votes moved between the two copies that are furthest apart."""


def stations_that_differ(
    versions: Iterable[Mapping[str, Any]],
    names: Mapping[str, str] | None = None,
    moved: Mapping[str, int] | None = None,
) -> list[DisputedStation]:
    """Disputed stations from rows of ``station``, ``copies`` and ``low:F``, ``high:F``: the least
    and greatest that was read of each field or option F (None where no copy could be read).
    ``names``: station code → its name; ``moved``: → the votes moved between its copies.

    Copies that differ only in what can be read do not contradict each other, and are left out.
    """
    found = []
    for row in versions:
        figures = {
            key.removeprefix("low:"): (int(low), int(row[f"high:{key[4:]}"]))
            for key, low in row.items()
            if key.startswith("low:") and low is not None
        }
        differing = {name: span for name, span in figures.items() if span[0] != span[1]}
        if differing:
            station = str(row["station"])
            name = (names or {}).get(station, station)
            votes = (moved or {}).get(station, 0)
            found.append(DisputedStation(station, name, int(row["copies"]), differing, votes))
    return found


def check_disputed(
    definition: Definition,
    contest: str,
    source: str,
    found: Sequence[DisputedStation],
    held: int,
    limit: int,
) -> Checked:
    """One finding a disputed station, the largest difference first, at most ``limit``.

    ``held`` is at how many stations the source has a return.
    """
    ranked = sorted(found, key=lambda item: (-item.votes, item.station))
    findings = [_finding(definition, contest, source, item) for item in ranked[:limit]]
    votes = sum(item.votes for item in found)
    run = CheckRun(
        COPIES_DIFFER.name,
        contest,
        source,
        "copies",
        max(held, len(found)),
        len(found),
        votes=votes,
    )
    more = {COPIES_DIFFER.name: len(found) - limit} if len(found) > limit else {}
    return Checked(tuple(findings), (run,), more)


def _finding(definition: Definition, contest: str, source: str, item: DisputedStation) -> Finding:
    options = definition.contests[contest].options
    fields = definition.sheet_of(contest).fields
    called = {name: field.name for name, field in fields.items()}
    called |= {name: option.name for name, option in options.items()}
    named = [
        Sentence(
            N_("{figure}: {least} or {most}"),
            {"figure": called.get(name, name), "least": least, "most": most},
        )
        for name, (least, most) in item.figures.items()
    ]
    return Finding(
        COPIES_DIFFER,
        contest,
        N_("{source}: the {copies} copies of station {station} differ in {figures}."),
        {
            "source": definition.sources[source].name,
            "copies": item.copies,
            "station": item.name,
            "figures": named,
        },
        source,
        item.station,
        {"copies": item.copies, **{name: list(span) for name, span in item.figures.items()}},
        item.votes or None,
        (Sentence(N_("The copies are of the same sheet, and were read right.")),),
        Sentence(N_("It vanishes if only one of the copies is of this sheet.")),
    )
