"""Whether each constituency's seats are settled, where it is a house of its own.

It shares its seats by votes there alone, with alliances, quotas, seats won directly, short lists or
a threshold of its own, and it is sure who passes a threshold of the whole place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from crosstally.compare.area_spaces import AreaSpaces, HeldInArea
from crosstally.compare.completions import Base, Completion, Space
from crosstally.compare.settled import Determined, Settled
from crosstally.compare.settled_alliances import one_house_settled, together, who_takes_part
from crosstally.compare.settled_areas import AreaCase, AreaSettled, won
from crosstally.compare.settled_by_few import few_in_one_house
from crosstally.compare.settled_seats import seats_settled
from crosstally.compare.settled_systems import system_settled
from crosstally.election.rule import CONSTITUENCY, NATION, Rule, Threshold
from crosstally.seats.ballots import Ballots
from crosstally.seats.constituencies import seats_of_constituencies
from crosstally.seats.outcome import SeatOutcome
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError


def house_settled(rule: Rule, space: Space) -> Settled:
    """The seats of a rule without constituencies."""
    ways: list[Callable[[Rule, Space], Settled]] = [_plain, few_in_one_house]
    if not rule.plain:
        ways = [_plain, _by_parts, one_house_settled, few_in_one_house, _long_enough]
    for way in ways:
        found = way(rule, space)
        if found.determined is not Determined.UNKNOWN:
            return found
    return Settled(Determined.UNKNOWN)


def _plain(rule: Rule, space: Space) -> Settled:
    return seats_settled(space, rule)


def _by_parts(rule: Rule, space: Space) -> Settled:
    return system_settled(rule, None, space, space.not_held).seats


def _long_enough(rule: Rule, space: Space) -> Settled:
    """Lists that may run out of candidates are settled where the seats would be without that, and
    every list is long enough for its seats."""
    unknown = Settled(Determined.UNKNOWN)
    if not rule.candidates or rule.direct_seats:
        return unknown
    endless = rule.model_copy(update={"candidates": {}})
    found = house_settled(endless, space)
    if found.determined is not Determined.YES:
        return unknown
    outcome = _outcome(endless, space.best({}))
    limits = rule.of_area(rule.candidates, None)
    whole = outcome.outcomes_count == len(outcome.outcomes)
    enough = all(
        row.get(name, 0) <= most for row in outcome.outcomes for name, most in limits.items()
    )
    return found if whole and enough else unknown


def houses_settled(
    rule: Rule, spaces: AreaSpaces, nation: Space, not_held: int | None
) -> dict[str, AreaSettled]:
    """Constituency → whether its seats are settled; empty where its seats hang on votes elsewhere,
    or where it is not sure who takes part.

    ``nation``: the space of the whole place with the base of the rule's threshold; ``not_held``:
    how many voters all sheets not held have, at most.
    """
    seats = _seats(rule)
    if not_held is None or not seats or not set(seats) <= set(spaces.held) or _elsewhere(rule):
        return {}
    taking_part = _taking_part(rule, nation)
    if not taking_part:
        return {}
    found = {}
    for area, count in seats.items():
        held = spaces.held[area]
        own = _own_rule(rule, area, count)
        here = together(held.space(not_held), {name: [name] for name in taking_part})
        base = _base(own, held, spaces, len(taking_part) == len(nation.options))
        if own.threshold is not None and base is None:
            found[area] = AreaSettled(Determined.UNKNOWN)
        else:
            found[area] = _area(own, replace(here, base=base), held, nation.options)
    return found


def _elsewhere(rule: Rule) -> bool:
    """Whether seats of a constituency hang on votes elsewhere, or there are others above it."""
    about = rule.constituencies
    above = [name for name, found in rule.direct_seats.items() if isinstance(found, int)]
    tiers = any(one.at != CONSTITUENCY or one.own or one.quota_at for one in rule.tiers)
    if about is None or about.added or above or tiers or rule.bonus is not None:
        return True
    if rule.turnout is not None or rule.counts_areas:
        return True
    quotas = any(one.per == "seat" for one in rule.every_threshold)
    if quotas or any(one.at_most or one.counting == "continued" for one in rule.tiers):
        return True
    if any(one.linked or one.quota_of == "registered" for one in rule.tiers):
        return True
    scopes = {one.scope for one in _thresholds(rule)}
    scopes |= {tier.threshold.scope for tier in rule.tiers if tier.threshold is not None}
    return not scopes <= {NATION, CONSTITUENCY}


def _seats(rule: Rule) -> Mapping[str, int]:
    """Constituency → seats, where that does not hang on votes."""
    about = rule.constituencies
    if about is None or about.apportioned is None:
        return {} if about is None else {area: n for area, n in about.seats.items() if n}
    if about.apportioned.by != "population":
        return {}
    places = tuple(about.apportioned.population)
    try:
        found = seats_of_constituencies(rule, Ballots((), places, {}, {}, {}, {}), rule.seats)
    except ArgumentError:
        return {}
    return {area: n for area, n in found[0].items() if n} if len(found) == 1 else {}


def _thresholds(rule: Rule) -> list[Threshold]:
    first = [] if rule.threshold is None else [rule.threshold]
    return [*first, *rule.further_thresholds]


def _taking_part(rule: Rule, nation: Space) -> list[str] | None:
    """Who passes every threshold of the whole place, where that is sure."""
    asked = [one for one in _thresholds(rule) if one.scope == NATION]
    if any(tier.threshold is not None and tier.threshold.scope == NATION for tier in rule.tiers):
        return None
    first, further = (asked[0], asked[1:]) if asked else (None, [])
    about = {"threshold": first, "further_thresholds": further}
    return who_takes_part(rule.model_copy(update=about), nation)


def _own_rule(rule: Rule, area: str, seats: int) -> Rule:
    """The rule of one constituency, as if it were the whole place."""
    asked = [
        one.model_copy(update={"scope": NATION})
        for one in _thresholds(rule)
        if one.scope == CONSTITUENCY
    ]
    tiers = [
        tier.model_copy(
            update={
                "at": NATION,
                "threshold": None
                if tier.threshold is None
                else tier.threshold.model_copy(update={"scope": NATION}),
            }
        )
        for tier in rule.tiers
    ]
    here = {
        name: one.model_copy(update={"areas": []})
        for name, one in rule.alliances.items()
        if not one.areas or area in one.areas
    }
    about: dict[str, object] = {
        "seats": seats,
        "constituencies": None,
        "threshold": asked[0] if asked else None,
        "further_thresholds": asked[1:],
        "tiers": tiers,
        "alliances": here,
        "direct_seats": rule.of_area(rule.direct_seats, area),
        "candidates": rule.of_area(rule.candidates, area),
    }
    return rule.model_copy(update=about)


def _base(own: Rule, held: HeldInArea, spaces: AreaSpaces, everybody: bool) -> Base | None:
    """What the constituency's own threshold is a share of, where that is known."""
    if own.threshold is None:
        return None
    if own.threshold.of == "valid" and spaces.options_are_valid and everybody:
        return Base(follows=True, least=0, most=0, grows=True)
    if own.threshold.of in ("valid", "cast"):
        return held.ballots(own.threshold.of)
    if own.threshold.of == "registered" and held.registered is not None:
        return Base(False, held.registered, held.registered, grows=False)
    return None


