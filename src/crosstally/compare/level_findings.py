"""What comparing a level's stated figures with the level below gives, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from crosstally.compare.breaking import on_the_lists
from crosstally.compare.explanations import slips
from crosstally.compare.premises import whatever_copy
from crosstally.compare.said import Said
from crosstally.election.definition import Definition
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, plural, register
from crosstally.words import N_

LEVEL_DIFFERS = register(
    Code(
        name="ROLLUP-DIFFERS",
        tier=Tier.DECISIVE,
        title=N_("An area's stated figures are not the sum of the level below"),
        means=N_(
            "All the sheets (or areas) below an area are held, and their sum is not what is "
            "stated for the area. The two cannot both be right."
        ),
        does_not_mean=N_(
            "It does not say which of the two is wrong. Stations of a special kind may be "
            "counted elsewhere, and a later stage may have changed a figure lawfully."
        ),
        source=N_("Addition. Plain explanations are tried first and named."),
    )
)
LEVEL_BELOW_HELD = register(
    Code(
        name="ROLLUP-BELOW-HELD",
        tier=Tier.DECISIVE,
        title=N_("An area is stated to have fewer votes than its sheets already held"),
        means=N_(
            "Only part of an area's sheets is held, or could be read, and on that part stands more "
            "than is stated for the whole area. The two cannot both be right."
        ),
        does_not_mean=N_("It does not say which of the two is wrong."),
        source=N_("Votes are never negative, so more sheets can only add."),
    )
)
LEVEL_EXPLAINED = register(
    Code(
        name="ROLLUP-EXPLAINED",
        tier=Tier.INDICATIVE,
        title=N_("A plain explanation removes differences between two levels"),
        means=N_(
            "Areas differ from the sum of the level below, and one plain explanation, such as "
            "special stations counted elsewhere, removes every one of these differences, or as "
            "many as the finding says and adds none. Those it leaves are findings of their own."
        ),
        does_not_mean=N_(
            "It does not prove that this is what happened; it shows that nothing else is needed."
        ),
        source=N_("Each attribute of stations is tried in turn."),
    )
)

WITHOUT_STATIONS = register(
    Code(
        name="AREA-WITHOUT-STATIONS",
        tier=Tier.INDICATIVE,
        title=N_("Figures are stated for an area in which no station is known"),
        means=N_(
            "A file states figures of an area, and neither areas.csv nor any returns of stations "
            "name one in it, although the stations are known. What is stated there can be compared "
            "with nothing."
        ),
        does_not_mean=N_(
            "It is mostly a different spelling: add it to `aliases` in areas.csv. Votes that were "
            "cast by post or abroad may stand in a row of their own."
        ),
        source=N_("The areas of the file against those of the stations."),
    )
)

NAMED = 3
"""Figures that differ and are named in a finding's sentence, the one that differs most first."""


AREAS_NAMED = 20
"""Areas without stations that a finding's sentence names."""


@dataclass(frozen=True)
class AreaDifference:
    """An area whose stated figures are not the sum of the level below."""

    area: str
    name: str
    figures: Mapping[str, tuple[int, int]]
    """Field or option → (stated, sum of the level below), only those that differ: the sum with the
    copies of disputed stations that come nearest to what is stated."""
    votes: int
    """Votes moved: the larger of what options have more and fewer than the sum; where no option
    differs, ``off``."""
    held: int
    """How many returns of the level below are held."""
    known: int | None
    """How many there should be; None: nobody says."""
    below_held: bool = False
    """Not every return of the level below is held, or was read, and what was exceeds what is
    stated."""
    worthless: int | None = 1
    """How many of them at least would have to be worthless for it to vanish; None: all would not
    do."""
    disputed: int = 0
    """How many stations below have copies that disagree."""
    misplaced: Sentence | None = None
    """The explanation that it is one station's sheet, or that another area's figures are stated."""

    @property
    def apart(self) -> dict[str, int]:
        """By how much more is stated of each figure than the level below adds up to."""
        return {name: stated - summed for name, (stated, summed) in self.figures.items()}

    @property
    def figure(self) -> str:
        """The figure that differs most."""
        return max(self.figures, key=lambda name: abs(self.apart[name]))

    @property
    def states_more(self) -> bool:
        """Whether more is stated of it than the level below adds up to."""
        return self.apart[self.figure] > 0


