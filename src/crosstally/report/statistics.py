"""Statistics in a terminal and as JSON: each method beside clean elections, none a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from crosstally import words
from crosstally.check.result import CheckResult
from crosstally.check.statistics import MethodRun, Statistics, p_value
from crosstally.check.values import plain
from crosstally.forensics.calibration import Calibration
from crosstally.forensics.many_tests import Family
from crosstally.report.json_output import json_bytes
from crosstally.report.names import Names, tier_label
from crosstally.report.outline import Line, Section
from crosstally.report.terminal import plain_text
from crosstally.words import _, ngettext, number

Json = dict[str, Any]


def print_statistics(result: CheckResult) -> None:
    """Print what the methods say, the protocol first."""
    typer.echo(plain_text(statistics_sections(result)), nl=False)


def statistics_sections(result: CheckResult) -> list[Section]:
    """The statistics in sections; none where none were run."""
    statistics = result.statistics
    if statistics is None:
        return []
    names = Names(result)
    sections = [Section(_("Statistics: anomalies, no verdict"), list(_protocol(statistics)))]
    for contest in dict.fromkeys(run.contest for run in statistics.runs):
        lines = [
            line
            for run in statistics.runs
            if run.contest == contest
            for line in _method(run, names, statistics.protocol.protocol is not None)
        ]
        sections.append(Section(names.heading(_("Methods"), contest), lines))
    return sections


def statistics_json(result: CheckResult) -> bytes:
    """What ``crosstally forensics --json`` writes."""
    assert result.statistics is not None
    return json_bytes(
        {
            "crosstally": result.version,
            "election": result.election.id,
            "language": words.language(),
            **statistics_as_json(result.statistics),
        }
    )


def statistics_as_json(statistics: Statistics) -> Json:
    """The statistics as plain dictionaries; floats that are no number are null."""
    protocol = statistics.protocol
    return {
        "protocol": None
        if protocol.protocol is None
        else {
            "sha256": protocol.sha256,
            "fixed_on": protocol.protocol.fixed_on,
            "methods": protocol.protocol.methods,
            "by": protocol.protocol.by,
            "significance": plain(protocol.significance),
        },
        "by": statistics.by,
        "methods": [_run_json(run) for run in statistics.runs],
        "family": _family_json(statistics.family),
    }


def _protocol(statistics: Statistics) -> Iterator[Line]:
    fixed = statistics.protocol
    if fixed.protocol is None:
        yield Line(
            _(
                "No protocol.yaml says which methods were fixed before the figures were read: "
                "whoever tries enough of them finds something in every election."
            )
        )
    else:
        yield Line(
            _("protocol.yaml, fixed on {day}; SHA-256 {digest}").format(
                day=fixed.protocol.fixed_on, digest=fixed.sha256
            )
        )
    if statistics.family is not None:
        yield Line(_family_said(statistics.family, float(fixed.significance)))


def _method(run: MethodRun, names: Names, has_protocol: bool) -> Iterator[Line]:
    tone = run.method.tier.value if run.fired else "muted"
    who = names.source(run.source)
    label = f"{_(run.method.title)} ({tier_label(run.method.tier)}, {who})"
    yield Line(run.said.text, label, tone)
    if has_protocol and not run.fixed:
        yield Line(_("added afterwards: the protocol does not name it"), depth=2)
    if not run.outcome.applicable:
        return
    if run.calibration is not None and run.calibration.controls:
        yield Line(run.calibration.false_alarms.text, depth=2)
    if run.p is not None:
        yield Line(_("p = {p}").format(p=f"{run.p:.2g}"), depth=2)
    looked = ngettext(
        "{n} station looked at", "{n} stations looked at", run.outcome.stations
    ).format(n=number(run.outcome.stations))
    out = [f"{part.reason.text}: {number(part.stations)}" for part in run.outcome.left_out]
    yield Line(
        "; ".join([looked, *([_("left out") + ": " + ", ".join(out)] if out else [])]), depth=2
    )
    if run.family is not None:
        yield Line(_family_said(run.family, run.family.level), depth=2)
    yield Line(_("It cannot see: {what}").format(what=_(run.method.cannot_see)), depth=2)


def _family_said(family: Family, level: float) -> str:
    return _(
        "{fired} of {tests} tests below {level}; by chance some {chance} would be. After Holm's "
        "adjustment {holm}, after Benjamini and Hochberg's {bh}"
    ).format(
        fired=number(family.fired),
        tests=number(len(family.p)),
        level=f"{level:.3g}",
        chance=f"{family.by_chance:.2g}",
        holm=number(family.fired_after_holm),
        bh=number(family.fired_after_benjamini_hochberg),
    )


def _run_json(run: MethodRun) -> Json:
    outcome = run.outcome
    return {
        "method": run.method.name,
        "tier": run.method.tier.value,
        "contest": run.contest,
        "source": run.source,
        "applicable": outcome.applicable,
        "reason": outcome.reason,
        "fixed_beforehand": run.fixed,
        "stations": outcome.stations,
        "left_out": [
            {"reason": part.reason.text, "stations": part.stations} for part in outcome.left_out
        ],
        "headline": plain(outcome.headline),
        "p": plain(run.p),
        "fired": run.fired,
        "said": run.said.text,
        "figures": {name: plain(value) for name, value in outcome.figures.items()},
        "clean_elections": _clean_json(run.calibration),
        "by_area": {
            area: {
                "stations": part.stations,
                "headline": plain(part.headline),
                "p": plain(p_value(run.method, part)),
            }
            for area, part in run.by_area.items()
        },
        "family": _family_json(run.family),
    }


def _clean_json(table: Calibration | None) -> Json | None:
    if table is None or table.range is None:
        return None
    return {
        "elections": len(table.controls),
        "countries": len(table.countries),
        "least": table.range[0],
        "greatest": table.range[1],
        "false_alarms": table.nation.alarms,
        "false_alarms_in_regions": table.regions.alarms if table.regions else None,
        "regions": table.regions.looked_at if table.regions else None,
        "share_of_countries_at_most": table.nation.most,
        "power": [
            {"kind": p.kind, "size": p.size, "found": p.found, "replicates": p.replicates}
            for p in table.power
        ],
    }


def _family_json(family: Family | None) -> Json | None:
    if family is None:
        return None
    return {
        "level": family.level,
        "tests": len(family.p),
        "fired": family.fired,
        "by_chance": family.by_chance,
        "fired_after_holm": family.fired_after_holm,
        "fired_after_benjamini_hochberg": family.fired_after_benjamini_hochberg,
    }
