"""The work behind the seats of a rule, stage by stage, as tables that a person follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from crosstally.election.rule import CONSTITUENCY, NATION, Rule
from crosstally.report.names import seats_said
from crosstally.report.seat_steps import StepTable, share_shown, shown, step_tables
from crosstally.seats.admission import Admission
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.outcomes import Outcomes
from crosstally.seats.stages import Stage
from crosstally.words import _, ngettext, number, percent

Name = Callable[[str], str]
"""An option's id → what it is called."""


@dataclass(frozen=True)
class StageView:
    """One stage: what is done in it, and its tables."""

    title: str
    """Empty where there is one allocation, which speaks for itself."""
    tables: Sequence[StepTable]


def stage_views(outcome: SeatOutcome, rule: Rule, name: Name) -> list[StageView]:
    """How the seats were worked out, from the first stage to the seats of every constituency."""
    if not outcome.stages:
        tables = step_tables(outcome.steps, name, shared=(rule.method, rule.seats))
        return [StageView("", tables)] if tables else []
    many = len({stage.tier for stage in outcome.stages}) > 1
    views = [_view(stage, rule, name, many) for stage in outcome.stages]
    if outcome.by_area:
        title = _("Seats by constituency")
        above = any(tier.at != CONSTITUENCY for tier in rule.tiers)
        placed = any(stage.kind == "placing" for stage in outcome.stages)
        views.append(StageView(title, [_by_area(outcome.by_area, name, not placed and above)]))
    return views


def why_admitted(one: Admission) -> str:
    """Yes or no, and why where it is not an option's own share."""
    match one.why:
        case "below":
            return _("no")
        case "share":
            return _("yes") if one.alliance is None else _("with its alliance")
        case "exempt":
            return _("exempt")
        case "alternative":
            return _("otherwise")
        case "best_loser":
            return _("as the best loser")
    return _("as the next one")


def _view(stage: Stage, rule: Rule, name: Name, many: bool) -> StageView:
    title = _title(stage, name)
    if many and stage.kind not in ("turnout", "apportionment", "bonus", "raising"):
        tier = _("tier {tier}").format(tier=number(stage.tier + 1))
        title = f"{title}, {tier}"
    if stage.of_one_outcome:
        title = _("{title}, for one of the admissible outcomes").format(title=title)
    if stage.kind == "admission":
        return StageView(title, list(_admission_tables(stage.admissions, name)))
    if stage.kind == "turnout":
        return StageView(title, step_tables(stage.steps, _area_said))
    if stage.kind == "apportionment":
        of = (_("Constituency"), _("Size"))
        return StageView(title, step_tables(stage.steps, str, of, (stage.method, stage.seats)))
    shared = (stage.method, stage.seats) if stage.kind == "sharing" else None
    tables = step_tables(stage.steps, name, shared=shared, quota=stage.quota)
    pooled = stage.kind == "sharing" and stage.alliance is None and rule.tiers
    if pooled and tables and rule.tiers[stage.tier].votes == "remainders":
        said = _("Votes are those that were left in each area, together.")
        tables[0] = replace(tables[0], caption=f"{said} {tables[0].caption}")
    return StageView(title, tables)


def _area_said(area: str) -> str:
    return _("Whole place") if area == NATION else area


def _title(stage: Stage, name: Name) -> str:
    where = _area_said(stage.area)
    match stage.kind:
        case "turnout":
            return _("Who took part")
        case "apportionment":
            said = ngettext(
                "{count} seat shared among constituencies by {method}",
                "{count} seats shared among constituencies by {method}",
                stage.seats,
            )
        case "bonus":
            return _("Seats of the first option")
        case "admission":
            return _("Who takes part")
        case "raising":
            return _("Votes that weigh more")
        case "quotas":
            said = ngettext(
                "{area}: {count} seat by full {method} quotas",
                "{area}: {count} seats by full {method} quotas",
                stage.seats,
            )
        case "levelling":
            said = ngettext(
                "{area}: {count} levelling seat",
                "{area}: {count} levelling seats",
                stage.seats,
            )
        case "placing":
            said = ngettext(
                "{area}: the constituency of {count} seat, by {method}",
                "{area}: the constituencies of {count} seats, by {method}",
                stage.seats,
            )
        case "sharing" if stage.alliance is not None:
            said = ngettext(
                "{area}, {alliance}: {count} seat by {method}",
                "{area}, {alliance}: {count} seats by {method}",
                stage.seats,
            )
        case _:
            said = ngettext(
                "{area}: {count} seat by {method}",
                "{area}: {count} seats by {method}",
                stage.seats,
            )
    alliance = name(stage.alliance) if stage.alliance is not None else ""
    return said.format(
        count=number(stage.seats), method=stage.method, area=where, alliance=alliance
    )


def _admission_tables(reasons: Iterable[Admission], name: Name) -> Iterator[StepTable]:
    """One table for each area that a threshold is asked for in."""
    head = (_("Option"), _("Votes"), _("Of"), _("Share"), _("Needs"), _("Passes"))
    for area, found in groupby(reasons, key=lambda one: one.area):
        caption = _area_said(area)
        rows = [
            (
                name(one.option),
                shown(Fraction(one.votes)),
                shown(Fraction(one.base)),
                "" if one.share is None else share_shown(one.share),
                "" if one.why == "exempt" else percent(one.needed),
                why_admitted(one),
            )
            for one in found
        ]
        yield StepTable(f"{caption}:", head, rows, 0)


def _by_area(by_area: Mapping[str, Outcomes], name: Name, below_only: bool) -> StepTable:
    """Constituencies down, options with a seat in any of them across."""
    most = {area: _most(found) for area, found in by_area.items()}
    options = list(dict.fromkeys(one for found in most.values() for one in found if found[one]))
    caption = _("Seats won in constituencies:") if below_only else _("Seats by constituency:")
    rows = [
        (
            area,
            *(
                seats_said(found.certain[one], most[area][one]) if most[area][one] else ""
                for one in options
            ),
        )
        for area, found in by_area.items()
    ]
    return StepTable(caption, (_("Constituency"), *map(name, options)), rows, 0)


def _most(found: Outcomes) -> dict[str, int]:
    return {one: max(row[at] for row in found.rows) for at, one in enumerate(found.options)}
