"""Which station of one source is which of another: the drafts of ``crosswalk.csv``.

Steps, each only for stations that the steps before left over, and each only where the candidate
is the only one on both sides: the same code; the same code but for zeros, spaces, case, dashes and
prefixes; the same figures; the likest name in the same area; the only one in its area with that
many voters. No step compares everything with everything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np

from crosstally.drafting.codes import bare_codes, code_number, plain_code
from crosstally.drafting.likeness import Likeness, plain_name
from crosstally.drafting.station_lists import MISSING, How, Pair, StationList
from crosstally.words import N_

FEW_VOTES = 60
"""Equal figures of smaller stations may be chance."""
FEW_CODES = 4
FEW_FIGURES = 3
"""So few equal figures may be chance."""
COMMON = 5
"""A figure that more stations have than this tells none of them."""
SCHEMES_DIFFER = 0.3
"""Where more than this share of (at least ``FEW_CODES``) equal codes are contradicted, the codes
are of two schemes."""


def match_stations(first: StationList, second: StationList) -> list[Pair]:
    """Pair the stations of ``first`` with those of ``second``, one to one.

    Returns one pair for each station of ``first``, in its order. Codes must differ within a list.
    """
    return _Matching(first, second).pairs()


class _Matching:
    def __init__(self, first: StationList, second: StationList) -> None:
        self.first, self.second = first, second
        self.found: dict[int, tuple[int, How, bool, str]] = {}
        self.taken: set[int] = set()
        self.doubted: list[tuple[int, int, How]] = []
        self.names = Likeness(first.name, second.name)
        self.area_of: dict[str, str] = {}
        self._match_areas()

    def pairs(self) -> list[Pair]:
        self._by_code()
        self._match_areas()
        self._by_figures()
        self._match_areas()
        self._by_number()
        self._by_names()
        self._by_voters()
        self._by_most_figures()
        self._by_doubted_code()
        result = []
        for i, code in enumerate(self.first.code):
            if i in self.found:
                j, how, doubtful, note = self.found[i]
                result.append(Pair(code, self.second.code[j], how, doubtful, note))
            else:
                result.append(Pair(code, None, note=N_("no station found")))
        return result

    def _take(self, i: int, j: int, how: How, doubtful: bool = False, note: str = "") -> None:
        self.found[i] = (j, how, doubtful, note)
        self.taken.add(j)

    def _left(self) -> tuple[list[int], list[int]]:
        return (
            [i for i in range(len(self.first)) if i not in self.found],
            [j for j in range(len(self.second)) if j not in self.taken],
        )

    def _only(
        self, key: Callable[[StationList, int], Hashable | None]
    ) -> Iterable[tuple[int, int]]:
        """Pairs of stations that are the only ones left with their key, on both sides."""
        left, right = self._left()
        ours, theirs = _singles(self.first, left, key), _singles(self.second, right, key)
        return [(i, theirs[value]) for value, i in ours.items() if value in theirs]

    # -- codes ---------------------------------------------------------------------------------

    def _by_code(self) -> None:
        exact = list(self._only(lambda stations, i: stations.code[i]))
        against = {i for i, j in exact if self._speaks_against(i, j)}
        if len(exact) >= FEW_CODES and len(against) > SCHEMES_DIFFER * len(exact):
            return
        for i, j in exact:
            if i in against:
                self.doubted.append((i, j, How.EXACT))
            else:
                self._take(i, j, How.EXACT)
        for i, j in list(self._only(lambda stations, i: plain_code(stations.code[i]) or None)):
            if self._speaks_against(i, j):
                self.doubted.append((i, j, How.NORMALISED))
            else:
                self._take(i, j, How.NORMALISED)
        self._by_bare_code()

    def _by_bare_code(self) -> None:
        """A word that every code of a list has says nothing: ``PEC-101`` is ``101``."""
        bare = {id(stations): bare_codes(stations.code) for stations in (self.first, self.second)}
        if not any(bare.values()):
            return

        def key(stations: StationList, i: int) -> Hashable | None:
            return (bare[id(stations)] or [plain_code(code) for code in stations.code])[i] or None

        pairs = list(self._only(key))
        opinions = {i: self._opinions(i, j) for i, j in pairs}
        against = {i for i, said in opinions.items() if False in said and True not in said[1:]}
        if len(against) > SCHEMES_DIFFER * len(pairs):
            return
        for i, j in pairs:
            if i in against:
                self.doubted.append((i, j, How.NORMALISED))
            else:
                self._take(i, j, How.NORMALISED)

    def _by_doubted_code(self) -> None:
        """The same code, contradicted by all else: taken where nothing better was found."""
        for i, j, how in self.doubted:
            if i not in self.found and j not in self.taken:
                self._take(i, j, how, True, N_("the same code, but all else differs"))

    def _by_number(self) -> None:
        """The same number in the same area: prefixes and names of areas in codes fall away."""
        if not self._areas_help:
            return

        def key(stations: StationList, i: int) -> Hashable | None:
            area, number = self._area(stations, i), code_number(stations.code[i])
            return (area, number) if area and number else None

        for i, j in list(self._only(key)):
            if not self._speaks_against(i, j):
                doubt = not self._speaks_for(i, j)
                note = N_("the same number in the same area, and nothing else") if doubt else ""
                self._take(i, j, How.NUMBER, doubt, note)

    # -- figures and names ---------------------------------------------------------------------

    def _by_figures(self) -> None:
        if self.first.figures is None or self.second.figures is None:
            return

        def key(stations: StationList, i: int) -> Hashable | None:
            figures = stations.figures
            assert figures is not None
            row = figures[i]
            if (row > 0).sum() < 3:
                return None
            voters = int(stations.registered[i]) if stations.registered is not None else MISSING
            return (voters, row.tobytes())

        for i, j in list(self._only(key)):
            figures = self.first.figures[i]
            small = int(np.maximum(figures, 0).sum()) < FEW_VOTES
            elsewhere = self._same_area(i, j) is False
            note = N_("the same figures in another area") if elsewhere else ""
            if small:
                note = note or N_("the same figures, but small ones")
            self._take(i, j, How.FIGURES, small or elsewhere, note)

    def _by_names(self) -> None:
        if not self.names.known:
            return
        left, right = self._left()
        if self._areas_help:
            blocks = self._blocks(left, right)
            scored = [pair for ours, theirs in blocks for pair in self.names.near(ours, theirs)]
        else:
            scored = self.names.near(left, right)
        weighed = [(self._score(i, j, score), i, j) for i, j, score in scored]
        best_first: dict[int, list[float]] = defaultdict(list)
        best_second: dict[int, list[float]] = defaultdict(list)
        for score, i, j in weighed:
            best_first[i].append(score)
            best_second[j].append(score)
        for score, i, j in sorted(weighed, reverse=True):
            if i in self.found or j in self.taken or score < Likeness.LEAST:
                continue
            rivals = [s for s in (*best_first[i], *best_second[j]) if s >= score - 5]
            close = len(rivals) > 2  # the pair itself stands in both lists
            sure = score >= Likeness.SURE and not close and self._areas_help
            sure = sure and (self.names.as_written(i, j) or self._same_numbers(i, j))
            note = N_("names are alike") if not close else N_("names are alike; another is near")
            self._take(i, j, How.NAME, not sure, note)

    def _score(self, i: int, j: int, likeness: float) -> float:
        """Likeness of names, raised where the voters' lists are equal."""
        voters = self._voters(i, j)
        if voters is None:
            return likeness
        return likeness + 5 if voters == 0 else likeness - (10 if voters > 0.2 else 0)

    def _by_voters(self) -> None:
        if not self._areas_help or self.first.registered is None or self.second.registered is None:
            return

        def key(stations: StationList, i: int) -> Hashable | None:
            area = self._area(stations, i)
            assert stations.registered is not None
            voters = int(stations.registered[i])
            return (area, voters) if area and voters > 0 else None

        for i, j in list(self._only(key)):
            if not self._speaks_against(i, j):
                self._take(i, j, How.VOTERS, True, N_("the only one here with as many voters"))

    def _by_most_figures(self) -> None:
        """Stations with most of the same figures, each the other's best: a figure that differs is
        what comparing sources is for, so they must not be lost. A person decides."""
        if self.first.figures is None or self.second.figures is None:
            return
        left, right = self._left()
        agreeing = _agreeing_figures(self.first, left, self.second, right)
        best = {i: counted.most_common(2) for i, counted in agreeing.items() if counted}
        rivals: dict[int, list[int]] = defaultdict(list)
        for (j, count), *_ in best.values():
            rivals[j].append(count)
        for i, ((j, count), *others) in best.items():
            alone = rivals[j].count(max(rivals[j])) == 1 and count == max(rivals[j])
            if not alone or (others and others[0][1] == count):
                continue
            ours, theirs = self.first.figures[i], self.second.figures[j]
            shared = int(((ours != MISSING) & (theirs != MISSING)).sum())
            if count >= FEW_FIGURES and 2 * count > shared:
                self._take(i, j, How.FIGURES, True, N_("most of the same figures, but not all"))

    # -- what speaks for and against -----------------------------------------------------------

    def _speaks_against(self, i: int, j: int) -> bool:
        """Whether two of area, name, voters and figures differ, and none but the area agrees."""
        opinions = self._opinions(i, j)
        return opinions.count(False) >= 2 and True not in opinions[1:]

    def _speaks_for(self, i: int, j: int) -> bool:
        opinions = self._opinions(i, j)[1:]  # the area is what was asked for
        return True in opinions

    def _opinions(self, i: int, j: int) -> list[bool | None]:
        voters = self._voters(i, j)
        figures: bool | None = None
        if self.first.figures is not None and self.second.figures is not None:
            ours, theirs = self.first.figures[i], self.second.figures[j]
            both = (ours != MISSING) & (theirs != MISSING)
            if both.sum() >= 3:
                figures = bool((ours[both] == theirs[both]).mean() >= 0.5)
        return [
            self._same_area(i, j),
            self.names.agree(i, j),
            None if voters is None else voters <= 0.05,
            figures,
        ]

    def _same_numbers(self, i: int, j: int) -> bool:
        """Whether the voters' lists are equal, or most figures."""
        return self._voters(i, j) == 0 or self._opinions(i, j)[-1] is True

    def _voters(self, i: int, j: int) -> float | None:
        """By which share the voters' lists differ; None where one is not known."""
        if self.first.registered is None or self.second.registered is None:
            return None
        ours, theirs = int(self.first.registered[i]), int(self.second.registered[j])
        if ours <= 0 or theirs <= 0:
            return None
        return abs(ours - theirs) / max(ours, theirs)

    # -- areas ---------------------------------------------------------------------------------

    def _match_areas(self) -> None:
        """Areas of the first source → of the second: by name, then by most stations found."""
        self._areas_help = False
        if self.first.area is None or self.second.area is None:
            return
        theirs = {plain_name(area): area for area in self.second.area if area}
        named = {area: theirs.get(plain_name(area)) for area in set(self.first.area) if area}
        self.area_of = {area: other for area, other in named.items() if other is not None}
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for i, (j, *_) in self.found.items():
            votes[self.first.area[i]][self.second.area[j]] += 1
        for area, counted in votes.items():
            if area and area not in self.area_of:
                other, count = counted.most_common(1)[0]
                if other and count >= 2 and count >= 0.8 * counted.total():
                    self.area_of[area] = other
        placed = sum(area in self.area_of for area in self.first.area)
        self._areas_help = len(theirs) > 1 and placed >= 0.5 * len(self.first)

    def _area(self, stations: StationList, i: int) -> str | None:
        """The area in the second source's words."""
        if stations.area is None:
            return None
        area = stations.area[i]
        return (self.area_of.get(area) if stations is self.first else area) or None

    def _same_area(self, i: int, j: int) -> bool | None:
        if not self._areas_help:
            return None
        ours, theirs = self._area(self.first, i), self._area(self.second, j)
        return None if ours is None or theirs is None else ours == theirs

    def _blocks(
        self, left: Sequence[int], right: Sequence[int]
    ) -> Iterable[tuple[list[int], list[int]]]:
        ours: dict[str, list[int]] = defaultdict(list)
        theirs: dict[str, list[int]] = defaultdict(list)
        for i in left:
            area = self._area(self.first, i)
            if area:
                ours[area].append(i)
        for j in right:
            area = self._area(self.second, j)
            if area:
                theirs[area].append(j)
        return [(ours[area], theirs[area]) for area in ours if area in theirs]


