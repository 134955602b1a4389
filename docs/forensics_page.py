"""The reference page of the statistical methods, made from what each says of itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from crosstally.findings import Tier
from crosstally.forensics.declaration import Method
from crosstally.forensics.methods.integer_percentages import LEAST
from crosstally.forensics.overdispersion import LEVEL, shipped_controls, shipped_dispersion
from crosstally.forensics.registry import method, method_function, method_names
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
were not, by reason), and `.figures` for machines. A method that does not apply says so; reading one
of its figures then raises `NotApplicable`.
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
    parts.append(_controls())
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
