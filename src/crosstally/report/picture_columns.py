"""The columns of the data beside pictures: named for programs, said for people."""

from __future__ import annotations

from typing import NamedTuple

from crosstally.words import N_


class Column(NamedTuple):
    """A column of the data beside a picture."""

    name: str
    """For programs, in every language."""
    kind: str
    """Of Frictionless: integer, number, string."""
    said: str
    """An English sentence, key of the catalogues."""


_STATIONS = N_("Polling stations there")
SQUARES = (
    Column("turnout_from_percent", "number", N_("Turnout from here on, to one percent more")),
    Column("share_from_percent", "number", N_("Leader's share from here on, to one percent more")),
    Column("stations", "integer", _STATIONS),
    Column("registered", "integer", N_("Their registered voters")),
)
BINS = (
    Column("percent", "number", N_("Middle of the bin")),
    Column("stations", "integer", _STATIONS),
    Column("expected", "number", N_("How many would be there by binomial chance, on average")),
    Column("low_999", "integer", N_("Chance leaves the number at this or more (99.9 percent)")),
    Column("high_999", "integer", N_("Chance leaves the number at this or fewer (99.9 percent)")),
)
CLEAN = (
    Column("country", "string", N_("Country of a clean election; at last this election")),
    Column("election", "string", N_("Which election")),
    Column("headline", "number", N_("The method's figure there")),
)
FOUND = (
    Column("kind", "string", N_("How clean elections were manipulated")),
    Column("size", "number", N_("The part of their stations that was")),
    Column("found", "integer", N_("How often the method fired")),
    Column("replicates", "integer", N_("Of how many times")),
    Column("least", "number", N_("Least probability of it, 95 percent interval")),
    Column("most", "number", N_("Greatest probability of it, 95 percent interval")),
)
