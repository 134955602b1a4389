"""Published results of real elections, recomputed: votes and rule in, published seats out.

The results are public data that does not travel with the code (``CROSSTALLY_DATA``, see
docs/how-to/public-data.md): ``reference/seats_real_elections.csv``, one row an option.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from crosstally.seats import Allocation, allocate

FILE = Path("reference") / "seats_real_elections.csv"

HEAD = """\
# Real elections, recomputed

Seats of {contests} contests ({options} lists), recomputed from the published votes under the rule
of each, and held against the published seats: {reproduced} of {contests} come out as published, and
in none is a seat left open by a tie. `tests/real/test_seats_real.py` does it again.
"""

SCOPED = """\
## Thresholds that look beyond the district

In these contests the share of votes in the district is not all that admits a list. The district's
votes alone would give other seats; with the law's whole threshold the published ones come out.
"""


@dataclass(frozen=True)
class Contest:
    """One contest as it was published; a threshold is a share of ``base`` votes."""

    name: str
    votes: Mapping[str, int]
    seats: Mapping[str, int]
    """Published seats."""
    method: str
    house: int
    threshold: Fraction | None
    base: int | None
    source: str

    @property
    def election(self) -> str:
        """The election that it belongs to, where it is one of several districts."""
        return self.name.partition(" / ")[0]


Scope = Callable[[Contest, str, Sequence[Contest]], bool]
"""(contest, option, all contests of its election) → whether the option is admitted."""


def read_contests(data: Path) -> list[Contest]:
    """Every contest of the file, in its order."""
    rows = defaultdict(list)
    with (data / FILE).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows[row["election"]].append(row)
    return [_contest(name, found) for name, found in rows.items()]


def _contest(name: str, rows: Sequence[Mapping[str, str]]) -> Contest:
    first = rows[0]
    if len({row["party"] for row in rows}) != len(rows):
        raise ValueError(f"{name}: a list stands twice")
    return Contest(
        name,
        {row["party"]: int(row["votes"]) for row in rows},
        {row["party"]: int(row["seats"]) for row in rows},
        first["rule"],
        int(first["total_seats"]),
        Fraction(first["threshold"]) if first["threshold"] else None,
        int(first["threshold_base"]) if first["threshold_base"] else None,
        first["source"],
    )


def in_the_district(contest: Contest) -> Allocation:
    """The seats, the threshold being a share of the district's votes alone."""
    if contest.threshold is None or contest.base is None:
        return allocate(contest.votes, contest.house, contest.method)
    share = f"{contest.threshold * 100}%"
    bases = {"valid": contest.base}
    return allocate(
        contest.votes, contest.house, contest.method, threshold=f"{share} of valid", bases=bases
    )


def recomputed(contest: Contest, others: Sequence[Contest]) -> Mapping[str, int]:
    """The seats that the law gives, every option with its number. Raises ``OpenTie``."""
    scope = SCOPES.get(contest.election)
    if scope is None:
        return in_the_district(contest).seats
    districts = [other for other in others if other.election == contest.election]
    admitted = {
        name: votes for name, votes in contest.votes.items() if scope(contest, name, districts)
    }
    found = allocate(admitted, contest.house, contest.method).seats
    return {name: found.get(name, 0) for name in contest.votes}


def _share_in_the_district(contest: Contest, option: str) -> Fraction:
    return Fraction(contest.votes[option], contest.base or 0)


def _share_in_all(option: str, districts: Sequence[Contest]) -> Fraction:
    votes = sum(district.votes.get(option, 0) for district in districts)
    return Fraction(votes, sum(district.base or 0 for district in districts))


def canarias(contest: Contest, option: str, districts: Sequence[Contest]) -> bool:
    """30 percent of the island's valid votes, or 6 percent of the archipelago's, or the most votes
    of the island (Estatuto de Autonomía de Canarias, disposición transitoria primera, as reformed
    by Ley Orgánica 4/1996)."""
    return (
        _share_in_the_district(contest, option) >= Fraction(30, 100)
        or _share_in_all(option, districts) >= Fraction(6, 100)
        or contest.votes[option] == max(contest.votes.values())
    )


def extremadura(contest: Contest, option: str, districts: Sequence[Contest]) -> bool:
    """5 percent of the province's valid votes; or 5 percent of the region's, for a list that stands
    in both provinces (Ley 2/1987 de Elecciones a la Asamblea de Extremadura)."""
    in_every_one = all(option in district.votes for district in districts)
    return _share_in_the_district(contest, option) >= Fraction(5, 100) or (
        in_every_one and _share_in_all(option, districts) >= Fraction(5, 100)
    )


SCOPES: dict[str, Scope] = {
    "es_aut_canarias_2011": canarias,
    "es_aut_extremadura_2011": extremadura,
}
"""Election → its threshold, where that looks beyond the district."""


def page(contests: Sequence[Contest]) -> str:
    """What is recomputed, as Markdown: by source, and what is particular."""
    right = {contest.name for contest in contests if recomputed(contest, contests) == contest.seats}
    parts = [
        HEAD.format(
            contests=len(contests),
            options=f"{sum(len(contest.votes) for contest in contests):,}",
            reproduced=len(right),
        ),
        "| source | methods | contests | lists | as published |",
        "| --- | --- | --- | --- | --- |",
        *_sources(contests, right),
        "",
        SCOPED,
        "| contest | by the district alone | as published |",
        "| --- | --- | --- |",
        *_particular(contests),
        "",
    ]
    parts += [
        f"- *{scope.__name__.capitalize()}:* {' '.join(str(scope.__doc__).split())}"
        for scope in SCOPES.values()
    ]
    return "\n".join(parts) + "\n"


def _sources(contests: Sequence[Contest], right: set[str]) -> Iterator[str]:
    by_source: dict[str, list[Contest]] = defaultdict(list)
    for contest in contests:
        by_source[contest.source].append(contest)
    for source, found in sorted(by_source.items()):
        methods = ", ".join(f"`{name}`" for name in Counter(one.method for one in found))
        lists = sum(len(one.votes) for one in found)
        good = sum(one.name in right for one in found)
        yield f"| {source} | {methods} | {len(found)} | {lists} | {good} |"


def _particular(contests: Sequence[Contest]) -> Iterator[str]:
    for contest in contests:
        alone = in_the_district(contest).certain
        if alone != contest.seats:
            yield f"| {contest.name} | {_seated(alone)} | {_seated(contest.seats)} |"


def _seated(seats: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in seats.items() if count)
