"""``claims.yaml``: public statements, kept whole, each clause with a test of its own.

A clause has a *test* where figures of this election can decide it, or says *outside* why they
cannot. A statement without any test is recorded. Nobody's word gets a verdict that figures do
not give it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from crosstally.election.definition import (
    DIGITS,
    Document,
    Identifier,
    Moment,
    Stage,
    Text,
)
from crosstally.words import _


class Measure(StrEnum):
    """What a test measures."""

    VOTES = "votes"
    """Votes of an option."""
    SHARE = "share"
    """Votes of an option as a share of ``of``."""
    TURNOUT = "turnout"
    """``cast`` as a share of ``registered``."""
    INVALID_SHARE = "invalid_share"
    """``invalid`` as a share of ``cast``."""
    REGISTERED = "registered"
    CAST = "cast"
    SEATS = "seats"
    """Seats of an option."""
    RANK = "rank"
    """Place of an option by votes, 1 the first; equal votes share the better place."""
    OPTIONS = "options"
    """Number of options on the ballot."""
    STATIONS = "stations"
    """Number of stations."""


class Quantifier(StrEnum):
    """Over which areas (or options) the comparison must be true."""

    ITSELF = "itself"
    """The area itself."""
    EVERY = "every"
    SOME = "some"
    NONE = "none"
    HIGHEST = "highest"
    """``area`` has the highest value of all areas of ``level``."""
    LOWEST = "lowest"
    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Comparison(StrEnum):
    """How the measured value is compared."""

    EQUALS = "equals"
    """With a printed figure: the value lies in what rounds to it."""
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    """Within one unit of the last printed digit."""


class Other(Document):
    """What a value is compared with when it is no number."""

    option: Identifier | None = None
    area: Text | None = None
    announcement: Identifier | None = None
    """The same measure as that announcement states it."""
    threshold: bool = False
    """The contest's threshold, on the base that the rule names."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [self.option, self.area, self.announcement, self.threshold or None]
        if sum(item is not None for item in given) != 1:
            raise ValueError(_("expected exactly one of option, area, announcement, threshold"))
        return self