@dataclass(frozen=True)
class PartlyExplained:
    """A plain explanation that removes the differences of some areas, and adds none."""

    sentence: Sentence
    areas: Set[str]


@dataclass(frozen=True)
class LevelComparison:
    """What comparing one level's stated figures with the level below gives."""

    stating: str
    """The source that states the level's figures."""
    summed: str
    """The source whose figures are added up."""
    level: str
    below: str
    compared: int
    equal: int
    not_compared: int = 0
    """Areas that cannot be compared: not every station below is held, or a figure is unread."""
    differences: Sequence[AreaDifference] = ()
    explanations: Sequence[Sentence] = ()
    """Plain explanations that remove every difference."""
    explained: bool = False
    """Whether one of them removes so many that it needs no other: then nothing contradicts."""
    partly: PartlyExplained | None = None
    """Where nothing removes every difference: what removes the most of them."""
    of_sheets: bool = True
    """Whether the level below is that of the sheets."""

    @property
    def unexplained(self) -> Sequence[AreaDifference]:
        """The differences that no plain explanation removes."""
        if self.explained:
            return ()
        areas = self.partly.areas if self.partly else frozenset()
        return [item for item in self.differences if item.area not in areas]

    def returns(self, definition: Definition, held: int) -> Sentence:
        """What stands on the level below, in words: so many of them."""
        if self.of_sheets:
            return plural("{n} sheet", "{n} sheets", held)
        level = {"level": definition.level_name(self.below)}
        return plural(
            "{n} return of the level {level}", "{n} returns of the level {level}", held, level
        )

    def these(self, definition: Definition, held: int) -> Sentence:
        """The same, pointed at."""
        if self.of_sheets:
            return plural("this one sheet", "these {n} sheets", held)
        return plural(
            "this one return of the level {level}",
            "these {n} returns of the level {level}",
            held,
            {"level": definition.level_name(self.below)},
        )


def level_findings(said: Said, comparison: LevelComparison, limit: int) -> Checked:
    """One finding a difference, at most ``limit``; one for all where they are explained."""
    run = CheckRun(
        LEVEL_DIFFERS.name,
        said.contest,
        comparison.stating,
        f"{comparison.level} / {comparison.below}"
        + ("" if comparison.summed == comparison.stating else f" ({comparison.summed})"),
        checked=comparison.compared,
        failed=len(comparison.unexplained),
        not_checked=comparison.not_compared,
        votes=sum(item.votes for item in comparison.differences),
    )
    if comparison.explained:
        return Checked((_explained(said, comparison),), (run,))
    unexplained = comparison.unexplained
    findings = tuple(_finding(said, comparison, item) for item in unexplained[:limit])
    beyond = len(unexplained) - len(findings)
    if comparison.partly:
        findings = (_partly_explained(said, comparison, comparison.partly), *findings)
    return Checked(findings, (run,), {LEVEL_DIFFERS.name: beyond} if beyond else {})


def _partly_explained(said: Said, comparison: LevelComparison, partly: PartlyExplained) -> Finding:
    count = len(comparison.differences)
    removed = [item for item in comparison.differences if item.area in partly.areas]
    return Finding(
        code=LEVEL_EXPLAINED,
        contest=said.contest,
        source=comparison.stating,
        template=N_(
            "Of {compared} areas of the level {level}, {count} differ from the sum of the level "
            "below, and a plain explanation removes some of these differences: {explanation}"
        ),
        values={
            "compared": comparison.compared,
            "level": said.definition.level_name(comparison.level),
            "count": count,
            "explanation": partly.sentence,
        },
        figures={
            "compared": comparison.compared,
            "equal": comparison.equal,
            "differ": count,
            "areas": [item.area for item in removed[:1000]],
        },
        votes=sum(item.votes for item in removed),
        explanations=(partly.sentence,),
    )


