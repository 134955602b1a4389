"""What in a rule contradicts itself, though every word of it is known: seats that do not add up,
alliances that are members of themselves, areas that have no seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from crosstally.election.definition import Definition
from crosstally.election.rule import CONSTITUENCY, NATION, Alliance, Constituencies, Rule, Threshold
from crosstally.election.yaml_source import Location, YamlSource
from crosstally.problems import Problem, suggestion
from crosstally.words import _

Mistake = tuple[Location, str, str | None, str | None]
"""Where inside the rule, what is wrong, what was read, and a hint."""


def problems_of_rules(definition: Definition, source: YamlSource) -> list[Problem]:
    """Every mistake in the rules of all contests, with its line. Numbers that stand in tables are
    to be read in before."""
    found = []
    for name, contest in definition.contests.items():
        for place, said, read, hint in mistakes(contest.rule) if contest.rule is not None else ():
            location = ("contests", name, "rule", *place)
            message = f"{source.where(location)}: {said}"
            found.append(source.problem(location, message, read=read, hint=hint))
    return found


def mistakes(rule: Rule) -> Iterator[Mistake]:
    """What does not go together."""
    yield from _alliances(rule.alliances)
    yield from _seats(rule)
    if rule.constituencies is None:
        yield from _levels(rule)
    else:
        yield from _areas(rule, rule.constituencies)


def _alliances(alliances: Mapping[str, Alliance]) -> Iterator[Mistake]:
    for name, alliance in alliances.items():
        place = ("alliances", name)
        if name in _inside(alliances, name):
            yield place, _("is a member of itself"), None, None
        for i, member in enumerate(alliance.members):
            if member in alliance.members[:i]:
                yield (*place, "members", i), _("stands twice among the members"), member, None
    for one, other in combinations(alliances, 2):
        both = _inside(alliances, one) & _inside(alliances, other)
        nested = other in _inside(alliances, one) or one in _inside(alliances, other)
        if both and not nested and _for_the_same(alliances[one], alliances[other]):
            said = _("{member} is a member of {one} too, and neither is inside the other")
            said = said.format(member=sorted(both)[0], one=one)
            yield ("alliances", other), said, None, None


def _inside(alliances: Mapping[str, Alliance], name: str) -> set[str]:
    """All members of an alliance, those of alliances inside it too."""
    found: set[str] = set()
    left = list(alliances[name].members)
    while left:
        member = left.pop()
        if member not in found:
            found.add(member)
            left += alliances[member].members if member in alliances else []
    return found


def _for_the_same(one: Alliance, other: Alliance) -> bool:
    """Whether they pass a threshold together, or share seats together, in the same places."""
    if one.areas and other.areas and not set(one.areas) & set(other.areas):
        return False
    seats = one.seats == other.seats == "jointly"
    return seats or (one.threshold == other.threshold == "jointly" and one.seats == other.seats)


def _seats(rule: Rule) -> Iterator[Mistake]:
    own = sum(tier.own for tier in rule.tiers)
    extra = rule.bonus.extra or 0 if rule.bonus is not None else 0
    left = rule.seats - own - extra
    about = rule.constituencies
    if about is not None and about.apportioned is None:
        given = sum(about.seats.values())
        if given != left:
            said = _(
                "there are {given} seats in constituencies, and {seats} are left for them of all "
                "seats of the rule"
            )
            yield ("seats",), said.format(given=given, seats=left), str(rule.seats), None
        for area, count in about.seats.items() if rule.method == "majority" else ():
            if count != 1:
                said = _("has more or fewer seats than one, which is what a majority fills")
                yield ("constituencies", "seats", area), said, str(count), None
    elif left < 0:
        said = _("are fewer than the {given} seats of tiers and of the bonus")
        yield ("seats",), said.format(given=own + extra), str(rule.seats), None
    wanted: list[tuple[Location, int]] = []
    if rule.bonus is not None and rule.bonus.guaranteed is not None:
        wanted.append((("bonus", "guaranteed"), rule.bonus.guaranteed))
    if rule.runner_up is not None:
        wanted.append((("runner_up", "seats_at_least"), rule.runner_up.seats_at_least))
    for place, count in wanted:
        if count > rule.seats:
            said = _("is more than all {seats} seats of the rule")
            yield place, said.format(seats=rule.seats), str(count), None
    direct = _in_all(rule)
    if direct > rule.seats:
        said = _("are more than all {seats} seats of the rule")
        yield ("direct_seats",), said.format(seats=rule.seats), str(direct), None


def _in_all(rule: Rule) -> int:
    """All seats won directly."""
    return sum(
        found if isinstance(found, int) else sum(found.values())
        for found in rule.direct_seats.values()
    )


def _thresholds(rule: Rule) -> Iterator[tuple[Location, Threshold]]:
    if rule.threshold is not None:
        yield ("threshold",), rule.threshold
    for i, threshold in enumerate(rule.further_thresholds):
        yield ("further_thresholds", i), threshold
    for i, tier in enumerate(rule.tiers):
        if tier.threshold is not None:
            yield ("tiers", i, "threshold"), tier.threshold


def _levels(rule: Rule) -> Iterator[Mistake]:
    """Levels above constituencies, of which the rule has none."""
    named: list[tuple[Location, str | None]] = []
    for place, threshold in _thresholds(rule):
        named.append(((*place, "scope"), threshold.scope))
        for i, other in enumerate(threshold.alternatives):
            named.append(((*place, "or", i, "scope"), other.scope))
    for i, tier in enumerate(rule.tiers):
        named += [(("tiers", i, "at"), tier.at), (("tiers", i, "quota_at"), tier.quota_at)]
    for place, level in named:
        if level not in (None, NATION, CONSTITUENCY):
            said = _("is a level above constituencies, and the rule names no `constituencies`")
            yield place, said, level, None


def _areas(rule: Rule, about: Constituencies) -> Iterator[Mistake]:
    """Constituencies that other parts name, and that have no seats."""
    known = list(about.seats)
    if about.apportioned is not None:
        known = list(about.apportioned.population)
    if not known:
        return  # seats are apportioned by what the sheets say
    named: list[tuple[Location, str]] = []
    for name, alliance in rule.alliances.items():
        named += [(("alliances", name, "areas", i), area) for i, area in enumerate(alliance.areas)]
    for key, numbers in (("direct_seats", rule.direct_seats), ("candidates", rule.candidates)):
        named += [((key, area), area) for area, n in numbers.items() if not isinstance(n, int)]
    for place, area in named:
        if area not in known:
            said = _("is no constituency as `constituencies` calls them")
            yield place, said, area, suggestion(area, known)
