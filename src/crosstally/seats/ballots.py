"""Votes of an election by area, with the sizes that thresholds are shares of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from crosstally import words
from crosstally.election.rule import CONSTITUENCY, NATION, Alliance, Rule
from crosstally.problems import suggestion
from crosstally.seats.votes import ArgumentError, whole

Number = int | Fraction
Votes = Mapping[str, Number]
"""Option → votes. Votes that were shared in proportion are fractions, and stay exact."""


@dataclass(frozen=True)
class Ballots:
    """Votes by area. Votes of an alliance as a whole are shared among its members already."""

    options: tuple[str, ...]
    """In the order of registration; an alliance with votes as a whole is none."""
    constituencies: tuple[str, ...]
    """The areas that have seats; ``NATION`` alone where the whole place is one."""
    counted: Mapping[str, Votes]
    """Area → votes as they were counted there, areas without seats too."""
    votes: Mapping[str, Votes]
    """Constituency → votes that its seats are shared by: with those added from areas without."""
    bases: Mapping[str, Mapping[str, Number]]
    """Base → area → its size."""
    shares: Mapping[str, Fraction]
    """Constituency → its part of what is added to all."""
    within: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Level → constituency → the area of that level it lies in."""

    def groups(self, scope: str) -> dict[str, tuple[str, ...]]:
        """The areas of a scope, each with its constituencies."""
        if scope == NATION:
            return {NATION: self.constituencies}
        if scope == CONSTITUENCY:
            return {area: (area,) for area in self.constituencies}
        if scope not in self.within:
            said = words._("there is no level {read} above the constituencies")
            raise ArgumentError("within", said.format(read=repr(scope)))
        found: dict[str, list[str]] = {}
        for area in self.constituencies:
            above = self.within[scope].get(area)
            if above is None:
                said = words._("the constituency {area} lies in no area of the level {level}")
                raise ArgumentError("within", said.format(area=repr(area), level=repr(scope)))
            found.setdefault(above, []).append(area)
        return {name: tuple(areas) for name, areas in found.items()}

    def of(self, areas: Sequence[str]) -> dict[str, Number]:
        """Votes by option; of all constituencies together, every vote counted anywhere."""
        places = self.counted if self._all(areas) else {area: self.votes[area] for area in areas}
        return {name: sum(votes.get(name, 0) for votes in places.values()) for name in self.options}

    def base(self, name: str, areas: Sequence[str]) -> Number:
        """The size of a threshold's base. Raises ``ArgumentError`` where it is not given."""
        sizes = self.bases.get(name)
        if sizes is None:
            said = words._(
                "the threshold is a share of {base}: say how many there were in each area"
            )
            raise ArgumentError("bases", said.format(base=name))
        if self._all(areas):
            return sum(self._size(name, area) for area in self.counted)
        added = [area for area in self.counted if area not in self.shares]
        more = sum(self._size(name, area) for area in added)
        return sum(self._size(name, area) + more * self.shares[area] for area in areas)

    def _size(self, name: str, area: str) -> Number:
        if area not in self.bases[name]:
            said = words._("how many {base} were there in {area}? it is not given")
            raise ArgumentError("bases", said.format(base=name, area=repr(area)))
        return self.bases[name][area]

    def _all(self, areas: Sequence[str]) -> bool:
        return len(areas) == len(self.constituencies)


def ballots_of(
    rule: Rule,
    votes: Mapping[str, Mapping[str, int]],
    bases: Mapping[str, Mapping[str, int]] | None,
    within: Mapping[str, Mapping[str, str]] | None,
) -> Ballots:
    """Votes as a rule wants them: those of alliances shared, those of areas without seats added.

    Valid votes are the sum of an area's votes where ``bases`` does not name them. Raises
    ``ArgumentError`` for a constituency without votes, an area that the rule does not know, votes
    that are below zero.
    """
    checked = {
        area: {name: whole(f"votes[{area!r}][{name!r}]", n) for name, n in found.items()}
        for area, found in votes.items()
    }
    names = dict.fromkeys(name for found in checked.values() for name in found)
    options = tuple(name for name in names if name not in rule.alliances)
    sizes: dict[str, Mapping[str, Number]] = dict(bases or {})
    sizes.setdefault("valid", {area: sum(found.values()) for area, found in checked.items()})
    counted: Mapping[str, Votes] = {
        area: with_joint_votes(found, rule.alliances) for area, found in checked.items()
    }
    places = _constituencies(rule, counted)
    if places == (NATION,):
        total = {name: sum(found.get(name, 0) for found in counted.values()) for name in options}
        at_once = {base: {NATION: sum(found.values())} for base, found in sizes.items()}
        one = {NATION: Fraction(1)}
        return Ballots(options, places, {NATION: total}, {NATION: total}, at_once, one)
    shares = _shares(places, sizes["valid"])
    added = [found for area, found in counted.items() if area not in shares]
    more = {name: sum(found.get(name, 0) for found in added) for name in options}
    given = {
        area: {name: counted[area].get(name, 0) + more[name] * shares[area] for name in options}
        for area in places
    }
    return Ballots(options, places, counted, given, sizes, shares, within or {})


def _constituencies(rule: Rule, counted: Mapping[str, Votes]) -> tuple[str, ...]:
    about = rule.constituencies
    if about is None:
        return (NATION,)
    if about.apportioned is None:
        places = tuple(about.seats)
    else:
        places = tuple(area for area in counted if area not in about.added)
    for area in places:
        if not any(counted.get(area, {}).values()):
            said = words._("the constituency {area} has seats and no votes")
            said = said.format(area=repr(area))
            others = [one for one in counted if one not in places and one not in about.added]
            if area not in counted and others:
                said += f". {suggestion(area, others)}"
            raise ArgumentError("votes", said)
    for area in counted:
        if area not in places and area not in about.added:
            said = words._(
                "{area} has votes and no seats: name it under `seats`, or under `added` where its "
                "votes are added to all constituencies"
            )
            raise ArgumentError("votes", said.format(area=repr(area)))
    return places


def _shares(places: Iterable[str], valid: Mapping[str, Number]) -> dict[str, Fraction]:
    total = sum(valid[area] for area in places)
    return {area: Fraction(valid[area]) / total for area in places}


def with_joint_votes(votes: Votes, alliances: Mapping[str, Alliance]) -> Votes:
    """Votes given to an alliance as a whole, shared among its members in proportion to their own
    votes; in equal parts where none of them has any."""
    found = dict(votes)
    for name, alliance in alliances.items():
        joint = found.pop(name, 0)
        if not joint:
            continue
        own = {member: found.get(member, 0) for member in alliance.members}
        total = sum(own.values())
        for member, count in own.items():
            part = Fraction(count) / total if total else Fraction(1, len(own))
            found[member] = count + joint * part
    return found


def whole_numbers(votes: Votes) -> tuple[dict[str, int], int]:
    """Votes times the number that makes all of them whole, and that number: their proportions are
    what counts."""
    scale = lcm(*(Fraction(count).denominator for count in votes.values()))
    return {name: int(count * scale) for name, count in votes.items()}, scale
