"""The reference page of the statistical methods, made from what each says of itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from crosstally.findings import Tier
from crosstally.forensics.calibrating import declaration_of
from crosstally.forensics.calibration import (
    Calibration,
    FalsePositives,
    Power,
    calibration,
    short,
)
from crosstally.forensics.declaration import Method
from crosstally.forensics.methods.integer_percentages import LEAST, TABLES
from crosstally.forensics.overdispersion import LEVEL, shipped_controls, shipped_dispersion
from crosstally.forensics.power_in_regions import CLASSES, class_name, power_in_regions
from crosstally.forensics.registry import method, method_function, method_names
from crosstally.forensics.simulation import KIND_NAMES
from docs.attributes import attribute_texts, cell, paragraph

HEAD = """\
# Statistics of stations

A statistic never gives a verdict on a result: what it finds is an anomaly, and a method that finds
nothing gives no clean bill. Each says below what it looks for and what it cannot see.

    from crosstally.forensics import integer_percentages

    found = integer_percentages(registered, issued, ballots, leader)
    found.overdispersed.z
    found.either.excess, found.either.p, found.either.quantile(0.999)

All take plain arrays, one entry a station, with NaN for a figure that is not known. Every result
has `.applicable` and `.reason`, `.stations` (how many were looked at) and `.left_out` (how many
were not, by reason), and `.figures` for machines. A method that does not apply says so: the command
prints why and runs the others; in Python, `.reason` holds it and reading a figure raises
`NotApplicable`, and functions whose page says so raise it at once.

Methods that fail on clean elections are no command: [which, and how badly](discredited-methods.md).
"""

CALIBRATION = """\
## On elections known to be clean

What each method says of the elections of five countries, and how often it finds manipulation of a
known kind and size that was put into one election of each country where it had not fired. A method
without a p-value fires where its figure is beyond those of all other countries, in a region too:
regions differ by more than countries do, so that there it may fire far more often on what is clean.
Intervals count a country once. Countries differ by more than chance: what is found in half of the
trials may be found always in one country and never in the next, which the table shows.
In one region the same part of the stations is fewer of them, and less is found: the last table of a
method says how much, by the stations of the region, each region alone and without an adjustment for
many.
`python -m benchmarks.calibrate` makes it from the public data.

When sheets came in, how many had voted by which hour, and the same sheets from a second source are
published by none of these elections. The three methods that need them are therefore **not
calibrated**. What they say is printed beside what they say of the real votes of clean elections
with such figures made up, which shows what one honest cause does to them and no other: large
stations count later, large stations vote later, people who copy sheets slip. Nothing is said to
have fired by that.
"""

CONTROLS = """\
## Integer percentages on elections known to be clean

`overdispersed` leaves out stations with less than {least} percent of turnout or share: there the
binomial null gives too much chance to 0 percent, which alone makes z of Israel's elections -2 to
-4. Its null is as wide as these elections leave room for: beside the binomial deviation,
{relative:.1f} percent of the expected count ({level:.0f} percent upper limit over {countries}
countries, each counted once). More countries would make it narrower.

The limit was set after looking at these elections, so that they are no test of it. Counted are
stations within the limits, with share over ballots found.

The base matters as much as the election. Published z of the plain binomial count are partly of
shares over valid votes instead of ballots found: Poland 2025 has -1.0 over ballots found and 0.2
over valid votes, Uganda 2011 0.0 and -0.4, Uganda 2021 2.3 and 2.0, Turkey 2014 1.3 and -0.1 (-0.5
with turnout of valid votes too), Israel -2.0 to -4.0 and -2.6 to -4.3, Germany 0.2 and 0.8. Whoever
may choose the base after looking has two tries. Here it is always ballots found, as in the paper's
program, and turnout is ballots handed out where these are published.