def _agreeing_figures(
    first: StationList, left: Sequence[int], second: StationList, right: Sequence[int]
) -> dict[int, Counter[int]]:
    """Station of the first → stations of the second → in how many figures (voters among them) the
    two agree, of those that few stations have."""

    def figures(stations: StationList, i: int) -> Iterable[tuple[int, int]]:
        assert stations.figures is not None
        yield from ((at, int(value)) for at, value in enumerate(stations.figures[i]) if value > 0)
        if stations.registered is not None and stations.registered[i] > 0:
            yield MISSING, int(stations.registered[i])

    having: dict[tuple[int, int], list[int]] = defaultdict(list)
    for j in right:
        for figure in figures(second, j):
            having[figure].append(j)
    return {
        i: Counter(
            j
            for figure in figures(first, i)
            if len(having.get(figure, ())) <= COMMON
            for j in having.get(figure, ())
        )
        for i in left
    }


def _singles(
    stations: StationList,
    left: Sequence[int],
    key: Callable[[StationList, int], Hashable | None],
) -> dict[Hashable, int]:
    """Keys that one station alone has → the station."""
    found: dict[Hashable, int] = {}
    twice: set[Hashable] = set()
    for i in left:
        value = key(stations, i)
        if value is None:
            continue
        if value in found:
            twice.add(value)
        found[value] = i
    return {value: i for value, i in found.items() if value not in twice}
