"""What each method says of elections known to be clean, and what it can find.

The table that ships with the package is made from the public data by ``python -m
benchmarks.calibrate``. Elections of one country err alike, so intervals treat a country as one
observation: no alarm on the elections of five countries still allows 45 percent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from crosstally.findings import Sentence
from crosstally.forensics.calibrating import declaration_of
from crosstally.forensics.made_up_figures import MADE_UP
from crosstally.forensics.overdispersion import shipped_controls
from crosstally.forensics.simulation import KIND_NAMES
from crosstally.forensics.tails import binomial_interval
from crosstally.words import N_, number

TABLES = ("calibration", "half_calibration", "share_calibration")
"""Of the methods, and of integer percentages in half percents and of the share alone."""
SIZES_OF = "integer_percentages"
COUNTRIES = (N_("Germany"), N_("Israel"), N_("Mexico"), N_("Poland"), N_("Turkey"))
"""Of the clean elections."""
EXAMPLE = 0.02
"""The part of the stations that the sentence on what a method finds is about."""


@dataclass(frozen=True)
class Control:
    """What a method says of one clean election."""

    country: str
    election: str
    headline: float
    p: float | None
    """Fitted without the country's own elections; None for a method that claims none."""
    alarm: bool
    """Whether the method fires: by its p-value, else by a headline beyond the greatest on the
    clean elections of all other countries."""


@dataclass(frozen=True)
class FalsePositives:
    """How often a method fires on what is clean."""

    alarms: int
    looked_at: int
    """Elections, or regions of elections."""
    countries: int
    countries_with_alarms: int

    @property
    def rate(self) -> float:
        """Alarms over what was looked at."""
        return self.alarms / self.looked_at if self.looked_at else 0.0

    @property
    def most(self) -> float:
        """The greatest rate that is still likely (one-sided, 95 percent), a country counted once:
        the share of countries in which the method fires at all."""
        return binomial_interval(self.countries_with_alarms, self.countries, level=0.9)[1]


@dataclass(frozen=True)
class Power:
    """How often known manipulation of clean elections is found."""

    kind: str
    size: float
    """The part of the stations that were manipulated."""
    found: int
    replicates: int
    by_country: Mapping[str, tuple[int, int]]
    """Country → found and tried on its election."""

    @property
    def rate(self) -> float:
        """Found over tried."""
        return self.found / self.replicates if self.replicates else 0.0

    @property
    def among_countries(self) -> tuple[float, float]:
        """The least and the greatest rate on the elections of one country; countries differ by more
        than chance does."""
        rates = [found / tried for found, tried in self.by_country.values() if tried]
        return (min(rates), max(rates)) if rates else (self.rate, self.rate)

    @property
    def interval(self) -> tuple[float, float]:
        """Exact, 95 percent, over replicates; elections and countries differ by more."""
        return binomial_interval(self.found, self.replicates)


@dataclass(frozen=True)
class NullP:
    """p-values on made-up clean elections with a real one's regions, sizes and spread."""

    replicates: int
    below: Mapping[float, int]
    """Level → how many p-values lay below it."""


