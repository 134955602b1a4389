"""Statistics as JSON: each method beside clean elections, none a verdict."""

from __future__ import annotations

from crosstally import words
from crosstally.check.result import CheckResult
from crosstally.check.statistics import MethodRun, Statistics, p_value
from crosstally.check.values import plain
from crosstally.forensics import power_in_regions
from crosstally.forensics.calibration import Calibration
from crosstally.forensics.many_tests import Family
from crosstally.report.json_text import Json, json_bytes
from crosstally.words import _


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
            "step": protocol.protocol.step,
            "significance": plain(protocol.significance),
        },
        "by": statistics.by,
        "fixed_after_voting_day": statistics.fixed_after_voting_day,
        "not_run": list(statistics.not_run),
        "methods": [_run_json(run) for run in statistics.runs],
        "family": _family_json(statistics.family),
    }


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
        "excluded": run.excluded,
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
                "p_after_holm": plain(run.p_after_holm.get(area)),
            }
            for area, part in run.by_area.items()
        },
        "areas_refused": dict(run.refused_areas),
        "details": [sentence.text for sentence in run.outcome.details],
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
        "made_up": None if table.made_up is None else _(table.made_up),
        "false_alarms": table.nation.alarms,
        "false_alarms_in_regions": table.regions.alarms if table.regions else None,
        "regions": table.regions.looked_at if table.regions else None,
        "share_of_countries_at_most": table.nation.most,
        "power": [
            {
                "kind": p.kind,
                "size": p.size,
                "found": p.found,
                "replicates": p.replicates,
                "by_country": {country: list(n) for country, n in p.by_country.items()},
            }
            for p in table.power
        ],
        "power_in_regions": [
            {
                "kind": p.kind,
                "size": p.size,
                "by_stations": {str(least): list(n) for least, n in p.by_stations.items()},
            }
            for p in power_in_regions.power_in_regions(table.method)
        ],
    }


def _family_json(family: Family | None) -> Json | None:
    if family is None:
        return None
    return {
        "level": family.level,
        "tests": len(family.p),
        "least_p": family.least_p,
        "fired": family.fired,
        "by_chance": family.by_chance,
        "fired_after_holm": family.fired_after_holm,
        "fired_after_benjamini_hochberg": family.fired_after_benjamini_hochberg,
    }
