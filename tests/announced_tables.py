"""Small elections with announcements, for tests: sheets as a table of stations, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crosstally.compare.announcements import check_announcements
from crosstally.election.areas import Area, AreaLookup
from crosstally.election.definition import Announcement, Definition
from crosstally.election.folder import Election
from crosstally.findings import Checked, Finding, Tier
from crosstally.tabulation.figures import MISSING, FigureTable, IntArray, OtherSums, Totals


class Sheets:
    """Sheets of one source, a station a row; parts of the place are named by ``areas``."""

    def __init__(
        self,
        columns: Mapping[str, Sequence[int]] | None = None,
        stations_known: int | None = None,
        options: Sequence[str] = (),
        areas: Mapping[str, Sequence[int]] | None = None,
        source: str = "observers",
        copies: Mapping[str, Mapping[str, tuple[int, int]]] | None = None,
        otherwise: Sequence[tuple[str, OtherSums]] = (),
    ) -> None:
        self.columns = {
            name: np.asarray(values, dtype=np.int64) for name, values in (columns or {}).items()
        }
        self.options = set(options)
        self.known = stations_known
        self.areas = dict(areas or {})
        self.source = source
        self.copies = copies or {}
        """Disputed station → figure → least and most over its copies."""
        self.otherwise = otherwise
        """Area → what else its sheets could have been added up to."""
        self.held = len(next(iter(self.columns.values()), ()))

    def sheet_sources(self, contest: str) -> Sequence[str]:
        return [self.source] if self.columns else []

    def _rows(self, area: str) -> Sequence[int]:
        return self.areas.get(area, range(self.held) if area == "all" else ())

    def totals(self, contest: str, source: str, area: str) -> Totals:
        rows = list(self._rows(area))
        sums, incomplete = {}, {}
        for name, column in self.columns.items():
            values = column[rows]
            sums[name] = int(values[values != MISSING].sum())
            if (values == MISSING).any():
                incomplete[name] = int((values == MISSING).sum())
        return Totals(
            source,
            area,
            len(rows),
            self.known if area == "all" else len(rows),
            {name: value for name, value in sums.items() if name not in self.options},
            {name: value for name, value in sums.items() if name in self.options},
            incomplete,
            {name: int(column.sum()) for name, column in self._apart(rows, 0).items()},
            {name: int(column.sum()) for name, column in self._apart(rows, 1).items()},
        )

    def _apart(self, rows: Sequence[int], end: int) -> dict[str, IntArray]:
        """By how much copies have less (0) or more (1) than what is counted, a station a row."""
        return {
            name: np.array(
                [
                    abs(
                        self.copies.get(f"s{row}", {}).get(name, (column[row],) * 2)[end]
                        - column[row]
                    )
                    for row in rows
                ],
                dtype=np.int64,
            )
            for name, column in self.columns.items()
            if self.copies
        }

    def other_sums(self, contest: str, source: str, area: str) -> Sequence[OtherSums]:
        return [item for at, item in self.otherwise if at == area]

    def table(self, contest: str, source: str, level: str, area: str) -> FigureTable:
        rows = list(self._rows(area))
        ones = np.ones(len(rows), dtype=np.int64)
        names = [f"s{row}" for row in rows]
        columns = {name: column[rows] for name, column in self.columns.items()}
        return FigureTable(
            source,
            level,
            names,
            names,
            columns,
            ones,
            ones,
            less=self._apart(rows, 0),
            more=self._apart(rows, 1),
        )


def election(
    announcements: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any] | None = None,
    areas: Sequence[str] = (),
    contest: Mapping[str, Any] | None = None,
    **definition: Any,
) -> Election:
    """An election of one contest, ``race``, with options ``a`` and ``b`` unless others are given.

    ``areas`` are the regions of ``all``. Announcements need not name their id and source.
    """
    written = {
        "id": "test",
        "title": "Test",
        "date": "2024-07-28",
        "levels": ["country", "region", "station"],
        "sources": {
            "authority": "The authority",
            "observers": {"name": "The observers", "kind": "observer"},
        },
        "sheets": {
            "form": {
                "fields": {
                    "registered": "Registered",
                    "cast": "Ballots",
                    "valid": "Valid",
                    "invalid": "Invalid",
                }
            }
        },
        "contests": {"race": {"options": dict(options or {"a": "A", "b": "B"}), **(contest or {})}},
        **definition,
    }
    tree = [Area("all", "All areas", "country")]
    tree += [Area(name, name.title(), "region", {"": "all"}) for name in areas]
    return Election(
        Path(),
        Definition.model_validate(written),
        tuple(
            Announcement.model_validate({"id": f"n{i}", "source": "authority", **item})
            for i, item in enumerate(announcements, 1)
        ),
        AreaLookup(tree),
    )


def check(folder: Election, sheets: Sheets | None = None, **more: Any) -> Checked:
    """All checks of its announcements."""
    return check_announcements(folder, "race", sheets or Sheets(), **more)


def codes(checked: Checked) -> list[str]:
    """The codes found, sorted."""
    return sorted(item.code.name for item in checked.findings)


def only(checked: Checked, code: str) -> Finding:
    """The one finding of a code; every other code is allowed beside it."""
    found = [item for item in checked.findings if item.code.name == code]
    assert len(found) == 1, codes(checked)
    return found[0]


def decisive(checked: Checked) -> list[Finding]:
    """The findings that are contradictions."""
    return [item for item in checked.findings if item.tier is Tier.DECISIVE]
