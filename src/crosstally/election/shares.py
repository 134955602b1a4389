"""Shares that a rule asks for: thresholds with their other ways, what elects in a first round, the
turnout without which nothing counts."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from crosstally.election.document import DIGITS, Document, Identifier, PartText, Text
from crosstally.election.printed import Printed
from crosstally.words import _

NATION = "nation"
CONSTITUENCY = "constituency"
"""Where a threshold or a tier stands, beside the levels of the election's trees."""

Base = Literal["valid", "cast", "registered"]
Passes = Literal["at_least", "more_than"]
HowMany = Annotated[int, Field(ge=1), DIGITS] | Literal["all"]


@lru_cache(maxsize=1024)
def share_written(share: str) -> Fraction:
    """A share as a law writes it, `7%` or `1/3`, as an exact part of one."""
    if "/" in share:
        return Fraction(share.replace(" ", ""))
    return Printed.percent(share).value


class Share(Document):
    """A share of votes that is reached or not."""

    share: PartText
    """As the law writes it: `7%`, or a part such as `1/3`."""
    of: Base = "valid"
    """What it is a share of: valid votes, voters who took part, or registered voters."""
    passes: Passes = "at_least"
    """Whether exactly the share passes."""

    @property
    def fraction(self) -> Fraction:
        """The share as an exact part of one."""
        return share_written(self.share)

    @property
    def shown(self) -> str:
        """The share as it is printed: `7%`, `1/3`."""
        return self.share if "/" in self.share else f"{self.share.strip().rstrip('%').rstrip()}%"


class Need(Share):
    """What elects in a first round: a share of votes, or being so far ahead."""

    counts: Literal["votes", "lead"] = "votes"
    """Whether the share is one of an option's votes, or of those by which it is ahead of the
    next."""


class Turnout(Share):
    """How many must take part for anybody to be elected, or any question to be answered."""

    of: Base = "registered"
    counts: Literal["cast", "valid"] = "cast"
    """Who is counted: voters who took part, or valid votes."""
    scope: Literal["nation", "constituency"] = "nation"
    """Whether it is asked for in the whole place, or in each constituency for its own seats."""
    source: Text | None = None


class Alternative(Document):
    """Another way over a threshold: seats won, or a share elsewhere."""

    seats: Annotated[int, Field(ge=1), DIGITS] | None = None
    """So many seats won directly or in constituencies."""
    share: PartText | None = None
    """Or such a share."""
    of: Base = "valid"
    passes: Passes = "at_least"
    scope: Identifier = CONSTITUENCY
    """Where the share is asked for: `constituency`, a level, or `nation`."""
    in_areas: HowMany | None = None
    """Reached in so many areas (or `all`), it admits everywhere. Left out, it admits where it is
    reached, and there alone."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.seats is None) == (self.share is None):
            raise ValueError(_("an alternative names either `seats` or a `share`"))
        return self

    @property
    def fraction(self) -> Fraction:
        """The share as an exact part of one."""
        return share_written(self.share or "0")


class Threshold(Share):
    """The share of votes that admits an option to the allocation of seats."""

    scope: Identifier = NATION
    """Where it is asked for: in the whole `nation`, in each `constituency`, or in each area of a
    level."""
    in_areas: HowMany | None = None
    """Reached in so many areas of its scope (or in `all` of them), it admits everywhere, and else
    nowhere. Left out, it admits in the areas where it is reached."""
    per: Literal["all", "seat"] = "all"
    """`seat`: the share is one of a quota, of what it is a share of by the seats of the area."""
    for_options: dict[Identifier, PartText] = {}
    """Other shares for these options, such as independents or minorities."""
    for_alliances: dict[Annotated[int, Field(ge=2), DIGITS], PartText] = {}
    """Other shares for alliances of so many members and more: `{2: 8%, 3: 11%}`."""
    alternatives: Annotated[list[Alternative], Field(alias="or")] = []
    """Other ways over it: `[{seats: 3}]`."""
    exempt: list[Identifier] = []
    """Options and alliances of whom no share is asked, such as minorities."""
    best_loser: bool = False
    """In an alliance some of whose members pass each for itself, the best of those who do not
    passes too."""
    admitted_at_least: Annotated[int, Field(ge=0), DIGITS] = 0
    """Where fewer pass, the next ones by votes do too, until so many take part."""
    admitted_together: Share | None = None
    """Where those who pass do not have such a share together, the next ones by votes do too, until
    they have it."""
    source: Text | None = None

    @model_validator(mode="after")
    def _areas_of_a_scope(self) -> Self:
        if self.in_areas is not None and self.scope == NATION:
            raise ValueError(
                _("`in_areas` counts areas: say in `scope` whether constituencies, or which level")
            )
        return self

    def fraction_for(self, members: int, option: str | None = None) -> Fraction:
        """The exact share that an option needs, in an alliance of so many members."""
        if option in self.for_options:
            return share_written(self.for_options[option])
        sizes = [size for size in self.for_alliances if size <= members]
        return share_written(self.for_alliances[max(sizes)]) if sizes else self.fraction
