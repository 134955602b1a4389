"""Which options votes are counted under, where some of them are alliances of others."""

from __future__ import annotations

from collections.abc import Collection

from crosstally.election.definition import Definition


def counted_options(definition: Definition, contest: str, held: Collection[str]) -> list[str]:
    """The options that votes are counted under: an alliance with columns of its own stands for
    members that have none; else its members stand for it.

    An option without members that no sheet has a column for is among them: its votes are missing,
    not zero. ``held`` are the options that sheets, or an announcement, have figures of.
    """
    known = definition.contests[contest].options
    counted_elsewhere = {
        member
        for name, about in known.items()
        if name in held
        for member in about.members
        if member not in held
    }
    return [
        name
        for name, about in known.items()
        if name in held or (not about.members and name not in counted_elsewhere)
    ]