@dataclass(frozen=True)
class Calibration:
    """All of it for one method."""

    method: str
    controls: tuple[Control, ...]
    refused: tuple[str, ...]
    """Clean elections that the method does not apply to."""
    nation: FalsePositives
    without: Mapping[str, FalsePositives]
    """Country → the same without its elections."""
    regions: FalsePositives | None
    regions_without: Mapping[str, FalsePositives]
    """Country → the same without its regions."""
    null: NullP | None
    power: tuple[Power, ...]
    power_on: tuple[str, ...]
    """The elections that manipulation was put into: those at which the method did not fire."""

    @property
    def made_up(self) -> str | None:
        """What was made up beside the votes of clean elections, none of which publishes what the
        method needs: then this is no calibration. None where nothing was."""
        return MADE_UP[self.method].what if self.method in MADE_UP else None

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries of the clean elections."""
        return tuple(sorted({control.country for control in self.controls}))

    @property
    def range(self) -> tuple[float, float] | None:
        """The least and the greatest headline on clean elections; None where there is none."""
        values = [control.headline for control in self.controls]
        return (min(values), max(values)) if values else None

    @property
    def example(self) -> Power | None:
        """What the method finds best of the manipulation that was tried, in ``EXAMPLE`` of the
        stations; None where none was tried."""
        total = dict.fromkeys((item.kind for item in self.power), 0)
        for item in self.power:
            total[item.kind] += item.found
        best = max(total, key=lambda kind: total[kind], default=None)
        here = [item for item in self.power if item.kind == best]
        return min(here, key=lambda item: abs(item.size - EXAMPLE), default=None)

    @property
    def sizes(self) -> tuple[int, int] | None:
        """Stations of the smallest and the greatest election that manipulation was put into, as
        integer percentages look at them; None where there is none."""
        stations = {item.election: item.stations for item in shipped_controls(SIZES_OF)}
        known = [stations[name] for name in self.power_on if name in stations]
        return (min(known), max(known)) if known else None

    @property
    def tried_on(self) -> Sentence:
        """What manipulation was put into. In a smaller election the same part is fewer stations."""
        if self.sizes is None:
            return Sentence(N_("clean elections"))
        least, most = self.sizes
        if least == most:
            return Sentence(N_("elections of {n} stations"), {"n": least})
        said = N_("elections of {least} to {most} stations")
        return Sentence(said, {"least": least, "most": most})

    def said(self, headline: float) -> Sentence:
        """A headline beside those on clean elections, and what the method finds."""
        values: dict[str, Any] = {"figure": Sentence(declaration_of(self.method).figure)}
        values["value"] = short(headline)
        if self.range is None:
            return Sentence(
                "{figure} = {value} here; there is no clean election that this could be held "
                "against",
                values,
            )
        low, high = self.range
        values |= {"low": short(low), "high": short(high)}
        values |= {"n": len(self.controls), "countries": len(self.countries)}
        if self.made_up is not None:
            return Sentence(
                "{figure} = {value} here; not calibrated, for no clean election publishes what it "
                "needs. Beside the votes of {n} clean elections of {countries} countries with "
                "made-up figures ({what}) it lies between {low} and {high}",
                values | {"what": Sentence(self.made_up)},
            )
        if self.example is None:
            return Sentence(
                "{figure} = {value} here; on {n} clean elections of {countries} countries between "
                "{low} and {high}",
                values,
            )
        values |= {"percent": f"{100 * self.example.size:g}", "share": short(self.example.rate)}
        values["tries"] = self.example.replicates
        least, most = self.example.among_countries
        values |= {"least": short(least), "most": short(most)}
        values["kind"] = Sentence(KIND_NAMES[self.example.kind])
        values["elections"] = self.tried_on
        return Sentence(
            "{figure} = {value} here; on {n} clean elections of {countries} countries between "
            "{low} and {high}; finds {percent} percent of stations ({kind}) with probability "
            "{share} (by country {least} to {most}; tries: {tries}, on {elections})",
            values,
        )

    @property
    def false_alarms(self) -> Sentence:
        """How often the method fires on clean elections, and how often it may."""
        values = {
            "alarms": self.nation.alarms,
            "n": self.nation.looked_at,
            "countries": self.nation.countries,
            "percent": f"{100 * self.nation.most:.0f}",
        }
        if self.regions is None:
            return Sentence(
                "false alarms: {alarms} of {n} clean elections. With {countries} countries, each "
                "counted once, up to {percent} percent of countries may still give one",
                values,
            )
        values |= {"regional": self.regions.alarms, "regions": self.regions.looked_at}
        return Sentence(
            "false alarms: {alarms} of {n} clean elections, {regional} of {regions} regions of "
            "clean elections. With {countries} countries, each counted once, up to {percent} "
            "percent of countries may still give one",
            values,
        )


def least_stations() -> int:
    """Stations of the smallest clean election, as integer percentages look at them."""
    return min(item.stations for item in shipped_controls(SIZES_OF))


@cache
def calibration(name: str) -> Calibration | None:
    """What ships with the package for a method, for ``half_percentages`` or ``share_percentages``;
    None where nothing does."""
    for table in TABLES:
        shipped = _shipped(table)["methods"].get(name)
        if shipped is not None:
            return _read(name, shipped)
    return None


def _read(name: str, shipped: Mapping[str, Any]) -> Calibration:
    controls = tuple(Control(**row) for row in shipped["controls"])
    countries = sorted({control.country for control in controls})
    regions = shipped["regions"]
    null = shipped["null"]
    return Calibration(
        method=name,
        controls=controls,
        refused=tuple(shipped["refused"]),
        nation=nation(controls),
        without={
            country: nation([control for control in controls if control.country != country])
            for country in countries
        },
        regions=_of_regions(regions) if regions else None,
        regions_without={
            country: _of_regions([row for row in regions if row["country"] != country])
            for country in sorted({row["country"] for row in regions})
        },
        null=NullP(null["replicates"], {float(level): n for level, n in null["below"].items()})
        if null["replicates"]
        else None,
        power=tuple(
            Power(**{**row, "by_country": {key: tuple(n) for key, n in row["by_country"].items()}})
            for row in shipped["power"]
        ),
        power_on=tuple(shipped["power_on"]),
    )


def nation(controls: Sequence[Control]) -> FalsePositives:
    """How often a method fires on clean elections."""
    return FalsePositives(
        sum(control.alarm for control in controls),
        len(controls),
        len({control.country for control in controls}),
        len({control.country for control in controls if control.alarm}),
    )


def _of_regions(rows: Sequence[Mapping[str, Any]]) -> FalsePositives:
    return FalsePositives(
        sum(row["alarms"] for row in rows),
        sum(row["looked_at"] for row in rows),
        len({row["country"] for row in rows if row["looked_at"]}),
        len({row["country"] for row in rows if row["alarms"]}),
    )


def short(value: float) -> str:
    """Three digits, none beyond the fourth decimal; votes whole."""
    return number(round(value)) if abs(value) >= 1000 else f"{round(value, 4) + 0.0:.3g}"


@cache
def _shipped(table: str) -> Mapping[str, Any]:
    path = resources.files("crosstally.forensics") / "tables" / f"{table}.json"
    shipped: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return shipped
