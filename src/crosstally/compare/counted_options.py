"""Which options one is ranked among, and which an announcement's votes stand in."""

from __future__ import annotations

from collections.abc import Collection

from crosstally.election.alliances import counted_options
from crosstally.election.definition import Definition


def rivals(definition: Definition, contest: str, held: Collection[str], option: str) -> list[str]:
    """The options that another one is ranked among: no vote of its own stands in any of them.

    An alliance is ranked among those that are not its members, and a member among those that
    votes are counted under, its own alliance left out.
    """
    known = definition.contests[contest].options
    own = {option, *known[option].members}
    counted = counted_options(definition, contest, held)
    return [name for name in counted if name not in own and option not in known[name].members]


def lists_stated(definition: Definition, contest: str, stated: Collection[str]) -> list[str]:
    """The options among which an announcement's votes stand, none of them in two.

    An alliance whose members are all stated is their sum, and they stand for it; one with a member
    that is not stated stands for all of its members; one that is not stated itself has its members
    stand for it.
    """
    known = definition.contests[contest].options
    sums = {
        name
        for name, about in known.items()
        if about.members and (name not in stated or set(about.members) <= set(stated))
    }
    inside = {member for name in known if name not in sums for member in known[name].members}
    return [name for name in known if name not in sums and name not in inside]


def lists_with(
    definition: Definition, contest: str, stated: Collection[str], option: str
) -> list[str]:
    """The same, so that ``option`` is among them: in place of its members, or beside the other
    members of its alliance."""
    known = definition.contests[contest].options
    lists = lists_stated(definition, contest, stated)
    if option in lists:
        return lists
    rest = [
        name
        for name in lists
        if name not in known[option].members and option not in known[name].members
    ]
    split = {member for name in set(lists) - set(rest) for member in known[name].members}
    return list(dict.fromkeys([option, *rest, *(split - set(known[option].members))]))