def _explained(said: Said, comparison: LevelComparison) -> Finding:
    count = len(comparison.differences)
    return Finding(
        code=LEVEL_EXPLAINED,
        contest=said.contest,
        source=comparison.stating,
        template=N_(
            "Of {compared} areas of the level {level}, {count} differ from the sum of the level "
            "below, and a plain explanation removes every difference: {explanation}"
        ),
        values={
            "compared": comparison.compared,
            "level": said.definition.level_name(comparison.level),
            "count": count,
            "explanation": comparison.explanations[0],
        },
        figures={
            "compared": comparison.compared,
            "equal": comparison.equal,
            "differ": count,
            "areas": [item.area for item in comparison.differences[:1000]],
        },
        votes=sum(item.votes for item in comparison.differences),
        explanations=tuple(comparison.explanations),
    )


def _finding(said: Said, comparison: LevelComparison, item: AreaDifference) -> Finding:
    ranked = sorted(
        item.figures.items(),
        key=lambda pair: (pair[0] != item.figure, -abs(pair[1][0] - pair[1][1])),
    )
    more = len(ranked) - NAMED
    differences = [
        Sentence(
            N_("{figure} {stated} and {summed}"),
            {"figure": said.figure(name), "stated": stated, "summed": summed},
        )
        for name, (stated, summed) in ranked[:NAMED]
    ]
    if more > 0:
        differences.append(plural("and {n} figure more", "and {n} figures more", more))
    return Finding(
        code=LEVEL_BELOW_HELD if item.below_held else LEVEL_DIFFERS,
        contest=said.contest,
        source=comparison.stating,
        area=item.area,
        template=N_(
            "{area}: less is stated than what is held ({returns}) adds up to already: {differences}"
        )
        if item.below_held
        else N_("{area}: what is stated is not the sum of the level below: {differences}"),
        values={
            "area": item.name,
            "differences": differences,
            "returns": comparison.returns(said.definition, item.held),
        },
        figures={
            "level": comparison.level,
            "below": comparison.below,
            "summed_source": comparison.summed,
            "held": item.held,
            "known": item.known,
            "worthless_at_least": item.worthless,
            "differences": {
                figure: {"stated": pair[0], "sum": pair[1]} for figure, pair in item.figures.items()
            },
        },
        votes=item.votes,
        premises=_premises(said, comparison, item),
        breaking_point=_breaking_point(said, comparison, item),
        explanations=(
            *comparison.explanations,
            *((item.misplaced,) if item.misplaced else ()),
            *slips({said.figure(k): pair for k, pair in item.figures.items()}),
        ),
    )


def _premises(
    said: Said, comparison: LevelComparison, item: AreaDifference
) -> tuple[Sentence, ...]:
    values = {
        "returns": comparison.returns(said.definition, item.held),
        "these": comparison.these(said.definition, item.held),
        "area": item.name,
    }
    given = [
        Sentence(
            N_("What is held of {area} ({returns}) is genuine, was read right and belongs there."),
            values,
        ),
        Sentence(N_("Both speak of the same stage of the count.")),
    ]
    if not item.below_held:
        given.append(Sentence(N_("{area} has {these} and no other."), values))
    return (*given, *whatever_copy(item.disputed))


def _breaking_point(said: Said, comparison: LevelComparison, item: AreaDifference) -> Sentence:
    returns = comparison.returns(said.definition, item.held)
    values = {"count": item.worthless, "returns": returns}
    vanishes = Sentence(
        N_("It would not vanish if all that is held ({returns}) were worthless.")
        if item.worthless is None
        else N_(
            "At least {count} of the {returns}, taken in the order worst for it, would have to be "
            "worthless for it to vanish."
        ),
        values,
    )
    # One at least would have to be, whatever the lists of voters say.
    by_lists = any(off > 0 for off in item.apart.values()) and item.worthless != 1
    return on_the_lists(vanishes) if by_lists else vanishes
