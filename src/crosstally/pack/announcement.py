"""What was announced, as a pack's table has it. Standard library alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crosstally.pack.layout import ANNOUNCED, ANNOUNCED_COLUMNS
from crosstally.pack.opening import PackFiles
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_tables import csv_rows

SEEMS_ROUNDED_FROM = 100_000
"""A count of at least this much that ends in three zeros may be rounded, whatever is said of it."""
TURNOUT = "turnout"
_COUNTS, _KINDS = ("votes", "field"), ("votes", "field", "percent", "seats", TURNOUT)
_NUMBER = re.compile("0|[1-9][0-9]{0,18}")


@dataclass
class Announcement:
    """What one announcement states for one area."""

    contest: str
    source: str
    stage: str
    counted: str
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Option or field → (count as printed, the unit that it was rounded to)."""
    options: set[str] = field(default_factory=set)
    """Those of these that are votes for an option."""
    shares: dict[str, str] = field(default_factory=dict)
    """Option → percentage as printed; ``turnout``."""

    def is_exact(self, name: str) -> bool:
        """Whether a figure is a count that is said to be exact."""
        return name in self.counts and self.counts[name][1] == 1

    def is_unrounded(self, name: str) -> bool:
        """Whether a figure is a count that neither is said to be rounded nor looks as if it were:
        findings on any other may be of the least or the most that it stands for."""
        if name not in self.counts:
            return False
        count, unit = self.counts[name]
        return unit == 1 and not (count >= SEEMS_ROUNDED_FROM and count % 1000 == 0)

    def is_of_all(self, name: str) -> bool:
        """Whether a count is exact and of every sheet, as far as the announcement says."""
        return self.is_unrounded(name) and not self.counted and self.stage != "preliminary"


Announced = dict[tuple[str, str], Announcement]
"""Announcement's id and area → what it states there."""


def read_announced(files: PackFiles) -> tuple[Announced, list[Remark]]:
    """What was announced, and what is wrong with the table. Raises ``UnreadableError``."""
    found: Announced = {}
    mistakes = Mistakes()
    for line, row in csv_rows(files, ANNOUNCED, ANNOUNCED_COLUMNS):
        id_, contest, source, stage, _at, _in, _level, area, *said = row
        _called, counted, _of, kind, name, printed, unit, _base = said
        about = Announcement(contest, source, stage, counted)
        known = found.setdefault((id_, area), about)
        is_same = (known.contest, known.source, known.stage, known.counted) == (
            *(contest, source, stage, counted),
        )
        is_count = kind in _COUNTS
        is_number = bool(_NUMBER.fullmatch(printed)) or kind in ("percent", TURNOUT)
        is_spelt = kind in _KINDS and is_number and bool(_NUMBER.fullmatch(unit)) == is_count
        is_twice = name in (known.counts if is_count else known.shares) and kind != "seats"
        if not is_same or not is_spelt or is_twice:
            mistakes.add(
                Remark(
                    "{path}, line {line}: {place}: is no row of an announced figure",
                    path=ANNOUNCED,
                    line=line,
                    place=id_,
                )
            )
        elif is_count:
            known.counts[name] = (int(printed), int(unit))
            known.options |= {name} if kind == "votes" else set()
        elif kind != "seats":
            known.shares[name] = printed
    return found, mistakes.remarks()
