"""What the sheets held settle where the contest has a rule: winner, thresholds, seats."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.compare.answers import Answers
from crosstally.compare.area_spaces import AreaSpaces
from crosstally.compare.bounds_case import Case, asks_for_majority
from crosstally.compare.completions import Space
from crosstally.compare.settled import Determined, Settled, threshold_settled
from crosstally.compare.settled_alliances import constituencies_settled
from crosstally.compare.settled_areas import AreaSettled, areas_settled
from crosstally.compare.settled_by_few import few_in_constituencies
from crosstally.compare.settled_first_round import first_round_space, first_rounds_settled
from crosstally.compare.settled_houses import house_settled, houses_settled
from crosstally.compare.settled_seats import winner_settled
from crosstally.compare.settled_systems import SystemSettled, system_settled
from crosstally.compare.settled_turnout import turnout_settled
from crosstally.election.definition import Rule

UNKNOWN = Settled(Determined.UNKNOWN)


def answers_by_rule(
    case: Case,
    rule: Rule,
    areas: AreaSpaces | None,
    leaders: tuple[str, ...],
    lead: int | None,
) -> Answers:
    """What is settled in one case under ``rule``, which is the case's. ``areas``: the sheets held
    in each constituency, where the rule has some."""
    space = case.space
    if rule.turnout is not None:
        found = turnout_settled(case)
        few = SystemSettled(found)
        if found.determined is Determined.UNKNOWN and areas is not None:
            few = few_in_constituencies(rule, areas, case.not_held)
        return Answers(found, {}, few.seats, few.areas, leaders, lead)
    thresholds = _thresholds(case, rule, space)
    asked = rule if asks_for_majority(rule) and rule.first_round is None else None
    winner = UNKNOWN if space is None else winner_settled(space, asked)
    seats = UNKNOWN
    by_area: Mapping[str, AreaSettled] = {}
    if areas is not None:
        seats, by_area = _constituencies(case, rule, areas, space)
    elif space is not None and rule.first_round is not None:
        winner = seats = first_round_space(case, space).settled()
    elif space is not None:
        seats = house_settled(rule, space)
    return Answers(winner, thresholds, seats, by_area, leaders, lead)


def _thresholds(case: Case, rule: Rule, space: Space | None) -> dict[str, Settled]:
    """Option → whether its passing the threshold is settled."""
    if rule.threshold is None or not rule.plain:
        return {}
    if space is None:
        return dict.fromkeys(case.options, UNKNOWN)
    return {option: threshold_settled(space, rule.threshold, option) for option in case.options}


def _constituencies(
    case: Case, rule: Rule, areas: AreaSpaces, space: Space | None
) -> tuple[Settled, Mapping[str, AreaSettled]]:
    """All seats of a rule with constituencies, and those of each."""
    by_area: Mapping[str, AreaSettled]
    if rule.method == "majority":
        by_area = first_rounds_settled(rule, areas, case.not_held)
    else:
        by_area = areas_settled(rule, areas, space, case.not_held)
    seats = Settled(_of_all(by_area))
    if not by_area and space is not None:  # rules of other parts
        system = system_settled(rule, areas, space, case.not_held)
        by_area, seats = system.areas, system.seats
    if not by_area and space is not None:
        by_area = constituencies_settled(rule, areas, space, case.not_held)
        by_area = by_area or houses_settled(rule, areas, space, case.not_held)
        seats = Settled(_of_all(by_area)) if by_area else seats
    if seats.determined is Determined.UNKNOWN:
        few = few_in_constituencies(rule, areas, case.not_held)
        seats, by_area = few.seats, few.areas or by_area
    return seats, by_area


def _of_all(areas: Mapping[str, AreaSettled]) -> Determined:
    """Whether the seats of every constituency are settled."""
    found = {item.determined for item in areas.values()}
    if not found or Determined.UNKNOWN in found:
        return Determined.UNKNOWN
    return Determined.NO if Determined.NO in found else Determined.YES
