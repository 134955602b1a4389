"""Whether one house with alliances is settled: who takes part over the whole place (a best loser
too), and the seats of every storey; and whether any rule for one house is open.

An alliance that shares seats jointly stands for the sum of its members above, and shares what it
has among them below: each storey is one allocation, proved over the votes that its members can
have together. Where a storey is not proved, completions are tried under the whole rule: two that
give other seats are a witness, whatever parts the rule has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from crosstally.compare.admissions import Admissions
from crosstally.compare.area_spaces import AreaSpaces
from crosstally.compare.completions import Completion, Space
from crosstally.compare.settled import Determined, Settled, ends_of_share
from crosstally.compare.settled_areas import AreaSettled, areas_settled
from crosstally.compare.settled_levelling import WholePlace
from crosstally.compare.settled_parts import WITHOUT_CONDITIONS, next_by_votes
from crosstally.election.rule import CONSTITUENCY, NATION, Rule, Share, Threshold
from crosstally.seats.blocs import Sharing
from crosstally.seats.by_constituency import area_rules
from crosstally.seats.system import apply_system
from crosstally.seats.votes import ArgumentError

MOST_TRIED = 12
"""Options of which every pair is tried; among more, each by itself."""


def one_house_settled(rule: Rule, space: Space) -> Settled:
    """The seats of a rule without constituencies. ``space`` has the base of the rule's first
    share, see ``Rule.share_asked``."""
    if space.is_point:
        return Settled(Determined.YES)
    taking_part = None if _other_parts(rule) else who_takes_part(rule, space)
    shared = _weighed(rule, space)
    if (
        taking_part
        and shared is not None
        and _storeys_kept(rule, shared, taking_part)
        and (not rule.majority_guarantee or _guarantee_idle(rule, space, taking_part))
    ):
        return Settled(Determined.YES)
    return _tried(rule, space)


def constituencies_settled(
    rule: Rule, spaces: AreaSpaces, nation: Space, not_held: int | None
) -> Mapping[str, AreaSettled]:
    """Constituency → whether its own seats are settled, where it is sure who takes part over the
    whole place, by whatever way; empty for other rules. The votes of all others do not count."""
    about = rule.constituencies
    joint = any(alliance.seats == "jointly" for alliance in rule.alliances.values())
    if about is None or about.added or joint or rule.bonus is not None or rule.direct_seats:
        return {}
    if any(one.scope != NATION for one in _thresholds(rule)):
        return {}
    without: dict[str, object] = {"threshold": None, "further_thresholds": []}
    own = rule.model_copy(update={**without, "alliances": {}, "coalitions": {}})
    taking_part = who_takes_part(rule, nation) if area_rules(own) is not None else None
    if not taking_part:
        return {}
    groups = {name: [name] for name in taking_part}
    held = {
        area: replace(
            one,
            least={name: one.least[name] for name in taking_part},
            most={name: one.most[name] for name in taking_part},
            unread=_unread(one.unread, groups),
        )
        for area, one in spaces.held.items()
    }
    found = areas_settled(
        own, AreaSpaces(held, taking_part, False), together(nation, groups), not_held
    )
    nobody = dict.fromkeys((name for name in spaces.options if name not in rule.alliances), 0)
    return {
        area: one if one.seats is None else replace(one, seats={**nobody, **one.seats})
        for area, one in found.items()
    }


def who_takes_part(rule: Rule, space: Space) -> list[str] | None:
    """The options that take part over the whole place at every completion; None where that is not
    shown. Votes given to alliances as a whole, and other ways over a threshold, are not told."""
    if any(space.greatest_of(name) for name in space.options if name in rule.alliances):
        return None
    lists = [name for name in space.options if name not in rule.alliances]
    taking_part = set(lists)
    for threshold in _thresholds(rule):
        passing = _passing(rule, threshold, lists, space)
        if passing is None:
            return None
        taking_part &= passing
    return [name for name in lists if name in taking_part]


def _thresholds(rule: Rule) -> list[Threshold]:
    first = [] if rule.threshold is None else [rule.threshold]
    return [*first, *rule.further_thresholds]


def _passing(
    rule: Rule, threshold: Threshold, lists: Sequence[str], space: Space
) -> set[str] | None:
    """Who passes one threshold; best losers and the next ones as ``seats.admission`` has them."""
    about = rule.share_asked
    only = rule.constituencies is None
    known = threshold.scope == NATION or (only and threshold.scope == CONSTITUENCY)
    if not known or threshold.alternatives or threshold.in_areas or space.base is None:
        return None
    if threshold.admitted_together is not None or threshold.per == "seat":
        return None
    if about is None or about.of != threshold.of:
        return None
    asked = threshold.model_copy(update={"scope": NATION})
    found = Admissions(rule.model_copy(update={"threshold": asked}), space.options, space)
    if found.open:
        return None
    passed = set(found.at(space.best({})))
    for alliance in rule.alliances.values() if threshold.best_loser else ():
        below = [one for one in alliance.members if one in lists and one not in passed]
        if below and passed.intersection(alliance.members):
            best = next_by_votes(space, below, 1)
            if best is None:
                return None
            passed.update(best)
    short = threshold.admitted_at_least - len(passed)
    if short > 0:
        others = next_by_votes(space, [one for one in lists if one not in passed], short)
        if others is None:
            return None
        passed.update(others)
    return passed


def together(space: Space, groups: Mapping[str, Sequence[str]]) -> Space:
    """What groups of options can have together, each under its name; other options are left out:
    ballots that may be theirs may go nowhere."""
    least = {name: sum(space.least[one] for one in inside) for name, inside in groups.items()}
    most = {name: sum(space.most[one] for one in inside) for name, inside in groups.items()}
    return Space(least, most, space.not_held, _unread(space.unread, groups))


def _unread(
    unread: Mapping[frozenset[str], int], groups: Mapping[str, Sequence[str]]
) -> dict[frozenset[str], int]:
    found: dict[frozenset[str], int] = {}
    for names, room in unread.items():
        here = frozenset(name for name, inside in groups.items() if names.intersection(inside))
        if here:
            found[here] = found.get(here, 0) + room
    return found


def _other_parts(rule: Rule) -> bool:
    """Whether seats hang on more than who takes part and one allocation a storey."""
    parts = (
        *(rule.tiers, rule.direct_seats, rule.bonus, rule.candidates, rule.runner_up),
        rule.most_over_share,
    )
    return any(parts) or rule.constituencies is not None


def _weighed(rule: Rule, space: Space) -> Space | None:
    """The votes that seats are shared by, times what makes them whole; None where it is open whose
    weigh more. A ballot that may be anybody's weighs as much at most."""
    about = rule.raised
    if about is None:
        return space
    more, once = about.factor.numerator, about.factor.denominator
    times = dict.fromkeys(space.options, once)
    for name in about.options:
        below = {True} if about.below is None else _stays_below(about.below, rule, name, space)
        if len(below) != 1:
            return None
        if True in below:
            times[name] = more
    return replace(
        space,
        least={name: count * times[name] for name, count in space.least.items()},
        most={name: count * times[name] for name, count in space.most.items()},
        not_held=space.not_held * more,
        unread={names: room * more for names, room in space.unread.items()},
    )


