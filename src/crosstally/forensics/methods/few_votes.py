"""Few votes: a list that gets exactly one or two votes at station after station, and never none.

A rule of Alexey Kireev for Russia 2021. It has no probability: it counts a pattern.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.findings import Sentence, Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Figure, Outcome
from crosstally.forensics.stations import Mask, Selection, Stations, Whole
from crosstally.forensics.within_groups import group_numbers
from crosstally.words import N_

MORE_THAN = 20
"""Stations at exactly one vote, and at exactly two."""
FEWER_THAN = 10
"""Stations at none."""


@dataclass(frozen=True)
class FewVotes:
    """A territory and an option that show the pattern."""

    region: str
    territory: str
    option: str
    none: int
    one: int
    two: int


@dataclass(frozen=True, eq=False, kw_only=True)
class FewVotesFound(Outcome):
    """Every territory and option that show the pattern."""

    hits: tuple[FewVotes, ...]
    looked_at: int
    """Pairs of a territory and an option whose votes are known at more than 40 stations of it."""

    @property
    def headline(self) -> float | None:
        """How many show it, of a thousand pairs that could."""
        return 1000 * len(self.hits) / self.looked_at if self.applicable else None

    @property
    def details(self) -> tuple[Sentence, ...]:
        """How many show it, of how many that could."""
        said = N_("{hits} of {n} pairs of a territory and an option show the pattern")
        return (Sentence(said, {"hits": len(self.hits), "n": self.looked_at}),)

    @property
    def figures(self) -> Mapping[str, Figure]:
        """How many show it, of how many that could."""
        return {"hits": len(self.hits), "looked_at": self.looked_at}


def few_votes(
    territory: npt.ArrayLike,
    options: Mapping[str, npt.ArrayLike],
    *,
    region: npt.ArrayLike | None = None,
) -> FewVotesFound:
    """Territories and options with more than 20 stations at exactly 1 vote, more than 20 at
    exactly 2 and fewer than 10 at 0 (those at which its votes are not known among them).

    ``territory`` names the smallest area above each station, ``options`` holds each option's votes
    there; ``region`` tells territories of one name apart. Raises ``ArraysError`` for arrays that
    cannot be read, ``NotApplicable`` where no territory has more than 40 stations.
    """
    return _run(Stations.of(METHOD.needs, territory=territory, options=options, region=region))


def _run(whole: Stations) -> FewVotesFound:
    assert whole.territory is not None
    columns = [*whole.options.values()]
    selection = Selection.of_known_in_part(*columns).in_named(whole.territory)
    stations = whole.only(whole.territory != "")
    assert stations.territory is not None
    areas = (
        [stations.territory] if stations.region is None else [stations.region, stations.territory]
    )
    territory = group_numbers(*areas)
    number = len(np.unique(territory))
    first = np.full(number, len(territory))
    np.minimum.at(first, territory, np.arange(len(territory)))

    def count(among: Mask) -> Whole:
        return np.bincount(territory[among], minlength=number)

    hits, looked_at = [], 0
    for option, column in stations.options.items():
        looked_at += int(np.count_nonzero(count(column.known) > 2 * MORE_THAN))
        none, one, two = (count(column.known & (column.values == votes)) for votes in (0, 1, 2))
        # What is not known may be none.
        shown = (one > MORE_THAN) & (two > MORE_THAN) & (none + count(~column.known) < FEWER_THAN)
        for place in np.flatnonzero(shown):
            names = [str(area[first[place]]) for area in areas]
            counts = int(none[place]), int(one[place]), int(two[place])
            region = names[0] if len(names) == 2 else ""
            hits.append(FewVotes(region, names[-1], option, *counts))
    if not looked_at:
        raise selection.refused(
            Sentence("no territory has more than {n} stations", {"n": 2 * MORE_THAN})
        )
    return FewVotesFound(
        stations=selection.stations,
        left_out=selection.left_out,
        hits=tuple(sorted(hits, key=lambda hit: (hit.region, hit.territory, hit.option))),
        looked_at=looked_at,
    )


METHOD = Method(
    name="few_votes",
    title=N_("Few votes, but never none"),
    tier=Tier.INDICATIVE,
    paper="A. Kireev's rule for Russia 2021, published without a paper",
    equation=N_(
        "Territories and options with more than 20 stations at exactly 1 vote, more than 20 at "
        "exactly 2 and fewer than 10 at 0"
    ),
    needs=("territory", "options"),
    applies=N_("Territories of more than 40 stations; lists that get few votes"),
    looks_for=N_(
        "Small lists that are given one or two votes everywhere, so that no sheet looks bare"
    ),
    cannot_see=N_(
        "Anything about larger lists. A list of about three votes on average shows the pattern by "
        "itself where its voters are spread evenly, and clean elections of many lists are full of "
        "it; no probability is claimed"
    ),
    figure=N_("pairs in a thousand"),
    run=_run,
)