def _printed(value: object) -> object:
    """A number keeps its printed form; a mapping is another option, area or announcement."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


Operand = Annotated[Text | Other, BeforeValidator(_printed)]
"""``81%``, ``1.7%``, ``116534``, or another option, area, announcement or the threshold."""


class Test(Document):
    """A test that figures can decide.

    ``{measure: share, option: nur_otan, equals: 81%}``;
    ``{measure: rank, option: osdp, equals: 2, quantifier: every, level: station, area: almaty}``;
    ``{measure: votes, option: ak_zhol, ahead_of: cppk, equals: 19617}``;
    ``{measure: share, option: auyl, together_with: [patriots, adilet], below: 3%}``;
    ``{measure: turnout, quantifier: lowest, level: region, area: almaty}``;
    ``{measure: seats, over: options, except: [nur_otan], quantifier: exactly, n: 2, above: 0}``.
    """

    __test__ = False  # not a test case for pytest

    measure: Measure
    contest: Identifier | None = None
    option: Identifier | None = None
    together_with: list[Identifier] = []
    """Options whose votes, share or seats are added to those of ``option``."""
    ahead_of: Identifier | None = None
    """The measure is how far ``option`` (with those it stands together with) is ahead of this
    option: in votes, seats, or percentage points of the share."""
    of: Literal["valid", "cast", "registered"] = "valid"
    area: Text | None = None
    """Left out, the whole place."""
    station: Text | None = None
    """Instead of ``area``: the code of one polling station, whose sheets are asked."""
    level: Identifier | None = None
    """With a quantifier: the areas of this level inside ``area``; with highest and lowest, the
    level whose areas ``area`` is compared with."""
    over: Literal["areas", "options"] = "areas"
    leave_out: Annotated[list[Identifier], Field(alias="except")] = []
    """With ``over: options``, the options that are not asked."""
    quantifier: Quantifier = Quantifier.ITSELF
    n: Annotated[int, Field(ge=0), DIGITS] | None = None
    """For exactly, at_least and at_most: how many areas (or options)."""
    equals: Operand | None = None
    above: Operand | None = None
    below: Operand | None = None
    at_least: Operand | None = None
    at_most: Operand | None = None
    about: Operand | None = None
    on: Literal["announced", "sheets", "best"] = "best"
    """Which figures: as announced, as added up from sheets, or (``best``) sheets where any are
    held and announcements where none are, or (turnout) where the sheets leave every value open."""
    source: Identifier | None = None
    stage: Stage | None = None
    at: Moment | None = None
    """Announcements of that moment only; left out, the latest that states the figure."""

    @property
    def combined(self) -> bool:
        """Whether it measures a sum of options, or a margin between them."""
        return bool(self.together_with) or self.ahead_of is not None

    def beside(self, option: str | None) -> tuple[str, ...]:
        """The options that are added to one: none unless it is the one of the test."""
        return tuple(self.together_with) if option == self.option else ()

    @property
    def comparison(self) -> tuple[Comparison, Operand] | None:
        """The comparison that is written, or None (highest and lowest need none)."""
        for comparison in Comparison:
            operand: Operand | None = getattr(self, comparison.value)
            if operand is not None:
                return comparison, operand
        return None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = sum(getattr(self, comparison.value) is not None for comparison in Comparison)
        extreme = self.quantifier in (Quantifier.HIGHEST, Quantifier.LOWEST)
        if extreme and given:
            raise ValueError(_("highest and lowest take no comparison"))
        if not extreme and given != 1:
            raise ValueError(
                _("expected exactly one comparison: {names}").format(
                    names=", ".join(item.value for item in Comparison)
                )
            )
        self._combined()
        several = self.area or self.level or self.over == "options"
        if self.station and (several or self.quantifier is not Quantifier.ITSELF):
            raise ValueError(_("station asks one sheet: leave area, level, over, quantifier out"))
        if self.station and self.measure in (Measure.SEATS, Measure.OPTIONS, Measure.STATIONS):
            raise ValueError(
                _("no sheet of a station gives the measure {measure}").format(measure=self.measure)
            )
        counted = (Quantifier.EXACTLY, Quantifier.AT_LEAST, Quantifier.AT_MOST)
        if (self.n is not None) != (self.quantifier in counted):
            raise ValueError(_("n goes with the quantifiers exactly, at_least and at_most"))
        of_options = {Measure.VOTES, Measure.SHARE, Measure.RANK, Measure.SEATS}
        if self.over == "areas" and self.measure in of_options and self.option is None:
            raise ValueError(
                _("the measure {measure} needs an option").format(measure=self.measure)
            )
        if self.measure not in of_options and (self.option or self.over == "options"):
            raise ValueError(
                _("the measure {measure} is of all voters and has no option").format(
                    measure=self.measure
                )
            )
        return self

    def _combined(self) -> None:
        """Raises ``ValueError`` where a sum or a margin is asked of what has none."""
        if not self.combined:
            return
        measures = {Measure.VOTES, Measure.SHARE, Measure.SEATS}
        asks_one = self.quantifier is Quantifier.ITSELF and self.over == "areas"
        if self.measure not in measures or not asks_one or self.station or self.level:
            raise ValueError(
                _(
                    "together_with and ahead_of go with the votes, share or seats of options in "
                    "one area"
                )
            )
        named = [self.option, *self.together_with, self.ahead_of]
        known = [name for name in named if name is not None]
        if len(set(known)) < len(known):
            raise ValueError(_("option, together_with and ahead_of name an option twice"))
        operand = self.comparison[1] if self.comparison else None
        if isinstance(operand, Other) and (operand.option or operand.threshold):
            raise ValueError(
                _("a sum or a margin is compared with a number, another area or an announcement")
            )


class Clause(Document):
    """A part of a sentence: what figures can test of it, or why they cannot."""

    text: Text
    test: Test | None = None
    outside: Text | None = None
    """Why this data cannot speak to it."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.test is None) == (self.outside is None):
            raise ValueError(_("a clause has either a test or says outside why it has none"))
        return self


class Link(Document):
    """How one claim stands to another."""

    kind: Literal["asserts", "denies", "relies_on"]
    claim: Identifier


class Claim(Document):
    """A public statement, as it was printed."""

    id: Identifier
    who: Text
    at: Moment | None = None
    printed_in: Text | None = None
    sentence: Text
    """The sentence, whole."""
    test: Test | None = None
    """For a sentence of one clause."""
    clauses: list[Clause] = []
    links: list[Link] = []
    unconfirmed: bool = False
    """Drafted, and not yet confirmed by a person: no report shows it."""
    note: Text | None = None

    @property
    def parts(self) -> list[Clause]:
        """The clauses; a single test is a clause that is the sentence."""
        if self.test is not None:
            return [Clause(text=self.sentence, test=self.test)]
        return list(self.clauses)

    @model_validator(mode="after")
    def _test_or_clauses(self) -> Self:
        if self.test is not None and self.clauses:
            raise ValueError(_("a claim has either a test or clauses"))
        return self


class Claims(Document):
    """``claims.yaml``."""

    claims: list[Claim] = []