| election | stations | observed | expected | sd | z (binomial) |
| --- | --- | --- | --- | --- | --- |
"""


def forensics_page() -> str:
    """Every method by tier, and the control elections."""
    parts = [HEAD]
    methods = [method(name) for name in method_names()]
    for tier in (Tier.STRONG, Tier.INDICATIVE):
        named = [item for item in methods if item.tier is tier]
        if named:
            parts.append(f"## {tier.value.capitalize()}\n\n{attribute_texts(Tier)[tier.name]}\n")
            parts += [_section(item) for item in named]
    parts += [_calibrations(), _controls()]
    return "\n".join(parts)


def _section(item: Method) -> str:
    signature = inspect.signature(method_function(item.name))
    shown = signature.replace(
        parameters=[p.replace(annotation=p.empty) for p in signature.parameters.values()],
        return_annotation=signature.empty,
    )
    rows: Iterable[tuple[str, str]] = (
        ("Looks for", item.looks_for),
        ("Cannot see", item.cannot_see),
        ("Computes", item.equation),
        ("Applies to", item.applies),
        ("Needs", ", ".join(f"`{name}`" for name in item.needs)),
        ("Paper", item.paper),
    )
    table = "\n".join(f"| {name} | {cell(paragraph(text))} |" for name, text in rows)
    text = inspect.cleandoc(method_function(item.name).__doc__ or "")
    return f"### {item.title}\n\n`{item.name}{shown}`\n\n| | |\n| --- | --- |\n{table}\n\n{text}\n"


def _calibrations() -> str:
    """What every method says of clean elections, how often it fires there, and what it finds."""
    parts = [CALIBRATION]
    for name in _in_order():
        table = calibration(name)
        if table is not None and table.range is not None:
            parts.append(_calibration(table, table.range))
        else:
            raise LookupError(f"{name}: python -m benchmarks.calibrate")
    return "\n".join(parts)


def _in_order() -> Iterable[str]:
    """The methods, integer percentages in half percents after those in whole ones."""
    for name in method_names():
        yield name
        yield from (table for table in TABLES.values() if name == "integer_percentages" != table)


def _calibration(table: Calibration, among: tuple[float, float]) -> str:
    declared, (low, high) = declaration_of(table.method), among
    lines = [f"### {declared.title}: on clean elections\n"]
    said = (
        f"{declared.figure}: between {short(low)} and {short(high)} on {len(table.controls)} "
        f"elections of {len(table.countries)} countries"
    )
    if table.made_up is not None:
        lines.append(f"Not calibrated. With {table.made_up} made up beside the votes, {said}.")
        return "\n".join(lines) + "\n"
    lines += [f"{said}; {table.false_alarms.text}.", "", *_left_out_in_turn(table)]
    if table.null is not None:
        below = [f"{count} below {level:g}" for level, count in table.null.below.items()]
        lines.append("")
        lines.append(
            f"On {table.null.replicates} elections made up with the spread of clean ones, p lay "
            f"{', '.join(below)} times."
        )
    if table.power:
        sizes = sorted({item.size for item in table.power})
        heads = [f"{100 * size:g} %" for size in sizes]
        lines += ["", _row(f"found, of {table.power[0].replicates}", heads)]
        lines += [_row("---", ["---"] * len(sizes))]
        for kind in dict.fromkeys(item.kind for item in table.power):
            found = {item.size: item for item in table.power if item.kind == kind}
            lines.append(_row(KIND_NAMES[kind], [_found(found[size]) for size in sizes]))
        lines.append(f"\nTried on: {', '.join(table.power_on)}.")
    lines += _in_regions(table.method)
    return "\n".join(lines) + "\n"


def _in_regions(name: str) -> Iterable[str]:
    """What is found of manipulation in one region; kinds that never are in one line."""
    rows = power_in_regions(name)
    if not rows:
        return
    sizes = sorted({row.size for row in rows})
    kinds = list(dict.fromkeys(row.kind for row in rows))
    by_kind = {kind: {row.size: row for row in rows if row.kind == kind} for kind in kinds}
    never = [kind for kind in kinds if not any(row.found for row in by_kind[kind].values())]
    yield ""
    if len(never) < len(kinds):
        yield _row(
            "found in one region, of a part of its stations", [f"{100 * n:g} %" for n in sizes]
        )
        yield _row("---", ["---"] * len(sizes))
    for kind in kinds:
        for least in CLASSES if kind not in never else ():
            cells = [by_kind[kind][size].by_stations.get(least, (0, 0)) for size in sizes]
            if any(tried for _, tried in cells):
                label = f"{KIND_NAMES[kind]}, {class_name(least).text}"
                yield _row(label, [f"{found} of {tried}" for found, tried in cells])
    if never:
        yield f"\nNever found in one region: {', '.join(KIND_NAMES[kind] for kind in never)}."


def _found(power: Power) -> str:
    """How often it was found; with the range over countries where these differ."""
    least, most = power.among_countries
    if least == most:
        return str(power.found)
    return f"{power.found} ({100 * least:.0f}–{100 * most:.0f} % by country)"


def _left_out_in_turn(table: Calibration) -> Iterable[str]:
    """False alarms with each country left out: elections, and regions where they were looked at."""
    with_regions = table.regions is not None
    heads = ["elections", "most countries that may"]
    heads += ["regions", "most countries that may"] if with_regions else []
    yield _row("left out", heads)
    yield _row("---", ["---"] * len(heads))
    rows = [("none", table.nation, table.regions)]
    rows += [(name, table.without[name], table.regions_without.get(name)) for name in table.without]
    for name, nation, regions in rows:
        cells = _false_positives(nation)
        if with_regions:
            cells += _false_positives(regions if regions is not None else table.regions)
        yield _row(name, cells)


def _false_positives(found: FalsePositives | None) -> list[str]:
    if found is None:
        return ["", ""]
    return [f"{found.alarms} of {found.looked_at}", f"{100 * found.most:.0f} %"]


def _row(first: str, rest: Iterable[str]) -> str:
    return f"| {' | '.join([first, *rest])} |"


def _controls() -> str:
    name = "integer_percentages"
    dispersion = shipped_dispersion(name)
    head = CONTROLS.format(
        least=100 * LEAST,
        relative=100 * dispersion.relative_sd,
        level=100 * LEVEL,
        countries=len(dispersion.countries),
    )
    rows = [
        f"| {item.election} | {item.stations:,} | {item.observed:,} | {item.expected:,.1f} "
        f"| {item.sd:.1f} | {item.excess / item.sd:.1f} |"
        for item in shipped_controls(name)
    ]
    return head + "\n".join(rows) + "\n"
