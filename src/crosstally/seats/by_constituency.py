"""A rule whose constituencies each share their own seats: the part that hangs on one area alone,
and who takes part in them under a threshold of the whole place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.election.rule import CONSTITUENCY, NATION, Rule, Threshold
from crosstally.seats.admission import units
from crosstally.seats.ballots import Ballots
from crosstally.seats.conditions import has_conditions
from crosstally.seats.constituencies import seats_of_constituencies
from crosstally.seats.votes import ArgumentError


def area_rules(rule: Rule) -> dict[str, Rule] | None:
    """Constituency → the rule by which it shares its own seats, without the threshold of the whole
    place; None for a rule whose seats are not given in constituencies alone, or hang on more than
    votes there and one threshold."""
    seats = _house(rule)
    tier = rule.tiers[0] if rule.tiers else None
    parts = (rule.bonus, rule.direct_seats, rule.majority_guarantee, rule.limited)
    joint = any(alliance.seats == "jointly" for alliance in rule.alliances.values())
    if rule.first_round is not None or rule.turnout is not None or rule.counts_areas:
        return None
    if seats is None or any(parts) or joint or len(rule.tiers) > 1 or rule.further_thresholds:
        return None
    if tier is not None and (
        tier.at != CONSTITUENCY or tier.quota or tier.own or tier.threshold or tier.at_most
        or tier.counting != "alone"
    ):  # fmt: skip
        return None
    method = (tier.method if tier is not None else None) or rule.method
    about: dict[str, object] = {"method": method, "ties": rule.ties}
    threshold = rule.threshold
    if threshold is not None:
        if threshold.alternatives or threshold.best_loser or threshold.admitted_at_least:
            return None
        if threshold.admitted_together is not None:
            return None
        if threshold.scope == CONSTITUENCY:
            others = (rule.alliances, rule.coalitions, threshold.exempt, threshold.for_options)
            if any(others) or threshold.of != "valid":
                return None
            about["threshold"] = threshold.model_dump(include={"share", "of", "passes"})
        elif threshold.scope != NATION or threshold.per == "seat":
            return None
    found = {
        area: Rule.model_validate({**_per_seat(about, threshold, count), "seats": count})
        for area, count in seats.items()
        if count
    }
    return found if all(has_conditions(one) for one in found.values()) else None


def _per_seat(
    about: Mapping[str, object], threshold: Threshold | None, seats: int
) -> Mapping[str, object]:
    """With a threshold of a quota as one of all votes."""
    own = about.get("threshold")
    if threshold is None or threshold.per == "all" or not isinstance(own, dict):
        return about
    return {**about, "threshold": {**own, "share": str(threshold.fraction / seats)}}


def _house(rule: Rule) -> Mapping[str, int] | None:
    """Constituency → seats, where that does not hang on votes."""
    about = rule.constituencies
    if about is None or about.apportioned is None:
        return None if about is None else about.seats
    if about.apportioned.by != "population":
        return None
    places = tuple(about.apportioned.population)
    try:
        found = seats_of_constituencies(rule, Ballots((), places, {}, {}, {}, {}), rule.seats)
    except ArgumentError:
        return None
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Unit:
    """Options that pass a threshold together: one, or those of an alliance."""

    members: tuple[str, ...]
    counted: tuple[str, ...]
    """Whose votes count for them: their own, and those for their alliances as a whole."""
    share: Fraction
    exempt: bool = False


def admission_units(rule: Rule, options: Sequence[str], lists: Sequence[str]) -> Iterator[Unit]:
    """Who passes the threshold of the whole place together. ``lists`` are the options that are no
    alliances; votes given to an alliance as a whole count for its members."""
    threshold = rule.threshold
    assert threshold is not None
    by_name: dict[str, list[str]] = {}
    inside = dict(units(rule, lists))
    for option in lists:
        by_name.setdefault(inside[option][0], []).append(option)
    for name, members in by_name.items():
        joint = [
            one
            for one in options
            if one in rule.alliances and set(rule.alliances[one].members) <= set(members)
        ]
        alike: dict[tuple[Fraction, bool], list[str]] = {}
        for option in members:
            exempt = option in threshold.exempt or name in threshold.exempt
            size = rule.coalitions.get(option, len(members))
            share = threshold.fraction_for(size, option)
            alike.setdefault((share, exempt), []).append(option)
        for (share, exempt), together in alike.items():
            yield Unit(tuple(together), (*members, *joint), share, exempt)


def joint_votes_fit(rule: Rule, options: Sequence[str], most: Mapping[str, int]) -> bool:
    """Whether votes given to alliances as a whole, where there are any, go to members that pass
    together, so that who passes does not hang on how they are shared."""
    lists = [name for name in options if name not in rule.alliances]
    inside = dict(units(rule, lists))
    for name, alliance in rule.alliances.items():
        if not most.get(name):
            continue
        members = [member for member in alliance.members if member in inside]
        if len(members) != len(alliance.members):
            return False
        if rule.threshold is not None and len({inside[one][0] for one in members}) > 1:
            return False
    return True