def _area(own: Rule, space: Space, held: HeldInArea, options: Sequence[str]) -> AreaSettled:
    found = house_settled(own, space)
    if found.determined is Determined.NO:
        if not held.by_itself:
            return AreaSettled(Determined.UNKNOWN)
        return AreaSettled(Determined.NO, tuple(_case(own, at) for at in found.witness))
    if found.determined is Determined.UNKNOWN:
        return AreaSettled(Determined.UNKNOWN)
    outcome = _outcome(own, space.best({}))
    if len(outcome.outcomes) > 1:
        return AreaSettled(Determined.YES)
    lists = [name for name in options if name not in own.alliances]
    return AreaSettled(Determined.YES, seats={name: outcome.seats.get(name, 0) for name in lists})


def _outcome(own: Rule, at: Completion) -> SeatOutcome:
    bases: dict[str, dict[str, int]] = {}
    if own.threshold is not None and at.base is not None:
        bases = {own.threshold.of: {NATION: at.base}}
    return apply_system(own, {NATION: at.votes}, bases or None)


def _case(own: Rule, at: Completion) -> AreaCase:
    outcome = _outcome(own, at)
    tied = tuple(outcome.tied)
    return AreaCase(dict(at.votes), tuple(outcome.admitted), won(outcome.seats), tied=tied)
