"""The areas that seats are given in, and how many each has: ``constituencies`` in a rule."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from crosstally.election.document import DIGITS, Count, Document, Identifier, Text
from crosstally.election.seat_methods import MethodName
from crosstally.words import _

Seats = Annotated[int, Field(ge=0, le=100_000), DIGITS]


class NumbersFrom(Document):
    """A column of whole numbers in a table of the election folder, an area a row. Where the table
    has a column `level`, as `areas.csv` has, rows of other levels are passed over."""

    file: Text = "areas.csv"
    column: Text
    area: Text | None = None
    """The column with the areas' ids or names; left out, `area`, or else `id`."""


class Apportioned(Document):
    """Seats of constituencies by their size."""

    by: Literal["population", "registered", "cast", "valid"]
    population: dict[Text, Count] = {}
    """Area → inhabitants."""
    population_from: NumbersFrom | None = None
    """Or the table they stand in."""
    method: MethodName = "hare_lr"
    each_first: Annotated[int, Field(ge=0), DIGITS] = 0
    """So many seats for every area, before the others are shared by the method."""
    at_least: Annotated[int, Field(ge=0), DIGITS] = 0
    """An area that the method gives fewer has so many, and the others share what is left."""

    @model_validator(mode="after")
    def _population_is_known(self) -> Self:
        known = bool(self.population) + (self.population_from is not None)
        if known != (self.by == "population"):
            raise ValueError(
                _(
                    "`population` or `population_from` names the inhabitants of every area where "
                    "`by` says so"
                )
            )
        return self


class Constituencies(Document):
    """The areas that seats are given in, and how many each has."""

    level: Identifier
    """The level whose areas they are."""
    seats: dict[Text, Seats] = {}
    """Area → seats."""
    seats_from: NumbersFrom | None = None
    """Or the table they stand in."""
    apportioned: Apportioned | None = None
    """Or how seats are apportioned to them."""
    added: list[Text] = []
    """Areas of that level without seats, such as votes from abroad: their votes are added to every
    constituency's in proportion to its valid votes."""
    source: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (bool(self.seats), self.seats_from is not None, self.apportioned is not None)
        if sum(ways) != 1:
            raise ValueError(
                _("how many seats has each? name one of `seats`, `seats_from` and `apportioned`")
            )
        return self