def _stays_below(share: Share, rule: Rule, name: str, space: Space) -> set[bool]:
    """Whether an option stays below a share: both where that is open."""
    about = rule.share_asked
    if about is None or about.of != share.of or space.base is None:
        return {True, False}
    ends = ends_of_share(space, {name: 1}, share.fraction)
    return {at.votes[name] < share.fraction * (at.base or 0) for at in ends}


def _guarantee_idle(rule: Rule, space: Space, taking_part: Sequence[str]) -> bool:
    """Whether at every completion who has more than half of the votes has more than half of the
    seats as well, these being settled."""
    sharing = Sharing(rule, tuple(space.options))
    groups = {
        node: sharing.options_of(node, taking_part) for node in sharing.storeys(taking_part)[0]
    }
    here = together(space, groups)
    _, won = WholePlace(here, rule.method, rule.ties).shared(list(groups), rule.seats)
    for node in groups:
        if won is not None and 2 * won[node] > sum(won.values()):
            continue
        weights = {one: 1 if one == node else -1 for one in groups}
        at = here.best(weights)
        if sum(weight * at.votes[one] for one, weight in weights.items()) > 0:
            return False
    return True


def _storeys_kept(rule: Rule, space: Space, taking_part: Sequence[str]) -> bool:
    """Whether the seats are shown to be the same at every completion, storey by storey."""
    sharing = Sharing(rule, tuple(space.options))
    top, inside = sharing.storeys(taking_part)

    def kept(nodes: Sequence[str], seats: int, method: str, most: int | None = None) -> bool:
        groups = {node: sharing.options_of(node, taking_part) for node in nodes}
        place = WholePlace(together(space, groups), method, rule.ties)
        found, won = place.shared(list(nodes), seats)
        if found.determined is not Determined.YES or won is None:
            return False
        full = [node for node in nodes if most is not None and won[node] > most]
        if full:  # they have no more, and the others share what is left
            assert most is not None
            won = dict.fromkeys(full, most)
            rest = [node for node in nodes if node not in full]
            if not kept(rest, max(0, seats - most * len(full)), method, most):
                return False
        return all(
            kept(inside[node], won[node], rule.alliances[node].method or method)
            for node in won
            if node in inside
        )

    methods = {rule.method, *(one.method for one in rule.alliances.values() if one.method)}
    return not methods.intersection(WITHOUT_CONDITIONS) and kept(
        top, rule.seats, rule.method, rule.most_seats
    )


def _tried(rule: Rule, space: Space) -> Settled:
    """Open where two completions give other seats under the whole rule."""
    of = rule.shares_of
    about = rule.share_asked
    if len(of) > 1 or (of and (space.base is None or about is None or about.of not in of)):
        return Settled(Determined.UNKNOWN)
    first: tuple[Completion, frozenset[tuple[int, ...]]] | None = None
    for at in _probes(rule, space):
        bases = {base: {NATION: at.base or 0} for base in of}
        try:
            outcome = apply_system(rule, {NATION: at.votes}, bases or None)
        except ArgumentError:  # no house is large enough, or nobody has a vote
            continue
        rows = frozenset(tuple(row.values()) for row in outcome.outcomes)
        if first is None:
            first = at, rows
        elif rows != first[1]:
            return Settled(Determined.NO, (first[0], at))
    return Settled(Determined.UNKNOWN)


def _probes(rule: Rule, space: Space) -> Iterator[Completion]:
    yield space.best({})
    for one in space.options:
        yield space.best({one: 1})
        yield space.best({one: -1})
    for threshold in _thresholds(rule) if space.base is not None else ():
        for one in space.options:
            yield from ends_of_share(space, {one: 1}, threshold.fraction)
    if len(space.options) <= MOST_TRIED:
        for one, other in permutations(space.options, 2):
            yield space.best({one: 1, other: -1})
